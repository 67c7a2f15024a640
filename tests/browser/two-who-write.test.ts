import type { Browser, BrowserContext, Page } from "playwright-core";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { articleById } from "#app/models/articles/articles.server.ts";
import { minute, second } from "#app/models/durations.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { expectNoAxeViolations, launchBrowser } from "../support/browser.ts";
import type { TestContext } from "../support/context.ts";
import { anEditor } from "../support/desk.ts";
import { anArticle, anIssue, aReader } from "../support/newsroom.ts";
import { aSite } from "../support/site.ts";
import { alert, isSave, openSheet, said, saved, shows, signedIn, stored, textOf, type } from "../support/sheetPages.ts";

let browser: Browser;
let context: TestContext;
let list: List;
let ines: BrowserContext;
let tom: BrowserContext;
let path: string;

beforeAll(async () => {
  ({ context, list } = await aSite());
  await anEditor(context, "Ines Halloran");
  await anEditor(context, "Tom Reyes", "operator");
  browser = await launchBrowser();
  ines = await signedIn(browser, context, "ines.halloran");
  tom = await signedIn(browser, context, "tom.reyes");
});

beforeEach(async () => {
  for (const page of [...ines.pages(), ...tom.pages()]) await page.close();
  path = `/desk/articles/${(await anArticle(context, { headline: "Two who write" })).id}`;
});

const open = (who: BrowserContext, at = path) => openSheet(who, context, at);
/** The beginner of a text that others will follow. */
async function writing(who: BrowserContext, words: string): Promise<Page> {
  const page = await open(who);
  await type(page, words);
  await saved(page);
  return page;
}
const editorNamed = (name: string) =>
  context.db.selectFrom("editors").select("id").where("name", "=", name).executeTakeFirstOrThrow();
const isReadOnly = async (page: Page) => (await textOf(page).getAttribute("contenteditable")) === "false";
const canWrite = (page: Page) => expect.poll(() => isReadOnly(page)).toBe(false);

