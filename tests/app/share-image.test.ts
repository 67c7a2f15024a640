import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { create, openSync, type Font } from "fontkit";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { cardSvg, type Card } from "#app/share/card.server.ts";
import { inVisualOrder, levelsApart, levelsOf } from "#app/share/direction.server.ts";
import { cardHash, drawCard, openShareImages } from "#app/share/images.server.ts";
import { unpackWoff2 } from "#app/share/woff2.server.ts";

const card: Card = {
  briefing: "The Robotics Briefing",
  kicker: "Automation",
  headline: "Robots learn to pack",
  foot: "Ines Halloran · November 23, 2026",
  direction: "ltr",
};

const images = openShareImages();

/** Where ink of the headline's colour is. */
async function inkOf(given: Partial<Card>) {
  const svg = await cardSvg(images.fonts, { ...card, ...given });
  const { data, info } = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const box = { left: info.width, right: 0, top: info.height, bottom: 0 };
  for (let y = 200; y < 546; y += 1)
    for (let x = 0; x < info.width; x += 1) {
      const at = (y * info.width + x) * 3;
      if (data[at]! > 90 || data[at + 2]! > 110) continue;
      box.left = Math.min(box.left, x);
      box.right = Math.max(box.right, x);
      box.top = Math.min(box.top, y);
      box.bottom = Math.max(box.bottom, y);
    }
  return box;
}

describe("a headline", () => {
  const compound = "Donaudampfschifffahrtsgesellschaftskapitänsmützenproduktionsanlagenwartungsroboter";
  test.each([
    ["of one word", "Layoffs"],
    ["of two hundred characters", "Robots pack boxes faster than people do now. ".repeat(5).slice(0, 200).trim()],
    ["with a German compound", `${compound} im Test`],
    ["of the widest letter without a space", "W".repeat(200)],
    ["in Arabic", "لائحة الآلات الأوروبية (EU) 2023/1230 تدخل حيز التنفيذ في يناير 2027"],
    ["in Cyrillic and Greek", "Роботы учатся упаковывать — Ρομπότ στην αποθήκη"],
    ["in Polish and Vietnamese", "Zażółć gęślą jaźń, rô-bốt học đóng gói"],
    ["with emoji and hidden signs", "🤖 Robots ❤️ \u200bpeo\u00adple 👩‍🚀"],
  ])("%s fills its place and is not clipped", async (_which, headline) => {
    const { left, right, top, bottom } = await inkOf({ headline });
    expect(left).toBeGreaterThanOrEqual(70);
    expect(right).toBeLessThanOrEqual(1130);
    expect(right - left).toBeGreaterThan(200);
    expect(top).toBeGreaterThan(205);
    expect(bottom).toBeLessThan(534);
  });

  test("that runs to the left stands on the right", async () => {
    expect((await inkOf({ headline: "روبوت" })).right).toBeGreaterThan(1100);
    expect((await inkOf({ headline: "Robots" })).left).toBeLessThan(90);
  });

  test("in a script that no font of ours has is left out, rather than drawn as boxes", async () => {
    const [chinese, none] = await Promise.all(
      ["机器人学会打包", "หุ่นยนต์"].map((headline) => cardSvg(images.fonts, { ...card, briefing: "Robots", headline })),
    );
    expect(chinese).toBe(none);
    expect(chinese!.match(/<path/g)).toHaveLength("Robots".length);
  });

  test("can hold anything: nothing of it reaches the drawing as text", async () => {
    for (const headline of ["<script>&\"']]>", "\u0000\ud800\uffff", "...", " ", "\u202e", "🤖"]) {
      const png = await drawCard(openShareImages(), {
        ...card,
        headline,
        briefing: headline,
        kicker: headline,
        foot: headline,
      });
      expect((await sharp(png).metadata()).width).toBe(1200);
    }
    expect(await cardSvg(images.fonts, { ...card, headline: "<b>" })).not.toContain("<b>");
  });
});

test("what has been drawn is kept up to a bound, and not drawn anew", async () => {
  const some = openShareImages();
  const first = drawCard(some, card);
  expect(drawCard(some, { ...card })).toBe(first);
  await first;
  for (let i = 0; i < 250; i += 1) some.drawn.set(`other ${i}`, first);
  await drawCard(some, { ...card, headline: "Another" });
  expect(some.drawn.size).toBe(200);
  expect(some.drawn.has(cardHash(card))).toBe(false);
});

