import { weeklyTimeIn } from "#words/dates.ts";
import { wordsIn, type Words } from "#words/words.ts";
import type { Context } from "../context.server.ts";
import type { Body } from "./bodies.server.ts";
import { asMarkdown, bodyFromMarkdown } from "./markdown.server.ts";
import type { Briefing } from "./briefing.server.ts";
import { activeSlots, type Slot } from "./slots.server.ts";

/** Who makes the briefing, as readers see it: the operator's own text, or the one made from the settings. */
export async function aboutBody(context: Context, briefing: Briefing): Promise<Body> {
  const own = briefing.about?.trim() ? bodyFromMarkdown(briefing.about) : { error: "" };
  if ("body" in own) return own.body;
  const generated = bodyFromMarkdown(generatedAbout(briefing, await activeSlots(context)));
  if ("body" in generated) return generated.body;
  throw new Error(generated.error);
}

/** The same in Markdown, made from the settings and the slots: what the desk offers to begin with. */
export function generatedAbout(briefing: Briefing, slots: Slot[]): string {
  const words = wordsIn(briefing.language);
  const contact = briefing.replyTo ?? briefing.fromAddress;
  const address = briefing.postalAddress.split(/\r?\n/).map((line) => asMarkdown(line.trim()));
  return [
    asMarkdown(capitalised(briefing.pitch)),
    `## ${words("pages.about.often")}`,
    slots.length > 0
      ? words("pages.about.slots", { times: slots.map((slot) => wordTime(briefing, slot)).join("; ") })
      : words("pages.about.noSlots"),
    words("pages.about.archive"),
    `## ${words("pages.about.responsible")}`,
    [`**${asMarkdown(briefing.name)}**`, ...address].join("\\\n"),
    `## ${words("pages.about.reach")}`,
    written(words, contact),
    words("pages.about.corrections"),
  ].join("\n\n");
}

function written(words: Words, contact: string): string {
  return words("pages.about.write", { link: `[${asMarkdown(contact)}](mailto:${encodeURI(contact)})` });
}

function capitalised(pitch: string): string {
  const sentence = pitch.charAt(0).toLocaleUpperCase() + pitch.slice(1);
  return /[.!?…。؟]$/.test(sentence) ? sentence : `${sentence}.`;
}

/** Like `Monday 07:00 (Europe/Amsterdam)`. */
function wordTime({ language }: Briefing, { weekday, minute, timeZone }: Slot): string {
  return `${asMarkdown(weeklyTimeIn(language, weekday, minute))} (${asMarkdown(timeZone)})`;
}
