import type { Browser, Page } from "playwright-core";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { expectNoAxeViolations, launchBrowser } from "../support/browser.ts";
import type { TestContext } from "../support/context.ts";
import { aSite } from "../support/site.ts";
import { aSheet, emptyText, shownText, textOf } from "../support/writing.ts";

let browser: Browser;
let context: TestContext;
let page: Page;

beforeAll(async () => {
  ({ context } = await aSite());
  browser = await launchBrowser();
  page = await aSheet(browser, context);
});

beforeEach(async () => emptyText(page));

const tools = () => page.getByRole("toolbar", { name: "Formatting of Body" });
/** Waits: the focus moves a moment after its key. */
const focusOn = (name: string) =>
  page.waitForFunction((wanted) => document.activeElement?.getAttribute("aria-label") === wanted, name);

describe("the bar of tools", () => {
  test("is one row on a laptop, and stays in sight below the page's bar while a long text scrolls", async () => {
    await page.evaluate(pasteText, "A line of many.\n\n".repeat(80));
    await page.keyboard.press("Control+End");
    const box = (await tools().boundingBox())!;
    expect(box.height).toBeLessThan(60);
    const [row] = await tools().locator("> div").all();
    expect(await row!.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
    const bar = (await page.locator("[data-sticky-bar]").boundingBox())!;
    expect(Math.round(box.y)).toBe(Math.round(bar.y + bar.height));
    await page.keyboard.press("Control+Home");
    // The page scrolls a moment after the key.
    const belowBars = async () => {
      const caret = await page.evaluate(() => getSelection()!.getRangeAt(0).getBoundingClientRect().top);
      const bars = (await tools().boundingBox())!;
      return caret - bars.y - bars.height;
    };
    await expect.poll(belowBars).toBeGreaterThan(0);
  });

  test("is one stop of the Tab key: arrows move in it, Escape leads back to the words", async () => {
    await page.keyboard.type("Boats");
    await page.keyboard.press("Alt+F10");
    await focusOn("Undo");
    await page.keyboard.press("End");
    await focusOn("More tools");
    await page.keyboard.press("ArrowLeft");
    await focusOn("Headings of the text");
    await page.keyboard.press("Home");
    await focusOn("Undo");
    await page.keyboard.press("ArrowRight");
    await focusOn("Redo");
    await page.getByRole("tooltip").filter({ hasText: "RedoCtrl+Shift+Z" }).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.type("!");
    expect(await textOf(page).textContent()).toBe("Boats!");
  });

  test("has what is seldom wanted in a menu, for keys too", async () => {
    await page.keyboard.type("Boats");
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Alt+F10");
    await page.keyboard.press("End");
    await focusOn("More tools");
    await page.keyboard.press("Enter");
    await page.getByRole("menuitemcheckbox", { name: "Struck out" }).waitFor();
    await expectNoAxeViolations(page);
    await page.keyboard.type("str");
    await page.keyboard.press("Enter");
    await page.getByRole("menu").waitFor({ state: "detached" });
    expect(await shownText(page)).toBe("<p><s>Boats</s></p>");
    await page.keyboard.type("Ships");
    expect(await textOf(page).textContent()).toBe("Ships");
  });

  test("shows every shortcut in a sheet", async () => {
    await page.keyboard.press("Control+/");
    const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    for (const what of ["Bold", "Heading", "Redo", "Row below"]) {
      await sheet.getByRole("rowheader", { name: what }).first().waitFor();
    }
    await expectNoAxeViolations(page);
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });
    await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "textbox");
  });
});

test("on a phone the bar is one row below the text, above the touch keyboard, and has no second menu at a selection", async () => {
  const phone = await aSheet(browser, context, {
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
  });
  await phone.keyboard.type("Boats");
  await phone.evaluate(() => {
    Object.defineProperty(visualViewport, "height", { get: () => innerHeight - 300 });
    visualViewport!.dispatchEvent(new Event("resize"));
  });
  const bar = phone.getByRole("toolbar", { name: "Formatting of Body" });
  await phone.waitForFunction(() => {
    const bars = document.querySelector("[data-bars]")!.getBoundingClientRect();
    return Math.abs(bars.bottom - (innerHeight - 300)) < 2;
  });
  const tools = await bar.getByRole("button").all();
  expect(new Set(await Promise.all(tools.map(async (one) => (await one.boundingBox())!.y))).size).toBe(1);
  await bar.getByRole("button", { name: "Table" }).scrollIntoViewIfNeeded();
  await phone.keyboard.press("Control+a");
  expect(await phone.getByRole("toolbar", { name: "Format the selected words" }).count()).toBe(0);
  await expectNoAxeViolations(phone);
  await phone.context().close();
});

