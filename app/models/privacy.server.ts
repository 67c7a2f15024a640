import { privacyIn } from "#words/privacy.ts";
import { wordsIn } from "#words/words.ts";
import { asMarkdown, bodyFromMarkdown, type Body } from "./bodies.server.ts";
import type { Briefing } from "./briefing.server.ts";
import { confirmationDays, unconfirmedDays } from "./subscriptions.server.ts";

/** The privacy policy as readers see it: the operator's own text, or the one made from the settings. */
export function privacyBody(briefing: Briefing): Body {
  const own = briefing.privacyPolicy?.trim() ? bodyFromMarkdown(briefing.privacyPolicy) : { error: "" };
  if ("body" in own) return own.body;
  const generated = bodyFromMarkdown(generatedPolicy(briefing));
  if ("body" in generated) return generated.body;
  throw new Error(generated.error);
}

/**
 * The privacy policy in Markdown and in the briefing's language, made from the settings: what the desk offers to begin
 * with. Every sentence says what this software does; who changes the one changes the other, in every language.
 */
export function generatedPolicy(briefing: Briefing): string {
  const { language } = briefing;
  const said = wordsIn(language);
  const name = asMarkdown(briefing.name);
  const contact = briefing.replyTo ?? briefing.fromAddress;
  const address = briefing.postalAddress.split(/\r?\n/).map((line) => asMarkdown(line.trim()));
  return privacyIn(language)({
    name,
    responsible: [`**${name}**`, ...address].join("\\\n"),
    contact: `[${asMarkdown(contact)}](mailto:${encodeURI(contact)})`,
    linkWorks: said("letters.forDays", { count: confirmationDays }),
    forgotten: said("letters.afterDays", { count: unconfirmedDays }),
  });
}
