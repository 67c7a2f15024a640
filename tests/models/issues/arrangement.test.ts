import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  insertPiece,
  insertSection,
  movePiece,
  moveSection,
  moveToBottom,
  moveToPosition,
  moveToSection,
  moveToTop,
  nudgePiece,
  placeOf,
  placesIn,
  removePiece,
  removeSection,
  type PiecePlace,
} from "#app/models/issues/arrangement.ts";

type Sheet = { heading: string; pieces: string[] }[];

/** `Lead: a b | In brief: c |` with a section a line. */
const read = (text: string): Sheet =>
  text.split("|").map((part) => {
    const [heading = "", pieces = ""] = part.split(":").map((word) => word.trim());
    return { heading, pieces: pieces.split(" ").filter(Boolean) };
  });
const write = (sheet: Sheet) => sheet.map(({ heading, pieces }) => `${heading}: ${pieces.join(" ")}`).join(" | ");
const at = (section: number, index: number): PiecePlace => ({ section, index });

const sheet = read("Lead: a b | Brief: c d e | Numbers:");

describe("a piece", () => {
  test("goes to the top or the bottom of the issue, or to an end of a section", () => {
    expect(write(moveToTop(sheet, at(1, 1)))).toBe("Lead: d a b | Brief: c e | Numbers: ");
    expect(write(moveToBottom(sheet, at(0, 0)))).toBe("Lead: b | Brief: c d e | Numbers: a");
    expect(write(moveToSection(sheet, at(0, 0), 1))).toBe("Lead: b | Brief: c d e a | Numbers: ");
    expect(write(moveToSection(sheet, at(0, 0), 1, "first"))).toBe("Lead: b | Brief: a c d e | Numbers: ");
  });

  test("goes to a position of the whole issue, in the section of the piece that makes way", () => {
    expect(write(moveToPosition(sheet, at(0, 0), 3))).toBe("Lead: b | Brief: c d a e | Numbers: ");
    expect(write(moveToPosition(sheet, at(1, 2), 0))).toBe("Lead: e a b | Brief: c d | Numbers: ");
    expect(write(moveToPosition(sheet, at(1, 0), 4))).toBe("Lead: a b | Brief: d e c | Numbers: ");
    expect(write(moveToPosition(sheet, at(1, 0), 99))).toBe("Lead: a b | Brief: d e c | Numbers: ");
  });

  test("goes up and down, from the end of a section into the one beside, and stays at the ends of the issue", () => {
    expect(write(nudgePiece(sheet, at(1, 1), "up"))).toBe("Lead: a b | Brief: d c e | Numbers: ");
    expect(write(nudgePiece(sheet, at(1, 1), "down"))).toBe("Lead: a b | Brief: c e d | Numbers: ");
    expect(write(nudgePiece(sheet, at(1, 0), "up"))).toBe("Lead: a b c | Brief: d e | Numbers: ");
    expect(write(nudgePiece(sheet, at(0, 1), "down"))).toBe("Lead: a | Brief: b c d e | Numbers: ");
    expect(write(nudgePiece(sheet, at(1, 2), "down"))).toBe("Lead: a b | Brief: c d | Numbers: e");
    expect(nudgePiece(sheet, at(0, 0), "up")).toEqual(sheet);
    const last = moveToBottom(sheet, at(0, 0));
    expect(nudgePiece(last, at(2, 0), "down")).toEqual(last);
  });

  test("comes in at a place and goes out", () => {
    expect(write(insertPiece(sheet, "x", at(1, 1)))).toBe("Lead: a b | Brief: c x d e | Numbers: ");
    expect(write(insertPiece(sheet, "x", at(2, 9)))).toBe("Lead: a b | Brief: c d e | Numbers: x");
    expect(write(removePiece(sheet, at(1, 1)))).toBe("Lead: a b | Brief: c e | Numbers: ");
    expect(placeOf(sheet, (piece) => piece === "d")).toEqual(at(1, 1));
    expect(placeOf(sheet, (piece) => piece === "x")).toBeNull();
  });
});

