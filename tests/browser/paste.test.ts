import type { Browser, Page } from "playwright-core";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { beforeAll, expect, test } from "vitest";
import { BodyView } from "#app/components/ui/BodyView.tsx";
import { launchBrowser } from "../support/browser.ts";
import type { TestContext } from "../support/context.ts";
import { pastes } from "../support/pastes.ts";
import { aSite } from "../support/site.ts";
import { aSheet, writtenBody } from "../support/writing.ts";

let browser: Browser;
let context: TestContext;
let page: Page;

beforeAll(async () => {
  ({ context } = await aSite());
  browser = await launchBrowser();
  page = await aSheet(browser, context, { permissions: ["clipboard-read", "clipboard-write"] });
});

/** Empties the sheet, so that the next paste begins on a blank one. */
async function clear() {
  await page.getByRole("textbox", { name: "Body" }).click();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Delete");
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Delete");
}

/** Pastes as a browser does from a clipboard with these kinds. */
async function paste(kinds: Record<string, string>) {
  await page.evaluate((kinds) => {
    const clipboardData = new DataTransfer();
    for (const [kind, data] of Object.entries(kinds)) clipboardData.setData(kind, data);
    document.activeElement!.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
    );
  }, kinds);
}

async function shown(): Promise<string> {
  const body = await writtenBody(page);
  return renderToStaticMarkup(createElement(BodyView, { body }));
}

const report = () => page.getByRole("status", { name: "The last paste" }).first();

test.each(pastes)("from $from", async ({ html, text = "", shows, notes = [] }) => {
  await clear();
  await paste({ "text/plain": text, ...(html === undefined ? {} : { "text/html": html }) });
  expect(await shown()).toBe(shows);
  expect(await report().locator("li").allTextContents()).toEqual(notes);
});

test("a text in Markdown is kept, and becomes what it says when asked to", async () => {
  await clear();
  await paste({
    "text/plain": "## Harbour\n\n**Bold** and [link](https://paper.example/)\n\n| A | B |\n|---|---|\n| 1 | 2 |\n",
  });
  expect(await shown()).toContain("<p>## Harbour</p><p>**Bold** and");
  await page.keyboard.type(" Typed since.");
  await report().getByRole("button", { name: "Make it what it says" }).click();
  await page.getByText("This reads like Markdown").waitFor({ state: "detached" });
  expect(await shown()).toMatch(
    /^<h2>Harbour<\/h2><p><strong>Bold<\/strong> and <a href="https:\/\/paper.example\/" rel="noopener noreferrer">link<\/a><\/p><figure>.*<\/figure><p>.*Typed since\.<\/p>$/,
  );
});

test("what was copied here is pasted as it was, from the clipboard of the system", async () => {
  await clear();
  await paste({ "text/html": pastes[5]!.html! });
  const before = await shown();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+x");
  expect(await shown()).toBe("");
  await page.keyboard.press("Control+v");
  await page.locator(".ProseMirror table").waitFor();
  expect(await shown()).toBe(before);
});

test("as plain text it is its words alone, and nothing is said", async () => {
  await clear();
  await page.evaluate(async () => {
    const items = {
      "text/html": new Blob(["<h1>Head</h1><p>10<sup>6</sup></p>"], { type: "text/html" }),
      "text/plain": new Blob(["Head\n106"], { type: "text/plain" }),
    };
    await navigator.clipboard.write([new ClipboardItem(items)]);
  });
  await page.keyboard.press("Control+Shift+v");
  await page.locator(".ProseMirror p", { hasText: "106" }).waitFor();
  expect(await shown()).toBe("<p>Head</p><p>106</p>");
  expect(await report().textContent()).toBe("");
  await clear();
  await page.keyboard.press("Control+v");
  await page.locator(".ProseMirror h2").waitFor();
  expect(await shown()).toBe("<h2>Head</h2><p>10<sup>6</sup></p>");
});

test("what is pasted into a cell stays in the table, with every word", async () => {
  await clear();
  await page.getByRole("button", { name: "Table", exact: true }).click();
  await page.keyboard.type("Port ");
  await paste({
    "text/plain": "",
    "text/html":
      "<h2>Head</h2><ul><li>one</li><li>two</li></ul><p>three</p><table><tr><th>A</th><td>B</td></tr><tr><td>C</td><td>D</td></tr></table>",
  });
  await page.keyboard.type("!");
  const html = await shown();
  for (const words of ["Port", "Head", "one", "two", "three", "A", "B", "C", "D", "!"]) expect(html).toContain(words);
});

test("a picture of the clipboard beside text is not taken for the text", async () => {
  await clear();
  await paste({
    "text/html": '<p>Words <img src="data:image/png;base64,iVBORw0KGgo=" alt="A quay" width="300" height="200"></p>',
  });
  expect(await shown()).toBe("<p>Words</p>");
  await expect
    .poll(() => report().locator("li").allTextContents())
    .toEqual([
      "1 picture was not brought in; place by hand: “A quay: The file ends too early: it was not copied or downloaded as a whole. Fetch it again”.",
    ]);
  await report().locator("summary").focus();
  await page.keyboard.press("Enter");
  expect(await report().locator("li").isVisible()).toBe(true);
  await report().getByRole("button", { name: "Close" }).click();
  expect(await report().textContent()).toBe("");
});
