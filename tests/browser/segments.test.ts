import type { Browser, BrowserContext, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { saveSegment, segmentById, segmentNamed } from "#app/models/segments/segments.server.ts";
import { expectNoAxeViolations, launchBrowser, signIn } from "../support/browser.ts";
import type { TestContext } from "../support/context.ts";
import { anEditor } from "../support/desk.ts";
import { anArticle, anIssue, aReader } from "../support/newsroom.ts";
import { aSegment } from "../support/segments.ts";
import { openSheet, said, saved, signedIn } from "../support/sheetPages.ts";
import { aSite } from "../support/site.ts";

let browser: Browser;
let context: TestContext;
let list: List;

beforeAll(async () => {
  ({ context, list } = await aSite());
  await anEditor(context, "Ines Halloran", "operator");
  for (const email of ["ana@ac.example", "bo@ac.example", "cai@other.example"]) await aReader(context, list, email);
  browser = await launchBrowser();
});

const at = (domain: string) => ({ kind: "domain" as const, not: false, value: { domain } });
const open = async (who: BrowserContext, path: string): Promise<Page> => {
  const page = await who.newPage();
  await page.goto(context.config.appUrl + path);
  return page;
};
const press = (page: Page, name: string | RegExp) => page.getByRole("button", { name }).first().click();
const domain = (page: Page) => page.getByLabel("Domain", { exact: true });
const save = (page: Page) => press(page, "Save the segment");

async function addDomain(page: Page, name: string) {
  await page.getByLabel("New condition").selectOption({ label: "Domain of the address" });
  await press(page, "Add");
  await domain(page).fill(name);
}

test("a segment is built with a count that follows each change, on a phone in the dark", async () => {
  const page = await open(await signedIn(browser, context, "ines.halloran"), "/desk/segments/new");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: "dark" });
  await addDomain(page, "ac.example");
  await said(page, /^2 readers of “.+” fit now\.$/);
  await domain(page).fill("other.example");
  await said(page, /^1 reader of “.+” fits now\.$/);
  await page.getByLabel("Domain of the address", { exact: true }).selectOption({ label: "have no address at" });
  await said(page, /^2 readers of “.+” fit now\.$/);
  await domain(page).fill("");
  await said(page, /^Counted once every condition is filled in/);
  await page.getByLabel("Name", { exact: true }).fill("Universities");
  await save(page);
  await page.getByText("Type a domain.").waitFor();
  await expectNoAxeViolations(page);
  await domain(page).fill("other.example");
  await save(page);
  await said(page, /^The segment is saved/);
  await page.getByRole("link", { name: "ana@ac.example" }).waitFor();
  expect(await page.getByRole("link", { name: "cai@other.example" }).count()).toBe(0);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide).toBeLessThanOrEqual(0);
  const id = (await segmentNamed(context, "Universities"))!;
  expect((await segmentById(context, id))!.words).toBe("who have no address at other.example");
});

test("it is built without JavaScript, where each button sends the form", async () => {
  const ines = await signedIn(browser, context, "ines.halloran");
  const plain = await browser.newContext({ javaScriptEnabled: false });
  await plain.addCookies(await ines.cookies());
  const page = await open(plain, "/desk/segments/new");
  await page.getByLabel("Name", { exact: true }).fill("By hand");
  await addDomain(page, "ac.example");
  await press(page, "Add a group");
  expect(await domain(page).inputValue()).toBe("ac.example");
  await page.getByLabel("New condition").nth(1).selectOption({ label: "Joined in the last days" });
  await page.getByRole("button", { name: "Add", exact: true }).nth(1).click();
  await page.getByLabel("Days", { exact: true }).fill("30");
  await save(page);
  await said(page, /^The segment is saved/);
  await said(page, /^2 readers of “.+” fit now\.$/);
  await press(page, "Remove group 2");
  expect(await page.getByLabel("Days", { exact: true }).count()).toBe(0);
  await save(page);
  await said(page, /^The segment is saved/);
  const id = (await segmentNamed(context, "By hand"))!;
  expect((await segmentById(context, id))!.words).toBe("who have an address at ac.example");
});

