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
    const caret = await page.evaluate(() => getSelection()!.getRangeAt(0).getBoundingClientRect().top);
    const bars = (await tools().boundingBox())!;
    expect(caret).toBeGreaterThan(bars.y + bars.height);
  });

  test("is one stop of the Tab key: arrows move in it, Escape leads back to the words", async () => {
    await page.keyboard.type("Boats");
    await page.keyboard.press("Alt+F10");
    await focusOn("Undo");
    await page.keyboard.press("End");
    await focusOn("More tools");
    await page.keyboard.press("ArrowLeft");
    await focusOn("Table");
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

/** Pastes plain text where the cursor is. */
function pasteText(text: string) {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  document.activeElement!.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
  );
}
