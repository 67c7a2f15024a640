import type { Browser, Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { setCounting } from "#app/models/clicks/counting.server.ts";
import { day } from "#app/models/durations.ts";
import type { Article } from "#app/models/articles/articles.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { tellReason } from "#app/models/readers/unsubscribe.server.ts";
import { expectNoAxeViolations, launchBrowser, signIn } from "../support/browser.ts";
import type { TestContext } from "../support/context.ts";
import { anEditor } from "../support/desk.ts";
import { aReturn } from "../support/inbound.ts";
import { aReadIssue, clicked, left } from "../support/issueNumbers.ts";
import { anArticle, anIssue, aReader } from "../support/newsroom.ts";
import { counted } from "../support/numbers.ts";
import { aReply } from "../support/replies.ts";
import { aSite } from "../support/site.ts";

let browser: Browser;
let context: TestContext;
let list: List;
const readers: number[] = [];
const pieces: Article[] = [];
/** An issue that people did much with, one before anything, and one that waits. */
let much: number;
let nothing: number;
let unsent: number;

const longWord = "Donaudampfschifffahrtsgesellschaftskapitänsmützenproduktionsanlagenwartungsroboter";

beforeAll(async () => {
  browser = await launchBrowser();
  ({ context, list } = await aSite());
  for (let i = 0; i < 40; i += 1) readers.push((await aReader(context, list, `reader${i}@readers.example`)).id);
  for (const headline of ["Ports try out robots", `A plan for ${longWord}`, "الروبوتات في المستودع (2025)!"])
    pieces.push(
      await anArticle(context, { headline, sources: [{ title: "The plan", url: "https://example.org/plan" }] }),
    );
  await aReadIssue(context, list, { subject: "Before anything was counted" });
  await setCounting(context, "Ruth", list.id, "clicks", true);
  for (const i of [1, 2, 3]) {
    context.later(7 * day);
    const { editionId } = await aReadIssue(context, list, { subject: `Week ${i}`, articles: pieces });
    await clicked(
      context,
      editionId,
      readers.slice(0, 4 * i).map((id) => [id, 1 + (id % 3)]),
    );
    await left(context, list, readers.slice(36 - i, 37 - i), "one-click");
  }
  context.later(7 * day);
  much = await aBusyIssue();
  context.later(7 * day);
  nothing = (await aReadIssue(context, list, { subject: "أسبوع جديد", articles: pieces })).number;
  unsent = await anIssue(context, list);
});

async function aBusyIssue(): Promise<number> {
  const { number, editionId } = await aReadIssue(context, list, {
    subject: `Ships, and ${longWord}`,
    articles: pieces,
  });
  await clicked(
    context,
    editionId,
    readers.slice(0, 30).map((id) => [id, 1 + (id % 5)]),
  );
  const target = { subscriberId: readers[0]!, editionId, letterId: null, listId: null };
  await aReply(context, target, { from: "reader0@readers.example", text: "Well said." });
  await aReturn(context, { subscriberId: readers[1]!, editionId, diagnostic: `550 5.1.1 ${longWord}` });
  await left(context, list, readers.slice(28, 31));
  const leave = { subscriberId: readers[28]!, listId: list.id, listName: list.name };
  await tellReason(context, leave, { reason: "often", remark: `كثير جدا ${longWord.repeat(3)}` });
  await counted(context);
  return number;
}

async function deskOf(role: "editor" | "operator", given: { javaScriptEnabled?: boolean } = {}): Promise<Page> {
  const who = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...given });
  await signIn(who, context, await anEditor(context, `Somebody ${role} ${Math.random()}`, role));
  return who.newPage();
}

const open = (page: Page, path: string) => page.goto(context.config.appUrl + path, { waitUntil: "load" });
const card = (page: Page, name: string) =>
  page.locator("section", { has: page.getByRole("heading", { name, exact: true }) });

