import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { emptyBody } from "#app/models/body.ts";
import {
  movePiece,
  moveToBottom,
  moveToPosition,
  moveToSection,
  moveToTop,
  nudgePiece,
  type PiecePlace,
} from "#app/models/issues/arrangement.ts";
import { emptySection, linesIn } from "#app/models/sections.ts";
import { Arranger, type TakenOut } from "#app/routes/desk.issues.$number._index/Arranger.ts";
import { draftOf, type DraftSection } from "#app/routes/desk.issues.$number._index/draft.ts";

const item = (text: string) => ({ kind: "item" as const, text, url: "", source: "" });
const choice = {
  id: 7,
  headline: "Robots pack",
  byline: "",
  onSite: true,
  words: 1,
  minutes: 1,
  lacks: [],
  embargoUntil: null,
  ran: [],
};

let sections: DraftSection[];
let said: string;
let focused: string;
let taken: TakenOut | null;
let arranger: Arranger;

beforeEach(() => {
  const two = [
    { ...emptySection(), heading: "Lead", pieces: [item("A"), item("B")] },
    { ...emptySection(), pieces: [item("C")] },
  ];
  sections = draftOf({ subject: "", preheader: "", listId: 1, intro: emptyBody, sections: two }).sections;
  taken = null;
  arranger = new Arranger({
    read: () => sections,
    write: (next) => (sections = next),
    say: (words) => (said = words),
    focus: (key) => (focused = key),
    offer: (next) => (taken = next),
  });
});

/** Like `A B / C`. */
const standing = () =>
  sections
    .map(({ pieces }) => pieces.map((one) => (one.kind === "article" ? one.id : linesIn(one)[0])).join(" "))
    .join(" / ");
const keyOf = (text: string) =>
  sections.flatMap(({ pieces }) => pieces).find((one) => one.kind === "item" && one.text === text)!.key;

describe("a piece that is moved", () => {
  test("is said with its new place, and keeps the focus", () => {
    arranger.move(keyOf("B"), (all, from) => nudgePiece(all, from, "down"));
    expect([standing(), said]).toEqual(["A / B C", "“B” moved to place 1 of 2 in “Section 2”."]);
    expect(focused).toBe(keyOf("B"));
    arranger.move(keyOf("B"), (all, from) => moveToSection(all, from, 0));
    expect([standing(), said]).toEqual(["A B / C", "“B” moved to place 2 of 2 in “Lead”."]);
  });

  test("stays at the ends, which is said too", () => {
    arranger.move(keyOf("A"), (all, from) => nudgePiece(all, from, "up"));
    expect([standing(), said]).toEqual(["A B / C", "“A” stays where it is."]);
  });
});

describe("what is taken out", () => {
  test("comes back where it stood, and what was done meanwhile stays", () => {
    arranger.takeOut(keyOf("A"));
    expect([standing(), taken!.words, focused]).toEqual(["B / C", "“A” is taken out.", keyOf("B")]);
    arranger.changePiece(keyOf("C"), { text: "C2" });
    taken!.bringBack();
    expect([standing(), taken]).toEqual(["A B / C2", null]);
  });

  test("gives the focus to its section when it was the last one", () => {
    arranger.takeOut(keyOf("C"));
    expect(focused).toBe(sections[1]!.key);
  });

  test("a section leaves its pieces to the one beside, and comes back with them", () => {
    arranger.removeSection(sections[1]!.key);
    expect([standing(), taken!.words]).toEqual(["A B C", "“Section 2” is removed. What stood in it is in “Lead”."]);
    arranger.takeOut(keyOf("A"));
    arranger.removeSection(sections[0]!.key);
    expect(standing()).toBe("B C");
  });

  test("a section that comes back has what is still there", () => {
    arranger.removeSection(sections[0]!.key);
    const back = taken!.bringBack;
    arranger.takeOut(keyOf("A"));
    back();
    expect([standing(), sections[0]!.heading]).toEqual(["B / C", "Lead"]);
  });
});

