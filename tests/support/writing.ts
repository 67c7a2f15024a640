import type { Editor } from "@tiptap/core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type { Body } from "#app/models/body.ts";
import { signIn } from "./browser.ts";
import type { TestContext } from "./context.ts";
import { anEditor } from "./desk.ts";
import { lendPage } from "./lent-pages.ts";

/**
 * Somebody at the desk, the cursor in the text of a new article.
 * @param options of a browser of their own; without, it is the one of the test before, with nothing of it left
 */
export async function aSheet(browser: Browser, context: TestContext, options?: BrowserContextOptions) {
  const viewport = { width: 1280, height: 800 };
  const page = options
    ? await (await browser.newContext({ viewport, ...options })).newPage()
    : await lendPage(context, viewport);
  const known = await context.db.selectFrom("editors").selectAll().where("name", "=", "Ruth Marlow").executeTakeFirst();
  await signIn(page.context(), context, known ?? (await anEditor(context, "Ruth Marlow")));
  await page.goto(`${context.config.appUrl}/desk/articles/new`);
  await textOf(page).click();
  return page;
}

/** The text of an article, as a field. */
export function textOf(page: Page) {
  return page.getByRole("textbox", { name: "Body", exact: true });
}

/** Empties the text, the cursor in its one paragraph. */
export async function emptyText(page: Page) {
  await textOf(page).focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Backspace");
}

/** The text's HTML as the editor shows it. */
export async function shownText(page: Page): Promise<string> {
  const html = await textOf(page).innerHTML();
  return html.replaceAll(/<br class="ProseMirror-trailingBreak">| rel="noopener noreferrer"/g, "");
}

/** The document as it is saved: without empty paragraphs at its end. */
export async function writtenBody(page: Page): Promise<Body> {
  const body = await textOf(page).evaluate((text) => (text as unknown as { editor: Editor }).editor.getJSON() as Body);
  const content = [...(body.content ?? [])];
  const isBlank = (block: (typeof content)[number]) => block.type === "paragraph" && !block.content?.length;
  while (content.length > 1 && isBlank(content.at(-1)!)) content.pop();
  return { ...body, content };
}