describe("a line of two directions (UAX 9)", () => {
  /** Capitals stand for letters that run to the left. */
  function seen(line: string, direction: "ltr" | "rtl"): string {
    const clusters = Array.from(line, (sign) =>
      /[A-Z]/.test(sign) ? String.fromCharCode(0x5d0 + sign.charCodeAt(0) - 65) : sign,
    );
    const levels = levelsOf(clusters, direction);
    return inVisualOrder(Array.from(line, (sign, i) => ({ sign, level: levels[i]! })))
      .map(({ sign }) => sign)
      .join("");
  }

  test.each([
    ["robots pack", "ltr", "robots pack"],
    ["ROBOTS PACK", "rtl", "KCAP STOBOR"],
    ["ABB ROBOTS 2027", "rtl", "2027 STOBOR BBA"],
    ["THE abb ROBOT", "rtl", "TOBOR abb EHT"],
    ["robots in RIYADH 2027 now", "ltr", "robots in 2027 HDAYIR now"],
    ["RULE (eu) 2023/1230 NOW", "rtl", "WON 2023/1230 )eu( ELUR"],
    ["PAY UP 12.5% NOW", "rtl", "WON 12.5% PU YAP"],
    ["in 2025 and 2026", "ltr", "in 2025 and 2026"],
  ] as const)("%s", (line, direction, expected) => {
    expect(seen(line, direction)).toBe(expected);
  });

  /** The same with isolates: what stands in square brackets. */
  function seenApart(line: string, direction: "ltr" | "rtl"): string {
    const clusters: { sign: string; text: string; apart?: number }[] = [];
    let apart: { apart?: number } = {};
    for (const sign of line) {
      if (sign === "[") apart = { apart: clusters.length };
      else if (sign === "]") apart = {};
      else {
        const text = /[A-Z]/.test(sign) ? String.fromCharCode(0x5d0 + sign.charCodeAt(0) - 65) : sign;
        clusters.push({ sign, text, ...apart });
      }
    }
    const levels = levelsApart(clusters, direction);
    return inVisualOrder(clusters.map(({ sign }, i) => ({ sign, level: levels[i]! })))
      .map(({ sign }) => sign)
      .join("");
  }

  test.each([
    ["[LAYLA] · [26 may]", "ltr", "ALYAL · 26 may"],
    ["[ana ruiz] · [26 MAYU]", "rtl", "UYAM 26 · ana ruiz"],
    ["[ana and LAYLA!] · [26 may]", "rtl", "26 may · ana and ALYAL!"],
    ["[LAYLA HADAD and ana] · 26 may", "ltr", "and ana DADAH ALYAL · 26 may"],
  ] as const)("with names kept apart: %s, %s", (line, direction, expected) => {
    expect(seenApart(line, direction)).toBe(expected);
  });
});

describe("an unpacked WOFF2 font", () => {
  const fileOf = (file: string) => createRequire(import.meta.url).resolve(`@fontsource-variable/${file}.woff2`);

  test.each([
    "newsreader/files/newsreader-latin-opsz-normal",
    "newsreader/files/newsreader-latin-ext-opsz-normal",
    "inter/files/inter-cyrillic-wght-normal",
    "noto-sans-arabic/files/noto-sans-arabic-arabic-wght-normal",
  ])("%s has the outlines of the packed one, and takes a weight", (file) => {
    const packed = openSync(fileOf(file)) as Font;
    const font = create(unpackWoff2(readFileSync(fileOf(file)))) as Font;
    for (let id = 0; id < packed.numGlyphs; id += 1)
      expect(font.getGlyph(id).path.toSVG()).toBe(packed.getGlyph(id).path.toSVG());
    const signs = font.characterSet.slice(0, 40);
    const heavy = font.getVariation({ wght: 700 });
    expect(
      signs.some((sign) => heavy.glyphForCodePoint(sign).advanceWidth > font.glyphForCodePoint(sign).advanceWidth),
    ).toBe(true);
  });

  test("of another kind is refused", () => {
    expect(() => unpackWoff2(Buffer.from("OTTO and more"))).toThrow("WOFF2");
  });
});
