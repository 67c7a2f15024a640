import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { beforeEach, describe, expect, test } from "vitest";
import { assign } from "#app/models/assignments.server.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { createIssue, issueByNumber } from "#app/models/issues/issues.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { emptySection } from "#app/models/sections.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { expectNoAxeViolations, launchBrowser, signIn } from "../support/browser.ts";
import type { TestContext } from "../support/context.ts";
import { anEditor } from "../support/desk.ts";
import { anArticle, anIssue, aReader } from "../support/newsroom.ts";
import { aSite } from "../support/site.ts";
import { aSlot, hour } from "../support/slots.ts";

let browser: Browser;
let context: TestContext;
let list: List;
let ines: Editor;

beforeEach(async () => {
  ({ context, list } = await aSite());
  await aReader(context, list, "ana@readers.example");
  await aSlot(context, list, { weekday: "3", time: "07:00" });
  ines = await anEditor(context, "Ines Halloran", "operator");
  browser = await launchBrowser();
});

async function atTheDeskOf(editor: Editor, path = "/desk", given: BrowserContextOptions = {}): Promise<Page> {
  const who = await browser.newContext(given);
  await signIn(who, context, editor);
  const page = await who.newPage();
  await page.goto(context.config.appUrl + path);
  return page;
}

/** Waits until a sheet can be written in. */
async function canBeWritten(page: Page) {
  await page.getByRole("textbox", { name: /^(Body|Intro)$/ }).waitFor();
  await page.locator("[inert]").waitFor({ state: "detached" });
}

const alive = (page: Page) =>
  page.waitForFunction(() => Object.keys(document.documentElement).some((key) => key.startsWith("__reactFiber")));

/** What somebody does with the mouse and the keyboard; words that are typed count apart. */
function countedHands(page: Page) {
  const counted = { clicks: 0, keys: 0, letters: 0 };
  return {
    counted,
    click: async (name: string | RegExp) => {
      counted.clicks += 1;
      await page.getByRole("button", { name }).first().click();
    },
    press: async (key: string) => {
      counted.keys += 1;
      await page.keyboard.press(key);
    },
    write: async (words: string) => {
      counted.letters += words.length;
      await page.keyboard.insertText(words);
    },
    /** The keystroke-level model: 2.65 s to think, point and press; 0.28 s a key. Letters are what has to be written anyway. */
    minutes: () => (counted.clicks * 2.65 + counted.keys * 0.28) / 60,
  };
}

/** From the desk's first page to an approved issue of four articles. @param begin the button that begins it */
async function composed(begin: string | RegExp, subject: string) {
  const page = await atTheDeskOf(ines);
  const hands = countedHands(page);
  await hands.click(begin);
  await page.waitForURL(/\/desk\/issues\/\d+$/);
  await canBeWritten(page);
  hands.counted.clicks += 1;
  await page.getByLabel("Subject", { exact: true }).click();
  await hands.press("End");
  await hands.write(subject);
  await hands.press("Tab");
  await hands.write("Two warehouses, five years apart, and what the second did differently.");
  for (const part of ["one", "two", "three", "four"]) await hands.click(`Add “Robots, part ${part}”`);
  await hands.click("Approve");
  const number = Number(/\d+$/.exec(page.url())![0]);
  await expect.poll(async () => (await issueByNumber(context, number))!.status).toBe("ready");
  expect((await issueByNumber(context, number))!.articles).toHaveLength(4);
  return { number, hands };
}

const fourArticles = async () => {
  for (const part of ["four", "three", "two", "one"]) {
    await anArticle(context, {
      headline: `Robots, part ${part}`,
      sources: [{ title: "The plan", url: "https://example.org/plan" }],
    });
    context.later(1000);
  }
};

