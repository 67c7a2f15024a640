import { deflateSync } from "node:zlib";
import sharp from "sharp";
import { beforeEach, describe, expect, test } from "vitest";
import { cropForms, drawnCrop, fittingCrop, formedCrop, middleCrop, wholePicture } from "#app/models/crops.ts";
import { focalPoint, focusPosition, isFocus, storedFocus } from "#app/models/focus.ts";
import { cropImage, croppedByKey } from "#app/models/images/cropping.server.ts";
import { imageById, imageBytes, storeImage } from "#app/models/images/images.server.ts";
import { listPictures } from "#app/models/library/pictures.server.ts";
import { usesOfPicture } from "#app/models/library/places.server.ts";
import { replacePicture, takeReplacementBack } from "#app/models/library/replacing.server.ts";
import { restoreArticle } from "#app/models/articles/articleRevisions.server.ts";
import { articleInMarkdown } from "#app/models/articles/markdownExport.server.ts";
import { saveSheet, sheetOf, sheetSchema } from "#app/models/articles/sheets.server.ts";
import { articleById, setPublished } from "#app/models/articles/articles.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aStoredPicture } from "../../support/library.ts";
import { anArticle } from "../../support/newsroom.ts";
import { aDrawing, aMovingPicture } from "../../support/pictures.ts";

let context: TestContext;
beforeEach(async () => {
  context = await testContext();
});

const keyOf = ({ path }: { path: string }) => path.slice(8, 40);
const half = { left: 50, top: 0, width: 50, height: 100 };

async function stored(file: Buffer) {
  const made = await storeImage(context, file);
  if ("error" in made) throw new Error(made.error);
  return made.image;
}

async function aCrop() {
  const whole = await aStoredPicture(context, { width: 200, height: 100 });
  const made = await cropImage(context, keyOf(whole), half);
  if ("error" in made) throw new Error(made.error);
  return { whole, part: made.image };
}

describe("a crop", () => {
  test("is a picture of its own, made once, and the original stays as it is", async () => {
    const { whole, part } = await aCrop();
    expect(part).toMatchObject({ width: 100, height: 100 });
    expect(await sharp((await imageBytes(context, part.id))!).metadata()).toMatchObject({ width: 100, height: 100 });
    expect(await cropImage(context, keyOf(whole), half)).toEqual({ image: part });
    expect(await cropImage(context, keyOf(part), half)).toEqual({ image: part });
    expect(await croppedByKey(context, keyOf(part))).toEqual({ image: part, original: whole, crop: half });
    expect(await croppedByKey(context, keyOf(whole))).toEqual({ image: whole, original: whole, crop: null });
    const everything = { left: 0, top: 0, width: 100, height: 100 };
    expect(await cropImage(context, keyOf(part), everything)).toEqual({ image: whole });
  });

  test("counts as a use of its original, which is listed alone, and is replaced and taken back with it", async () => {
    const { whole, part } = await aCrop();
    const { id } = await anArticle(context, { imageId: part.id, imageAlt: "Half of it" });
    expect((await usesOfPicture(context, whole.id)).articles).toMatchObject([{ id, cut: true, place: "lead" }]);
    expect((await listPictures(context, { search: "half", state: "used", page: 1 }))!.items).toMatchObject([
      { id: whole.id, places: 1 },
    ]);
    const other = await aStoredPicture(context);
    const act = await replacePicture(context, "Ines", whole.id, other.id, false);
    if ("error" in act) throw new Error(act.error);
    expect((await articleById(context, id))!.image!.id).toBe(other.id);
    await takeReplacementBack(context, "Ines", act.id);
    expect((await articleById(context, id))!.image).toEqual(part);
  });

  test("keeps what shines through, as PNG", async () => {
    const whole = await stored(await aDrawing({}));
    const made = await cropImage(context, keyOf(whole), { left: 0, top: 0, width: 50, height: 100 });
    if ("error" in made) throw new Error(made.error);
    expect(made.image).toMatchObject({ width: 60, height: 80 });
    expect(made.image.path).toMatch(/\.png$/);
    const cut = sharp((await imageBytes(context, made.image.id))!);
    expect(await cut.metadata()).toMatchObject({ format: "png", hasAlpha: true });
    expect((await cut.stats()).isOpaque).toBe(false);
    expect(await imageById(context, made.image.id)).toEqual(made.image);
  });

  test("of a picture that moves is refused", async () => {
    const moving = await stored(await aMovingPicture({ frames: 3 }));
    expect(await cropImage(context, keyOf(moving), half)).toEqual({ error: "moves" });
  });

  test("that two editors cut at the same moment is one picture", async () => {
    const whole = await aStoredPicture(context, { width: 200, height: 100 });
    const [one, other] = await Promise.all([1, 2].map(() => cropImage(context, keyOf(whole), half)));
    expect(one).toEqual(other);
  });

  test("of nothing, and one that nobody could see, is refused", async () => {
    const tiny = await aStoredPicture(context, { width: 40, height: 40 });
    expect(await cropImage(context, "0".repeat(32), half)).toEqual({ error: "gone" });
    const corner = { left: 0, top: 0, width: 5, height: 5 };
    expect(await cropImage(context, keyOf(tiny), corner)).toEqual({ error: "too-small" });
  });

  test("that is asked for beyond the edges is the nearest that fits", () => {
    expect(fittingCrop({ left: -5, top: 99, width: 500, height: Number.NaN })).toEqual({
      ...{ left: 0, top: 95, width: 100, height: 5 },
    });
  });

  test("is held to a form: chosen in the middle, drawn from its corner, moved without leaving the picture", () => {
    const picture = { width: 900, height: 600 };
    expect(middleCrop(wholePicture, "1:1", picture)).toEqual({ left: 17, top: 0, width: 67, height: 100 });
    expect(middleCrop(half, "free", picture)).toEqual(half);
    expect(drawnCrop({ x: 50, y: 50 }, { x: 0, y: 40 }, "1:1", picture)).toEqual({
      ...{ left: 17, top: 0, width: 33, height: 50 },
    });
    expect(drawnCrop({ x: 10, y: 20 }, { x: 120, y: 130 }, "free", picture)).toEqual({
      ...{ left: 10, top: 20, width: 90, height: 80 },
    });
    for (const form of ["1:1", "4:3", "16:9"] as const)
      for (const asked of [wholePicture, half, { left: 80, top: 10, width: 60, height: 1 }]) {
        const { left, top, width, height } = formedCrop(asked, form, picture);
        expect(Math.max(left + width, top + height)).toBeLessThanOrEqual(100);
        expect(Math.abs(height - (width * 1.5) / cropForms[form]!)).toBeLessThanOrEqual(1.5);
      }
  });
});