describe("the bar at selected words", () => {
  const bar = () => page.getByRole("toolbar", { name: "Format the selected words" });

  test("stands beside them, never over them, and is reached and left by keys", async () => {
    await page.keyboard.type("One line");
    await page.keyboard.press("Enter");
    await page.keyboard.type("Boats pack boxes");
    await page.keyboard.press("Control+Shift+ArrowLeft");
    await bar().waitFor();
    const [at, words] = [(await bar().boundingBox())!, await selected()];
    expect(at.y + at.height <= words.top || at.y >= words.bottom).toBe(true);
    await expectNoAxeViolations(page);
    await page.keyboard.press("Alt+F10");
    await focusOn("Bold");
    await page.keyboard.press("Enter");
    await textOf(page).locator("strong").waitFor();
    await page.keyboard.press("Escape");
    await bar().waitFor({ state: "detached" });
    await page.keyboard.press("ArrowRight");
    await page.keyboard.type("!");
    expect(await shownText(page)).toContain("<p>Boats pack <strong>boxes!</strong></p>");
  });

  test("comes when the pointer has let go, and not for touch", async () => {
    await page.keyboard.type("Boats pack boxes");
    const box = (await textOf(page).locator("p").first().boundingBox())!;
    await page.mouse.move(box.x + 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + 90, box.y + box.height / 2);
    expect(await bar().count()).toBe(0);
    await page.mouse.up();
    await bar().getByRole("button", { name: "Italic" }).click();
    expect(await textOf(page).locator("em").count()).toBe(1);
  });
});

describe("the menu of blocks", () => {
  const menu = () => page.getByRole("listbox", { name: "Blocks" });

  test("opens at a slash, is searched by names and other words, and places a block by Enter", async () => {
    await page.keyboard.type("/");
    await menu().waitFor();
    expect(await menu().getByRole("option").count()).toBeGreaterThan(7);
    const box = (await menu().boundingBox())!;
    expect(box.y + box.height).toBeLessThanOrEqual(800);
    await expectNoAxeViolations(page);
    await page.keyboard.type("ord");
    const option = menu().getByRole("option", { selected: true });
    expect(await option.textContent()).toContain("Numbered list");
    expect(await textOf(page).getAttribute("aria-activedescendant")).toBe(await option.getAttribute("id"));
    await page.keyboard.press("Enter");
    await menu().waitFor({ state: "detached" });
    await page.keyboard.type("One");
    expect(await shownText(page)).toMatch("<ol><li><p>One</p></li></ol>");
  });

  test("is gone through by arrows, and Escape leaves what was typed", async () => {
    await page.keyboard.type("/");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    const last = menu().getByRole("option").last();
    expect(await last.getAttribute("aria-selected")).toBe("true");
    await page.keyboard.press("Escape");
    await menu().waitFor({ state: "detached" });
    await page.keyboard.type("etc is a folder");
    await page.keyboard.press("Enter");
    await page.keyboard.type("and/or");
    expect(await menu().count()).toBe(0);
    expect(await shownText(page)).toBe("<p>/etc is a folder</p><p>and/or</p>");
  });
});

