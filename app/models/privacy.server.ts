import { privacyIn } from "#words/privacy.ts";
import { wordsIn } from "#words/words.ts";
import type { Body } from "./bodies.server.ts";
import { asMarkdown, bodyFromMarkdown } from "./markdown.server.ts";
import { changeDays } from "./addressChanges.server.ts";
import type { Briefing } from "./briefing.server.ts";
import { confirmationLimit } from "./confirmationMails.server.ts";
import { traceDays } from "./consent.server.ts";
import { undoDays } from "./leaving.server.ts";
import { reminderDays } from "./reminders.server.ts";
import { deliveriesKept, lettersKept, throttlesKept } from "./retention.server.ts";
import { confirmationDays } from "./subscriptions.server.ts";
import { unconfirmedDays } from "./unconfirmed.server.ts";

const day = 24 * 3_600_000;

/**
 * The privacy policy as readers see it: the operator's own text, or the one made from the settings.
 * @param appUrl where the site is
 */
export function privacyBody(briefing: Briefing, appUrl: string): Body {
  const own = briefing.privacyPolicy?.trim() ? bodyFromMarkdown(briefing.privacyPolicy) : { error: "" };
  if ("body" in own) return own.body;
  const generated = bodyFromMarkdown(generatedPolicy(briefing, appUrl));
  if ("body" in generated) return generated.body;
  throw new Error(generated.error);
}

/**
 * The privacy policy in Markdown and in the briefing's language, made from the settings: what the desk offers to begin
 * with. Every sentence says what this software does; who changes the one changes the other, in every language.
 */
export function generatedPolicy(briefing: Briefing, appUrl: string): string {
  const { language } = briefing;
  const said = wordsIn(language);
  const forDays = (count: number) => said("letters.forDays", { count });
  const afterDays = (count: number) => said("letters.afterDays", { count });
  const name = asMarkdown(briefing.name);
  const contact = briefing.replyTo ?? briefing.fromAddress;
  const address = briefing.postalAddress.split(/\r?\n/).map((line) => asMarkdown(line.trim()));
  return privacyIn(language)({
    name,
    responsible: [`**${name}**`, ...address].join("\\\n"),
    contact: `[${asMarkdown(contact)}](mailto:${encodeURI(contact)})`,
    readerUrl: `${appUrl}/reader`,
    linkWorks: forDays(confirmationDays),
    reminded: afterDays(reminderDays),
    mostMails: String(confirmationLimit.mails),
    mailsKept: forDays(confirmationLimit.days),
    counted: afterDays(throttlesKept / day),
    traced: afterDays(traceDays),
    changeEnds: afterDays(changeDays),
    undoable: forDays(undoDays),
    lettersKept: afterDays(lettersKept / day),
    deliveriesKept: afterDays(deliveriesKept / day),
    forgotten: afterDays(unconfirmedDays),
  });
}
