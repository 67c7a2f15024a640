import { setTimeout as sleep } from "node:timers/promises";
import type { BrowserContext, Page } from "playwright-core";
import { plainBody, type Body } from "#app/models/body.ts";
import type { TestContext } from "../../support/context.ts";
import { cookieOf } from "../../support/desk.ts";
import { isSave, kill, textOf } from "../../support/sheetPages.ts";
import { lettersOf, type Desk, type Held, type Name } from "./desk.ts";

/** A page with the sheet on it. */
export type Tab = { page: Page; who: Name };

/** What a page says at one moment. */
export type Seen = Held & { state: string; notices: string[]; alerts: string[]; canWrite: boolean };

/** A browser of its own for somebody who has signed in; its pages' clock can be turned. */
export async function browserOf({ browser, context, people }: Desk, who: Name): Promise<BrowserContext> {
  const made = await browser.newContext();
  made.setDefaultTimeout(20_000);
  await signIn(made, context as TestContext, people[who]);
  await made.clock.install();
  return made;
}

/** Milliseconds: a page that has stopped keeps nobody waiting. */
const patience = 10_000;

/** Closes all pages. @param forGood ends the browsers, too: their clocks remember each turn */
export async function closePages({ browsers }: Desk, forGood: boolean): Promise<void> {
  for (const browser of browsers.values()) {
    const closing = forGood ? [browser.close()] : browser.pages().map((page) => page.close());
    await Promise.race([Promise.allSettled(closing), sleep(patience)]);
  }
  if (forGood) browsers.clear();
}

async function signIn(browser: BrowserContext, context: TestContext, editor: Desk["people"][Name]) {
  const [name, value] = (await cookieOf(context, editor)).split("=") as [string, string];
  await browser.addCookies([{ name, value, url: context.config.appUrl }]);
}

/** Waits until a page has asked its browser for words that were kept: before, its clock must not be turned. */
export async function ready(page: Page): Promise<void> {
  await textOf(page).waitFor();
  await page.waitForFunction(() => !document.querySelector("[inert]"));
}

export async function see(page: Page): Promise<Seen> {
  // Without a function that has a name: the compiler of the sources would mark it, and the page does not know the mark.
  const seen = await page.evaluate(() => ({
    text: document.querySelector("[role=textbox][contenteditable]")?.textContent ?? "",
    title: document.querySelector<HTMLInputElement>("#headline, #subject")?.value ?? "",
    canWrite: document.querySelector("[role=textbox][contenteditable=true]") !== null,
    said: Array.from(document.querySelectorAll("[role=status]"), (one) => one.textContent ?? ""),
    alerts: Array.from(document.querySelectorAll("[role=alert]"), (one) => one.textContent ?? "").filter(Boolean),
  }));
  const [states, notices] = [seen.said.filter(isState), seen.said.filter((words) => words && !isState(words))];
  return { ...seen, text: lettersOf(seen.text), state: states[0] ?? "", notices };
}

const isState = (words: string) => /^(Saved|Saving|Not saved|Nothing to save)/.test(words);

/** Types at the end of the text, or of the title. */
export async function typeIn(page: Page, field: "text" | "title", words: string): Promise<void> {
  const place = field === "text" ? textOf(page) : page.locator("#headline, #subject");
  if (!(await place.evaluate((element) => element === document.activeElement))) {
    await place.focus();
    // The editor puts its caret into a text that gets the focus in a frame of its own; nobody presses a key so soon.
    await framesOf(page);
  }
  await toTheEnd(page);
  for (const part of words.split(/(\n)/))
    await (part === "\n" ? page.keyboard.press("Enter") : page.keyboard.type(part));
}

/** Puts the caret behind the last word: on a busy machine, the editor may put it elsewhere once more. */
/** Waits until a page has painted twice: what it had begun with the focus and the caret is done. */
async function framesOf(page: Page): Promise<void> {
  await page.evaluate(
    "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))",
  );
}

async function toTheEnd(page: Page): Promise<void> {
  for (let tries = 0; tries < 20; tries += 1) {
    // Not End alone: a long headline has several lines.
    await page.keyboard.press("Control+End");
    await sleep(tries * 20);
    await framesOf(page);
    const isThere = await page.evaluate(() => {
      const field = document.activeElement;
      if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)
        return field.selectionStart === field.value.length;
      const { focusNode, focusOffset } = getSelection() ?? {};
      if (!field || !focusNode) return false;
      const behind = document.createRange();
      behind.setStart(focusNode, focusOffset ?? 0);
      behind.setEndAfter(field.lastChild ?? field);
      return behind.toString() === "";
    });
    if (isThere) return;
  }
}

type Kept = { sheet: string; draft: { headline?: string; body?: Body; subject?: string; intro?: Body } };

/** The words of a sheet that a browser keeps, to be compared. */
export function keptOf({ draft: { headline, body, subject, intro } }: Kept): Held {
  return { title: headline ?? subject ?? "", text: lettersOf(plainBody((body ?? intro)!)) };
}

/** The words that a browser keeps, of all sheets. */
export async function keptIn(page: Page): Promise<Kept[]> {
  return page.evaluate(async () => {
    // To open one that is not there would make it, without its table.
    const known = await indexedDB.databases();
    if (!known.some(({ name }) => name === "pressrun")) return [];
    return new Promise<Kept[]>((resolve, reject) => {
      const asked = indexedDB.open("pressrun");
      asked.onerror = () => reject(asked.error!);
      asked.onsuccess = () => {
        const rows = asked.result.transaction("sheets").objectStore("sheets").getAll();
        rows.onsuccess = () => {
          asked.result.close();
          resolve(rows.result as Kept[]);
        };
      };
    });
  });
}

/** Ends the process of a page, as a crash does. */
export async function crash(page: Page): Promise<void> {
  await kill(page);
  // The clock of a browser cannot be turned while one of its pages does not answer.
  await page.close();
}

export { isSave, textOf };
