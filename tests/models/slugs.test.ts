import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formerSlug, isSlug, slugFault, slugify } from "#app/models/slugs.ts";

describe("the slug of a headline or file name", () => {
  test.each([
    ["Robots learn to pack", "robots-learn-to-pack"],
    ["Inès’ café: 50 % off!", "ines-cafe-50-off"],
    ["Straße nach Łódź, Ærø und Þingvellir", "strasse-nach-lodz-aero-und-thingvellir"],
    ["İstanbul’da ışık", "istanbulda-isik"],
    ["Паромы й ёлка", "паромы-й-ёлка"],
    ["Η θάλασσα της Ρόδου", "η-θάλασσα-της-ρόδου"],
    ["東京湾の輸送船 2026", "東京湾の輸送船-2026"],
    ["がんばれ ＡＢＣ", "がんばれ-abc"],
    ["한국의 로봇", "한국의-로봇"],
    ["السُّفُن في المينـاء", "السفن-في-الميناء"],
    ["کتاب‌خانه", "کتاب-خانه"],
    ["שָׁלוֹם עולם", "שלום-עולם"],
    ["हिन्दी समाचार", "हिन्दी-समाचार"],
    ["ภาษาไทย", "ภาษาไทย"],
    ["AI в праве", "ai-в-праве"],
    ["🚀 Start ❤️", "start"],
    ["🚀", ""],
    ["…", ""],
  ])("%s", (text, slug) => {
    expect(slugify(text)).toBe(slug);
    // A file system may keep a name taken apart.
    expect(slugify(text.normalize("NFD"))).toBe(slug);
  });

  test("has at most 80 signs, and 480 in an address, cut between letters", () => {
    expect(slugify("a".repeat(300))).toHaveLength(80);
    expect(slugify("ж".repeat(300))).toHaveLength(80);
    const chinese = slugify("港".repeat(300));
    expect(encodeURIComponent(chinese).length).toBeLessThanOrEqual(480);
    expect(chinese.isWellFormed()).toBe(true);
    expect(slugify("𠮷".repeat(300)).isWellFormed()).toBe(true);
  });

  test("is a slug that may be typed, and is the same from a slug", () => {
    const texts = fc.oneof(fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" }), fc.lorem());
    fc.assert(
      fc.property(texts, (text) => {
        const slug = slugify(text);
        expect(slugify(slug)).toBe(slug);
        if (slug === "") return;
        expect(isSlug(slug)).toBe(true);
        expect(slugFault(slug) ?? "kept for a page").toContain("kept for a page");
      }),
      { numRuns: 2000 },
    );
  });

  test("of plain Latin words is what it always was, so that addresses stay", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zA-Z0-9 éüñç,.’-]{0,100}$/), (text) => slugify(text) === formerSlug(text)),
    );
  });

  test.each([
    "../../x",
    "%2e%2e",
    ".",
    "Паромы",
    "a b",
    "a--b",
    "-a",
    "x\u202e",
    "x\u200b",
    "\u0301",
    "\0",
    "a/b",
    "ж".repeat(90),
  ])("%j may not be typed (row 26)", (slug) => {
    expect(slugFault(slug)).not.toBeNull();
  });
});
