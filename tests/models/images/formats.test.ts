import { crc32 } from "node:zlib";
import sharp, { type Sharp } from "sharp";
import { beforeEach, describe, expect, test } from "vitest";
import { wordImageFault } from "#app/models/images/faultWords.server.ts";
import { storeImage } from "#app/models/images/images.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { anEditor } from "../../support/desk.ts";
import { aDrawing, aMovingPicture, aPicture } from "../../support/pictures.ts";

let context: TestContext;
beforeEach(async () => {
  context = await testContext();
});

/** Stores a file. @returns its row, and what its bytes are */
async function kept(file: Uint8Array, origin = {}) {
  const stored = await storeImage(context, file, origin);
  if ("error" in stored) throw new Error(wordImageFault(stored));
  const row = await context.db
    .selectFrom("images")
    .innerJoin("image_files", "image_files.image_id", "images.id")
    .selectAll("images")
    .select("bytes")
    .where("images.id", "=", stored.image.id)
    .executeTakeFirstOrThrow();
  return { stored, row, metadata: await sharp(row.bytes).metadata() };
}

/** The colours of some pixels, as red, green, blue and opacity. */
async function pixels(picture: Sharp, ...places: [x: number, y: number][]) {
  const { data, info } = await picture.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return places.map(([x, y]) => [...data.subarray((y * info.width + x) * 4, (y * info.width + x) * 4 + 4)]);
}

describe("a picture that something shines through", () => {
  test.each(["png", "webp", "avif"] as const)("from %s is kept as PNG, and still does so", async (format) => {
    const { stored, row } = await kept(await aDrawing({ format }));
    expect(stored.image.path).toMatch(/^\/images\/[0-9a-f]{32}\.png$/);
    expect([row.content_type, row.has_alpha, row.frames]).toEqual(["image/png", 1, 1]);
    const [corner, middle] = await pixels(sharp(row.bytes), [1, 1], [60, 40]);
    expect(corner![3]).toBe(0);
    expect(middle![3]).toBe(255);
  });

  test("as GIF that stands still is kept as PNG too", async () => {
    expect((await kept(await aDrawing({ format: "gif" }))).row.content_type).toBe("image/png");
  });

  test("in its format alone is a JPEG, and no darker at its edges", async () => {
    const opaque = await sharp(await aPicture())
      .ensureAlpha()
      .png()
      .toBuffer();
    const { row } = await kept(opaque);
    expect([row.content_type, row.has_alpha]).toEqual(["image/jpeg", 0]);
  });
});

describe("dark lines on nothing", () => {
  const on = (picture: Buffer, background: string) => sharp(picture).flatten({ background });

  test("have a light rim where a mail is dark, and none that is seen on paper", async () => {
    const drawing = await aDrawing({ ink: "#111111" });
    const { row } = await kept(drawing);
    // The drawing is a bar from 40 to 80 and from 30 to 50.
    const [beside, far] = await pixels(on(row.bytes, "#1e1c1a"), [39, 40], [10, 10]);
    expect(Math.min(...beside!.slice(0, 3))).toBeGreaterThan(150);
    expect(far).toEqual([0x1e, 0x1c, 0x1a, 255]);
    const [onPaper] = await pixels(on(row.bytes, "#fffdf9"), [38, 40]);
    expect(onPaper).toEqual([0xff, 0xfd, 0xf9, 255]);
  });

  test("of a light colour have none", async () => {
    const { row } = await kept(await aDrawing({ ink: "#e8c33a" }));
    expect(await pixels(sharp(row.bytes), [38, 40])).toEqual([[0, 0, 0, 0]]);
  });

  test("that are a soft shadow have none", async () => {
    const { row } = await kept(await aDrawing({ ink: "rgba(0,0,0,0.3)" }));
    expect((await pixels(sharp(row.bytes), [38, 40]))[0]![3]).toBe(0);
  });
});

