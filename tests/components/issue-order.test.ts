import { describe, expect, test } from "vitest";
import { preheaderHint } from "../../app/components/desk/issues/hints.ts";
import { aside, moved, placeAt, type Rows } from "../../app/components/desk/issues/order.ts";
import { rateOf, rateWords, withSample } from "../../app/components/desk/issues/rate.ts";

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

describe("the speed of a send", () => {
  test("is taken over the last quarter of a minute, and over all of it at first", () => {
    const first = { at: 10_000, settled: 100 };
    expect(rateOf([first], 0)).toBe(10);
    const samples = withSample(withSample([first], { at: 20_000, settled: 100 }), { at: 30_000, settled: 600 });
    expect(samples.map(({ at }) => at)).toEqual([20_000, 30_000]);
    expect(rateOf(samples, 0)).toBe(50);
    expect(rateOf([{ at: 0, settled: 0 }], 0)).toBe(0);
  });

  test("is said in numbers that people read", () => {
    expect(rateWords(0, 10)).toBe("Nothing was settled in the last seconds.");
    expect(rateWords(0.5, 0)).toBe("About 30 a minute.");
    expect(rateWords(10, 1200)).toBe("About 10 a second, 2 minutes left.");
    expect(rateWords(4900, 900)).toBe("About 4,900 a second, under a minute left.");
    expect(rateWords(2, 100_000)).toBe("About 2 a second, 14 hours left.");
  });
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