describe("a section", () => {
  test("moves with its pieces, and a new one is put anywhere", () => {
    expect(write(moveSection(sheet, 0, 2))).toBe("Brief: c d e | Numbers:  | Lead: a b");
    expect(write(moveSection(sheet, 2, 0))).toBe("Numbers:  | Lead: a b | Brief: c d e");
    expect(moveSection(sheet, 0, 3)).toBe(sheet);
    expect(write(insertSection(sheet, { heading: "New", pieces: [] }, 1))).toBe(
      "Lead: a b | New:  | Brief: c d e | Numbers: ",
    );
  });

  test("that is removed leaves its pieces to the one before, the first to the next; the only one stays", () => {
    expect(write(removeSection(sheet, 1))).toBe("Lead: a b c d e | Numbers: ");
    expect(write(removeSection(sheet, 0))).toBe("Brief: a b c d e | Numbers: ");
    const only = read("Lead: a");
    expect(removeSection(only, 0)).toBe(only);
  });
});

const places = fc.record({ section: fc.integer({ min: -1, max: 6 }), index: fc.integer({ min: -1, max: 8 }) });
const number = fc.integer({ min: -1, max: 12 });
const moves = fc.array(
  fc.oneof(
    fc.tuple(places, places).map(
      ([from, to]) =>
        (all: Sheet) =>
          movePiece(all, from, to),
    ),
    places.map((from) => (all: Sheet) => moveToTop(all, from)),
    places.map((from) => (all: Sheet) => moveToBottom(all, from)),
    fc.tuple(places, number, fc.constantFrom("first" as const, "last" as const)).map(
      ([from, section, end]) =>
        (all: Sheet) =>
          moveToSection(all, from, section, end),
    ),
    fc.tuple(places, number).map(
      ([from, position]) =>
        (all: Sheet) =>
          moveToPosition(all, from, position),
    ),
    fc.tuple(places, fc.constantFrom("up" as const, "down" as const)).map(
      ([from, way]) =>
        (all: Sheet) =>
          nudgePiece(all, from, way),
    ),
    fc.tuple(number, number).map(
      ([from, to]) =>
        (all: Sheet) =>
          moveSection(all, from, to),
    ),
    number.map((place) => (all: Sheet) => insertSection(all, { heading: "", pieces: [] }, place)),
    number.map((place) => (all: Sheet) => removeSection(all, place)),
  ),
  { maxLength: 40 },
);
const sheets = fc
  .array(fc.nat({ max: 7 }), { minLength: 1, maxLength: 6 })
  .map((sizes) =>
    sizes.map((size, s) => ({ heading: `${s}`, pieces: Array.from({ length: size }, (_, i) => `${s}.${i}`) })),
  );

test("any sequence of moves keeps every piece exactly once, and a section at least", () => {
  fc.assert(
    fc.property(sheets, moves, (start, sequence) => {
      const frozen = JSON.stringify(start);
      const end = sequence.reduce((all, move) => move(all), start);
      const pieces = (all: Sheet) => all.flatMap((section) => section.pieces).sort();
      expect(pieces(end)).toEqual(pieces(start));
      expect(end.length).toBeGreaterThan(0);
      expect(JSON.stringify(start)).toBe(frozen);
    }),
    { numRuns: 500 },
  );
});

test("a piece that is moved to a position is at that position afterwards", () => {
  fc.assert(
    fc.property(sheets, fc.nat({ max: 50 }), fc.nat({ max: 50 }), (start, which, position) => {
      const all = placesIn(start);
      if (all.length === 0) return;
      const from = all[which % all.length]!;
      const piece = start[from.section]!.pieces[from.index];
      const end = moveToPosition(start, from, position % all.length);
      expect(end.flatMap(({ pieces }) => pieces).indexOf(piece!)).toBe(position % all.length);
    }),
    { numRuns: 500 },
  );
});
