import type { Block } from "#app/models/body.ts";
import type { Mark } from "#app/models/marks.ts";
import type { HtmlNotes } from "./notes.ts";
import type { ForeignElement } from "./tree.server.ts";

/**
 * A page's surroundings. `base`: its address, for relative links. `isMail`: its tables arrange things. `mergeTags`: signs that its
 * program would have filled in. `link` says where an address leads by now, null for nowhere. `lineAttribute`: where elements say on
 * which line of a text they begin; `first`: the number of that text's first line.
 */
export type HtmlSource = {
  base: string | null;
  isMail?: boolean;
  mergeTags?: RegExp;
  link?: (href: string, words: string, line: number | null) => string | null;
  lineAttribute?: { name: string; first: number };
};

/**
 * The footnotes of a page: `references` have each element that becomes a mark, with the element of its words; `taken` are
 * those, and the links that lead back.
 */
export type NotePlaces = { references: Map<ForeignElement, ForeignElement>; taken: Set<ForeignElement> };

/** All that one page is read with. `blocksInside` reads the inside of an element as blocks of their own. */
export type Reading = HtmlSource & {
  notes: HtmlNotes;
  places: NotePlaces;
  /** The words of the heading that each name of the page leads to, where links are asked for. */
  anchors: Map<string, string>;
  blocksInside: (from: ForeignElement, marks?: readonly Mark[]) => Block[];
};
