import { expect, test } from "vitest";
import { percent, shareOfTotal, shareWords } from "#app/models/shares.ts";

test("a share is never more than all, and never one of nothing", () => {
  expect([shareOfTotal(3, 12), shareOfTotal(0, 5), shareOfTotal(5, 5)]).toEqual([0.25, 0, 1]);
  expect([shareOfTotal(0, 0), shareOfTotal(1, 0), shareOfTotal(12, 7), shareOfTotal(-1, 7)]).toEqual([
    ...[null, null, null, null],
  ]);
});

test.each([
  [3, 7, "3 of 7"],
  [0, 7, "0 of 7"],
  [3, 29, "3 of 29"],
  [3, 30, "10 %"],
  [31, 10_000, "0.31 %"],
  [1_234_567, 1_234_567, "100 %"],
  [5, 0, ""],
  [372, 100, ""],
])("%d of %d is said as “%s”", (count, of, words) => {
  expect(shareWords(count, of)).toBe(words);
});

test("a small share has two digits behind its point, a large one none", () => {
  expect([percent(0.0031), percent(0.0999), percent(0.429)]).toEqual(["0.31 %", "9.99 %", "43 %"]);
  expect([percent(0.9956), percent(0.999999), percent(1), percent(0)]).toEqual(["99.56 %", "99.99 %", "100 %", "0 %"]);
});
