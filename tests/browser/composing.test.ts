import type { Browser, Locator, Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { setPublished, type Article } from "#app/models/articles/articles.server.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { createIssue, issueByNumber } from "#app/models/issues/issues.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { articlesIn, emptySection, linesIn, type SectionsOf } from "#app/models/sections.ts";
import { expectNoAxeViolations, launchBrowser, signIn } from "../support/browser.ts";
import type { TestContext } from "../support/context.ts";
import { anEditor } from "../support/desk.ts";
import { lendPage } from "../support/lent-pages.ts";
import { anArticle, anIssue } from "../support/newsroom.ts";
import { isLive, saved } from "../support/sheetPages.ts";
import { aSite } from "../support/site.ts";

let browser: Browser;
let context: TestContext;
let list: List;
let ines: Editor;
let tom: Editor;
let articles: Article[];

beforeAll(async () => {
  ({ context, list } = await aSite());
  ines = await anEditor(context, "Ines Halloran");
  tom = await anEditor(context, "Tom Reyes");
  articles = [];
  for (let i = 1; i <= 25; i += 1) articles.push(await anArticle(context, { headline: `Robot ${i}` }));
  browser = await launchBrowser();
});

type Given = { pieces: Article[]; heading?: string }[];

/** An issue with these articles in its sections. */
async function anIssueOf(...sections: Given): Promise<number> {
  const input: SectionsOf<{ id: number; display: "summary" }> = sections.map(({ heading = "", pieces }) => ({
    ...emptySection(),
    heading,
    pieces: pieces.map(({ id }) => ({ kind: "article", id, display: "summary" })),
  }));
  return createIssue(context, list.id, { subject: "Robots", sections: input });
}

const desktop = { width: 1280, height: 720 };

/** Opens an issue's page, and waits until it can be written in. */
async function open(number: number, viewport = desktop): Promise<Page> {
  const page = await look(number, ines, await lendPage(context, viewport));
  await untilOpen(page);
  return page;
}

async function untilOpen(page: Page) {
  await page.locator("fieldset:disabled").first().waitFor({ state: "detached" });
}

/** Opens it in a page that somebody has of their own. */
async function look(number: number, editor: Editor, page: Page): Promise<Page> {
  await signIn(page.context(), context, editor);
  await page.goto(`${context.config.appUrl}/desk/issues/${number}`);
  // Its editor takes another height than what stands there until it is made.
  await page.getByRole("textbox", { name: "Intro" }).waitFor();
  await isLive(page);
  return page;
}

const row = (page: Page, headline: string) =>
  page.locator("[data-piece]").filter({ has: page.getByText(headline, { exact: true }) });
const handle = (page: Page, headline: string) => row(page, headline).locator("[data-handle]");
const menuOf = (page: Page, name: string) => page.getByRole("button", { name: `Move or take out “${name}”` });

const undo = (page: Page) => page.getByRole("group", { name: "Taken out" }).getByRole("button", { name: "Undo" });

/** The pieces on the page, by section, like `Robot 1, Robot 2 / Robot 3`. */
const standing = (page: Page) =>
  page
    .locator("[data-section]")
    .evaluateAll((sections) =>
      sections
        .map((section) =>
          [...section.querySelectorAll("[data-piece]")]
            .map((piece) => piece.querySelector("bdi")?.textContent ?? piece.querySelector("input")!.value)
            .join(", "),
        )
        .join(" / "),
    );

/** The same as the desk has it. */
async function stored(number: number): Promise<string> {
  const { sections } = (await issueByNumber(context, number))!;
  const name = (piece: (typeof sections)[number]["pieces"][number]) =>
    piece.kind === "article" ? piece.headline : linesIn(piece)[0];
  return sections.map(({ pieces }) => pieces.map(name).join(", ")).join(" / ");
}

const middle = async (part: Locator) => {
  const box = (await part.boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
};

const isFocused = (part: Locator) => part.evaluate((element) => element === document.activeElement);

describe("arranging with the mouse", () => {
  test("a piece is dragged into another section, and saved there", async () => {
    const [a, b, c] = articles as [Article, Article, Article];
    const number = await anIssueOf({ heading: "Lead", pieces: [a, b] }, { heading: "In brief", pieces: [c] });
    const page = await open(number);
    await handle(page, "Robot 1").scrollIntoViewIfNeeded();
    const [from, to] = [await middle(handle(page, "Robot 1")), await middle(row(page, "Robot 3"))];
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y + 12, { steps: 5 });
    await page.locator("[data-drop-line]").waitFor();
    await page.mouse.up();
    await expect.poll(() => standing(page)).toBe("Robot 2 / Robot 3, Robot 1");
    await saved(page);
    expect(await stored(number)).toBe("Robot 2 / Robot 3, Robot 1");
  });

  test("Escape gives up", async () => {
    const page = await open(await anIssueOf({ pieces: articles.slice(0, 3) }));
    await handle(page, "Robot 1").scrollIntoViewIfNeeded();
    const [from, to] = [await middle(handle(page, "Robot 1")), await middle(row(page, "Robot 3"))];
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 5 });
    await page.keyboard.press("Escape");
    await page.mouse.up();
    expect(await standing(page)).toBe("Robot 1, Robot 2, Robot 3");
    expect(await page.locator("[data-drop-line]").isVisible()).toBe(false);
  });

  test("the page scrolls at its edge until a section out of sight is there", async () => {
    const halves = [
      { heading: "Lead", pieces: articles.slice(0, 20) },
      { heading: "Last", pieces: articles.slice(20) },
    ];
    const page = await open(await anIssueOf(...halves), { width: 1000, height: 500 });
    await handle(page, "Robot 1").scrollIntoViewIfNeeded();
    const from = await middle(handle(page, "Robot 1"));
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(from.x, 490, { steps: 4 });
    await row(page, "Robot 25").waitFor();
    await expect.poll(async () => (await row(page, "Robot 25").boundingBox())!.y < 400).toBe(true);
    const to = await middle(row(page, "Robot 25"));
    await page.mouse.move(from.x, to.y + 10, { steps: 2 });
    await page.mouse.up();
    await expect.poll(async () => (await standing(page)).split(" / ")[1]).toContain("Robot 1");
  });
});

