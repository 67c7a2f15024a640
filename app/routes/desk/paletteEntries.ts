import { deskPlaces, placesFor, settingsPlaces } from "#app/components/desk/places.ts";
import { termQuestion, terms, type TermName } from "#app/components/desk/terms.ts";
import { mayActAs } from "#app/models/roles.ts";
import type { Role } from "#db/schema/desk.ts";

/** The act of an entry: open a page, press something of this page, begin an issue, show the keys. */
type PaletteAct = { go: string } | { press: HTMLElement } | { begin: "issue" } | { show: "keys" };

/** A line of the palette. `key`: how it is known among those chosen before; `also`: words by which it is found, too. */
export type PaletteEntry = { key: string; name: string; kind: string; also?: string; act: PaletteAct };

/** The entries that are the same on each page, for a role. */
export function standingEntries(role: Role): PaletteEntry[] {
  const pages = [
    ...placesFor(deskPlaces, role).map(({ to, name }) => ({ to, name })),
    // The first of them is the page of the settings itself.
    ...placesFor(settingsPlaces.slice(1), role).map(({ to, name }) => ({ to, name: `Settings: ${name}` })),
    { to: "/desk/words", name: "What the words mean" },
  ];
  return [
    make("New article", { go: "/desk/articles/new" }, "write begin"),
    ...(mayActAs(role, "editor") ? [make("New issue", { begin: "issue" }, "begin")] : []),
    ...(mayActAs(role, "editor") ? [make("New picture", { go: "/desk/pictures" }, "upload image photo")] : []),
    ...pages.map(({ to, name }) => ({ key: to, name, kind: "Page", act: { go: to } })),
    { key: "keys", name: "Keyboard shortcuts", kind: "Help", also: "keys", act: { show: "keys" as const } },
    ...(Object.keys(terms) as TermName[]).map((term) => ({
      key: `term ${term}`,
      name: termQuestion(term),
      kind: "Word",
      act: { go: `/desk/words#${term}` },
    })),
  ];
}

function make(name: string, act: PaletteAct, also: string): PaletteEntry {
  return { key: name, name, kind: "Make", also, act };
}

/** The actions of the page that is shown: whatever it marks with `data-command`, while that can be pressed. */
export function entriesOfPage(page: ParentNode): PaletteEntry[] {
  return [...page.querySelectorAll<HTMLElement>("[data-command]")]
    .filter((one) => !one.matches(":disabled, [inert] *"))
    .map((press) => ({ name: press.dataset.command!, press }))
    .filter(({ name }, i, all) => all.findIndex((one) => one.name === name) === i)
    .map(({ name, press }) => ({ key: `do ${name}`, name, kind: "On this page", act: { press } }));
}

/**
 * The entries that a query finds, the best first: each of its words begins a word, stands in one, or has its letters in
 * this order. Among equals, those chosen lately come first; without a query, all of them do.
 * @param recent keys, the latest first
 */
export function rankEntries(entries: PaletteEntry[], query: string, recent: string[]): PaletteEntry[] {
  const sought = folded(query).split(/\s+/).filter(Boolean);
  const lateness = (key: string) => (recent.includes(key) ? recent.indexOf(key) : recent.length);
  return entries
    .map((entry, i) => ({ entry, i, score: scoreOf(entry, sought) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || lateness(a.entry.key) - lateness(b.entry.key) || a.i - b.i)
    .map(({ entry }) => entry);
}

/** @returns 0 where a word is not found; 1 for all without a query */
function scoreOf({ name, also = "" }: PaletteEntry, sought: string[]): number {
  const [named, other] = [folded(name), folded(also)];
  const scores = sought.map((word) => Math.max(wordScore(named, word), wordScore(other, word) / 2));
  return scores.includes(0) ? 0 : scores.reduce((sum, one) => sum + one, 1);
}

function wordScore(text: string, word: string): number {
  if (text.startsWith(word)) return 8;
  if (text.split(/[^\p{L}\p{N}]+/u).some((one) => one.startsWith(word))) return 6;
  if (text.includes(word)) return 4;
  return word.length > 1 && hasInOrder(text, word) ? 1 : 0;
}

function hasInOrder(text: string, letters: string): boolean {
  let at = -1;
  return [...letters].every((letter) => (at = text.indexOf(letter, at + 1)) >= 0);
}

/** Without the marks of letters, in small ones. */
function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
