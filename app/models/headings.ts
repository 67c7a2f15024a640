import { slugify } from "./slugs.ts";

/** The levels of headings in a body; 1 is its page's. */
export type HeadingLevel = (typeof headingLevels)[number];
export const headingLevels = [2, 3, 4] as const;

/** Returns the level in a body for one of Markdown or of a page, from 1. */
export function headingLevel(level: number): HeadingLevel {
  return level <= 2 ? 2 : level === 3 ? 3 : 4;
}

/**
 * Returns the rank of a heading in its body, from 1, so that no level is skipped (E-14).
 * @param open the levels of the headings around it, which this call changes for the next one
 */
export function headingRank(open: HeadingLevel[], level: HeadingLevel): number {
  while (open.length > 0 && open.at(-1)! >= level) open.pop();
  open.push(level);
  return open.length;
}

/**
 * Returns the end of an address that leads to a heading of an article's page, like `at-the-tide`; empty for no words. It begins
 * with a part of its own, so that no heading takes a name that the page uses (S-09).
 */
export function anchorName(words: string): string {
  const name = slugify(words);
  return name && `at-${name}`;
}
