import type { Inline } from "#app/models/marks.ts";
import { withoutNoteNumber } from "#app/models/htmlRules.ts";
import { trimmed } from "./page.ts";
import type { NotePlaces, Reading } from "./reading.server.ts";
import { allBelow, below, textBelow, type ForeignElement } from "./tree.server.ts";

/** A footnote that is referred to more often stands there as often, but not without end. */
const mostUses = 5;

/**
 * Finds the footnotes of a page. A footnote is what a link leads to, where another link leads back to the first: so all
 * programs write them.
 */
export function footnotesOf(root: ForeignElement): NotePlaces {
  const places: NotePlaces = { references: new Map(), taken: new Set() };
  const links = allBelow(root, ({ name, attributes }) => name === "a" && (attributes.href ?? "").startsWith("#"));
  if (links.length < 2) return places;
  const named = new Map<string, ForeignElement>();
  for (const node of below(root))
    if (typeof node !== "string")
      for (const key of [node.attributes.id, node.name === "a" ? node.attributes.name : undefined])
        if (key && !named.has(key)) named.set(key, node);
  const backs = new Map<ForeignElement, ForeignElement[]>();
  const uses = new Map<ForeignElement, number>();
  const linksIn = (note: ForeignElement) => {
    const known = backs.get(note) ?? allBelow(note, (one) => one.name === "a" && fragment(one) !== "");
    backs.set(note, known);
    return known;
  };
  for (const link of links) {
    if (isTaken(link, places.taken)) continue;
    const target = named.get(fragment(link));
    const note = target ? noteAround(target, root) : null;
    if (!note || isWithin(link, note)) continue;
    const names = namesOf(link);
    const back = linksIn(note).filter((one) => names.has(fragment(one)));
    if (back.length === 0 || (uses.get(note) ?? 0) >= mostUses) continue;
    uses.set(note, (uses.get(note) ?? 0) + 1);
    places.references.set(raisedAround(link), note);
    for (const one of [note, ...back]) places.taken.add(one);
  }
  return places;
}

function fragment({ attributes: { href = "" } }: ForeignElement): string {
  if (!href.startsWith("#")) return "";
  try {
    return decodeURIComponent(href.slice(1));
  } catch {
    return href.slice(1);
  }
}

const notNotes = new Set(["a", "sup", "span", "b", "strong", "em", "i", "#root", "body"]);

/** Returns the paragraph, item or box that a target stands in. */
function noteAround(target: ForeignElement, root: ForeignElement): ForeignElement | null {
  for (let at: ForeignElement | null = target; at && at !== root; at = at.parent) if (!notNotes.has(at.name)) return at;
  return null;
}

/** A link back from a footnote refers to none. */
function isTaken(one: ForeignElement, taken: Set<ForeignElement>): boolean {
  for (let at: ForeignElement | null = one; at; at = at.parent) if (taken.has(at)) return true;
  return false;
}

function isWithin(one: ForeignElement, other: ForeignElement): boolean {
  for (let at: ForeignElement | null = one; at; at = at.parent) if (at === other) return true;
  return false;
}

function namesOf(link: ForeignElement): Set<string> {
  const names = new Set<string>();
  const take = ({ attributes, name }: ForeignElement) => {
    for (const key of [attributes.id, name === "a" ? attributes.name : ""]) if (key) names.add(key);
  };
  for (let at: ForeignElement | null = link; at && !["p", "li", "div", "td", "body"].includes(at.name); at = at.parent)
    take(at);
  for (const inside of allBelow(link, () => true)) take(inside);
  return names;
}

/** The raised element with nothing but the link is its mark, too. */
function raisedAround(link: ForeignElement): ForeignElement {
  const words = textBelow(link).trim();
  let mark = link;
  for (let at = link.parent; at && ["sup", "span"].includes(at.name) && textBelow(at).trim() === words; at = at.parent)
    mark = at;
  return mark;
}

/** Returns the words of a footnote on one line, without its number and its way back. */
export function noteWords(note: ForeignElement, reading: Reading): Inline[] {
  const lines = reading.blocksInside(note).flatMap((block) => {
    if (block.type === "paragraph" || block.type === "heading") return [block.content ?? []];
    reading.notes.add("cell-blocks", "a block in a footnote");
    return [];
  });
  const joined = lines.flatMap((line, i): Inline[] => (i === 0 ? line : [{ type: "text", text: " " }, ...line]));
  const words = joined.flatMap((inline): Inline[] =>
    inline.type === "text" ? [inline] : inline.type === "hardBreak" ? [{ type: "text", text: " " }] : [],
  );
  const [first] = words;
  if (first?.type === "text") words[0] = { ...first, text: withoutNoteNumber(first.text) };
  return trimmed(words.filter((inline) => inline.type !== "text" || inline.text !== ""));
}
