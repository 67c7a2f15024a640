import { beforeAll, describe, expect, test } from "vitest";
import type { Browser, Page } from "playwright-core";
import { expectNoAxeViolations, launchBrowser } from "../support/browser.ts";
import type { TestContext } from "../support/context.ts";
import { anEditor } from "../support/desk.ts";
import { aStoredPicture } from "../support/library.ts";
import { anArticle, anIssue } from "../support/newsroom.ts";
import { signedIn } from "../support/sheetPages.ts";
import { aSite } from "../support/site.ts";

let browser: Browser;
let context: TestContext;
let number: number;

beforeAll(async () => {
  const site = await aSite();
  context = site.context;
  await anEditor(context, "Ines Halloran");
  const arm = await aStoredPicture(context, { alt: "An arm lifts a box", credit: "Photo: Ines", fileName: "arm.jpg" });
  const article = await anArticle(context, { imageId: arm.id, imageAlt: "An arm lifts a box" });
  number = await anIssue(context, site.list, { articles: [article], subject: `Robots ${"learn to pack ".repeat(8)}` });
  browser = await launchBrowser();
});

async function open(width = 1280): Promise<Page> {
  const ines = await signedIn(browser, context, "ines.halloran");
  const page = await ines.newPage();
  await page.setViewportSize({ width, height: 900 });
  await page.goto(`${context.config.appUrl}/desk/issues/${number}/preview`);
  return page;
}
const choose = (page: Page, name: string) => page.getByRole("radio", { name, exact: true }).check({ force: true });
const frame = (page: Page) => page.frameLocator("iframe");
const paper = (page: Page) =>
  frame(page)
    .locator("body")
    .evaluate((body) => getComputedStyle(body).backgroundColor);
const isWide = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);

describe("the preview of an issue", () => {
  test("shows the mail darkened by programs, without pictures and as Outlook draws it", async () => {
    const page = await open();
    await frame(page).getByRole("heading", { level: 1 }).waitFor();
    await choose(page, "Forced dark: Gmail");
    await expect.poll(() => paper(page)).toMatch(/^rgb\(\d{2}, \d{2}, \d{2}\)$/);
    await choose(page, "Forced dark: Outlook.com");
    await expect.poll(() => frame(page).locator("body[data-ogsc]").count()).toBe(1);
    await choose(page, "Pictures off");
    const picture = frame(page).getByAltText("An arm lifts a box");
    await expect.poll(() => picture.evaluate((one: HTMLImageElement) => one.complete && one.naturalWidth)).toBe(0);
    await expectNoAxeViolations(page);
    await choose(page, "Outlook");
    await page.getByRole("heading", { name: "What Outlook for Windows leaves out" }).waitFor();
    await page.getByText("Rules for narrow screens").waitFor();
    await expectNoAxeViolations(page);
  });

  test("shows the line of three inboxes, cut, on phone and desktop, and fits a phone", async () => {
    const page = await open(390);
    await choose(page, "Inbox line");
    const gmail = page.getByRole("region", { name: "Gmail, phone" });
    await gmail.getByText("Robots learn to pack learn to pack le…").waitFor();
    await page.getByText("The preview is cut.").first().waitFor();
    await choose(page, "Dark");
    await expectNoAxeViolations(page);
    expect(await isWide(page)).toBe(false);
    await choose(page, "Desktop");
    await page.getByRole("region", { name: "Outlook, desktop" }).waitFor();
    await expectNoAxeViolations(page);
    expect(await isWide(page)).toBe(false);
  });

  test("shows a made-up reader's copy, and keeps a group for tests", async () => {
    const page = await open(390);
    await page.getByText("As a reader gets it").click();
    await page.getByLabel("Reader's address").fill("new@readers.example");
    await page.getByRole("button", { name: "Show their copy" }).click();
    await page.getByText("(made up) gets this issue.").waitFor();
    await frame(page).getByText("new@readers.example").waitFor();
    expect(await page.locator("iframe").getAttribute("src")).not.toContain("new");
    await page.getByText("Groups for tests").click();
    await page.getByLabel("Name of a new group").fill("Phones");
    await page.getByLabel("Its addresses").fill("a@x.example\nb@");
    await page.getByRole("button", { name: "Save the group" }).click();
    await page.getByRole("alert").getByText("b@: ").waitFor();
    await page.getByLabel("Its addresses").fill("a@x.example, b@x.example");
    await page.getByRole("button", { name: "Save the group" }).click();
    await page.getByRole("combobox", { name: "And to a group" }).selectOption({ label: "Phones (2)" });
    await expectNoAxeViolations(page);
    expect(await isWide(page)).toBe(false);
  });
});