test("arranging by touch: a finger that rests on a row drags it, one that moves at once scrolls", async () => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const number = await anIssueOf({ pieces: articles.slice(0, 3) });
  const page = await look(number, ines, await (await browser.newContext(phone)).newPage());
  await untilOpen(page);
  await row(page, "Robot 1").scrollIntoViewIfNeeded();
  const touch = await page.context().newCDPSession(page);
  const send = (type: string, points: { x: number; y: number }[]) =>
    touch.send("Input.dispatchTouchEvent", { type: type as "touchStart", touchPoints: points });
  const from = await middle(page.getByText("Robot 1", { exact: true }));
  const to = await middle(row(page, "Robot 3"));
  await send("touchStart", [from]);
  await row(page, "Robot 1").and(page.locator("[data-held]")).waitFor();
  for (let i = 1; i <= 5; i += 1) await send("touchMove", [{ x: from.x, y: from.y + ((to.y + 20 - from.y) * i) / 5 }]);
  await send("touchEnd", []);
  await expect.poll(() => standing(page)).toBe("Robot 2, Robot 3, Robot 1");
  const again = await middle(page.getByText("Robot 2", { exact: true }));
  await send("touchStart", [again]);
  for (let i = 1; i <= 4; i += 1) await send("touchMove", [{ x: again.x, y: again.y - i * 15 }]);
  expect(await page.locator("[data-held]").count()).toBe(0);
  await send("touchEnd", []);
  expect(await standing(page)).toBe("Robot 2, Robot 3, Robot 1");
});

