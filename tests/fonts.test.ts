import { readFileSync } from "node:fs";
import { openSync, type Font } from "fontkit";
import { expect, test } from "vitest";

const css = ["newsreader", "arabic"].map((name) => readFileSync(`app/styles/${name}.css`, "utf8")).join("\n");

/** The characters that the site asks a subset of ours for, by its `unicode-range`. */
function askedOf(file: string): number[] {
  const face = css.split("@font-face").find((one) => one.includes(`/fonts/${file}.woff2`))!;
  const [, ranges = ""] = /unicode-range:([^;]*);/.exec(face)!;
  return ranges.split(",").flatMap((range) => {
    const [first = 0, last = first] = range
      .trim()
      .slice(2)
      .split("-")
      .map((hex) => parseInt(hex, 16));
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

// The ends of lines are drawn with nothing.
const signsIn = (...codes: string[]) =>
  new Set(
    codes
      .flatMap((code) => Object.values(flat(JSON.parse(readFileSync(`app/i18n/${code}.json`, "utf8")) as object)))
      .map((text) => text.replaceAll("\n", ""))
      .flatMap((text) => Array.from(text, (sign) => sign.codePointAt(0)!)),
  );

function flat(tree: object): string[] {
  return Object.values(tree).flatMap((value: object | string) => (typeof value === "string" ? [value] : flat(value)));
}

test.each(["newsreader-latin", "newsreader-latin-italic", "noto-sans-arabic", "noto-sans-latin"])(
  "the subset %s has every letter that it is asked for",
  (file) => {
    const font = openSync(`app/styles/fonts/${file}.woff2`) as Font;
    // What is neither letter, digit nor plain punctuation may be drawn by another font without being seen.
    const seen = (sign: number) => /[\p{Lu}\p{Ll}\p{Lo}\p{Nd}.,;:!?()«»–—‘’“”…،؛؟-]/u.test(String.fromCodePoint(sign));
    const missing = askedOf(file).filter((sign) => seen(sign) && !font.hasGlyphForCodePoint(sign));
    expect(missing.map((sign) => String.fromCodePoint(sign))).toEqual([]);
  },
);

test("the subsets have all that our own words are written with, in each of the five languages", () => {
  const latin = new Set(askedOf("newsreader-latin"));
  expect(
    [...signsIn("en", "de", "fr", "es")].filter((sign) => !latin.has(sign)).map((s) => String.fromCodePoint(s)),
  ).toEqual([]);
  const both = new Set([...askedOf("noto-sans-arabic"), ...askedOf("noto-sans-latin")]);
  expect([...signsIn("ar")].filter((sign) => !both.has(sign)).map((s) => String.fromCodePoint(s))).toEqual([]);
});