describe("who comes second", () => {
  test("sees who writes and since when, reads along, and can change nothing", async () => {
    const first = await writing(ines, " Ines began.");
    const second = await open(tom);
    await said(second, /Ines Halloran has been writing in this article since .*\d\d:\d\d/);
    expect(await isReadOnly(second)).toBe(true);
    expect(await second.getByLabel("Headline").isEditable()).toBe(false);
    expect(await second.getByRole("button", { name: "Publish" }).isDisabled()).toBe(true);
    await type(first, " More of it.");
    await first.getByLabel("Headline").fill("Another headline");
    await shows(second, "Ines began. More of it.");
    expect(await second.getByLabel("Headline").inputValue()).toBe("Another headline");
    await expectNoAxeViolations(second);
  });

  test("cannot publish under the other's writing where the page does not know of it, and may take over", async () => {
    const page = await open(tom);
    await canWrite(page);
    const [, id] = /(\d+)$/.exec(path)!;
    const lock = () => context.db.selectFrom("sheet_locks").select("sheet").where("sheet", "=", `article ${id}`);
    await expect.poll(() => lock().execute()).toHaveLength(1);
    const held = { editor_id: (await editorNamed("Ines Halloran")).id, tab: "of-ines-halloran" };
    await page.route("**/desk/lock", (route) => route.abort());
    await context.db.updateTable("sheet_locks").set(held).where("sheet", "=", `article ${id}`).execute();
    await page.getByRole("button", { name: "Publish", exact: true }).click();
    await alert(page, /Ines Halloran is writing in this article/);
    await expectNoAxeViolations(page);
    expect((await articleById(context, Number(id)))!.publishedAt).toBeNull();
    await page.unroute("**/desk/lock");
    await page.getByRole("button", { name: "Take over" }).click();
    await said(page, /Waiting for Ines Halloran/);
    context.later(10 * second);
    await canWrite(page);
    await page.getByRole("button", { name: "Publish", exact: true }).click();
    await page.getByRole("dialog", { name: "Publish this article?" }).waitFor();
  });

  test("takes over with the other's last words, and the other is told and loses nothing", async () => {
    const first = await writing(ines, " Ines began.");
    const second = await open(tom);
    await said(second, /Ines Halloran has been writing/);
    await type(first, " Not yet saved");
    await second.getByRole("button", { name: "Take over" }).click();
    await said(first, /Tom Reyes took over .*\d\d:\d\d/);
    await canWrite(second);
    await shows(second, "Ines began. Not yet saved");
    await type(second, " and Tom goes on.");
    await saved(second);
    await shows(first, "Ines began. Not yet saved and Tom goes on.");
    // Undo takes back what Tom wrote, and nothing of what Ines wrote.
    for (let i = 0; i < 20; i += 1) await second.keyboard.press("Control+z");
    await shows(second, "Ines began. Not yet saved");
    await first.getByRole("button", { name: "Take it back" }).click();
    await said(second, /Ines Halloran took over/);
    expect(await first.getByRole("alert").count()).toBe(0);
  });

  test("takes over while the other types: no key is lost, no space scrolls, and the caret is in the text", async () => {
    const first = await writing(ines, " Ines began.");
    await first.setViewportSize({ width: 1000, height: 300 });
    const second = await open(tom);
    await said(second, /Ines Halloran has been writing/);
    await second.getByRole("button", { name: "Take over" }).click();
    await textOf(first).focus();
    await first.keyboard.press("Control+End");
    const isOver = async () => (await first.getByText(/Tom Reyes took over/).count()) > 0;
    let typed = 0;
    for (; typed < 200 && !(await isOver()); typed += 1) await first.keyboard.type("a ");
    const scrolled = await first.evaluate(() => scrollY);
    for (let i = 0; i < 5; i += 1) await first.keyboard.press(" ");
    expect(await first.evaluate(() => scrollY)).toBe(scrolled);
    expect(await textOf(first).evaluate((text) => text === document.activeElement)).toBe(true);
    await canWrite(second);
    const kept = ((await textOf(first).textContent()) ?? "").trim();
    await shows(second, kept.slice(-40));
    await expect.poll(() => textOf(second).evaluate((text) => text === document.activeElement)).toBe(true);
    expect(await first.getByRole("alert").count()).toBe(0);
  });

  test.each(["Headline", "Dek"])(
    "takes over while the other types in the %s: no key is lost, nor the focus",
    async (name) => {
      const first = await writing(ines, " Ines began.");
      const second = await open(tom);
      await said(second, /Ines Halloran has been writing/);
      const field = first.getByLabel(name, { exact: true });
      await field.focus();
      await first.keyboard.press("Control+End");
      await second.getByRole("button", { name: "Take over" }).click();
      const isOver = async () => (await first.getByText(/Tom Reyes took over/).count()) > 0;
      // However long it takes: after sixty signs they come and go, so that the field has room for them.
      for (let typed = 0; !(await isOver()); typed += 1)
        await first.keyboard.press(typed < 60 || typed % 2 === 0 ? "a" : "Backspace");
      await first.keyboard.type("never");
      expect(await field.evaluate((one) => one === document.activeElement)).toBe(true);
      await canWrite(second);
      const kept = await field.inputValue();
      expect(kept).not.toContain("never");
      await expect.poll(() => second.getByLabel(name, { exact: true }).inputValue()).toBe(kept);
      expect(await first.getByRole("alert").count()).toBe(0);
    },
  );

  test("writes as soon as the other has closed the page", async () => {
    const first = await writing(ines, " Ines began.");
    const second = await open(tom);
    await said(second, /Ines Halloran has been writing/);
    await first.close();
    await said(second, /Nobody is writing in this article now/);
    await second.getByRole("button", { name: "Write" }).click();
    await canWrite(second);
  });

  test("takes over at once from a desk that does not answer: nobody is kept from writing", async () => {
    await writing(ines, " Ines began.");
    const second = await open(tom);
    await second.route(/desk\/lock/, (route) => route.abort());
    await second.getByRole("button", { name: "Take over" }).click();
    await canWrite(second);
    await type(second, " Tom all the same.");
    await saved(second);
    expect(await stored(second, context)).toContain("Tom all the same.");
  });
});

test("an issue is read along and taken over in the same way", async () => {
  await aReader(context, list, "reader@example.org");
  const issue = `/desk/issues/${await anIssue(context, list)}`;
  const [first, second] = [await open(ines, issue), await open(tom, issue)];
  await said(second, /Ines Halloran has had this issue open since/);
  for (const name of ["Send…", "Approve"]) expect(await second.getByRole("button", { name }).isDisabled()).toBe(true);
  await first.getByLabel("Subject", { exact: true }).fill("Robots of the week");
  await expect.poll(() => second.getByLabel("Subject", { exact: true }).inputValue()).toBe("Robots of the week");
  await second.getByRole("button", { name: "Take over" }).click();
  await said(first, /Tom Reyes took over/);
  await second.getByLabel("Subject", { exact: true }).fill("Robots of Tom");
  await saved(second);
  await expect.poll(() => first.getByLabel("Subject", { exact: true }).inputValue()).toBe("Robots of Tom");
  expect((await issueByNumber(context, Number(/\d+$/.exec(issue)![0])))!.subject).toBe("Robots of Tom");
});

test("a new article is somebody's as soon as it has been saved", async () => {
  const own = await signedIn(browser, context, "ines.halloran");
  await own.clock.install();
  const first = await open(own, "/desk/articles/new");
  // Time stands once it is saved: the page's next turn to ask who writes never comes.
  await first.clock.pauseAt(await first.evaluate(() => Date.now() + 1000));
  await type(first, "Ines began.");
  const asked = first.waitForResponse(/desk\/lock/);
  await first.clock.fastForward(1500);
  await asked;
  const second = await open(tom, new URL(first.url()).pathname);
  await said(second, /Ines Halloran has been writing/);
});

