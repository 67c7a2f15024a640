import { copyFile, mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { sayFontFaults } from "#app/http/shareImageResponse.server.ts";
import { drawPixels, type Card } from "#app/shareImage/card.server.ts";
import { loadFonts, type Fonts } from "#app/shareImage/fonts.server.ts";
import { cardHash, drawCard, openShareImages } from "#app/shareImage/images.server.ts";
import { bundled } from "../support/child.ts";
import { cards, difference, thumbnail } from "../support/share-images.ts";

const card = { ...cards.en!, headline: "Robots learn to pack" };
const fonts = await loadFonts();

async function pixelsOf(given: Partial<Card>, drawnWith: Fonts = fonts) {
  const pixels = await drawPixels(drawnWith, { ...card, ...given });
  return pixels.removeAlpha().raw().toBuffer({ resolveWithObject: true });
}

/** Where ink of the headline's colour is, and how much. */
async function inkOf(given: Partial<Card>, drawnWith?: Fonts) {
  const { data, info } = await pixelsOf(given, drawnWith);
  const box = { left: info.width, right: 0, top: info.height, bottom: 0, ink: 0 };
  for (let y = 200; y < 546; y += 1)
    for (let x = 0; x < info.width; x += 1) {
      const at = (y * info.width + x) * 3;
      if (data[at]! > 90 || data[at + 2]! > 110) continue;
      box.ink += 1;
      box.left = Math.min(box.left, x);
      box.right = Math.max(box.right, x);
      box.top = Math.min(box.top, y);
      box.bottom = Math.max(box.bottom, y);
    }
  return box;
}

/** What the briefing's own card looks like without its pitch: the picture without a headline. */
const nameplate = await pixelsOf({ headline: "机", foot: "" });

/** Much more than what hinting makes of it, much less than a comma that is missing. */
const noticeable = 24;

test.each(Object.keys(cards))("a card in %s looks as it did when somebody last looked at it", async (code) => {
  const now = await thumbnail(cards[code]!);
  expect(await difference(now, `tests/goldens/share-images/${code}.png`)).toBeLessThan(noticeable);
  const withoutASign = { ...cards[code]!, headline: cards[code]!.headline.replace(/[≥?»%,]/, "") };
  expect(await difference(now, await thumbnail(withoutASign))).toBeGreaterThan(noticeable);
});

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

  test.each(["机器人学会打包", "רובוטים לומדים", "หุ่นยนต์", "Robots 机器 pack", "Profit ⊄ growth"])(
    "with signs that no font of ours has is left out whole, rather than drawn without them: %s",
    async (headline) => {
      expect((await pixelsOf({ headline, foot: "" })).data.equals(nameplate.data)).toBe(true);
    },
  );

  test.each(["→", "✓", "≥", "₂", "é", "Ж", "Ω", "€", "№", "½"])("shows %s in it", async (sign) => {
    const [without, shown] = [await inkOf({ headline: "Robots o" }), await inkOf({ headline: `Robots o ${sign}` })];
    expect(shown.ink).toBeGreaterThan(without.ink + 150);
    expect(shown.right).toBeGreaterThan(without.right + 20);
  });

  test("leaves out an emoji, which is a picture, without a gap", async () => {
    const [plain, pictured] = await Promise.all(
      ["Robots pack", "Robots 🤖 pack 🇪🇺"].map((headline) => pixelsOf({ headline })),
    );
    expect(pictured!.data.equals(plain!.data)).toBe(true);
  });

  test("can hold anything: nothing of it is read as markup", async () => {
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
    const tagged = await inkOf({ headline: "<b>Robots</b> &amp; people" });
    expect(tagged.ink).toBeGreaterThan((await inkOf({ headline: "Robots people" })).ink * 1.2);
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

describe("the fonts", () => {
  test("are all there", () => {
    expect(fonts.faults).toEqual([]);
  });

  test("are enough on a machine that has none, and no setting of fontconfig", async () => {
    const folder = await mkdtemp(join(tmpdir(), "no-fonts-"));
    await writeFile(join(folder, "fonts.conf"), "<fontconfig></fontconfig>");
    const env = { FONTCONFIG_FILE: join(folder, "fonts.conf"), FONTCONFIG_PATH: folder };
    const { stdout } = await (await bundled("tests/support/draw-share-images.ts"))([process.cwd()], env);
    const drawn = JSON.parse(stdout) as { faults: string[]; cards: Record<string, string> };
    expect(drawn.faults).toEqual([]);
    for (const code of Object.keys(cards)) {
      const golden = `tests/goldens/share-images/${code}.png`;
      expect(await difference(Buffer.from(drawn.cards[code]!, "base64"), golden), code).toBeLessThan(noticeable);
    }
  });

  test("that are missing, broken or another's are each told at the start, and nothing is drawn in another font", async () => {
    const root = await mkdtemp(join(tmpdir(), "bad-fonts-"));
    const folder = join(root, "app", "shareImage", "fonts");
    await mkdir(folder, { recursive: true });
    await copyFile("app/shareImage/fonts/inter-600.ttf", join(folder, "newsreader-600.ttf"));
    await writeFile(join(folder, "inter-600.ttf"), "no font");
    const { stdout } = await (await bundled("tests/support/draw-share-images.ts"))([root]);
    const { faults, bare } = JSON.parse(stdout) as { faults: string[]; bare: number };
    expect(faults).toMatchObject([
      expect.stringMatching(/^The font Newsreader SemiBold \(.*newsreader-600\.ttf\) cannot be used: another font/),
      expect.stringMatching(/^The font Inter SemiBold .* cannot be used: not a TrueType/),
      expect.stringMatching(/^The font Noto Sans Arabic SemiBold .* cannot be used: ENOENT/),
    ]);
    // The paper and the bar below.
    expect(bare).toBe(2);
  });

  test("are told of in the log, a line each", async () => {
    const lines: { msg: string; level: number }[] = [];
    const log = pino({ base: null }, { write: (line) => void lines.push(JSON.parse(line) as (typeof lines)[0]) });
    const images = {
      ...openShareImages(),
      fonts: Promise.resolve({ ...fonts, faults: ["The font X cannot be used."] }),
    };
    await sayFontFaults({ log, shareImages: images });
    expect(lines).toMatchObject([{ level: 50, msg: expect.stringContaining("The font X cannot be used.") }]);
  });
});