describe("the numbers of an issue", () => {
  test("are read without scripts: large figures, how each is computed, and the mail with its clicks", async () => {
    const page = await deskOf("editor", { javaScriptEnabled: false });
    await open(page, `/desk/issues/${much}/numbers`);
    expect(await card(page, "Clicked").textContent()).toMatch(/^Clicked30of 37 mails accepted, 81 %/);
    await card(page, "Left").getByText("How it is computed").click();
    expect(await card(page, "Left").getByText("Readers who ended their subscription").isVisible()).toBe(true);
    const mail = page.frameLocator("iframe[title='The mail with its clicks']");
    const numbers = mail.getByRole("img", { name: /clicks? by people$/ });
    const rows = page.getByRole("table", { name: /Clicks by link/ }).getByRole("row");
    expect(await numbers.count()).toBe((await rows.count()) - 1);
    expect(await numbers.first().textContent()).toBe("6");
    expect(await page.getByRole("link", { name: /^The rows it is made of/ }).count()).toBe(0);
  });

  test("open down to their rows for an operator, and not for an editor", async () => {
    const page = await deskOf("operator");
    await open(page, `/desk/issues/${much}/numbers`);
    await page.getByRole("link", { name: /^The rows it is made of\s*: Replied$/ }).click();
    await page.getByRole("heading", { name: "Replies to the issue" }).waitFor();
    expect(await page.getByRole("table").getByRole("row").count()).toBe(2);
    const editor = await deskOf("editor");
    expect((await open(editor, `/desk/issues/${much}/numbers/rows?of=replied`))!.status()).toBe(403);
  });

  test("come as files, and say nothing of readers", async () => {
    const page = await deskOf("editor");
    await open(page, `/desk/issues/${much}/numbers`);
    for (const format of ["CSV", "JSON"]) {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("link", { name: format, exact: true }).click(),
      ]);
      expect(download.suggestedFilename()).toBe(`numbers-issue-${much}.${format.toLowerCase()}`);
    }
    const answer = await page.request.get(`${context.config.appUrl}/desk/issues/${much}/numbers/file?format=csv`);
    expect(await answer.text()).not.toContain("@");
  });

  test("say what they are before the send, and when nothing has happened yet", async () => {
    const page = await deskOf("editor");
    await open(page, `/desk/issues/${unsent}/numbers`);
    await page.getByRole("heading", { name: "Nothing to count yet" }).waitFor();
    expect((await open(page, `/desk/issues/${unsent}/report`))!.status()).toBe(404);
    await open(page, `/desk/issues/${nothing}/numbers`);
    expect(await page.getByText("It went out within the last hour.").isVisible()).toBe(true);
    expect(await page.getByText("Nobody and nothing has clicked yet.").isVisible()).toBe(true);
    await open(page, "/desk/issues/1/numbers");
    expect(await page.getByText("Clicks are not counted in this issue.").isVisible()).toBe(true);
  });
});

test("a report is one page of paper without the menu of the desk", async () => {
  const page = await deskOf("editor");
  await open(page, `/desk/issues/${much}/report`);
  await page.emulateMedia({ media: "print" });
  expect(await page.getByRole("navigation", { name: "Desk" }).isVisible()).toBe(false);
  expect(await page.getByRole("button", { name: "Print" }).isVisible()).toBe(false);
  const pdf = (await page.pdf({ format: "A4" })).toString("latin1");
  expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
});

test("who gets reports is chosen by list", async () => {
  const page = await deskOf("operator");
  await open(page, "/desk/settings/reports");
  const person = page.getByRole("checkbox").first();
  await person.check();
  await page.getByRole("button", { name: /^Save/ }).click();
  await page.getByText("One person gets the next report of this list.").waitFor();
  await page.reload();
  expect(await person.isChecked()).toBe(true);
});

describe.each([
  { width: 1280, colorScheme: "light" as const, dir: "ltr" },
  { width: 390, colorScheme: "dark" as const, dir: "ltr" },
  { width: 390, colorScheme: "light" as const, dir: "rtl" },
])("at $width px, $colorScheme, $dir", ({ width, colorScheme, dir }) => {
  test("no page of numbers has a fault or scrolls sideways", async () => {
    const page = await deskOf("operator");
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 844 });
    const issues = [much, nothing, unsent, 1].map((number) => `/desk/issues/${number}/numbers`);
    const others = [`/desk/issues/${much}/report`, `/desk/issues/${much}/numbers/rows?of=clicked`];
    for (const path of [...issues, ...others, "/desk/settings/reports", `/desk/articles/${pieces[1]!.id}/numbers`]) {
      await open(page, path);
      await page.evaluate((dir) => {
        document.documentElement.dir = dir;
        for (const one of document.querySelectorAll("details")) one.open = true;
      }, dir);
      await expectNoAxeViolations(page, {}, `${path} at ${width}, ${dir}`);
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(wide, path).toBeLessThanOrEqual(0);
      if (process.env.SHOTS && path === `/desk/issues/${much}/numbers`) {
        await page.locator("iframe").scrollIntoViewIfNeeded();
        await page.waitForTimeout(1500);
        await page.screenshot({ path: `${process.env.SHOTS}/frame-${width}-${colorScheme}-${dir}.png` });
      }
      if (process.env.SHOTS)
        await page.screenshot({
          path: `${process.env.SHOTS}/${path.replace(/\W+/g, "-")}-${width}-${colorScheme}-${dir}.png`,
          fullPage: true,
        });
    }
  });
});
