import type { Browser, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { expectNoAxeViolations, launchBrowser } from "../support/browser.ts";
import type { TestContext } from "../support/context.ts";
import { aSite } from "../support/site.ts";
import { aSheet, writtenBody } from "../support/writing.ts";

let browser: Browser;
let context: TestContext;

beforeAll(async () => {
  ({ context } = await aSite());
  browser = await launchBrowser();
});

const text = (words: string) => ({ type: "text", text: words });
const paragraph = (...content: object[]) => ({ type: "paragraph", content });

test("a footnote is placed by its keys, written in its field, undone with the text, and written again", async () => {
  const page = await aSheet(browser, context);
  const { keyboard } = page;
  await keyboard.type("It rose");
  await keyboard.press("Control+Alt+f");
  await page.getByRole("textbox", { name: "Words of the footnote" }).waitFor();
  await keyboard.type("By two per cent.");
  await keyboard.press("Enter");
  await keyboard.type(" today.");
  const noted = (words: string) => [
    paragraph(text("It rose"), { type: "footnote", content: [text(words)] }, text(" today.")),
  ];
  expect((await writtenBody(page)).content).toEqual(noted("By two per cent."));
  await page.locator(".ProseMirror .footnote").click();
  await page.getByRole("textbox", { name: "Words of the footnote" }).waitFor();
  await expectNoAxeViolations(page);
  await keyboard.press("Control+End");
  await keyboard.type(" Or three.");
  await keyboard.press("Escape");
  expect((await writtenBody(page)).content).toEqual(noted("By two per cent. Or three."));
  for (let i = 0; i < 8 && JSON.stringify((await writtenBody(page)).content).includes("cent. "); i += 1)
    await keyboard.press("Control+z");
  expect((await writtenBody(page)).content).toEqual(noted("By two per cent."));
});

/** A sheet whose text is "It rose" with a footnote behind it; the field has the focus. */
async function aNote(words: string): Promise<Page> {
  const page = await aSheet(browser, context);
  await page.keyboard.type("It rose");
  await page.keyboard.press("Control+Alt+f");
  await page.keyboard.type(words);
  return page;
}

const marked = (words: string, mark: object) => ({ ...text(words), marks: [mark] });
const noted = (...content: object[]) => [paragraph(text("It rose"), { type: "footnote", content })];

async function paste(page: Page, html: string) {
  await page.evaluate((given) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", given);
    document.activeElement!.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
    );
  }, html);
}

test("all of a footnote is selected, and written anew, without the text around", async () => {
  const page = await aNote("By two.");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("By three.");
  expect((await writtenBody(page)).content).toEqual(noted(text("By three.")));
});

test("letters typed on a chosen footnote, or pasted on it, are words of it", async () => {
  const page = await aNote("By two.");
  await page.locator(".ProseMirror .footnote").click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type(" Or");
  await page.keyboard.press("Escape");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.type(" three. ");
  await page.keyboard.press("Escape");
  await page.keyboard.press("ArrowLeft");
  await paste(page, "<p>Or four.</p>");
  expect((await writtenBody(page)).content).toEqual(noted(text("By two. Or three. Or four.")));
});

test("Backspace and Delete choose a footnote before they remove it, and Enter leads into it", async () => {
  const page = await aNote("By two.");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Enter");
  await page.keyboard.type(" Or three.");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Backspace");
  expect((await writtenBody(page)).content).toEqual(noted(text("By two. Or three.")));
  await page.keyboard.press("Delete");
  expect((await writtenBody(page)).content).toEqual([paragraph(text("It rose"))]);
});

test("undo in a footnote takes back a word of it, redo writes it again, and the focus stays", async () => {
  const page = await aNote("By two per");
  await page.keyboard.press("Control+z");
  expect((await writtenBody(page)).content).toEqual(noted(text("By two ")));
  await page.keyboard.press("Control+y");
  expect((await writtenBody(page)).content).toEqual(noted(text("By two per")));
  for (let i = 0; i < 3; i += 1) await page.keyboard.press("Control+z");
  await page.keyboard.type("By one.");
  expect((await writtenBody(page)).content).toEqual(noted(text("By one.")));
});

test("paragraphs pasted into a footnote stay apart", async () => {
  const page = await aNote("");
  await paste(page, "<p>One <b>bold</b></p><p>Two</p><ul><li>item</li></ul>");
  expect((await writtenBody(page)).content).toEqual(
    noted(text("One "), marked("bold", { type: "bold" }), text(" Two item")),
  );
});

test("the tools act on the selected words of a footnote, and a link on the text leaves its footnotes out", async () => {
  const page = await aNote("By two");
  const bold = { type: "bold" };
  const link = (href: string) => ({ type: "link", attrs: { href } });
  const setLink = async (address: string) => {
    await page.keyboard.press("Control+k");
    await page.getByLabel("Address").fill(address);
    await page.keyboard.press("Enter");
  };
  await page.keyboard.press("Control+a");
  await setLink("example.org/two");
  await page.getByRole("button", { name: "Bold", exact: true }).first().click();
  const words = { ...text("By two"), marks: [link("https://example.org/two"), bold] };
  expect((await writtenBody(page)).content).toEqual(noted(words));
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+a");
  await setLink("example.org/all");
  const whole = [paragraph(marked("It rose", link("https://example.org/all")), { type: "footnote", content: [words] })];
  expect((await writtenBody(page)).content).toEqual(whole);
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+c");
  await page.keyboard.press("Control+v");
  expect((await writtenBody(page)).content).toEqual(whole);
});

test("the bar of selected words stands at those of a footnote, too, and is reached by a key", async () => {
  const page = await aNote("By two");
  const bar = page.getByRole("toolbar", { name: "Format the selected words" });
  await page.keyboard.press("Control+a");
  await bar.waitFor();
  expect(await bar.getByRole("button", { name: "Heading", exact: true }).count()).toBe(0);
  await expectNoAxeViolations(page);
  await bar.getByRole("button", { name: "Italic" }).click();
  expect((await writtenBody(page)).content).toEqual(noted(marked("By two", { type: "italic" })));
  await page.keyboard.press("Alt+F10");
  await expect.poll(() => bar.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  await page.keyboard.press("Escape");
  await bar.waitFor({ state: "detached" });
  await page.keyboard.press("End");
  await page.keyboard.type(", or three");
  expect((await writtenBody(page)).content).toEqual(noted(marked("By two, or three", { type: "italic" })));
});

test("the field of a footnote is within the window, at the end of a line and on a phone", async () => {
  const page = await aNote("A long note, ".repeat(12));
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 800 });
    const box = (await page.getByRole("textbox", { name: "Words of the footnote" }).boundingBox())!;
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(width);
  }
});
