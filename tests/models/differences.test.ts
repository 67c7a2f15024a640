import fc from "fast-check";
import { expect, test } from "vitest";
import { compareLines, linesOf, plainLines, wordsChanged, type DifferentLine } from "#app/models/differences.ts";
import type { Body } from "#app/models/body.ts";
import { bodyOf } from "../support/newsroom.ts";

const compare = (before: string[], after: string[]) => compareLines(plainLines(before), plainLines(after)).map(spelt);

/** Like `changed One [-two-]{+three+}`. */
function spelt({ kind, pieces }: DifferentLine): string {
  const marks = { same: ["", ""], added: ["{+", "+}"], removed: ["[-", "-]"] } as const;
  return `${kind} ${pieces.map((piece) => marks[piece.kind].join(piece.text)).join("")}`;
}

test("words that were added and removed are named within their line", () => {
  expect(compare(["Robots learn to pack."], ["Robots have learned to pack."])).toEqual([
    "changed Robots [-learn-]{+have learned+} to pack.",
  ]);
});

test("whole lines are added and removed", () => {
  expect(compare(["One line.", "Something else."], ["One line.", "Quite new words here."])).toEqual([
    "same One line.",
    "added {+Quite new words here.+}",
    "removed [-Something else.-]",
  ]);
});

test("a line that moved is named so at its new place, and not as removed and added", () => {
  expect(
    compare(["A first line.", "A second line.", "A third line."], ["A third line.", "A first line.", "A second line."]),
  ).toEqual(["moved A third line.", "same A first line.", "same A second line."]);
});

test("the same words that look otherwise are named so", () => {
  const plain = JSON.parse(bodyOf("Bold words.")) as Body;
  const bold = {
    type: "doc",
    content: [{ type: "paragraph", content: [{ type: "text", text: "Bold words.", marks: [{ type: "bold" }] }] }],
  } as Body;
  expect(compareLines(linesOf(plain), linesOf(bold)).map(({ kind }) => kind)).toEqual(["restyled"]);
});

test("words that only moved do not count", () => {
  expect(wordsChanged("one two three", "three one two four")).toEqual({ added: 1, removed: 0 });
});

test("whatever changes, all words of the new text are there in their order", () => {
  const lines = fc.array(fc.string({ unit: fc.constantFrom("a", "b", " ", "c"), minLength: 1, maxLength: 12 }), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const shown = compareLines(plainLines(before), plainLines(after));
      const now = shown.flatMap(({ kind, pieces }) =>
        kind === "removed"
          ? []
          : pieces
              .filter((piece) => piece.kind !== "removed")
              .map(({ text }) => text)
              .join(""),
      );
      expect(now.join("\n")).toBe(after.join("\n"));
    }),
  );
});

test("a text of 5,000 words in one line is compared in a moment", () => {
  const words = Array.from({ length: 5000 }, (_, i) => `word${i % 700}`);
  const [shown] = compareLines(plainLines([words.join(" ")]), plainLines([["New", ...words.toReversed()].join(" ")]));
  expect(shown!.pieces.length).toBeGreaterThan(0);
});

test("every word shows in a difference: those of advertisements, struck-out ones, and a button's address", () => {
  const written = (advert: string, struck: string, href: string): Body => ({
    type: "doc",
    content: [
      {
        type: "sponsor",
        attrs: { name: "Ropes" },
        content: [{ type: "paragraph", content: [{ type: "text", text: advert }] }],
      },
      { type: "paragraph", content: [{ type: "text", text: struck, marks: [{ type: "strike" }] }] },
      { type: "button", attrs: { label: "Read it", href } },
    ],
  });
  const before = linesOf(written("Buy our ropes now", "It was nine metres", "not yet"));
  const after = linesOf(written("Buy our sails now", "It was ten metres", "https://x.example/"));
  expect(compareLines(before, after).map(spelt)).toEqual([
    "changed Ropes\nBuy our [-ropes-]{+sails+} now",
    "changed ~~It was [-nine-]{+ten+} metres~~",
    "changed [Read it] [-not yet-]{+https://x.example/+}",
  ]);
});