describe("a second tab of one's own", () => {
  test("says that it is one's own, and goes on there", async () => {
    const first = await writing(ines, " Here.");
    const second = await open(ines);
    await said(second, /open in another tab of yours/);
    await second.getByRole("button", { name: "Write here" }).click();
    await said(first, /You went on in another tab/);
    await canWrite(second);
    await type(second, " And there.");
    await saved(second);
    await shows(first, "Here. And there.");
  });

  test("that saved meanwhile is not called another person", async () => {
    const first = await writing(ines, " Here.");
    await first.route(/desk\/lock/, (route) => route.abort());
    const second = await open(ines);
    await second.getByRole("button", { name: "Write here" }).waitFor();
    await second.route(/desk\/lock/, (route) => route.abort());
    await second.getByRole("button", { name: "Write here" }).click();
    await canWrite(second);
    await type(second, " There.");
    await saved(second);
    await type(first, " Here again.");
    await alert(first, /you saved this article on .* in another tab/);
    await first.getByRole("button", { name: "Save this one as a copy" }).click();
    await saved(first);
    expect(await first.getByLabel("Headline").inputValue()).toBe("Two who write (copy)");
  });
});

describe("a page that is reloaded right after a key", () => {
  test.each([0, 100, 240])("%d ms after it has the word, and no conflict with itself", async (pause) => {
    const own = await signedIn(browser, context, "ines.halloran");
    await own.clock.install();
    const page = await writing(own, " Word");
    for (const word of [" by", " word"]) {
      // Time stands, but for so long after the key.
      await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000));
      await type(page, word);
      await page.clock.runFor(pause);
      page.once("dialog", (dialog) => void dialog.accept());
      await page.reload();
      await page.clock.resume();
      await textOf(page).waitFor();
    }
    await shows(page, "Word by word");
    await type(page, ".");
    await saved(page);
    await expect.poll(() => stored(page, context)).toContain("Word by word.");
    expect([await page.getByRole("alert").count(), await page.getByText(/they are back|another tab/).count()]).toEqual([
      0, 0,
    ]);
  });
});

describe("somebody who was without a network while another took over", () => {
  test("is told on return, and both have what they wrote", async () => {
    const first = await writing(ines, " Ines began.");
    await ines.setOffline(true);
    await type(first, " Ines in the train.");
    await alert(first, /no connection/);
    context.later(10 * minute);
    const second = await open(tom);
    expect(await isReadOnly(second)).toBe(false);
    await type(second, " Tom at the desk.");
    await saved(second);
    await ines.setOffline(false);
    await alert(first, /Tom Reyes saved this article on/);
    await shows(first, "Ines in the train.");
    const banner = await first.getByRole("alert").boundingBox();
    await first.setViewportSize({ width: 390, height: 844 });
    expect(banner!.height).toBeLessThan(844 / 3);
    const theirs = first.context().waitForEvent("page");
    await first.getByRole("link", { name: "See theirs" }).click();
    await said(await theirs, /Only to read: this article as Tom Reyes saved it/);
    expect(await isReadOnly(await theirs)).toBe(true);
    await first.getByRole("button", { name: "Save mine over theirs" }).click();
    await said(first, /Tom Reyes has been writing|Tom Reyes took over/);
    expect(await stored(first, context)).toContain("Ines in the train.");
    await shows(second, "Ines in the train.");
  });

  test("saves at once where the other wrote nothing", async () => {
    const first = await writing(ines, " Ines began.");
    await ines.setOffline(true);
    await type(first, " Ines in the train.");
    await alert(first, /no connection/);
    context.later(16 * second);
    const other = await open(tom);
    const toms = await editorNamed("Tom Reyes");
    const sheet = `article ${/\d+$/.exec(path)![0]}`;
    const holder = context.db.selectFrom("sheet_locks").select("editor_id as id").where("sheet", "=", sheet);
    await expect.poll(() => holder.executeTakeFirst()).toEqual(toms);
    await ines.setOffline(false);
    await said(first, /Tom Reyes/);
    await shows(other, "Ines in the train.");
    expect(await first.getByRole("alert").count()).toBe(0);
  });
});

test("a red notice of an act that failed goes away with the next save", async () => {
  const page = await writing(ines, " Text.");
  await page.route(isSave, (route) => route.abort());
  await page.getByRole("button", { name: "Publish" }).click();
  await alert(page, /Not published/);
  await page.unroute(isSave);
  await type(page, " More.");
  await saved(page);
  expect(await page.getByRole("alert").count()).toBe(0);
  expect((await articleById(context, Number(/\d+$/.exec(path)![0])))!.publishedAt).toBeNull();
});
