import { expect, test } from "vitest";
import { openKeySet } from "#app/models/seenKeys.server.ts";

const keys = Array.from({ length: 5000 }, (_, i) => `<${i}@briefing.example.org>`);

test("a key that comes again is found among many, and no other, however few were expected", () => {
  const seen = openKeySet(10);
  expect(keys.filter(seen.add)).toEqual([]);
  expect(keys.filter(seen.add)).toEqual(keys);
});

test("asking for a key does not add it", () => {
  const seen = openKeySet();
  expect(seen.has("ana@readers.example")).toBe(false);
  expect(seen.add("ana@readers.example")).toBe(false);
  expect(seen.has("ana@readers.example")).toBe(true);
});
