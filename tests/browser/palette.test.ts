import type { Browser, Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { expectNoAxeViolations, launchBrowser } from "../support/browser.ts";
import type { TestContext } from "../support/context.ts";
import { anEditor } from "../support/desk.ts";
import { anArticle, anIssue } from "../support/newsroom.ts";
import { openSheet, said, saved, signedIn, textOf, type } from "../support/sheetPages.ts";
import { aSite } from "../support/site.ts";

let browser: Browser;
let context: TestContext;

beforeAll(async () => {
  const site = await aSite();
  context = site.context;
  await anEditor(context, "Ines Halloran", "operator");
  await anEditor(context, "Will Marsh", "writer");
  const article = await anArticle(context, { headline: "Robots learn to pack" });
  await anArticle(context, { headline: "روبوتات تتعلم التعبئة" });
  await anIssue(context, site.list, { subject: "What robots pack", articles: [article] });
  browser = await launchBrowser();
});

const field = (page: Page) => page.getByRole("combobox", { name: "Find or do" });
const chosen = (page: Page) => page.getByRole("option", { selected: true });
const pathOf = (page: Page) => new URL(page.url()).pathname;

async function open(path: string, who = "ines.halloran"): Promise<Page> {
  const page = await (await signedIn(browser, context, who)).newPage();
  await page.goto(context.config.appUrl + path);
  await page.waitForFunction(() => Object.keys(document.documentElement).some((key) => key.startsWith("__reactFiber")));
  return page;
}

describe("the palette", () => {
  test("opens by keys, goes to a page by two letters of each word, and keeps what was chosen first", async () => {
    const page = await open("/desk/lists");
    await page.keyboard.press("Control+k");
    await field(page).fill("set pri");
    await expect.poll(() => chosen(page).textContent()).toContain("Settings: Privacy policy");
    await expectNoAxeViolations(page);
    await page.keyboard.press("Enter");
    await expect.poll(() => pathOf(page)).toBe("/desk/settings/privacy");
    await page.keyboard.press("Control+k");
    await expect.poll(() => chosen(page).textContent()).toContain("Settings: Privacy policy");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    expect(await field(page).getAttribute("aria-activedescendant")).toBe(await chosen(page).getAttribute("id"));
    await page.keyboard.press("Escape");
    await field(page).waitFor({ state: "detached" });
  });

  test("finds articles and issues by their words, and says so when the desk cannot be reached", async () => {
    const page = await open("/desk/schedule");
    await page.getByRole("button", { name: "Find or do" }).click();
    await field(page).fill("learn pack");
    await page.getByRole("option", { name: /Robots learn to pack/ }).click();
    await expect.poll(() => pathOf(page)).toBe("/desk/articles/1");
    await page.goto(`${context.config.appUrl}/desk/schedule`);
    await page.getByRole("button", { name: "Find or do" }).click();
    await field(page).fill("robots");
    await page.getByRole("option", { name: "Issue 1: What robots pack" }).waitFor();
    await page.context().setOffline(true);
    await field(page).fill("robots p");
    await said(page, /The desk cannot be reached, so articles and issues are not looked for/);
    await page.context().setOffline(false);
  });

  test("does what the page offers: saves, previews, and shows what to check", async () => {
    const ines = await signedIn(browser, context, "ines.halloran");
    const page = await openSheet(ines, context, "/desk/articles/1");
    await type(page, " Some more.");
    await page.getByLabel("Headline", { exact: true }).focus();
    await page.keyboard.press("Control+k");
    await field(page).fill("save");
    await page.keyboard.press("Enter");
    await saved(page);
    await page.keyboard.press("Control+k");
    await field(page).fill("preview");
    await page.keyboard.press("Enter");
    await expect.poll(() => pathOf(page)).toBe("/desk/articles/1/preview");
    const issue = await openSheet(ines, context, "/desk/issues/1");
    await issue.getByLabel("Subject", { exact: true }).focus();
    await issue.keyboard.press("Control+k");
    await field(issue).fill("what to check");
    await issue.keyboard.press("Enter");
    await expect.poll(() => issue.evaluate(() => document.activeElement?.id)).toBe("checks");
    await issue.keyboard.press("Control+k");
    await field(issue).fill("keyboard sh");
    await issue.keyboard.press("Enter");
    await issue.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  });

  test("leaves Ctrl+K in a text to the link dialog", async () => {
    const page = await openSheet(await signedIn(browser, context, "ines.halloran"), context, "/desk/articles/1");
    await textOf(page).click();
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Control+k");
    await page.getByLabel("Address", { exact: false }).first().waitFor();
    expect(await field(page).count()).toBe(0);
  });

  test("offers a writer nothing that a writer may not do", async () => {
    const page = await open("/desk/articles", "will.marsh");
    await page.keyboard.press("Control+k");
    for (const words of ["issue", "pacing", "robots", "subscribers"]) {
      await field(page).fill(words);
      await expect
        .poll(() =>
          page
            .getByRole("status")
            .filter({ hasText: /Looking/ })
            .count(),
        )
        .toBe(0);
      for (const name of await page.getByRole("option").allTextContents()) expect(name).toMatch(/^What is/);
    }
  });

  test("works by touch on a phone, with words from right to left, in the dark", async () => {
    const page = await open("/desk/pictures");
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: "dark" });
    await page.getByRole("button", { name: "Find or do" }).click();
    await field(page).fill("روبوتات");
    const found = page.getByRole("option", { name: /روبوتات/ });
    await found.waitFor();
    await expectNoAxeViolations(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wide).toBe(0);
    await found.click();
    await expect.poll(() => pathOf(page)).toBe("/desk/articles/2");
  });
});

describe("a word that is explained", () => {
  test("opens by keyboard, has the focus, and gives it back", async () => {
    const page = await open("/desk/schedule");
    const button = page.getByRole("button", { name: "What is a slot?" });
    await button.focus();
    await page.keyboard.press("Enter");
    const note = page.getByRole("note").filter({ hasText: "A day and a time each week" });
    await expect.poll(() => note.evaluate((one) => one === document.activeElement)).toBe(true);
    await expectNoAxeViolations(page);
    const [place, own] = [(await note.boundingBox())!, (await button.boundingBox())!];
    expect(Math.abs(place.y - (own.y + own.height)) < 12 || place.y + place.height <= own.y).toBe(true);
    await page.keyboard.press("Escape");
    await note.waitFor({ state: "hidden" });
    expect(await button.evaluate((one) => one === document.activeElement)).toBe(true);
  });

  test("opens without JavaScript, too, on a phone within the screen", async () => {
    const ines = await signedIn(browser, context, "ines.halloran");
    const plain = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
    await plain.addCookies(await ines.cookies());
    const page = await plain.newPage();
    await page.goto(`${context.config.appUrl}/desk/lists`);
    await page.getByRole("button", { name: "What is a slug?" }).click();
    const note = page.getByRole("note").filter({ hasText: "The end of a web address" });
    await note.waitFor();
    const { x, width } = (await note.boundingBox())!;
    expect([x >= 0, x + width <= 390]).toEqual([true, true]);
    // What was typed in a form stays where it is.
    const opened = page.waitForEvent("popup");
    await note.getByRole("link", { name: "All words" }).click();
    const words = await opened;
    expect(new URL(words.url()).hash).toBe("#slug");
    await words.getByRole("heading", { level: 1, name: "Words" }).waitFor();
  });
});
