import type { BrowserContext, Page, ViewportSize } from "playwright-core";
import { contextOfTheFile, tellWhatIsShown } from "./browser.ts";
import { endsWithTheTest } from "./cleanup.ts";
import type { TestContext } from "./context.ts";

const restingPlace = "/robots.txt";
const playwrightsViewport = { width: 1280, height: 720 };

/** Pages that no test has at the time, by the site that they are for. */
const free = new WeakMap<TestContext, Page[]>();

/**
 * Lends a test a page that is as good as new. Its process has the desk's scripts compiled, which is most of what the first
 * sheet of a new page costs. It would keep a clock, an initial script and permissions: who gives these opens a page of their own.
 */
export async function lendPage(context: TestContext, viewport: ViewportSize): Promise<Page> {
  const pages = free.get(context) ?? [];
  free.set(context, pages);
  const page = pages.pop() ?? (await (await contextOfTheFile({ viewport })).newPage());
  await page.setViewportSize(viewport);
  endsWithTheTest(async () => {
    if (page.isClosed()) return;
    await tellWhatIsShown([page]);
    await emptyPage(page, context);
    pages.push(page);
  });
  return page;
}

/** Leaves what a page shows, and takes from it what a test has set on it. */
export async function leavePage(page: Page, { config }: TestContext): Promise<void> {
  await page.unrouteAll({ behavior: "ignoreErrors" });
  page.removeAllListeners();
  // An empty page would be one of another process, and what was compiled in this one is what a page is lent for.
  await page.goto(config.appUrl + restingPlace);
}

/** A page that was left in somebody's browser, to be used again; a new one where there is none. */
export async function leftPage(who: BrowserContext): Promise<Page> {
  const left = who.pages().find((page) => page.url().endsWith(restingPlace));
  if (!left) return who.newPage();
  await left.setViewportSize(playwrightsViewport);
  return left;
}

/** The same, and nothing is left that it stored in its browser. */
async function emptyPage(page: Page, context: TestContext): Promise<void> {
  await leavePage(page, context);
  await page.context().clearCookies();
  const session = await page.context().newCDPSession(page);
  await session.send("Storage.clearDataForOrigin", { origin: context.config.appUrl, storageTypes: "all" });
  await session.detach();
}
