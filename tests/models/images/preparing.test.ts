import { randomBytes } from "node:crypto";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { wordImageFault } from "#app/models/images/faultWords.server.ts";
import { prepareImage } from "#app/models/images/prepare.server.ts";
import { aMovingPicture, aPicture } from "../../support/pictures.ts";

async function prepared(file: Uint8Array) {
  const picture = await prepareImage(file);
  if ("error" in picture) throw new Error(wordImageFault(picture));
  return picture;
}

async function refusal(file: Uint8Array): Promise<string> {
  const answer = await prepareImage(file);
  if (!("error" in answer)) throw new Error("it was taken");
  return wordImageFault(answer);
}

test("a picture that something shines through has 256 colours where that makes it half as heavy", async () => {
  const noise = { type: "gaussian" as const, mean: 128, sigma: 6 };
  const cutOut = await sharp({ create: { width: 640, height: 640, channels: 3, background: "#888", noise } })
    .composite([{ input: await hole(), blend: "dest-out" }])
    .png()
    .toBuffer();
  const whole = await sharp(cutOut).png().toBuffer();
  expect(whole.length).toBeGreaterThan(600_000);
  const { bytes, contentType, hasAlpha } = await prepared(cutOut);
  expect([contentType, hasAlpha]).toEqual(["image/png", true]);
  expect(bytes.length).toBeLessThan(whole.length / 2);
});

function hole(): Promise<Buffer> {
  return sharp({ create: { width: 200, height: 200, channels: 4, background: "#000" } })
    .png()
    .toBuffer();
}

describe("a picture that moves", () => {
  test("is no wider than the column of a mail", async () => {
    const wide = await aMovingPicture({ frames: 2, width: 1600, height: 800 });
    expect(await prepared(wide)).toMatchObject({ width: 640, height: 320 });
  });

  test("of 200 frames is taken, and of 201 refused before they are read", async () => {
    expect((await prepared(await aMovingPicture({ frames: 200, width: 260, height: 8 }))).frames).toBe(200);
    const long = await aMovingPicture({ frames: 201, width: 260, height: 8 });
    expect(await refusal(long)).toBe("The picture moves through 201 frames, and 200 are the most; shorten it.");
  });

  test("with too many pixels in all its frames is refused", async () => {
    const large = await aMovingPicture({ frames: 31, width: 200, height: 100 });
    // Frames may be smaller than the picture, whose size stands in the head of the file.
    large.writeUInt16LE(2000, 6);
    large.writeUInt16LE(1000, 8);
    expect(await refusal(large)).toBe(
      "The 31 frames of this picture have more than 60 megapixels together; make it smaller or shorter.",
    );
  });

  test("heavier than 10 MB as a GIF is refused with its size and what to do", async () => {
    expect(await refusal(await movingNoise(36))).toMatch(
      /^The picture has 1\d MB as a GIF, and 10 MB are the most for one that moves; make it smaller, shorter or calmer/,
    );
    expect((await prepared(await movingNoise(2))).frames).toBe(2);
  });
});

/** Grey frames of 640 by 400 points that have nothing in common: as heavy as a picture can be. */
async function movingNoise(frames: number): Promise<Buffer> {
  const raw = { width: 640, height: 400 * frames, channels: 1 as const, pageHeight: 400 };
  return sharp(randomBytes(raw.width * raw.height), { raw })
    .gif({ effort: 1 })
    .toBuffer();
}

describe("a photo as large as phones take them", () => {
  test("of 50 megapixels is taken", async () => {
    const photo = await white(8_160, 6_120).jpeg().toBuffer();
    expect(await prepared(photo)).toMatchObject({ width: 1280, height: 960 });
  });

  test("of 108 megapixels is taken, and stands upright", async () => {
    const lying = await white(12_000, 9_000).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    expect(await prepared(lying)).toMatchObject({ width: 1280, height: 1707 });
  });

  function white(width: number, height: number) {
    return sharp({ create: { width, height, channels: 3, background: "#fff" }, limitInputPixels: false });
  }
});

describe("what is refused is told why", () => {
  test.each(["jpeg", "png", "webp", "gif", "avif"] as const)("half a %s ends too early", async (format) => {
    const noise = { type: "gaussian" as const, mean: 128, sigma: 60 };
    const picture = sharp({ create: { width: 100, height: 100, channels: 3, background: "#888", noise } });
    const whole = await picture.toFormat(format).toBuffer();
    expect(await refusal(whole.subarray(0, whole.length / 2))).toMatch(/^The file ends too early/);
  });

  test("a picture with rubbish inside is damaged", async () => {
    const png = await sharp(await aPicture({ width: 300, height: 300 }))
      .png()
      .toBuffer();
    png.fill(7, 60, png.length - 40);
    expect(await refusal(png)).toMatch(/damaged/);
  });

  test("a phone's HEIC is named, with the way out", async () => {
    expect(await refusal(await aHeic())).toMatch(/^This is a HEIC photo, .*HEVC.*Export it as JPEG/);
  });

  test.each([
    ["SVG", '<?xml version="1.0"?><!-- a --><svg xmlns="http://www.w3.org/2000/svg"/>', /SVG/],
    ["bare SVG", "<svg/>", /SVG/],
    ["PDF", "%PDF-1.7\n", /PDF/],
    ["TIFF", "II*\0........", /TIFF/],
    ["video", "\0\0\0\x18ftypmp42....mp42isom", /video/],
    ["page", "<!DOCTYPE html><title>Not found</title>", /web page/],
    ["Word document", "PK\x03\x04........", /office document/],
    ["Photoshop document", "8BPS........", /Photoshop/],
    ["BMP", "BM..........", /BMP/],
    ["JPEG XL", "\xff\x0a........", /JPEG XL/],
    ["something else", "Dear all,", /no picture that we know/],
  ])("a file that is a %s", async (_kind, file, words) => {
    expect(await refusal(Buffer.from(file, "latin1"))).toMatch(words);
  });
});

/** An AVIF that says of itself what a phone's HEIC does; its coding is one that is not built in. */
async function aHeic(): Promise<Buffer> {
  const avif = await sharp(await aPicture())
    .avif()
    .toBuffer();
  const renamed = avif
    .toString("latin1")
    .replaceAll("avif", "heic")
    .replaceAll("av01", "hvc1")
    .replaceAll("av1C", "hvcC");
  return Buffer.from(renamed, "latin1");
}
