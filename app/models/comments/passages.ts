/** A passage that a comment is about: its words, and some before them, so that the right one of several is found. */
export type Passage = { quote: string; before: string };

/** The longest quotation, and how much of what stands before it is kept, in characters. */
export const longestQuote = 400;
const keptBefore = 40;

/** Words as they are compared: line breaks and runs of spaces are one space. */
export function evened(text: string): string {
  return text
    .normalize("NFC")
    .replace(/[\s\u00a0\u202f\ufffc]+/g, " ")
    .trim();
}

/** Makes a passage of chosen words. @param before what stands before them in their paragraph */
export function passageOf(chosen: string, before: string): Passage {
  const quote = evened(chosen).slice(0, longestQuote);
  return { quote, before: evened(before).slice(-keptBefore) };
}

/** True while the words still stand in a text; whether at their old place does not matter. */
export function standsIn(text: string, { quote }: Passage): boolean {
  return quote !== "" && evened(text).includes(evened(quote));
}

/**
 * Finds a passage in a text that is evened already.
 * @returns where it begins: where what stood before it still does, else its first place, else -1
 */
export function placeIn(text: string, { quote, before }: Passage): number {
  if (quote === "") return -1;
  let best = -1;
  let most = -1;
  for (let at = text.indexOf(quote); at !== -1; at = text.indexOf(quote, at + 1)) {
    const shared = sharedEnd(text.slice(Math.max(0, at - keptBefore - 1), at).trimEnd(), before);
    if (shared > most) [best, most] = [at, shared];
  }
  return best;
}

function sharedEnd(one: string, other: string): number {
  let shared = 0;
  while (shared < Math.min(one.length, other.length) && one.at(-1 - shared) === other.at(-1 - shared)) shared += 1;
  return shared;
}

/** Returns all words of a text's tree, a line for each block. */
export function wordsIn(node: unknown): string {
  if (typeof node !== "object" || node === null) return "";
  const { text, content } = node as { text?: unknown; content?: unknown };
  if (typeof text === "string") return text;
  if (!Array.isArray(content)) return " ";
  const isInline = content.some((child: unknown) => typeof (child as { text?: unknown } | null)?.text === "string");
  return content.map(wordsIn).join(isInline ? "" : "\n");
}
