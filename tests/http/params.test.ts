import { expect, test } from "vitest";
import { numberFromPath, restAfter } from "#app/http/params.server.ts";

test("a live page asks again at its usual pace, and seldom where asking takes long", () => {
  expect([0, 49, 51, 200, 1000, 60_000].map(restAfter)).toEqual([0, 0, 1020, 4000, 20_000, 60_000]);
});

test("what no row can be numbered is a page that is not there", () => {
  expect(numberFromPath("12")).toBe(12);
  for (const text of [undefined, "", "0", "-1", "1.5", "1e3", "99999999999", "x"])
    expect(() => numberFromPath(text), text).toThrow(Response);
});