describe("a link", () => {
  const form = () => page.getByRole("dialog");

  test("is shown where it leads after a click, is opened, changed and removed", async () => {
    await page.keyboard.type("[the port](port.example/a) now");
    await textOf(page).locator("a").click();
    const card = page.getByRole("group", { name: "Link" });
    expect(await card.getByRole("link").getAttribute("href")).toBe("https://port.example/a");
    await expectNoAxeViolations(page);
    await page.keyboard.press("Control+k");
    expect(await form().getByLabel("Address").inputValue()).toBe("https://port.example/a");
    expect(await form().getByRole("link", { name: "Open it" }).getAttribute("href")).toBe("https://port.example/a");
    await page.keyboard.type("port.example/b");
    await page.keyboard.press("Enter");
    await form().waitFor({ state: "detached" });
    expect(await shownText(page)).toBe('<p><a href="https://port.example/b">the port</a> now</p>');
    await page.keyboard.press("Control+k");
    await form().getByRole("button", { name: "Remove the link" }).click();
    expect(await shownText(page)).toBe("<p>the port now</p>");
  });

  test("is asked for with its words where none are selected; what may be no link is refused with a reason", async () => {
    await page.keyboard.type("See ");
    await page.keyboard.press("Control+k");
    await page.keyboard.type("javascript:alert(1)");
    await page.keyboard.press("Enter");
    await form().getByText("A link can lead to a web page (https: or http:), to a mail address").waitFor();
    await expectNoAxeViolations(page);
    await form().getByLabel("Address").fill("ana@port.example");
    await form().getByLabel("Words").fill("Ana");
    await page.keyboard.press("Enter");
    await form().waitFor({ state: "detached" });
    await page.keyboard.type(" now");
    expect(await shownText(page)).toBe('<p>See <a href="mailto:ana@port.example">Ana</a> now</p>');
    await page.keyboard.press("Control+k");
    await page.keyboard.press("Escape");
    await page.keyboard.type(".");
    expect(await textOf(page).textContent()).toBe("See Ana now.");
  });
});

describe("find and replace", () => {
  const bar = () => page.getByRole("search", { name: "Find in Body" });

  test("counts and shows the places across marks, goes round, and comes back to the words", async () => {
    await page.keyboard.type("Bo");
    await page.keyboard.press("Control+b");
    await page.keyboard.type("at");
    await page.keyboard.press("Control+b");
    await page.keyboard.type("s and boats, steamboats.");
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("Control+f");
    await page.keyboard.type("boats");
    await bar().getByText("1 of 3").waitFor();
    await expectNoAxeViolations(page);
    await page.keyboard.press("Shift+Enter");
    await bar().getByText("3 of 3").waitFor();
    await bar().getByLabel("Whole words").check();
    await bar().getByText("1 of 2").waitFor();
    await bar().getByLabel("Match case").check();
    await bar().getByText("1 of 1").waitFor();
    await page.keyboard.press("Escape");
    await bar().waitFor({ state: "detached" });
    expect(await page.evaluate(() => getSelection()!.toString())).toBe("boats");
    expect(await textOf(page).locator(".found").count()).toBe(0);
  });

  test("replaces one, and all in one step of undo", async () => {
    await page.keyboard.type("boats, boats, boats");
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("Control+h");
    await bar().getByLabel("Find", { exact: true }).fill("boats");
    await bar().getByLabel("Replace with").fill("$& ships");
    await bar().getByRole("button", { name: "Replace", exact: true }).click();
    await bar().getByText("1 of 2").waitFor();
    expect(await textOf(page).textContent()).toBe("$& ships, boats, boats");
    await bar().getByRole("button", { name: "Replace all" }).click();
    await bar().getByText("2 replaced").waitFor();
    expect(await textOf(page).textContent()).toBe("$& ships, $& ships, $& ships");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+z");
    expect(await textOf(page).textContent()).toBe("$& ships, boats, boats");
  });
});

test("the length is said in words and minutes, for a selection too, and headings are a list that leads to them", async () => {
  await page.evaluate(pasteText, "word ".repeat(690).trim());
  await page.getByText("690 words, 3 min to read").waitFor();
  await page.keyboard.press("Enter");
  await page.keyboard.type("## Ports");
  await page.keyboard.press("Control+Shift+ArrowLeft");
  await page.getByText("1 of 691 words").waitFor();
  await page.keyboard.press("Control+Home");
  await page.getByRole("button", { name: "Headings of the text" }).click();
  await page.getByRole("menuitem", { name: "Ports" }).click();
  await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "textbox");
  await page.keyboard.type("Old ");
  expect(await textOf(page).locator("h2").textContent()).toBe("Old Ports");
});

/** The box of the selected words. */
const selected = () => page.evaluate(() => getSelection()!.getRangeAt(0).getBoundingClientRect().toJSON() as DOMRect);

/** Pastes plain text where the cursor is. */
function pasteText(text: string) {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  document.activeElement!.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
  );
}
