import { z } from "zod";
import type { Context } from "#app/context.server.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import { privacyClause, privacyPoints, type PrivacySettings } from "#app/i18n/privacyClauses.ts";
import { privacyTextIn } from "#app/i18n/privacyText.ts";
import type { Body } from "#app/models/body.ts";
import type { Briefing } from "#app/models/briefing.server.ts";
import { countedAnywhere } from "#app/models/clicks/counting.server.ts";
import { requestMetadataDays } from "#app/models/consent/record.server.ts";
import { day } from "#app/models/durations.ts";
import { wordMarkdownFault } from "#app/models/faultWords.server.ts";
import { isAskedAnywhere } from "#app/models/feedback/asking.server.ts";
import { manyLines } from "#app/models/fields.server.ts";
import { growthSettings } from "#app/models/growthSettings.server.ts";
import { asMarkdown, bodyFromMarkdown } from "#app/models/markdown.server.ts";
import { retentionRules } from "#app/models/privacy/retention.server.ts";
import { changeDays } from "#app/models/readers/preferences/addressChange.server.ts";
import { isAnybodyReferred } from "#app/models/readers/referrals.server.ts";
import { confirmationDays } from "#app/models/readers/sign-up/confirmation.server.ts";
import { confirmationLimit } from "#app/models/readers/sign-up/mailLimit.server.ts";
import { reminderDays } from "#app/models/readers/sign-up/reminders.server.ts";
import { unconfirmedDays } from "#app/models/readers/sign-up/unconfirmed.server.ts";
import { undoDays } from "#app/models/readers/unsubscribe.server.ts";

/** Returns what the lists count and ask now, whether readers have personal links, and what is still kept of each. */
export async function privacySettings(context: Context): Promise<PrivacySettings> {
  const sharing = (await growthSettings(context)).shareLinks !== "off" || (await isAnybodyReferred(context));
  return { ...(await countedAnywhere(context)), answers: await isAskedAnywhere(context), sharing };
}

/**
 * Returns the privacy policy: the operator's own text, or the one generated from the settings.
 * @param appUrl the site's URL
 * @param settings from `privacySettings`
 */
export function privacyBody(briefing: Briefing, appUrl: string, settings: PrivacySettings): Body {
  const own = briefing.privacyPolicy?.trim() ? bodyFromMarkdown(briefing.privacyPolicy) : null;
  if (own && "body" in own) return own.body;
  const generated = bodyFromMarkdown(generatedPolicy(briefing, appUrl, settings));
  if ("body" in generated) return generated.body;
  throw new Error(wordMarkdownFault(generated));
}

/**
 * Generates the privacy policy in Markdown, in the briefing's language, from the settings; the desk offers it as a
 * beginning. Every sentence states what this software does. A change of behaviour must change the text in every
 * language.
 */
export function generatedPolicy(briefing: Briefing, appUrl: string, settings: PrivacySettings): string {
  const { language } = briefing;
  const words = messagesIn(language);
  const forDays = (count: number) => words("letters.forDays", { count });
  const afterDays = (count: number) => words("letters.afterDays", { count });
  const name = asMarkdown(briefing.name);
  const contact = briefing.replyTo ?? briefing.fromAddress;
  const address = briefing.postalAddress.split(/\r?\n/).map((line) => asMarkdown(line.trim()));
  const clauseFacts = clauseFactsIn(language);
  return privacyTextIn(language)({
    ...clauseFacts,
    ...privacyPoints(language, settings, clauseFacts),
    name,
    responsible: [`**${name}**`, ...address].join("\\\n"),
    contact: `[${asMarkdown(contact)}](mailto:${encodeURI(contact)})`,
    readerUrl: `${appUrl}/reader`,
    linkWorks: forDays(confirmationDays),
    reminded: afterDays(reminderDays),
    mostMails: String(confirmationLimit.mails),
    mailsKept: forDays(confirmationLimit.days),
    counted: afterDays(retentionRules.rateLimits.keptFor / day),
    changeEnds: afterDays(changeDays),
    undoable: forDays(undoDays),
    lettersKept: afterDays(retentionRules.transactional.keptFor / day),
    repliesKept: afterDays(retentionRules.conversations.keptFor / day),
    broughtKept: afterDays(Math.max(retentionRules.waitingLists.keptFor, retentionRules.broughtLists.keptFor) / day),
    reportsKept: afterDays(retentionRules.importReports.keptFor / day),
    forgotten: afterDays(unconfirmedDays),
  });
}

/** Returns the point that the policy has while clicks are counted, as Markdown, for the settings. */
export function clicksClause({ language }: Briefing): string {
  return privacyClause(language, "clicks", true, clauseFactsIn(language)) ?? "";
}

function clauseFactsIn(language: string) {
  const afterDays = (count: number) => messagesIn(language)("letters.afterDays", { count });
  return {
    traced: afterDays(requestMetadataDays),
    deliveriesKept: afterDays(retentionRules.deliveries.keptFor / day),
  };
}

/** The settings form of the policy; empty means the generated text. */
export const privacyPolicySchema = z.object({
  policy: manyLines(50000)
    .default("")
    .superRefine((text, ctx) => {
      const read = bodyFromMarkdown(text);
      if ("error" in read) ctx.addIssue({ code: "custom", message: wordMarkdownFault(read) });
    })
    .transform((text) => text || null),
});
