import { describe, expect, test } from "vitest";
import { byReader, formSource, joinSource, withWord, wordIn } from "#app/models/joinSources.ts";

describe("the source word of an address", () => {
  test.each([
    ["/?from=podcast", "podcast"],
    ["/articles?page=2&from=Fair-2026", "fair-2026"],
    ["/?from=a&from=b", "b"],
    ["https://site.example/subscribe?list=weekly&from=x#top", "x"],
    ["/subscribe?from=forwarded).", "forwarded"],
    ["/subscribe?from=forwarded%3E", "forwarded"],
    ["/?from=", null],
    ["/?from=two%20words", null],
    ["/?from=ana@readers.example", null],
    [`/?from=${"a".repeat(41)}`, null],
    ["/from=podcast", null],
    ["/?xfrom=podcast", null],
  ])("%s has %s", (target, word) => {
    expect(wordIn(target)).toBe(word);
  });
});

test("an address of nothing but signs is read in one go", () => {
  // A pattern that tries each of them again would take hours.
  for (const signs of ["?", "?&", "&", "?&from", "?from"]) expect(wordIn(`/${signs.repeat(500_000)}`)).toBeNull();
});

describe("what a form says of itself", () => {
  test.each([
    ["/articles/robots-learn", "/articles/robots-learn"],
    ["/?from=podcast", "/?from=podcast"],
    ["/?from=podcast&x=1", "unknown"],
    ["/?from=ana@readers.example", "unknown"],
    ["/?x=1", "unknown"],
    ["/articles/<b>", "unknown"],
    ["https://other.example/", "unknown"],
    ["", "unknown"],
    ["//other.example?from=podcast", "unknown"],
  ])("%s is kept as %s", (typed, kept) => {
    expect(formSource(typed)).toBe(kept);
  });

  test("has one word, the first", () => {
    expect(withWord("/?from=a", "b")).toBe("/?from=a");
  });
});

describe("the key of a source", () => {
  test.each([
    ["/subscribe", "page:/subscribe"],
    ["/articles/x?from=podcast", "from:podcast"],
    ["form on https://blog.example", "site:blog.example"],
    ["form on http://blog.example:8080?from=partner", "from:partner"],
    ["form on another site", "site:"],
    [byReader, "reader"],
    ["import 7 of readers.csv by Ines", "import:7"],
    ["import 8 of list?from=x.csv by Ines", "import:8"],
    ["operator Ines", "desk"],
    ["confirmation page", "other"],
    [`/${"x".repeat(200)}`, `page:/${"x".repeat(114)}`],
  ])("of %s is %s", (source, key) => {
    expect(joinSource(source)).toBe(key);
  });
});
