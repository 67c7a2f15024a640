import type { Browser, BrowserContext } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { sheetOf } from "#app/models/articles/sheets.server.ts";
import { setPublished } from "#app/models/articles/articles.server.ts";
import { storeImage } from "#app/models/images/images.server.ts";
import { usesOfPicture } from "#app/models/library/places.server.ts";
import { expectNoAxeViolations, launchBrowser } from "../support/browser.ts";
import type { TestContext } from "../support/context.ts";
import { anEditor } from "../support/desk.ts";
import { aStoredPicture, bodyWith } from "../support/library.ts";
import { anArticle } from "../support/newsroom.ts";
import { aMovingPicture } from "../support/pictures.ts";
import { openSheet, saved, signedIn } from "../support/sheetPages.ts";
import { aSite } from "../support/site.ts";

let browser: Browser;
let context: TestContext;
let ines: BrowserContext;

beforeAll(async () => {
  ({ context } = await aSite());
  await anEditor(context, "Ines Halloran");
  browser = await launchBrowser();
  ines = await signedIn(browser, context, "ines.halloran");
});

const typed = async (id: number) => (await sheetOf(context, id))!.typed;

test("a lead image is cropped by drawing and by keyboard, its focal point set, and cards show that", async () => {
  const whole = await aStoredPicture(context, { alt: "An arm", width: 900, height: 600 });
  const { id } = await anArticle(context, { headline: "Arms", imageId: whole.id, imageAlt: "An arm" });
  const page = await openSheet(ines, context, `/desk/articles/${id}`);
  await page.getByRole("button", { name: "Crop…" }).click();
  const dialog = page.getByRole("dialog", { name: "Crop the picture" });
  const box = (await dialog.locator("[data-crop] img").boundingBox())!;
  await page.mouse.move(box.x + 1, box.y + 1);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height - 1, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => dialog.getByLabel("Width").inputValue()).toMatch(/^(49|50|51)$/);
  await dialog.getByLabel("1:1").check();
  await dialog.getByLabel("Height").fill("30");
  expect(await dialog.getByLabel("Width", { exact: true }).inputValue()).toBe("20");
  await dialog.getByLabel("Free").check();
  await dialog.getByLabel("Width").fill("40");
  await dialog.getByLabel("Height").fill("100");
  await dialog.getByLabel("From the left").fill("10");
  await dialog.getByLabel("From the left").press("ArrowRight");
  await expectNoAxeViolations(page);
  await dialog.getByRole("button", { name: "Crop it here" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByText("What cards show of it").click();
  await page.getByLabel("From the top").fill("80");
  await page.getByLabel("From the left").fill("30");
  await expectNoAxeViolations(page);
  await saved(page);
  await expect
    .poll(() => typed(id), { timeout: 20_000 })
    .toMatchObject({ image: { width: 360 }, imageFocus: "30,80", imageAlt: "An arm" });
  expect((await usesOfPicture(context, whole.id)).articles).toMatchObject([{ id, cut: true, place: "lead" }]);
  await setPublished(context, id, true);
  const card = await ines.newPage();
  await card.goto(`${context.config.appUrl}/articles`);
  const position = card.locator(".card-image").first();
  expect(await position.evaluate((image) => getComputedStyle(image).objectPosition)).toBe("30% 80%");

  await page.getByRole("button", { name: "Crop…" }).click();
  await dialog.getByRole("button", { name: "Show it whole" }).click();
  await expect.poll(async () => (await typed(id)).image?.id, { timeout: 20_000 }).toBe(whole.id);
});

test("a picture in the text is cropped there, one that moves is not, and that is said", async () => {
  const [hall, crane] = [
    await aStoredPicture(context, { width: 400, height: 300 }),
    await storeImage(context, await aMovingPicture({ frames: 3 })),
  ];
  if ("error" in crane) throw new Error(crane.error);
  const { id } = await anArticle(context, {
    headline: "Halls",
    body: bodyWith({ ...hall, alt: "A hall" }, crane.image),
  });
  const page = await openSheet(ines, context, `/desk/articles/${id}`);
  const about = page.getByRole("dialog", { name: "About this image" });
  const edit = async (nth: number) => {
    await page.locator(".ProseMirror img").nth(nth).click();
    await page.getByRole("group", { name: "Image" }).getByRole("button", { name: "Change" }).click();
  };
  await edit(0);
  await about.getByRole("button", { name: "Crop…" }).click();
  const dialog = page.getByRole("dialog", { name: "Crop the picture" });
  await dialog.getByLabel("Height").fill("50");
  await expectNoAxeViolations(page);
  await dialog.getByRole("button", { name: "Crop it here" }).click();
  await dialog.waitFor({ state: "detached" });
  await about.getByRole("button", { name: "Save" }).click();
  await expect
    .poll(async () => JSON.stringify((await typed(id)).body), { timeout: 20_000 })
    .toMatch(/"alt":"A hall"[^}]*"height":150|"height":150[^}]*"alt":"A hall"/);
  await edit(1);
  await about.getByText("A picture that moves is not cropped.").waitFor();
  expect(await about.getByRole("button", { name: "Crop…" }).count()).toBe(0);
});