describe("from the desk to an approved issue of four articles", () => {
  test("the first one takes seven clicks and two keys", async () => {
    await fourArticles();
    const { hands } = await composed("New issue", "Robots learn to pack");
    console.log(`first issue: ${JSON.stringify(hands.counted)}, ${hands.minutes().toFixed(2)} min`);
    expect(hands.counted).toMatchObject({ clicks: 7, keys: 2 });
  });

  test("one like last week's takes as many, and has its sections and the subject's pattern", async () => {
    const sections = [
      { ...emptySection(), heading: "Lead" },
      { ...emptySection(), heading: "In brief", pieces: [{ kind: "item" as const, text: "42", url: "", source: "" }] },
    ];
    const lead = { kind: "article" as const, id: (await anArticle(context)).id, display: "full" as const };
    sections[0] = { ...sections[0]!, pieces: [lead as never] };
    const former = await createIssue(context, list.id, { subject: "Briefing No. 1: Ports wait", sections });
    await sendIssue(context, former, "Ruth");
    await fourArticles();
    const { number, hands } = await composed(/^Like issue 1/, "Robots learn to pack");
    console.log(`like last week's: ${JSON.stringify(hands.counted)}, ${hands.minutes().toFixed(2)} min`);
    expect(hands.counted).toMatchObject({ clicks: 7, keys: 2 });
    const issue = (await issueByNumber(context, number))!;
    expect(issue.subject).toBe("Briefing No. 2: Robots learn to pack");
    expect(issue.sections.map(({ heading }) => heading)).toEqual(["Lead", "In brief"]);
  });
});

describe("the run sheet", () => {
  test("shows one person what the other does, by itself and when they come back to it", async () => {
    const tom = await anEditor(context, "Tom Reyes");
    const article = await anArticle(context, { headline: "Robots learn to pack" });
    await anIssue(context, list, { articles: [article], subject: "The week" });
    const sheet = await atTheDeskOf(ines);
    await alive(sheet);
    await sheet.getByRole("link", { name: "Robots learn to pack", exact: true }).first().waitFor();
    expect(await sheet.getByText("writes in it now").count()).toBe(0);
    const writing = await atTheDeskOf(tom, `/desk/articles/${article.id}`);
    await canBeWritten(writing);
    await writing.getByLabel("Headline").fill("Robots learn to sort");
    const headline = () => context.db.selectFrom("articles").select("headline").executeTakeFirst();
    await expect.poll(headline).toEqual({ headline: "Robots learn to sort" });
    await sheet.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await sheet.getByText("Tom Reyes writes in it now").waitFor();
    await sheet.getByRole("link", { name: "Robots learn to sort", exact: true }).first().waitFor();
  });

  test("counts the time down by itself, as true as the server's clock", async () => {
    context.later(2 * 24 * hour + 21 * hour);
    const page = await atTheDeskOf(ines);
    await page.clock.install();
    await page.reload();
    await alive(page);
    await page.getByText(/^in \d+ (days?|hours?|minutes?)/).waitFor();
    const before = await page.getByText(/^in \d/).textContent();
    await page.clock.runFor(61_000);
    await expect.poll(() => page.getByText(/^in \d/).textContent()).not.toBe(before);
  });

  test("works without JavaScript: the time, and a new issue in one click", async () => {
    const page = await atTheDeskOf(ines, "/desk", { javaScriptEnabled: false });
    await page.getByText("in 1 day 22 hours").waitFor();
    await page.getByRole("button", { name: "New issue" }).click();
    await page.waitForURL(/\/desk\/issues\/1$/);
  });

  test("is read with the keyboard, on a phone in the dark, and with Arabic words", async () => {
    const long = "Donaudampfschifffahrtsgesellschaftskapitänsmützenproduktionsanlagenwartungsroboter";
    const some = [];
    for (const headline of ["روبوتات التعبئة تصل إلى الميناء", long]) some.push(await anArticle(context, { headline }));
    await context.db.updateTable("lists").set({ name: "نشرة الروبوتات" }).execute();
    await anIssue(context, list, { articles: some, subject: "أسبوع الروبوتات" });
    const piece = { kind: "article" as const, subject: some[0]!.id };
    await assign(context, "Ruth", piece, { title: "it", path: "/" }, { editorId: ines.id, due: "2026-11-24T12:00" });
    const page = await atTheDeskOf(ines);
    await alive(page);
    for (const [width, colorScheme] of [
      [1280, "light"],
      [390, "dark"],
    ] as const) {
      await page.setViewportSize({ width, height: 844 });
      await page.emulateMedia({ colorScheme });
      await page.evaluate(() => document.getAnimations().forEach((animation) => animation.finish()));
      await expectNoAxeViolations(page);
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(wide).toBeLessThanOrEqual(0);
    }
    await page.locator("main summary").first().focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/desk\/(issues|articles|settings|schedule)/);
  });
});