describe("what is added", () => {
  test("an article stands at the end of the section that was chosen, once", () => {
    arranger.addArticles(sections[0]!.key, [choice]);
    expect([standing(), said]).toEqual(["A B 7 / C", "“Robots pack” added to “Lead”."]);
    arranger.addArticles(sections[1]!.key, [choice, { ...choice, id: 8 }]);
    expect(standing()).toBe("A B 7 / C 8");
  });

  test("items and sections have keys of their own", () => {
    arranger.addItem(sections[0]!.key);
    arranger.addItem(sections[0]!.key);
    arranger.addSection();
    const keys = sections.flatMap(({ key, pieces }) => [key, ...pieces.map((piece) => piece.key)]);
    expect(new Set(keys).size).toBe(keys.length);
    expect(focused).toBe(sections[2]!.key);
  });

  test("a section is moved with its pieces", () => {
    arranger.moveSection(sections[1]!.key, -1);
    expect([standing(), said]).toEqual(["C / A B", "“Section 1” is section 1 of 2 now."]);
  });
});

/** Everything that the page can do with pieces and sections, at any place there may be; `undo` is pressed late, too. */
const acts = fc.array(
  fc.record({
    act: fc.constantFrom(
      ...(["drag", "up", "down", "top", "bottom", "section", "position"] as const),
      ...(["take out", "undo", "article", "item", "add section", "move section", "remove section", "write"] as const),
    ),
    one: fc.nat({ max: 40 }),
    other: fc.nat({ max: 40 }),
  }),
  { maxLength: 60 },
);

/** Does one thing as somebody at the page would. */
function act({ act, one, other }: { act: string; one: number; other: number }): void {
  const keys = sections.flatMap(({ pieces }) => pieces.map(({ key }) => key));
  const [piece, section] = [keys[one % (keys.length || 1)], sections[other % sections.length]!];
  const to = { section: other % sections.length, index: one };
  const ways: Record<string, (all: DraftSection[], from: PiecePlace) => DraftSection[]> = {
    drag: (all, from) => movePiece(all, from, to),
    up: (all, from) => nudgePiece(all, from, "up"),
    down: (all, from) => nudgePiece(all, from, "down"),
    top: moveToTop,
    bottom: moveToBottom,
    section: (all, from) => moveToSection(all, from, to.section),
    position: (all, from) => moveToPosition(all, from, other),
  };
  if (ways[act]) return piece === undefined ? undefined : arranger.move(piece, ways[act]);
  if (act === "take out" && piece !== undefined) arranger.takeOut(piece);
  if (act === "undo") taken?.bringBack();
  if (act === "article") arranger.addArticles(section.key, [{ ...choice, id: other }]);
  if (act === "item") arranger.addItem(section.key);
  if (act === "add section") arranger.addSection(`S${one}`);
  if (act === "move section") arranger.moveSection(section.key, one % 2 === 0 ? 1 : -1);
  if (act === "remove section") arranger.removeSection(section.key);
  if (act === "write") arranger.changeSection(section.key, { heading: `H${one}` });
}

test("whatever is done, every piece stands once, an article in one section, and nothing is lost that nobody took out", () => {
  fc.assert(
    fc.property(acts, (all) => {
      const state = { sections, taken };
      for (const one of all) {
        const before = sections.flatMap(({ pieces }) => pieces);
        act(one);
        const after = sections.flatMap(({ pieces }) => pieces);
        const keys = after.map(({ key }) => key);
        expect(new Set(keys).size).toBe(keys.length);
        const ids = after.flatMap((piece) => (piece.kind === "article" ? [piece.id] : []));
        expect(new Set(ids).size).toBe(ids.length);
        const lost = before.filter(({ key }) => !keys.includes(key));
        expect(lost.length).toBe(one.act === "take out" && before.length > 0 ? 1 : 0);
        expect(before.every((piece) => lost.includes(piece) || after.includes(piece))).toBe(true);
        expect(sections.length).toBeGreaterThan(0);
        expect(new Set(sections.map(({ key }) => key)).size).toBe(sections.length);
      }
      ({ sections, taken } = state);
    }),
    { numRuns: 300 },
  );
});