describe("a picture that moves", () => {
  test.each(["gif", "webp"] as const)("from %s is a GIF with its frames, times and rounds", async (format) => {
    const { stored, row, metadata } = await kept(await aMovingPicture({ frames: 5, format, delay: 120, loop: 3 }));
    expect(stored.image.path).toMatch(/\.gif$/);
    expect([stored.frames, stored.bytes]).toEqual([5, row.byte_size]);
    expect([row.content_type, row.frames]).toEqual(["image/gif", 5]);
    expect([metadata.pages, metadata.delay, metadata.loop]).toEqual([5, Array(5).fill(120), 3]);
  });

  test("may be one that something shines through: it still does, its dark lines with their rim", async () => {
    const { row, metadata } = await kept(
      await aMovingPicture({ frames: 3, background: "transparent", ink: "#000000" }),
    );
    expect([metadata.pages, row.has_alpha]).toEqual([3, 1]);
    const [corner, beside] = await pixels(sharp(row.bytes, { page: 1 }), [1, 1], [9, 20]);
    expect(corner![3]).toBe(0);
    expect(Math.min(...beside!)).toBeGreaterThan(150);
  });

  test("in a PNG stands still, and that is said", async () => {
    const png = await sharp(await aPicture())
      .png()
      .toBuffer();
    const moving = Buffer.concat([png.subarray(0, 33), chunk("acTL", Buffer.alloc(8)), png.subarray(33)]);
    expect((await kept(moving)).stored).toMatchObject({ frames: 1, stoodStill: true });
    expect((await kept(png)).stored.stoodStill).toBe(false);
  });
});

/** A chunk of a PNG; its check sum is that of "acTL" with eight zeros. */
function chunk(type: string, data: Buffer): Buffer {
  const whole = Buffer.alloc(12 + data.length);
  whole.writeUInt32BE(data.length);
  whole.write(type, 4, "latin1");
  data.copy(whole, 8);
  whole.writeUInt32BE(crc32(whole.subarray(4, 8 + data.length)), 8 + data.length);
  return whole;
}

describe("a photo", () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])("with orientation %d stands upright", async (orientation) => {
    const { row } = await kept(await turned(orientation));
    const { width, height } = row;
    expect([width, height]).toEqual([60, 40]);
    const [topLeft, bottomRight] = await pixels(sharp(row.bytes), [5, 5], [55, 35]);
    expect(topLeft![0]).toBeGreaterThan(200);
    expect(bottomRight![2]).toBeGreaterThan(200);
  });

  test.each([
    ["1 by 1", 1, 1, 1, 1],
    ["20,000 by 1", 20_000, 1, 1280, 1],
    ["1 by 20,000", 1, 20_000, 1, 2560],
  ])("of %s points is taken", async (_what, width, height, keptWidth, keptHeight) => {
    const { stored } = await kept(await aPicture({ width, height }));
    expect(stored.image).toMatchObject({ width: keptWidth, height: keptHeight });
  });

  test("that calls itself something else is read as what it is, and keeps its name and who brought it", async () => {
    const { id } = await anEditor(context, "Ruth Marlow");
    const png = await aDrawing({});
    const { row } = await kept(png, { fileName: "C:\\fakepath\\Quay\u202e at dusk.jpg", editorId: id });
    expect([row.content_type, row.file_name, row.uploaded_by]).toEqual(["image/png", "Quay at dusk.jpg", id]);
    expect(row.sha256).toMatch(/^[0-9a-f]{64}$/);
  });
});

/** A picture of 60 by 40, red at its top left and blue at its bottom right, stored as a camera held that way does. */
async function turned(orientation: number): Promise<Buffer> {
  const quarter = (background: string) =>
    sharp({ create: { width: 30, height: 20, channels: 3, background } })
      .png()
      .toBuffer();
  const upright = await sharp({ create: { width: 60, height: 40, channels: 3, background: "#fff" } })
    .composite([
      { input: await quarter("#f00"), left: 0, top: 0 },
      { input: await quarter("#00f"), left: 30, top: 20 },
    ])
    .png()
    .toBuffer();
  const picture = sharp(upright);
  if (orientation === 2) picture.flop();
  if (orientation === 3) picture.rotate(180);
  if (orientation === 4) picture.flip();
  if (orientation === 5) picture.rotate(270).flop();
  if (orientation === 6) picture.rotate(270);
  if (orientation === 7) picture.rotate(90).flop();
  if (orientation === 8) picture.rotate(90);
  // Its pixels first: the orientation is a note beside them.
  return sharp(await picture.png().toBuffer())
    .withMetadata({ orientation })
    .jpeg({ chromaSubsampling: "4:4:4" })
    .toBuffer();
}

test("a file that is no picture is refused, and nothing of it is kept", async () => {
  expect(await storeImage(context, Buffer.from("Dear all,"))).toEqual({ error: "other-kind", kind: "other" });
  expect(await context.db.selectFrom("images").select("id").execute()).toEqual([]);
});
