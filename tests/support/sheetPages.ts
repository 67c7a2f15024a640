import type { Browser, BrowserContext, Page } from "playwright-core";
import { expect } from "vitest";
import { sheetOf } from "#app/models/articles/sheets.server.ts";
import { plainBody } from "#app/models/body.ts";
import { signIn } from "./browser.ts";
import type { TestContext } from "./context.ts";
import { leftPage } from "./lent-pages.ts";

/** A browser in which somebody has signed in. @param name like `ines.halloran` */
export async function signedIn(browser: Browser, context: TestContext, name: string): Promise<BrowserContext> {
  const someone = await browser.newContext();
  const email = `${name}@briefing.example`;
  await signIn(
    someone,
    context,
    await context.db.selectFrom("editors").select("id").where("email", "=", email).executeTakeFirstOrThrow(),
  );
  return someone;
}

/** Opens a page of the desk with an editor on it. */
export async function openSheet(who: BrowserContext, context: TestContext, path: string): Promise<Page> {
  const page = await leftPage(who);
  await page.goto(context.config.appUrl + path);
  await textOf(page).waitFor();
  await isLive(page);
  return page;
}

/** Waits until a page knows whether its browser has kept words: before, nothing in it can be pressed. */
export async function isLive(page: Page): Promise<void> {
  await page.locator("[inert]").waitFor({ state: "detached" });
}

/** The text of an article, or the intro of an issue. */
export const textOf = (page: Page) => page.getByRole("textbox", { name: /^(Body|Intro)$/ });
/** Waits until a page says it. */
export const said = (page: Page, words: RegExp) => page.getByRole("status").filter({ hasText: words }).waitFor();
/** Waits until a page says it at once. */
export const alert = (page: Page, words: RegExp) => page.getByRole("alert").filter({ hasText: words }).waitFor();
/** Saved in this visit, which is said by the time alone. */
export const saved = (page: Page) => said(page, /^Saved \d\d:\d\d/);

/** Types at the end of the text. */
export async function type(page: Page, words: string) {
  await textOf(page).click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type(words);
}

/** What the server has of the article that a page shows. */
export async function stored(page: Page, context: TestContext): Promise<string> {
  const sheet = await sheetOf(context, Number(/\d+$/.exec(new URL(page.url()).pathname)![0]));
  return plainBody(sheet!.typed.body);
}

/** Waits until a page shows these words in its text. */
export async function shows(page: Page, words: string) {
  await expect.poll(() => textOf(page).textContent()).toContain(words);
}

/** Ends its process, as a crash does: no event tells the page. */
export async function kill(page: Page) {
  const killer = await page.context().newCDPSession(page);
  const dead = page.waitForEvent("crash");
  killer.send("Page.crash").catch(() => {});
  await dead;
}

/** Requests that save a sheet. */
export const isSave = (url: URL) => url.pathname.endsWith("/sheet");
