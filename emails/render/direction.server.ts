import { blockDirection, isolated, runsAgainst, textDirection } from "#app/i18n/direction.ts";
import type { Block } from "#app/models/body.ts";
import type { MailLanguage } from "./language.server.ts";
import { markup, Markup, singleLine, type MarkupPiece } from "./markup.server.ts";

/** The direction of a block: an attribute, and the side of its lines. Both null for the mail's own direction. */
export type TurnedText = { dir: Markup | null; style: Markup | null };

/** @param text of a separate block, like a headline; not every mail program knows "auto" (E-11) */
export function turned(text: string, language: MailLanguage): TurnedText {
  return turnOf(textDirection(text, language.direction), language);
}

/** Like `turned`, for a body's block, with the language for its content. */
export function turnedBlock(block: Block, language: MailLanguage): TurnedText & { language: MailLanguage } {
  const direction = blockDirection(block, language.direction);
  const within: MailLanguage = { ...language, direction, start: direction === "rtl" ? "right" : "left" };
  return { ...turnOf(direction, language), language: within };
}

function turnOf(direction: MailLanguage["direction"], language: MailLanguage): TurnedText {
  if (direction === language.direction) return { dir: null, style: null };
  return { dir: markup` dir="${direction}"`, style: markup`text-align:${direction === "rtl" ? "right" : "left"};` };
}

/** Isolates a name inside a sentence: an element of its own where it would reorder its neighbours. */
export function apart(text: string, { direction }: MailLanguage): MarkupPiece {
  const words = singleLine(text);
  if (!runsAgainst(words, direction)) return words;
  return markup`<span dir="${textDirection(words, direction)}" style="unicode-bidi:isolate">${words}</span>`;
}

/** Like `apart`, in plain text. */
export function apartInText(text: string, { direction }: MailLanguage): string {
  return isolated(singleLine(text), direction);
}
