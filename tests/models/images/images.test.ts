import { crc32 } from "node:zlib";
import sharp from "sharp";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { wordImageFault } from "#app/models/images/faultWords.server.ts";
import { imageBytes, storeImage } from "#app/models/images/images.server.ts";
import type { ImageFault } from "#app/models/images/prepare.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aPicture } from "../../support/pictures.ts";
import { workOf } from "../../support/work.ts";

let context: TestContext;
beforeEach(async () => {
  context = await testContext();
});

async function stored(file: Uint8Array) {
  const answer = await storeImage(context, file);
  if ("error" in answer) throw new Error(answer.error);
  const bytes = (await imageBytes(context, answer.image.id))!;
  return { image: answer.image, bytes, metadata: await sharp(bytes).metadata() };
}

const rows = async () => (await context.db.selectFrom("images").select("id").execute()).length;

describe("an upload", () => {
  test("is kept as JPEG under an address that nobody can guess (S-12)", async () => {
    const [one, other] = [await stored(await aPicture()), await stored(await aPicture({ width: 41 }))];
    expect(one.metadata.format).toBe("jpeg");
    expect(one.image.path).not.toBe(other.image.path);
  });

  test("is never wider than a mail needs, and never enlarged (E-18)", async () => {
    expect((await stored(await aPicture({ width: 4000, height: 2000 }))).image).toMatchObject({
      width: 1280,
      height: 640,
    });
    expect((await stored(await aPicture({ width: 64, height: 36 }))).image).toMatchObject({ width: 64, height: 36 });
  });

  test("stands upright and has lost where and with what it was taken (no. 29)", async () => {
    const lying = await sharp(await aPicture({ width: 60, height: 40 }))
      .withMetadata({ orientation: 6 })
      .withExif({ IFD0: { Copyright: "Ines" }, IFD3: { GPSLatitude: "51/1 55/1 0/1", GPSLatitudeRef: "N" } })
      .toBuffer();
    const { image, metadata } = await stored(lying);
    expect([image.width, image.height]).toEqual([40, 60]);
    expect([metadata.exif, metadata.orientation, metadata.icc, metadata.xmp]).toEqual(Array(4).fill(undefined));
  });

  test.each(["png", "webp", "gif", "avif"] as const)("may be %s", async (format) => {
    expect(
      (
        await stored(
          await sharp(await aPicture())
            .toFormat(format)
            .toBuffer(),
        )
      ).metadata.format,
    ).toBe("jpeg");
  });

  test("in the colours of a printer's is made fit for a screen", async () => {
    const cmyk = await sharp(await aPicture())
      .toColourspace("cmyk")
      .jpeg()
      .toBuffer();
    expect((await stored(cmyk)).metadata.space).toBe("srgb");
  });

  test("that moves is kept as its first picture", async () => {
    const frames = await Promise.all(["#f00", "#0f0"].map((background) => frame(background)));
    const gif = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer();
    expect((await stored(gif)).image).toMatchObject({ width: 20, height: 20 });
  });

  test("keeps nothing that was hidden behind the picture", async () => {
    const polyglot = Buffer.concat([await aPicture(), Buffer.from("<script>alert(1)</script>*/=1;alert(1)")]);
    expect((await stored(polyglot)).bytes.includes("alert")).toBe(false);
  });

  test("waits for the one before, so that two take no more memory than one; one that fails holds up nobody", async () => {
    const photo = await white(4_000, 3_000).jpeg().toBuffer();
    const answers = await Promise.all(
      [photo, Buffer.from("no picture"), photo].map((file) => storeImage(context, file)),
    );
    expect(answers.map((answer) => "image" in answer)).toEqual([true, false, true]);
  });
});

function white(width: number, height: number) {
  return sharp({ create: { width, height, channels: 3, background: "#fff" }, limitInputPixels: false });
}

/** A small JPEG whose header says that it is larger. */
async function jpegClaiming(width: number, height: number, options = {}) {
  const bytes = await white(8, 8).jpeg(options).toBuffer();
  const at = bytes.findIndex((byte, i) => byte === 0xff && [0xc0, 0xc2].includes(bytes[i + 1]!));
  bytes.writeUInt16BE(height, at + 5);
  bytes.writeUInt16BE(width, at + 7);
  return bytes;
}

async function interlacedClaiming(width: number, height: number) {
  const bytes = await white(8, 8).png({ progressive: true }).toBuffer();
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
  return bytes;
}

async function avifClaiming(width: number, height: number) {
  const bytes = await white(64, 64).avif().toBuffer();
  const at = bytes.indexOf("ispe");
  bytes.writeUInt32BE(width, at + 8);
  bytes.writeUInt32BE(height, at + 12);
  return bytes;
}

function frame(background: string) {
  return sharp({ create: { width: 20, height: 20, channels: 3, background } })
    .png()
    .toBuffer();
}

describe("what is refused, in words and without a trace", () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>';
  const laughs = `<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "${"&a;".repeat(50)}">]>${svg.replace("<script>", "&b;<script>")}`;
  const refused: [string, () => Promise<Buffer> | Buffer][] = [
    ["nothing at all", () => Buffer.alloc(0)],
    ["a drawing with a script in it (no. 28)", () => Buffer.from(svg)],
    ["a drawing that laughs (no. 28)", () => Buffer.from(laughs)],
    [
      "a drawing that reads a file (no. 28)",
      () => Buffer.from(svg.replace("<svg", '<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><svg')),
    ],
    ["a page", () => Buffer.from("<html><script>alert(1)</script>")],
    ["a program that begins like a GIF", () => Buffer.from("GIF89a/*<script>*/=alert(1)//")],
    ["a document", () => Buffer.from("%PDF-1.7\n%âãÏÓ\n")],
    [
      "a scan of another kind",
      async () =>
        sharp(await aPicture())
          .tiff()
          .toBuffer(),
    ],
    ["half a JPEG", async () => (await aPicture({ width: 900, height: 900 })).subarray(0, 2000)],
    ["more than 50 MB", () => Buffer.alloc(50_000_001, 1)],
    ["65 535 by 65 535 points in a few bytes", () => pngClaiming(65_535, 65_535)],
    ["65 000 by 65 000 points in a JPEG", async () => jpegClaiming(65_000, 65_000)],
    ["a progressive JPEG of 51 megapixels", async () => jpegClaiming(10_200, 5_000, { progressive: true })],
    ["an interlaced PNG of 41 megapixels", () => interlacedClaiming(8_200, 5_000)],
    ["an AVIF of 26 megapixels", () => avifClaiming(5_200, 5_000)],
  ];

  let usualWork: number;
  beforeAll(async () => {
    const [elsewhere, picture] = [await testContext(), await aPicture({ width: 1280, height: 720 })];
    usualWork = await workOf(() => storeImage(elsewhere, picture));
  });

  test.each(refused)("%s, for less work than a few pictures make", async (_what, make) => {
    const file = await make();
    let refused!: ImageFault;
    const work = await workOf(async () => (refused = (await storeImage(context, file)) as ImageFault));
    expect(work / usualWork).toBeLessThan(10);
    expect(wordImageFault(refused)).toMatch(/\.$/);
    expect(await rows()).toBe(0);
  });
});

/** A PNG whose head promises more than it holds. */
function pngClaiming(width: number, height: number): Buffer {
  const head = Buffer.alloc(33);
  Buffer.from("89504e470d0a1a0a0000000d49484452", "hex").copy(head);
  head.writeUInt32BE(width, 16);
  head.writeUInt32BE(height, 20);
  head.set([8, 2, 0, 0, 0], 24);
  return head;
}
