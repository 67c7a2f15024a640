import { blockDirection, isolated, runsAgainst, textDirection } from "#words/direction.ts";
import type { Block } from "#app/models/bodies.server.ts";
import type { Language } from "./language.server.ts";
import { markup, Markup, oneLine, type Piece } from "./markup.server.ts";

/** What a block says of its direction: an attribute, and where its lines begin. Nothing, where it runs as the mail does. */
export type Turn = { dir: Markup | null; style: Markup | null };

/** @param text of a block of its own, like a headline; "auto" is not known to every mail program (E-11) */
export function turned(text: string, language: Language): Turn {
  return turnOf(textDirection(text, language.direction), language);
}

/** The same of a body's block, with the language as what it holds is to be written in it. */
export function turnedBlock(block: Block, language: Language): Turn & { language: Language } {
  const direction = blockDirection(block, language.direction);
  const within: Language = { ...language, direction, start: direction === "rtl" ? "right" : "left" };
  return { ...turnOf(direction, language), language: within };
}

function turnOf(direction: Language["direction"], language: Language): Turn {
  if (direction === language.direction) return { dir: null, style: null };
  return { dir: markup` dir="${direction}"`, style: markup`text-align:${direction === "rtl" ? "right" : "left"};` };
}

/** A name among words of the mail: an element of its own where it would turn around what stands beside it. */
export function apart(text: string, { direction }: Language): Piece {
  const words = oneLine(text);
  if (!runsAgainst(words, direction)) return words;
  return markup`<span dir="${textDirection(words, direction)}" style="unicode-bidi:isolate">${words}</span>`;
}

/** The same in plain text. */
export function apartInText(text: string, { direction }: Language): string {
  return isolated(oneLine(text), direction);
}