describe("arranging by the keyboard alone", () => {
  test("moves with Alt and an arrow, and keeps the focus on the piece", async () => {
    const [a, b, c] = articles as [Article, Article, Article];
    const page = await open(await anIssueOf({ heading: "Lead", pieces: [a, b] }, { heading: "Last", pieces: [c] }));
    await menuOf(page, "Robot 1").focus();
    for (const [shown, said] of [
      ["Robot 2, Robot 1 / Robot 3", "place 2 of 2 in “Lead”"],
      ["Robot 2 / Robot 1, Robot 3", "place 1 of 2 in “Last”"],
    ] as const) {
      await page.keyboard.press("Alt+ArrowDown");
      await expect.poll(() => standing(page)).toBe(shown);
      await page.getByRole("status").filter({ hasText: said }).waitFor({ state: "attached" });
      await expect.poll(() => isFocused(menuOf(page, "Robot 1"))).toBe(true);
    }
    await page.keyboard.press("Alt+ArrowUp");
    await expect.poll(() => standing(page)).toBe("Robot 2, Robot 1 / Robot 3");
  });

  test("moves by the menu: to the top, to a section, to a position", async () => {
    const [a, b, c, d] = articles as [Article, Article, Article, Article];
    const page = await open(await anIssueOf({ heading: "Lead", pieces: [a, b] }, { heading: "Last", pieces: [c, d] }));
    const choose = async (name: string, ...keys: string[]) => {
      await menuOf(page, name).focus();
      await page.keyboard.press("Enter");
      await page.getByRole("menuitem", { name: "Move up" }).waitFor();
      for (const key of keys) await page.keyboard.press(key);
    };
    await choose("Robot 4");
    // An open menu is all that a screen reader has.
    const alone = { "page-has-heading-one": { enabled: false }, region: { enabled: false } };
    await expectNoAxeViolations(page, { rules: alone });
    await page.getByRole("menuitem", { name: "To the top" }).press("Enter");
    await expect.poll(() => standing(page)).toBe("Robot 4, Robot 1, Robot 2 / Robot 3");
    await expect.poll(() => isFocused(menuOf(page, "Robot 4"))).toBe(true);
    await choose("Robot 1");
    await page.getByRole("menuitem", { name: "To section" }).press("ArrowRight");
    await page.getByRole("menuitem", { name: "Last" }).press("Enter");
    await expect.poll(() => standing(page)).toBe("Robot 4, Robot 2 / Robot 3, Robot 1");
    await choose("Robot 1");
    await page.getByRole("menuitem", { name: "To position" }).press("ArrowRight");
    await page.getByRole("menuitem", { name: "2", exact: true }).press("Enter");
    await expect.poll(() => standing(page)).toBe("Robot 4, Robot 1, Robot 2 / Robot 3");
  });

  test("what is taken out comes back by Undo", async () => {
    const page = await open(await anIssueOf({ pieces: articles.slice(0, 3) }));
    await menuOf(page, "Robot 2").press("Enter");
    await page.getByRole("menuitem", { name: "Take it out" }).press("Enter");
    await expect.poll(() => standing(page)).toBe("Robot 1, Robot 3");
    await expect.poll(() => isFocused(menuOf(page, "Robot 3"))).toBe(true);
    await undo(page).press("Enter");
    await expect.poll(() => standing(page)).toBe("Robot 1, Robot 2, Robot 3");
    await expect.poll(() => isFocused(menuOf(page, "Robot 2"))).toBe(true);
  });
});

