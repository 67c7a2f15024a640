import { describe, expect, test } from "vitest";
import { timeWords } from "#app/components/desk/issues/rate.ts";
import { preheaderHint } from "#app/routes/desk.issues.$number._index/hints.ts";
import { aside, moved, placeAt, type Rows } from "#app/routes/desk.issues.$number._index/order.ts";

describe("a row that is dragged", () => {
  /** Three rows with gaps of 10: 0 to 100, 110 to 160, 170 to 270. */
  const rows: Rows = [
    { top: 0, height: 100 },
    { top: 110, height: 50 },
    { top: 170, height: 100 },
  ];

  test("takes a place once it covers the middle of the row that is there", () => {
    expect([0, 34, 36, 119, 121, 900].map((by) => placeAt(rows, 0, by))).toEqual([0, 0, 1, 1, 2, 2]);
    expect([0, -34, -36, -119, -121, -900].map((by) => placeAt(rows, 2, by))).toEqual([2, 2, 1, 1, 0, 0]);
  });

  test("lets the rows between move aside by its own height and the gap", () => {
    expect([0, 1, 2].map((i) => aside(rows, 0, 2, i))).toEqual([0, -110, -110]);
    expect([0, 1, 2].map((i) => aside(rows, 1, 0, i))).toEqual([60, 0, 0]);
    expect([0, 1, 2].map((i) => aside(rows, 1, 1, i))).toEqual([0, 0, 0]);
    expect(aside([rows[0]!], 0, 0, 0)).toBe(0);
  });

  test("changes nothing but its place", () => {
    expect(moved(["a", "b", "c", "d"], 0, 2)).toEqual(["b", "c", "a", "d"]);
    expect(moved(["a", "b", "c", "d"], 3, 0)).toEqual(["d", "a", "b", "c"]);
    expect(moved(["a"], 0, 0)).toEqual(["a"]);
  });
});

test("the time that a send took is said in numbers that people read", () => {
  expect([0, 59, 60, 700, 5400, 90_000].map(timeWords)).toEqual([
    "under a minute",
    "under a minute",
    "1 minute",
    "12 minutes",
    "2 hours",
    "25 hours",
  ]);
});

test("a preheader is best at 40 to 130 characters, whole ones (E-20)", () => {
  const said = [0, 39, 40, 130, 131].map((length) => preheaderHint("🤖".repeat(length)));
  expect(said.map((words) => /short|good|Longer|behind/.exec(words)?.[0])).toEqual([
    "behind",
    "short",
    "good",
    "good",
    "Longer",
  ]);
});
