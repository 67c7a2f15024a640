import { beforeAll, describe, expect, test } from "vitest";
import type { Browser, Page } from "playwright-core";
import { articleById } from "#app/models/articles/articles.server.ts";
import { runPublications } from "#app/models/articles/scheduled.server.ts";
import { plainBody } from "#app/models/body.ts";
import { hour } from "#app/models/durations.ts";
import { expectNoAxeViolations, launchBrowser } from "../support/browser.ts";
import type { TestContext } from "../support/context.ts";
import { anEditor } from "../support/desk.ts";
import { anArticle } from "../support/newsroom.ts";
import { openSheet, saved, signedIn, type } from "../support/sheetPages.ts";
import { aSite } from "../support/site.ts";

let browser: Browser;
let context: TestContext;

beforeAll(async () => {
  ({ context } = await aSite());
  await anEditor(context, "Ines Halloran");
  browser = await launchBrowser();
});

async function open(path: string): Promise<Page> {
  const ines = await signedIn(browser, context, "ines.halloran");
  return openSheet(ines, context, path);
}
const chosen = (page: Page, name: string) => page.getByRole("radio", { name, exact: true });
const frame = (page: Page) => page.frameLocator("iframe");
const paper = (page: Page) =>
  frame(page)
    .locator("body")
    .evaluate((body) => getComputedStyle(body).backgroundColor);

describe("the preview of an article", () => {
  test("shows the last words typed, in each view, width and light, by keyboard", async () => {
    const { id } = await anArticle(context, { headline: "Robots before the public" });
    const page = await open(`/desk/articles/${id}`);
    await type(page, " And the very last words.");
    await page.getByRole("link", { name: "Preview" }).click();
    await frame(page).getByText("And the very last words.").waitFor();
    expect(new URL(page.url()).pathname).toBe(`/desk/articles/${id}/preview`);
    expect(await paper(page)).toBe("rgb(251, 250, 247)");
    await chosen(page, "Light").focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => paper(page)).toBe("rgb(19, 23, 28)");
    await chosen(page, "Phone").focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => page.locator("iframe").evaluate((one) => one.clientWidth)).toBeGreaterThan(600);
    await chosen(page, "Mail").check({ force: true });
    await frame(page).getByRole("heading", { name: "Robots before the public" }).waitFor();
    await chosen(page, "As a summary").check({ force: true });
    await frame(page).getByText("And the very last words.").waitFor({ state: "detached" });
    await chosen(page, "Plain text").check({ force: true });
    expect(await page.locator("pre").textContent()).not.toContain("And the very last words.");
    await chosen(page, "In full").check({ force: true });
    expect(await page.locator("pre").textContent()).toContain("And the very last words.");
    await chosen(page, "Share card").check({ force: true });
    const card = page.getByRole("img", { name: "What stands above a shared link" });
    await expect.poll(() => card.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBe(1200);
    await expectNoAxeViolations(page);
    await page.getByRole("link", { name: "Back to the article" }).click();
    await page.getByRole("textbox", { name: "Body" }).waitFor();
  });
});

describe("Publish", () => {
  const dialog = (page: Page) => page.getByRole("dialog");
  const publishedAt = async (id: number) => (await articleById(context, id))!.publishedAt;

  test("asks once what is missing, and publishes now, by keyboard", async () => {
    const { id } = await anArticle(context, { headline: "Robots at once" });
    const page = await open(`/desk/articles/${id}`);
    await page.getByRole("button", { name: "Publish" }).focus();
    await page.keyboard.press("Enter");
    await dialog(page).getByText("Name a source.").waitFor();
    await expectNoAxeViolations(page);
    await dialog(page).getByRole("button", { name: "Publish now" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "View on site" }).waitFor();
    expect(await publishedAt(id)).not.toBeNull();
    await page.getByRole("button", { name: "Take it off the site" }).click();
    await page.keyboard.press("Escape");
    expect(await publishedAt(id)).not.toBeNull();
    await page.getByRole("button", { name: "Take it off the site" }).click();
    await dialog(page).getByRole("button", { name: "Take it off" }).click();
    await page.getByRole("link", { name: "View on site" }).waitFor({ state: "detached" });
    expect(await publishedAt(id)).toBeNull();
  });

  test("at a time: it says so, changes it, cancels it, on a phone too, and is published with the last words", async () => {
    const { id } = await anArticle(context, { headline: "Robots later" });
    const page = await open(`/desk/articles/${id}`);
    await page.setViewportSize({ width: 390, height: 844 });
    const choose = async (at: string, button: string) => {
      await dialog(page).getByLabel("At a time").check();
      await dialog(page).getByLabel("Publish at").fill(at);
      await dialog(page).getByRole("button", { name: button }).click();
    };
    await page.getByRole("button", { name: "Publish" }).click();
    await choose("2020-11-24T07:00", "Publish it then");
    await dialog(page).getByText("This time is over").waitFor();
    await expectNoAxeViolations(page);
    await choose("2026-11-24T07:00", "Publish it then");
    await page.getByText("Scheduled for").filter({ hasText: "24 Nov 2026, 07:00" }).waitFor();
    await page.getByRole("button", { name: "Publish or change" }).click();
    expect(await dialog(page).getByLabel("Publish at").inputValue()).toBe("2026-11-24T07:00");
    await choose("2026-11-25T07:00", "Change the time");
    await page.getByText("Scheduled for").filter({ hasText: "25 Nov 2026" }).waitFor();
    await page.getByRole("button", { name: "Publish or change" }).click();
    await dialog(page).getByRole("button", { name: "Cancel the time" }).click();
    await page.getByText("Scheduled for").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Publish" }).click();
    await choose("2026-11-23T12:00", "Publish it then");
    await page.getByText("Scheduled for").waitFor();
    await type(page, " The last words.");
    await saved(page);
    context.later(4 * hour);
    await runPublications(context);
    expect(plainBody((await articleById(context, id))!.body)).toContain("The last words.");
    await type(page, " And more.");
    await page.getByText("Changes not on the site").waitFor();
  });
});

test("a secret link is made at the preview, read by somebody outside, and ended", async () => {
  const { id } = await anArticle(context, { headline: "For the lawyer" });
  const ines = await signedIn(browser, context, "ines.halloran");
  const page = await ines.newPage();
  await page.goto(`${context.config.appUrl}/desk/articles/${id}/preview`);
  await page.getByLabel("For whom").fill("The lawyer");
  await page.getByRole("button", { name: "Make a link" }).click();
  const url = await page.getByRole("textbox", { name: "The link for The lawyer" }).inputValue();
  const outside = await (await browser.newContext()).newPage();
  await outside.goto(url);
  await outside.getByRole("heading", { level: 1, name: "For the lawyer" }).waitFor();
  await outside.getByText("This article is not published yet").waitFor();
  await expectNoAxeViolations(outside);
  expect(await outside.context().cookies()).toEqual([]);
  await page.reload();
  await page.getByText("Opened once").waitFor();
  await expectNoAxeViolations(page);
  await page.getByRole("button", { name: "End it now: the link for The lawyer" }).click();
  await page.getByText("Ended", { exact: true }).waitFor();
  await outside.reload();
  await outside.getByRole("heading", { level: 1, name: "This link has ended" }).waitFor();
});
