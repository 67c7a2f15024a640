import { beforeAll, expect, test } from "vitest";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { sheetOf } from "#app/models/articles/sheets.server.ts";
import { createIssue, issueByNumber } from "#app/models/issues/issues.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { expectNoAxeViolations, launchBrowser } from "../support/browser.ts";
import type { TestContext } from "../support/context.ts";
import { anEditor } from "../support/desk.ts";
import { aStoredPicture, bodyWith } from "../support/library.ts";
import { anArticle } from "../support/newsroom.ts";
import { aPicture } from "../support/pictures.ts";
import { openSheet, said, saved, signedIn, textOf } from "../support/sheetPages.ts";
import { aSite } from "../support/site.ts";

let browser: Browser;
let context: TestContext;
let list: List;
let ines: BrowserContext;

beforeAll(async () => {
  ({ context, list } = await aSite());
  await anEditor(context, "Ines Halloran");
  browser = await launchBrowser();
  ines = await signedIn(browser, context, "ines.halloran");
});

/** Chooses a picture in the dialog of the library that is open. */
async function choose(page: Page, search: string, name: string) {
  const dialog = page.getByRole("dialog", { name: "Choose a picture" });
  await dialog.getByLabel("Search pictures").fill(search);
  await dialog.getByText("1 picture", { exact: true }).waitFor();
  await expectNoAxeViolations(page);
  await dialog.getByRole("button", { name }).click();
}

/** Places a picture of the library in the text. */
async function placeInText(page: Page, search: string, name: string) {
  await textOf(page).click();
  await page.keyboard.press("Control+End");
  await page
    .getByRole("button", { name: /^Image/ })
    .first()
    .click();
  await page.getByRole("button", { name: "Choose from the library" }).last().click();
  await choose(page, search, name);
  const dialog = page.getByRole("dialog", { name: "Place an image" });
  expect(await dialog.getByLabel("What it shows").inputValue()).toBe(name);
  await dialog.getByRole("button", { name: "Place the image" }).click();
}

test("a picture is chosen from the library for a lead image, a text and an intro, with the words it has", async () => {
  const arm = await aStoredPicture(context, { alt: "An arm lifts a box", credit: "Agency", width: 900, height: 600 });
  await aStoredPicture(context, { alt: "A hall" });
  const { id } = await anArticle(context, { headline: "Choosing" });
  const page = await openSheet(ines, context, `/desk/articles/${id}`);
  await placeInText(page, "arm", "An arm lifts a box");
  await page.getByRole("button", { name: "Choose from the library" }).click();
  await choose(page, "agency", "An arm lifts a box");
  await saved(page);
  await expect
    .poll(async () => (await sheetOf(context, id))!.typed, { timeout: 20_000 })
    .toMatchObject({ image: { id: arm.id }, imageAlt: "An arm lifts a box", imageCredit: "Agency" });
  expect(JSON.stringify((await sheetOf(context, id))!.typed.body)).toContain(`${arm.path}","alt":"An arm lifts a box"`);

  const number = await createIssue(context, list.id, { subject: "Arms" });
  const issue = await openSheet(ines, context, `/desk/issues/${number}`);
  await placeInText(issue, "arm", "An arm lifts a box");
  const intro = async () => JSON.stringify((await issueByNumber(context, number))!.intro);
  await expect.poll(intro, { timeout: 20_000 }).toContain(arm.path);
});

test("several pictures are taken at once, each with a way to say what it shows; the same file is not there twice", async () => {
  const page = await ines.newPage();
  await page.goto(`${context.config.appUrl}/desk/pictures`);
  const file = async (name: string, width: number) => ({
    ...{ name, mimeType: "", buffer: await aPicture({ width, height: 70 }) },
  });
  await page
    .locator("#new-picture")
    .setInputFiles([await file("one.jpg", 91), await file("two.jpg", 92), await file("one again.jpg", 91)]);
  await page.getByText("3 of 3 uploaded").waitFor({ state: "attached" });
  await expectNoAxeViolations(page);
  const names = await context.db.selectFrom("images").select("file_name").where("height", "=", 70).execute();
  expect(names.map(({ file_name }) => file_name).sort()).toEqual(["one.jpg", "two.jpg"]);
  await page.getByRole("link", { name: "Say what it shows: two.jpg" }).click();
  await page.waitForURL(/\/desk\/pictures\/\d+$/);
});

test("a picture is replaced everywhere after the page has said in how many places, and that is taken back", async () => {
  const old = await aStoredPicture(context, { alt: "An old gate" });
  const better = await aStoredPicture(context, { alt: "The gate, sharper" });
  const { id } = await anArticle(context, { headline: "Gates", body: bodyWith(old) });
  const other = await anArticle(context, { headline: "More gates", ...{ imageId: old.id, imageAlt: "A gate" } });
  const has = async (path: string) => JSON.stringify((await sheetOf(context, id))!.typed.body).includes(path);
  const page = await ines.newPage();
  await page.goto(`${context.config.appUrl}/desk/pictures?q=old+gate`);
  await page.getByRole("link", { name: /An old gate/ }).click();
  await page.getByRole("heading", { level: 1, name: "An old gate" }).waitFor();
  await page.getByRole("button", { name: "Replace it…" }).click();
  const choosing = page.getByRole("dialog", { name: "Choose the new picture" });
  await choosing.getByLabel("Search pictures").fill("sharper");
  await choosing.getByText("1 picture", { exact: true }).waitFor();
  await choosing.getByRole("button", { name: "The gate, sharper" }).click();
  const asking = page.getByRole("dialog", { name: "Replace it in 2 places?" });
  await expectNoAxeViolations(page);
  expect(await has(old.path)).toBe(true);
  await asking.getByRole("button", { name: "Replace it everywhere" }).click();
  await said(page, /Replaced in 2 places/);
  expect([await has(better.path), (await sheetOf(context, other.id))!.typed.imageAlt]).toEqual([
    true,
    "The gate, sharper",
  ]);
  await page.getByRole("button", { name: /Take back the replacement/ }).click();
  await said(page, /Taken back in 2 places\./);
  expect([await has(old.path), (await sheetOf(context, other.id))!.typed.imageAlt]).toEqual([true, "A gate"]);
});

test("a picture that nothing uses is removed at once, and taken back", async () => {
  const spare = await aStoredPicture(context, { alt: "A spare picture" });
  const page = await ines.newPage();
  await page.goto(`${context.config.appUrl}/desk/pictures/${spare.id}`);
  await page.getByRole("button", { name: "Remove the picture" }).click();
  await said(page, /^The picture .* is removed/);
  await page.getByRole("button", { name: "Undo" }).click();
  await said(page, /^The picture “A spare picture” is back\./);
  await page.getByRole("button", { name: "Remove the picture" }).click();
  await page.goto(`${context.config.appUrl}/desk/pictures`);
  await page.getByLabel("Use").selectOption("Removed");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("link", { name: /A spare picture/ }).click();
  await page.getByRole("button", { name: "Take it back" }).click();
  await said(page, /The picture is back/);
});
