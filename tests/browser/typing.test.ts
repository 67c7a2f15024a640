import type { Browser, Page } from "playwright-core";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import type { TestContext } from "../support/context.ts";
import { aSite } from "../support/site.ts";
import { aSheet, emptyText, shownText } from "../support/writing.ts";

let browser: Browser;
let context: TestContext;
let page: Page;

beforeAll(async () => {
  ({ context } = await aSite());
  browser = await launchBrowser();
  page = await aSheet(browser, context);
});

beforeEach(async () => emptyText(page));

/** Types a text; `⏎` is Enter, `⌫` Backspace, `→` the arrow key. */
async function type(text: string) {
  const keys: Record<string, string> = { "⏎": "Enter", "⌫": "Backspace", "→": "ArrowRight" };
  for (const sign of text) {
    if (keys[sign]) await page.keyboard.press(keys[sign]);
    else await page.keyboard.type(sign);
  }
}

describe("Markdown becomes what it says while it is typed", () => {
  test.each([
    ["# Ports", "<h2>Ports</h2>"],
    ["## Ports", "<h2>Ports</h2>"],
    ["### Ports", "<h3>Ports</h3>"],
    ["- One⏎Two", "<ul><li><p>One</p></li><li><p>Two</p></li></ul>"],
    ["4. Four⏎Five", '<ol start="4"><li><p>Four</p></li><li><p>Five</p></li></ol>'],
    ["> Said", "<blockquote><p>Said</p></blockquote>"],
    ["One⏎---Two", '<p>One</p><hr contenteditable="false"><p>Two</p>'],
    ["[ ] Open⏎[x] Done", "<ul><li><p>☐ Open</p></li><li><p>☑ Done</p></li></ul>"],
    [
      "**bold** and *so* and _so_ and ~~old~~ on",
      "<p><strong>bold</strong> and <em>so</em> and <em>so</em> and <s>old</s> on</p>",
    ],
    [
      "See [the *port*](port.example/a_(b)) now",
      '<p>See <a href="https://port.example/a_(b)">the <em>port</em></a> now</p>',
    ],
    ["2 * 3 * 4 and snake_case_name", "<p>2 * 3 * 4 and snake_case_name</p>"],
    ["1986. A year; [x](javascript:alert(1)) no", "<p>1986. A year; [x](javascript:alert(1)) no</p>"],
  ])("%s", async (typed, shown) => {
    await type(typed);
    expect((await shownText(page)).replaceAll(' class="ProseMirror-selectednode"', "")).toMatch(shown);
  });

  test("a fence makes code, in which every sign stays what it is", async () => {
    await type('```sql⏎# "x" -- **y** https://port.example ...');
    expect(await shownText(page)).toContain(
      '<pre><code class="language-sql"># "x" -- **y** https://port.example ...</code></pre>',
    );
  });
});

describe("one Backspace, or an undo, gives the typed signs back", () => {
  test.each([
    ["# ", "<p># </p>"],
    ["- ", "<p>- </p>"],
    ["7. ", "<p>7. </p>"],
    ["---", "<p>---</p>"],
    ["**bold**", "<p>**bold**</p>"],
    ["[port](port.example)", "<p>[port](port.example)</p>"],
    ["at https://port.example/a. ", "<p>at https://port.example/a. </p>"],
    ['"', '<p>"</p>'],
    ["a--b", "<p>a--b</p>"],
    ["so...", "<p>so...</p>"],
  ])("%s", async (typed, shown) => {
    await type(`${typed}⌫`);
    expect(await shownText(page)).toMatch(new RegExp(`^${shown.replace(/[.*[\]()]/g, "\\$&")}`));
    await type("⌫".repeat(typed.length));
    await type(typed);
    await page.keyboard.press("Control+z");
    expect(await shownText(page)).toMatch(new RegExp(`^${shown.replace(/[.*[\]()]/g, "\\$&")}`));
  });
});

test("an address becomes a link behind its last sign, whether typed or pasted, and mail addresses too", async () => {
  await type("See www.port.example/a, (https://port.example/b_(c)) and ana@port.example.⏎");
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "https://port.example/d");
    document.activeElement!.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
    );
  });
  expect(await shownText(page)).toBe(
    '<p>See <a href="https://www.port.example/a">www.port.example/a</a>, ' +
      '(<a href="https://port.example/b_(c)">https://port.example/b_(c)</a>) and ' +
      '<a href="mailto:ana@port.example">ana@port.example</a>.</p>' +
      '<p><a href="https://port.example/d">https://port.example/d</a></p>',
  );
  await type("⌫");
  expect(await shownText(page)).toMatch(/<p>https:\/\/port.example\/d<\/p>$/);
});

test("signs stay as they are typed where the briefing's settings say so, in footnotes too", async () => {
  await context.db.updateTable("briefing").set({ typography: "off" }).execute();
  const plain = await aSheet(browser, context);
  await plain.keyboard.type('"It\'s so," -- said all... **bold**');
  expect(await shownText(plain)).toBe('<p>"It\'s so," -- said all... <strong>bold</strong></p>');
  await plain.keyboard.press("Control+Alt+f");
  await plain.keyboard.type('A "note"...');
  await expect.poll(() => plain.getByRole("textbox", { name: /footnote/i }).textContent()).toBe('A "note"...');
  await plain.close();
  await context.db.updateTable("briefing").set({ typography: "on" }).execute();
});

test("quotation marks are those of the briefing's language, nested ones too, with apostrophes", async () => {
  await type(`"It's 'so'," said '90s folk -- all...`);
  expect(await shownText(page)).toBe("<p>“It’s ‘so’,” said ’90s folk — all…</p>");
});

test("words behind raised ones, or bold ones, at the end of a line are plain after the arrow key, or in the next line", async () => {
  await type("10");
  await page.keyboard.press("Control+.");
  await type("6→ boats **so**⏎");
  await page.keyboard.press("Control+.");
  await type("2⏎next");
  expect(await shownText(page)).toBe("<p>10<sup>6</sup> boats <strong>so</strong></p><p><sup>2</sup></p><p>next</p>");
});

test("undo, redo and bold work with Caps Lock on", async () => {
  const press = (key: string, shiftKey = false) =>
    page.evaluate((init) => document.activeElement!.dispatchEvent(new KeyboardEvent("keydown", init)), {
      key,
      shiftKey,
      ctrlKey: true,
      modifierCapsLock: true,
      bubbles: true,
      cancelable: true,
    });
  await type("one two");
  await press("Z");
  expect(await shownText(page)).toBe("<p>one </p>");
  await press("z", true);
  expect(await shownText(page)).toBe("<p>one two</p>");
  await page.keyboard.press("Control+a");
  await press("B");
  expect(await shownText(page)).toBe("<p><strong>one two</strong></p>");
});

test("Arabic stands on the right, and the arrow that leads out of its bold words is the left one", async () => {
  await type("**قال** نعم **بل**");
  await page.keyboard.press("ArrowLeft");
  await type(" لا");
  expect(await shownText(page)).toBe("<p><strong>قال</strong> نعم <strong>بل</strong> لا</p>");
  const [line, words] = await page.evaluate(() => {
    const paragraph = document.querySelector(".ProseMirror p")!;
    const range = document.createRange();
    range.selectNodeContents(paragraph);
    return [paragraph.getBoundingClientRect().right, range.getBoundingClientRect().right];
  });
  expect(Math.abs(line! - words!)).toBeLessThan(2);
});