describe("sections", () => {
  test("are added, named, given a text and a short item, moved and removed, and all of it is saved", async () => {
    const number = await anIssueOf({ pieces: articles.slice(0, 1) });
    const page = await open(number);
    await page.getByRole("button", { name: "+ Section" }).click();
    const heading = page.getByLabel("Heading of section 2");
    await expect.poll(() => isFocused(heading)).toBe(true);
    await page.keyboard.type("Numbers");
    await page.getByRole("button", { name: "Short item in Numbers" }).click();
    const line = page.getByRole("textbox", { name: "Short item: a line" });
    await expect.poll(() => isFocused(line)).toBe(true);
    await page.keyboard.type("42 robots");
    await page.getByRole("textbox", { name: "Its link of “42 robots”" }).fill("https://example.org/42");
    await page.getByRole("group", { name: "Numbers" }).getByRole("button", { name: "+ Text" }).click();
    await page.getByRole("textbox", { name: "Text of Numbers" }).click();
    await page.keyboard.type("What was counted.");
    await page.getByRole("button", { name: "+ Outro" }).click();
    await page.getByRole("textbox", { name: "Outro" }).click();
    await page.keyboard.type("See you.");
    await expectNoAxeViolations(page);
    await page.getByRole("button", { name: "Move or remove “Numbers”" }).click();
    await page.getByRole("menuitem", { name: "Move the section up" }).click();
    await expect.poll(() => standing(page)).toBe("42 robots / Robot 1");
    expect(await page.getByRole("textbox", { name: "Text of Numbers" }).textContent()).toBe("What was counted.");
    await saved(page);
    await expect.poll(() => stored(number)).toBe("42 robots / Robot 1");
    const issue = (await issueByNumber(context, number))!;
    expect(JSON.stringify([issue.outro, issue.sections[0]!.text])).toMatch(/See you.*What was counted/);
    await page.getByRole("button", { name: "Move or remove “Numbers”" }).click();
    await page.getByRole("menuitem", { name: /Remove the section/ }).click();
    await expect.poll(() => standing(page)).toBe("42 robots, Robot 1");
    await undo(page).click();
    await expect.poll(() => standing(page)).toBe("42 robots / Robot 1");
    await expect.poll(() => page.getByLabel("Heading of section 1").inputValue()).toBe("Numbers");
  });

  test("of somebody who takes over are those that the other one saved", async () => {
    const number = await anIssueOf({ pieces: articles.slice(0, 2) });
    const page = await open(number);
    const other = await look(number, tom, await lendPage(context, desktop));
    await other.getByRole("button", { name: "Take over" }).waitFor();
    expect(await menuOf(other, "Robot 1").isDisabled()).toBe(true);
    await menuOf(page, "Robot 1").press("Alt+ArrowDown");
    await page.getByRole("button", { name: "+ Section" }).click();
    await page.keyboard.type("Numbers");
    await other.getByRole("button", { name: "Take over" }).click();
    await expect.poll(() => standing(other)).toBe("Robot 2, Robot 1 / ");
    await expect.poll(() => other.getByLabel("Heading of section 2").inputValue()).toBe("Numbers");
    await expect.poll(() => menuOf(other, "Robot 1").isEnabled()).toBe(true);
    await menuOf(other, "Robot 1").press("Alt+ArrowDown");
    await expect.poll(() => stored(number)).toBe("Robot 2 / Robot 1");
    await expect.poll(() => standing(page)).toBe("Robot 2 / Robot 1");
  });

  test("on a phone are in reach with Save, whatever is in sight", async () => {
    const halves = [
      { heading: "Lead", pieces: articles.slice(0, 20) },
      { heading: "Last", pieces: articles.slice(20) },
    ];
    const page = await open(await anIssueOf(...halves), { width: 390, height: 844 });
    await row(page, "Robot 12").scrollIntoViewIfNeeded();
    const save = (await page.getByRole("button", { name: "Save", exact: true }).boundingBox())!;
    expect([save.y >= 0, save.y < 200]).toEqual([true, true]);
    await page.locator("summary").filter({ hasText: "Go to" }).click();
    await page.getByRole("link", { name: "Last (5)" }).click();
    await expect.poll(async () => (await page.getByLabel("Heading of section 2").boundingBox())!.y < 300).toBe(true);
    await page.locator("summary").filter({ hasText: "Go to" }).click();
    await page.getByRole("link", { name: "Lead (20)" }).click();
    await expect.poll(async () => (await page.getByLabel("Heading of section 1").boundingBox())!.y > 0).toBe(true);
    await expectNoAxeViolations(page);
  });
});

test("25 articles in four sections are one screen of a desktop", async () => {
  const parts = ["Lead", "In brief", "Numbers", "From the archive"].map((heading, i) => ({
    ...{ heading, pieces: articles.slice([0, 2, 12, 19][i], [2, 12, 19, 25][i]) },
  }));
  const page = await open(await anIssueOf(...parts), { width: 1440, height: 900 });
  const sections = page.locator("[data-section]");
  const [first, last] = [(await sections.first().boundingBox())!, (await sections.last().boundingBox())!];
  expect(last.y + last.height - first.y).toBeLessThan(900);
  const small = await page
    .locator("[data-section] :is(button, select, input)")
    .evaluateAll((all) => all.filter((one) => one.getBoundingClientRect().height < 24).length);
  expect(small).toBe(0);
});

