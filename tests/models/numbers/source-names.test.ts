import { expect, test } from "vitest";
import { namedSources } from "#app/models/numbers/sourceNames.ts";

test("a word behind several pages is one source, and each source has words of the desk", () => {
  const of = (source: string, count: number) => ({ source, count });
  expect(
    namedSources([
      of("/articles/ports?from=podcast", 2),
      of("/subscribe?from=podcast", 3),
      of("/subscribe?from=forwarded", 4),
      of("/articles/ports", 1),
      of("link of a reader", 9),
      of("import 7", 8),
      of("took leaving back", 7),
      of("form on https://ports.example/join", 6),
    ]),
  ).toEqual([
    of("The personal link of a reader", 9),
    of("Import 7", 8),
    of("Took their leaving back", 7),
    of("A form on ports.example", 6),
    of("The word “podcast”", 5),
    of("“Forwarded to you?” in a mail", 4),
    of("/articles/ports", 1),
  ]);
});

test("those who confirmed are added up with those who asked", () => {
  expect(
    namedSources([
      { source: "/a?from=fair", count: 2, confirmed: 1 },
      { source: "/b?from=fair", count: 3, confirmed: 3 },
    ]),
  ).toEqual([{ source: "The word “fair”", count: 5, confirmed: 4 }]);
});
