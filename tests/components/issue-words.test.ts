import { expect, test } from "vitest";
import { timeWords } from "#app/components/desk/issues/rate.ts";
import { preheaderHint } from "#app/routes/desk.issues.$number._index/hints.ts";

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
