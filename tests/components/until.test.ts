import { expect, test } from "vitest";
import { untilWords } from "#app/routes/desk._index/until.ts";

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

test.each([
  [2 * day + 4 * hour + 5 * minute, "in 2 days 4 hours"],
  [day + 5 * minute, "in 1 day"],
  [23 * hour + minute, "in 23 hours 1 minute"],
  [12 * minute + 59_999, "in 12 minutes"],
  [59_999, "in less than a minute"],
  [0, "now"],
  [-day, "now"],
])("%i milliseconds are %s", (ms, words) => {
  expect(untilWords(ms)).toBe(words);
});
