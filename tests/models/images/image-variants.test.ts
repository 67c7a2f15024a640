import sharp from "sharp";
import { beforeEach, describe, expect, test } from "vitest";
import { imageVariant, type VariantFormat } from "#app/models/images/imageVariants.server.ts";
import { storeImage } from "#app/models/images/images.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aDrawing, aMovingPicture, aPicture } from "../../support/pictures.ts";

let context: TestContext;
beforeEach(async () => {
  context = await testContext();
});

async function aKey(width = 1280, height = 640): Promise<string> {
  return keyOf(await storeImage(context, await aPicture({ width, height })));
}

function keyOf(stored: Awaited<ReturnType<typeof storeImage>>): string {
  if ("error" in stored) throw new Error(stored.error);
  return /[0-9a-f]{32}/.exec(stored.image.path)![0];
}

const kept = () => context.db.selectFrom("image_variants").select(["width", "format"]).execute();

describe("a picture of ours", () => {
  test.each([
    ["avif", "image/avif"],
    ["webp", "image/webp"],
    ["jpeg", "image/jpeg"],
  ] as [VariantFormat, string][])("is there as %s in another width, made once and then kept", async (format, type) => {
    const key = await aKey();
    const made = (await imageVariant(context, key, 400, format))!;
    expect(made.contentType).toBe(type);
    const { width, height, format: written } = await sharp(made.bytes).metadata();
    expect([width, height, written]).toEqual([400, 200, format === "avif" ? "heif" : format]);
    await context.db.updateTable("image_variants").set({ width: 400 }).execute();
    expect((await imageVariant(context, key, 400, format))!.bytes.equals(made.bytes)).toBe(true);
    expect(await kept()).toEqual([{ width: 400, format }]);
  });

  test("in its own width is the one that was kept, or the same in another format", async () => {
    const key = await aKey(320, 180);
    expect((await sharp((await imageVariant(context, key, null, "jpeg"))!.bytes).metadata()).width).toBe(320);
    expect(await kept()).toEqual([]);
    expect((await sharp((await imageVariant(context, key, null, "avif"))!.bytes).metadata()).width).toBe(320);
    expect(await kept()).toEqual([{ width: 320, format: "avif" }]);
  });

  test("is never made larger than it is", async () => {
    const key = await aKey(800, 400);
    expect(await imageVariant(context, key, 800, "avif")).toBeUndefined();
    expect(await imageVariant(context, key, 1200, "avif")).toBeUndefined();
    expect(await imageVariant(context, "0".repeat(32), 400, "avif")).toBeUndefined();
  });

  test("that a hundred ask for at once is made once", async () => {
    const key = await aKey();
    let writes = 0;
    const counting = { ...context, clock: () => 0, underWay: context.underWay };
    const set = context.underWay.set.bind(context.underWay);
    context.underWay.set = (name, work) => {
      if (name.startsWith("variant ")) writes += 1;
      return set(name, work);
    };
    const all = await Promise.all(Array.from({ length: 100 }, () => imageVariant(counting, key, 400, "webp")));
    expect(new Set(all.map((one) => one!.bytes.toString("base64"))).size).toBe(1);
    expect(writes).toBe(1);
    expect(context.underWay.has(`variant 1 400 webp`)).toBe(false);
  });

  test("that cannot be made once can be asked for again", async () => {
    const key = await aKey();
    const { bytes } = await context.db.selectFrom("image_files").select("bytes").executeTakeFirstOrThrow();
    const setBytes = (value: Buffer) =>
      context.db
        .updateTable("image_files")
        .set({ bytes: value } as object)
        .execute();
    await setBytes(Buffer.from("no picture"));
    await expect(imageVariant(context, key, 400, "webp")).rejects.toThrow();
    await setBytes(bytes);
    expect((await imageVariant(context, key, 400, "webp"))!.contentType).toBe("image/webp");
  });
});

describe("a picture that something shines through", () => {
  test("does so in the newer formats, stands on white as JPEG, and is a PNG in its own width alone", async () => {
    const key = keyOf(await storeImage(context, await aDrawing({})));
    const alphaOf = async (format: VariantFormat) => {
      const { bytes } = (await imageVariant(context, key, null, format))!;
      return (await sharp(bytes).metadata()).hasAlpha;
    };
    expect([await alphaOf("avif"), await alphaOf("webp"), await alphaOf("png")]).toEqual([true, true, true]);
    const jpeg = sharp((await imageVariant(context, key, null, "jpeg"))!.bytes);
    expect([...(await jpeg.raw().toBuffer()).subarray(0, 3)]).toEqual([255, 255, 255]);
    expect(await imageVariant(context, key, 100, "png")).toBeUndefined();
    expect(await imageVariant(context, await aKey(), null, "png")).toBeUndefined();
  });
});

describe("a picture that moves", () => {
  test("does so as WebP in every width, and stands still as AVIF and JPEG", async () => {
    const key = keyOf(await storeImage(context, await aMovingPicture({ frames: 4, width: 600, height: 300 })));
    const looks = async (format: VariantFormat, width: number | null) => {
      const { bytes } = (await imageVariant(context, key, width, format))!;
      const { pages = 1, width: own, pageHeight, height } = await sharp(bytes).metadata();
      return [pages, own, pageHeight ?? height];
    };
    expect(await looks("gif", null)).toEqual([4, 600, 300]);
    expect(await looks("webp", null)).toEqual([4, 600, 300]);
    expect(await looks("webp", 400)).toEqual([4, 400, 200]);
    expect(await looks("avif", 400)).toEqual([1, 400, 200]);
    expect(await looks("jpeg", 400)).toEqual([1, 400, 200]);
  });
});
