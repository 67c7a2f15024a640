import type { Messages } from "#app/i18n/messages.ts";
import { deepestNesting, flattenDeep, type Block, type BlockOf, type BlockType } from "#app/models/body.ts";
import type { HeadingLevel } from "#app/models/headings.ts";
import { turnedBlock, type TurnedText } from "./direction.server.ts";
import type { MailLanguage } from "./language.server.ts";
import type { MarkupPiece } from "./markup.server.ts";
import { prefix } from "./wrap.server.ts";

/**
 * The surroundings of a body: the site's origin for images, the language's sides, and the level of its first headings.
 * `isFeed` marks a feed, which uses the mail's HTML without its styles.
 */
export type BodyPlace = { origin: string; language: MailLanguage; headingLevel: 2 | 3 | 4; isFeed?: boolean };
/** `around`: the mail's own language, whatever that of a block is; `width`: pixels that a picture may take. */
export type Page = BodyPlace & {
  write: (blocks: Block[], page: Page) => MarkupPiece[];
  depth: number;
  open: HeadingLevel[];
  around: MailLanguage;
  width: number;
};
/** The surroundings of a block in plain text: the width of its lines, and its depth of nesting. */
export type TextPlace = {
  write: (blocks: Block[], place: TextPlace) => string;
  words: Messages;
  width: number;
  depth: number;
};

/** A block in both parts of a mail. */
export type MailBlock<T extends BlockType> = {
  /** HTML, styles inline; null for a block that shows nothing. */
  html: (block: BlockOf<T>, page: Page) => MarkupPiece;
  /** HTML in a feed, where it differs from `html` by more than styles. */
  feedHtml?: (block: BlockOf<T>, page: Page) => MarkupPiece;
  /** Plain text without a final line break; empty for a block that shows nothing. */
  text: (block: BlockOf<T>, place: TextPlace) => string;
};

/**
 * Renders blocks inside of a block; at the deepest nesting, flat and without it.
 * @param taken pixels of the width that are not for the content
 * @param isAlways for what no depth may unmark
 */
export function nested(
  content: Block[],
  page: Page,
  wrapped: (inner: MarkupPiece[]) => MarkupPiece,
  taken: number,
  isAlways = false,
): MarkupPiece {
  if (page.depth >= deepestNesting) {
    const flat = page.write(flattenDeep(content), page);
    return isAlways ? wrapped(flat) : flat;
  }
  page.depth += 1;
  page.width -= taken;
  const inner = page.write(content, page);
  page.width += taken;
  page.depth -= 1;
  return wrapped(inner);
}

/** Renders the content of a block in the block's own direction. */
export function inside<T>(block: Block, page: Page, write: (turn: TurnedText & { language: MailLanguage }) => T): T {
  const { language } = page;
  const turn = turnedBlock(block, language);
  page.language = turn.language;
  const written = write(turn);
  page.language = language;
  return written;
}

/** Like `nested`, in plain text: `first` stands before the first line, `rest` before the others. */
export function nestedText(content: Block[], place: TextPlace, first: string, rest: string): string {
  const { width, depth } = place;
  const text =
    depth >= deepestNesting
      ? place.write(flattenDeep(content), place)
      : place.write(content, { ...place, width: Math.max(20, width - rest.length), depth: depth + 1 });
  return text && prefix(text, first, rest);
}
