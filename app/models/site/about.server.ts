import { z } from "zod";
import type { Context } from "#app/context.server.ts";
import { weeklyTimeIn } from "#app/i18n/dates.ts";
import { messagesIn, type Messages } from "#app/i18n/messages.ts";
import type { Body } from "#app/models/body.ts";
import type { Briefing } from "#app/models/briefing.server.ts";
import { wordMarkdownFault } from "#app/models/faultWords.server.ts";
import { asMarkdown, bodyFromMarkdown } from "#app/models/markdown.server.ts";
import { activeSlots, type Slot } from "#app/models/sending/schedule/slots.server.ts";
import { privacyPolicySchema } from "./privacyPolicy.server.ts";

/** Returns the page about the briefing: the operator's own text, or the one generated from the settings. */
export async function aboutBody(context: Context, briefing: Briefing): Promise<Body> {
  const own = briefing.about?.trim() ? bodyFromMarkdown(briefing.about) : null;
  if (own && "body" in own) return own.body;
  const generated = bodyFromMarkdown(generatedAbout(briefing, await activeSlots(context)));
  if ("body" in generated) return generated.body;
  throw new Error(wordMarkdownFault(generated));
}

/** Generates that text in Markdown from the settings and the slots; the desk offers it as a beginning. */
export function generatedAbout(briefing: Briefing, slots: Slot[]): string {
  const words = messagesIn(briefing.language);
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

function written(words: Messages, contact: string): string {
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

/** The settings form of this page; empty means the generated text. */
export const aboutSchema = z.object({ about: privacyPolicySchema.shape.policy });