describe("a focal point", () => {
  test("is stored in hundredths, and the middle as nothing", () => {
    expect([storedFocus({ x: 30.4, y: 120 }), storedFocus({ x: 50, y: 50 })]).toEqual(["30,100", ""]);
    expect([focalPoint("30,100"), focalPoint(""), focalPoint("x")]).toEqual([
      { x: 30, y: 100 },
      { x: 50, y: 50 },
      { x: 50, y: 50 },
    ]);
    expect([focusPosition("30,100"), focusPosition("")]).toEqual(["30% 100%", undefined]);
    expect(["", "0,100", "101,0", "1;url(x)", "30, 4"].map(isFocus)).toEqual([true, true, false, false, false]);
  });

  test("is an article's, like the words of its lead image", async () => {
    const { id: imageId } = await aStoredPicture(context);
    const { id } = await anArticle(context, { imageId, imageAlt: "An arm", imageFocus: "30,70" });
    const article = (await articleById(context, id))!;
    expect(article.imageFocus).toBe("30,70");
    expect(await articleInMarkdown(context, article.slug)).toContain('imageFocus: "30,70"');
    expect(sheetSchema.parse({ ...article, imageFocus: "1;url(x)" }).imageFocus).toBe("");
  });

  test("waits for publication like other changes, and leaves with a picture that is replaced, until that is taken back", async () => {
    const [arm, other] = [await aStoredPicture(context), await aStoredPicture(context)];
    const { id } = await anArticle(context, { imageId: arm.id, imageAlt: "An arm" });
    await setPublished(context, id, true);
    const { typed } = (await sheetOf(context, id))!;
    const place = { id, version: 1, tab: "a tab of Ines", step: 1 };
    await saveSheet(context, "Ines", place, sheetSchema.parse({ ...typed, imageId: arm.id, imageFocus: "10,20" }));
    const focus = async () => {
      const { article, typed } = (await sheetOf(context, id))!;
      return [article.imageFocus, typed.imageFocus];
    };
    expect(await focus()).toEqual(["", "10,20"]);
    const act = await replacePicture(context, "Ines", arm.id, other.id, false);
    if ("error" in act) throw new Error(act.error);
    expect(await focus()).toEqual(["", ""]);
    await takeReplacementBack(context, "Ines", act.id);
    expect(await focus()).toEqual(["", "10,20"]);
  });

  test("is the middle in changes and revisions that were saved before there were any", async () => {
    const { id: imageId } = await aStoredPicture(context);
    const { id } = await anArticle(context, { imageId, imageAlt: "An arm", imageFocus: "30,70" });
    await setPublished(context, id, true);
    const { typed } = (await sheetOf(context, id))!;
    const place = { id, version: 1, tab: "a tab of Ines", step: 1 };
    await saveSheet(context, "Ines", place, sheetSchema.parse({ ...typed, imageId }));
    const { imageFocus: _, image: __, ...former } = typed;
    const content = JSON.stringify({ ...former, imageId });
    await context.db.updateTable("articles").set({ unpublished: content }).where("id", "=", id).execute();
    expect((await sheetOf(context, id))!.typed.imageFocus).toBe("");
    await context.db
      .updateTable("revisions")
      .set({ content: deflateSync(content) })
      .execute();
    const [revision] = await context.db.selectFrom("revisions").select("id").orderBy("id").execute();
    const restored = await restoreArticle(context, "Ines", id, revision!.id);
    expect(restored).toMatchObject({ id });
    expect((await sheetOf(context, id))!.typed.imageFocus).toBe("");
  });
});