test("the link of a short item is completed when it is left", async () => {
  const number = await anIssueOf({ heading: "Numbers", pieces: [] });
  const page = await open(number);
  await page.getByRole("button", { name: "Short item in Numbers" }).click();
  await page.getByRole("textbox", { name: "Short item: a line" }).fill("42 robots");
  await page.getByRole("textbox", { name: "Its link of “42 robots”" }).fill("example.org/42");
  await page.keyboard.press("Tab");
  await saved(page);
  const item = { kind: "item", text: "42 robots", url: "https://example.org/42", source: "" };
  await expect.poll(async () => (await issueByNumber(context, number))!.sections[0]!.pieces).toEqual([item]);
});

describe("the picker", () => {
  test("asks again by itself while the desk cannot be reached, and says so", async () => {
    const page = await open(await anIssueOf({ heading: "Lead", pieces: articles.slice(0, 1) }));
    const asked = "**/desk/issues/articles?*";
    let asks = 0;
    await page.route(asked, (route) => {
      asks += 1;
      return route.abort();
    });
    await page.getByRole("button", { name: "Articles in Lead" }).click();
    await page.getByText("The desk cannot be reached. It is asked again every few seconds.").waitFor();
    const before = asks;
    await expect.poll(() => asks, { timeout: 15_000 }).toBeGreaterThan(before);
    await page.unroute(asked);
    await page.getByRole("button", { name: "Add “Robot 20”" }).waitFor();
    expect(await page.getByText("The desk cannot be reached.").count()).toBe(0);
  });

  test("shows all there is page by page, adds several at once, and what is placed leaves it", async () => {
    const number = await anIssue(context, list, { articles: [] });
    const page = await open(number);
    const add = page.getByRole("button", { name: /^Add “/ });
    await page.getByText(/^25 articles/).waitFor();
    expect(await add.count()).toBe(20);
    await page.getByRole("button", { name: "Show more" }).click();
    await expect.poll(() => add.count()).toBe(25);
    await page.getByRole("checkbox", { name: "Robot 3", exact: true }).check();
    await page.getByRole("checkbox", { name: "Robot 5", exact: true }).check();
    await page.getByRole("button", { name: "Add 2 articles" }).click();
    await expect.poll(() => standing(page)).toBe("Robot 5, Robot 3");
    await expect.poll(() => add.count()).toBe(23);
    await page.getByRole("button", { name: "Add “Robot 9”" }).click();
    await expect.poll(() => isFocused(page.getByRole("button", { name: "Add “Robot 8”" }))).toBe(true);
    await expectNoAxeViolations(page);
    await page.getByLabel("Add an article").fill("robot 1");
    await page.getByText(/^12 articles/).waitFor();
    await saved(page);
    expect(articlesIn((await issueByNumber(context, number))!.sections)).toHaveLength(3);
  });

  test("fills a section by its rule: shown first, changed by hand, added by one press", async () => {
    for (const name of ["A", "B", "C"]) {
      const { id } = await anArticle(context, { headline: `Law ${name}`, topics: ["Law"] });
      await setPublished(context, id, true);
    }
    const number = await anIssueOf({ heading: "Lead", pieces: [] });
    const page = await open(number);
    await page.getByRole("button", { name: "Move or remove “Lead”" }).click();
    await page.getByRole("menuitem", { name: "Fill by rule" }).click();
    await page.getByLabel("Of the topic").selectOption("Law");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await page.getByRole("checkbox", { name: "Law B", exact: true }).uncheck();
    await expectNoAxeViolations(page);
    await page.getByRole("button", { name: "Add 2 articles" }).click();
    await expect.poll(() => standing(page)).toBe("Law C, Law A");
    await saved(page);
    const [lead] = (await issueByNumber(context, number))!.sections;
    expect([lead!.rule, lead!.pieces.length]).toEqual([{ topic: "law", count: 5 }, 2]);
  });
});
