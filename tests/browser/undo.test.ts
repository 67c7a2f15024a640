import type { Browser, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import type { List } from "#app/models/readers/lists.server.ts";
import { articleById } from "#app/models/articles/articles.server.ts";
import { plainBody } from "#app/models/body.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { activeSlots } from "#app/models/sending/schedule/slots.server.ts";
import { expectNoAxeViolations, launchBrowser } from "../support/browser.ts";
import type { TestContext } from "../support/context.ts";
import { anEditor } from "../support/desk.ts";
import { anArticle, anIssue } from "../support/newsroom.ts";
import { isLive, openSheet, said, shows, signedIn, type } from "../support/sheetPages.ts";
import { aSite } from "../support/site.ts";
import { aSlot } from "../support/slots.ts";

let browser: Browser;
let context: TestContext;
let list: List;

beforeAll(async () => {
  ({ context, list } = await aSite());
  await anEditor(context, "Ines Halloran", "operator");
  browser = await launchBrowser();
});

const undo = (page: Page) => page.getByRole("button", { name: "Undo" });

test("a draft is deleted at once, and comes back with its last words, by keyboard", async () => {
  const { id } = await anArticle(context, { headline: "Robots learn to pack" });
  const page = await openSheet(await signedIn(browser, context, "ines.halloran"), context, `/desk/articles/${id}`);
  await type(page, " The very last words.");
  await page.getByRole("button", { name: "Delete the article" }).focus();
  await page.keyboard.press("Enter");
  await said(page, /^The draft “Robots learn to pack” is deleted\./);
  expect(await articleById(context, id)).toBeUndefined();
  await expectNoAxeViolations(page);
  await undo(page).focus();
  await page.keyboard.press("Enter");
  await said(page, /^The draft “Robots learn to pack” is back\./);
  await shows(page, "The very last words.");
  const { body } = (await articleById(context, id))!;
  expect(plainBody(body).length).toBeGreaterThan(0);
  await isLive(page);
  await type(page, " And words");
  await shows(page, "And words");
  await page.getByRole("link", { name: "Close this message" }).click();
  await expect.poll(() => new URL(page.url()).search).toBe("");
  expect(await page.getByRole("alertdialog").count()).toBe(0);
  await shows(page, "And words");
});

test("an issue is deleted at once and comes back, on a phone in the dark", async () => {
  const number = await anIssue(context, list, { articles: [await anArticle(context)] });
  const page = await openSheet(await signedIn(browser, context, "ines.halloran"), context, `/desk/issues/${number}`);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: "dark" });
  await page.getByRole("button", { name: `Delete issue ${number}` }).click();
  await said(page, /is deleted\. Its articles are still there\./);
  expect(await issueByNumber(context, number)).toBeUndefined();
  await expectNoAxeViolations(page);
  await undo(page).click();
  await said(page, /is back\./);
  expect(await issueByNumber(context, number)).toBeDefined();
});

test("a slot is ended and there again without JavaScript", async () => {
  await aSlot(context, list);
  const ines = await signedIn(browser, context, "ines.halloran");
  const plain = await browser.newContext({ javaScriptEnabled: false });
  await plain.addCookies(await ines.cookies());
  const page = await plain.newPage();
  await page.goto(`${context.config.appUrl}/desk/schedule`);
  await page.getByRole("button", { name: /^End the slot/ }).click();
  await page.getByText(/^The slot is ended/).waitFor();
  expect(await activeSlots(context)).toEqual([]);
  await undo(page).click();
  await page.getByText(/^The slot is there again/).waitFor();
  expect(await activeSlots(context)).toHaveLength(1);
});