test("whoever saves second is told, keeps their words, and decides", async () => {
  const id = await aSegment(context, "Of two", [at("ac.example")]);
  const page = await open(await signedIn(browser, context, "ines.halloran"), `/desk/segments/${id}`);
  await domain(page).fill("mine.example");
  const rule = { of: "all" as const, groups: [{ of: "all" as const, conditions: [at("theirs.example")] }] };
  await saveSegment(context, id, 1, { name: "Of two", rule }, "Ruth");
  await save(page);
  await page.getByRole("alert").filter({ hasText: "Not saved: Ruth saved the segment" }).waitFor();
  await expectNoAxeViolations(page);
  expect(await domain(page).inputValue()).toBe("mine.example");
  expect((await segmentById(context, id))!.words).toContain("theirs.example");
  await save(page);
  await said(page, /^The segment is saved/);
  expect((await segmentById(context, id))!.words).toContain("mine.example");
});

test("what was typed is still there after a sign-in that ran out, and can be let go", async () => {
  const id = await aSegment(context, "Typed for long", [at("ac.example")]);
  const who = await signedIn(browser, context, "ines.halloran");
  const page = await open(who, `/desk/segments/${id}`);
  await domain(page).fill("typed.example");
  await said(page, /^Nobody fits now/);
  await who.clearCookies();
  await domain(page).fill("longer.example");
  await said(page, /^Not counted: your sign-in has ended/);
  await save(page);
  await page.waitForURL(/\/desk\/sign-in\?/);
  const editor = await context.db.selectFrom("editors").select("id").executeTakeFirstOrThrow();
  await signIn(who, context, editor);
  await page.goto(`${context.config.appUrl}/desk/segments/${id}`);
  await said(page, /^What you typed before and did not save is back/);
  expect(await domain(page).inputValue()).toBe("longer.example");
  await save(page);
  await said(page, /^The segment is saved/);
  expect((await segmentById(context, id))!.words).toContain("longer.example");
  await domain(page).fill("no.example");
  page.on("dialog", (dialog) => void dialog.accept());
  await page.reload();
  await said(page, /^What you typed before/);
  await press(page, "Show the segment as it is saved");
  expect(await domain(page).inputValue()).toBe("longer.example");
  await page.reload();
  await domain(page).waitFor();
  expect(await page.getByText("What you typed before").count()).toBe(0);
});

test("it is copied, deleted and brought back, and not deleted while an issue waits to go to it", async () => {
  const id = await aSegment(context, "Firms", [at("other.example")]);
  const who = await signedIn(browser, context, "ines.halloran");
  const page = await open(who, "/desk/segments");
  await press(page, "Copy Firms");
  await page.getByRole("heading", { level: 1, name: "Firms (copy)" }).waitFor();
  await page.goto(`${context.config.appUrl}/desk/segments`);
  await press(page, "Delete Firms (copy)");
  await said(page, /is deleted/);
  await press(page, "Undo");
  await said(page, /is back/);
  await page.getByRole("heading", { level: 1, name: "Firms (copy)" }).waitFor();

  const number = await anIssue(context, list, { articles: [await anArticle(context)] });
  const sheet = await openSheet(who, context, `/desk/issues/${number}`);
  await sheet.getByLabel("Segment", { exact: true }).selectOption({ label: "Firms" });
  await said(sheet, /^1 reader of “.+” fits now\.$/);
  await saved(sheet);
  await expect.poll(async () => (await issueByNumber(context, number))!.segment?.id).toBe(id);
  const send = await open(who, `/desk/issues/${number}/send`);
  await send.getByText("Segment “Firms”").waitFor();
  await send.getByText("have an address at other.example").first().waitFor();
  await expectNoAxeViolations(send);

  await page.goto(`${context.config.appUrl}/desk/segments`);
  await press(page, /^Delete Firms$/);
  await page
    .getByRole("alert")
    .filter({ hasText: `Not deleted: issue ${number} would go to it` })
    .waitFor();
  await expectNoAxeViolations(page);
});
