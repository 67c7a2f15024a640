import type { Browser, Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { setPublished } from "#app/models/articles/articles.server.ts";
import { launchBrowser } from "../support/browser.ts";
import type { TestContext } from "../support/context.ts";
import { anArticle } from "../support/newsroom.ts";
import { aSite } from "../support/site.ts";

let context: TestContext;
let browser: Browser;

const hostile = `</script><script>document.title = "run"</script><!-- &`;

beforeAll(async () => {
  ({ context } = await aSite());
  for (const headline of ["Robots learn to pack", hostile]) {
    const { id } = await anArticle(context, { headline, topics: ["Automation"] });
    await setPublished(context, id, true);
  }
  browser = await launchBrowser();
});

/** Opens a page. @returns it, with what its content security policy kept from it */
async function open(path: string): Promise<{ page: Page; kept: string[] }> {
  const page = await (await browser.newContext()).newPage();
  const kept: string[] = [];
  page.on("console", (message) => void (message.type() === "error" && kept.push(message.text())));
  page.on("pageerror", (error) => void kept.push(error.message));
  await page.goto(context.config.appUrl + path, { waitUntil: "load" });
  return { page, kept };
}

describe("what a page says to machines", () => {
  test.each([
    ["/", "WebSite"],
    ["/articles/robots-learn-to-pack", "NewsArticle"],
    ["/articles/script-script-document-title-run-script", hostile],
  ])("on %s is whole, though the page may run no script (W-06, S-04)", async (path, said) => {
    const { page, kept } = await open(path);
    const data = await page.locator('script[type="application/ld+json"]').allTextContents();
    expect(data).toHaveLength(1);
    expect(JSON.stringify(JSON.parse(data[0]!))).toContain(JSON.stringify(said).slice(1, -1));
    expect(kept).toEqual([]);
    expect(await page.title()).not.toBe("run");
    expect(await page.locator("script").count()).toBe(1);
  });
});

test("a browser finds the feeds and the share image that a page names", async () => {
  const { page } = await open("/articles/robots-learn-to-pack");
  const feeds = await page
    .locator('link[rel="alternate"]')
    .evaluateAll((links) => links.map((link) => (link as HTMLLinkElement).href));
  expect(feeds).toHaveLength(3);
  for (const feed of feeds) expect((await page.request.get(feed)).status()).toBe(200);
  const image = await page.locator('meta[property="og:image"]').getAttribute("content");
  await page.goto(image!);
  const size = await page.locator("img").evaluate((one: HTMLImageElement) => [one.naturalWidth, one.naturalHeight]);
  expect(size).toEqual([1200, 630]);
});
