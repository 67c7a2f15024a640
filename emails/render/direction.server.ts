import { blockDirection, isolated, runsAgainst, textDirection } from "#app/i18n/direction.ts";
import type { Block } from "#app/models/body.ts";
import type { MailLanguage } from "./language.server.ts";
import { markup, Markup, singleLine, type MarkupPiece } from "./markup.server.ts";

/** What a block says of its direction: an attribute, and where its lines begin. Nothing, where it runs as the mail does. */
export type TurnedText = { dir: Markup | null; style: Markup | null };

/** @param text of a block of its own, like a headline; "auto" is not known to every mail program (E-11) */
export function turned(text: string, language: MailLanguage): TurnedText {
  return turnOf(textDirection(text, language.direction), language);
}

/** The same of a body's block, with the language as what it holds is to be written in it. */
export function turnedBlock(block: Block, language: MailLanguage): TurnedText & { language: MailLanguage } {
  const direction = blockDirection(block, language.direction);
  const within: MailLanguage = { ...language, direction, start: direction === "rtl" ? "right" : "left" };
  return { ...turnOf(direction, language), language: within };
}

function turnOf(direction: MailLanguage["direction"], language: MailLanguage): TurnedText {
  if (direction === language.direction) return { dir: null, style: null };
  return { dir: markup` dir="${direction}"`, style: markup`text-align:${direction === "rtl" ? "right" : "left"};` };
}

/** A name among words of the mail: an element of its own where it would turn around what stands beside it. */
export function apart(text: string, { direction }: MailLanguage): MarkupPiece {
  const words = singleLine(text);
  if (!runsAgainst(words, direction)) return words;
  return markup`<span dir="${textDirection(words, direction)}" style="unicode-bidi:isolate">${words}</span>`;
}

/** The same in plain text. */
export function apartInText(text: string, { direction }: MailLanguage): string {
  return isolated(singleLine(text), direction);
}
