import sharp from "sharp";
import { beforeEach, describe, expect, test } from "vitest";
import { imageByKey, storeImage } from "#app/models/images.server.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { aPicture } from "../support/pictures.ts";

let context: TestContext;
beforeEach(async () => {
  context = await testContext();
});

async function stored(file: Uint8Array) {
  const answer = await storeImage(context, file);
  if ("error" in answer) throw new Error(answer.error);
  const key = /^\/images\/([0-9a-f]{32})\.jpg$/.exec(answer.image.path)?.[1];
  const { bytes } = (await imageByKey(context, key!))!;
  return { image: answer.image, bytes, metadata: await sharp(bytes).metadata() };
}

const rows = async () => (await context.db.selectFrom("images").select("id").execute()).length;

describe("an upload", () => {
  test("is kept as JPEG under an address that nobody can guess (S-12)", async () => {
    const [one, other] = [await stored(await aPicture()), await stored(await aPicture())];
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
});

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
    ["more than 10 MB", () => Buffer.alloc(10_000_001, 1)],
    ["65 535 by 65 535 points in a few bytes", () => pngClaiming(65_535, 65_535)],
    [
      "50 megapixels of white",
      () =>
        sharp({ create: { width: 10_000, height: 5000, channels: 3, background: "#fff" } })
          .png()
          .toBuffer(),
    ],
  ];

  test.each(refused)("%s", async (_what, make) => {
    const file = await make();
    const started = performance.now();
    expect(await storeImage(context, file)).toEqual({ error: expect.stringMatching(/\.$/) as string });
    expect(performance.now() - started).toBeLessThan(1000);
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
