import type { Browser, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import type { Body } from "#app/models/body.ts";
import { createEditor } from "#app/models/desk/editors.server.ts";
import { expectNoAxeViolations, launchBrowser } from "../support/browser.ts";
import type { TestContext } from "../support/context.ts";
import { aSite } from "../support/site.ts";

let browser: Browser;
let context: TestContext;
const password = "a sentence that nobody else types";

beforeAll(async () => {
  ({ context } = await aSite());
  await createEditor(context, { email: "ruth@briefing.example", name: "Ruth", role: "owner", password });
  browser = await launchBrowser();
});

/** The sheet of a new article, the cursor in its text. */
async function aSheet(): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  await page.goto(`${context.config.appUrl}/desk/sign-in`);
  await page.getByLabel("Email").fill("ruth@briefing.example");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`${context.config.appUrl}/desk`);
  await page.goto(`${context.config.appUrl}/desk/articles/new`);
  await page.getByRole("textbox", { name: "Body" }).click();
  return page;
}

async function bodyOf(page: Page): Promise<Body["content"]> {
  return (JSON.parse(await page.locator('input[name="body"]').inputValue()) as Body).content;
}

const text = (words: string) => ({ type: "text", text: words });
const paragraph = (...content: object[]) => ({ type: "paragraph", content });

test("a footnote is placed by its keys, written in its field, undone with the text, and written again", async () => {
  const page = await aSheet();
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
  expect(await bodyOf(page)).toEqual(noted("By two per cent."));
  await page.locator(".ProseMirror .footnote").click();
  await page.getByRole("textbox", { name: "Words of the footnote" }).waitFor();
  await expectNoAxeViolations(page);
  await keyboard.press("Control+End");
  await keyboard.type(" Or three.");
  await keyboard.press("Escape");
  expect(await bodyOf(page)).toEqual(noted("By two per cent. Or three."));
  for (let i = 0; i < 8 && JSON.stringify(await bodyOf(page)).includes("cent. "); i += 1)
    await keyboard.press("Control+z");
  expect(await bodyOf(page)).toEqual(noted("By two per cent."));
});

/** A sheet whose text is "It rose" with a footnote behind it; the field has the focus. */
async function aNote(words: string): Promise<Page> {
  const page = await aSheet();
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
  expect(await bodyOf(page)).toEqual(noted(text("By three.")));
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
  expect(await bodyOf(page)).toEqual(noted(text("By two. Or three. Or four.")));
});

test("Backspace and Delete choose a footnote before they remove it, and Enter leads into it", async () => {
  const page = await aNote("By two.");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Enter");
  await page.keyboard.type(" Or three.");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Backspace");
  expect(await bodyOf(page)).toEqual(noted(text("By two. Or three.")));
  await page.keyboard.press("Delete");
  expect(await bodyOf(page)).toEqual([paragraph(text("It rose"))]);
});

test("undo in a footnote takes back a word of it, redo writes it again, and the focus stays", async () => {
  const page = await aNote("By two per");
  await page.keyboard.press("Control+z");
  expect(await bodyOf(page)).toEqual(noted(text("By two ")));
  await page.keyboard.press("Control+y");
  expect(await bodyOf(page)).toEqual(noted(text("By two per")));
  for (let i = 0; i < 3; i += 1) await page.keyboard.press("Control+z");
  await page.keyboard.type("By one.");
  expect(await bodyOf(page)).toEqual(noted(text("By one.")));
});

test("paragraphs pasted into a footnote stay apart", async () => {
  const page = await aNote("");
  await paste(page, "<p>One <b>bold</b></p><p>Two</p><ul><li>item</li></ul>");
  expect(await bodyOf(page)).toEqual(noted(text("One "), marked("bold", { type: "bold" }), text(" Two item")));
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
  expect(await bodyOf(page)).toEqual(noted(words));
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+a");
  await setLink("example.org/all");
  const whole = [paragraph(marked("It rose", link("https://example.org/all")), { type: "footnote", content: [words] })];
  expect(await bodyOf(page)).toEqual(whole);
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+c");
  await page.keyboard.press("Control+v");
  expect(await bodyOf(page)).toEqual(whole);
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
