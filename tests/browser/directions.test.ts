import type { Browser, Locator, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { setPublished } from "#app/models/articles/articles.server.ts";
import { launchBrowser } from "../support/browser.ts";
import type { TestContext } from "../support/context.ts";
import { anArticle } from "../support/newsroom.ts";
import { aSite } from "../support/site.ts";

let browser: Browser;
let context: TestContext;

beforeAll(async () => {
  browser = await launchBrowser();
});

async function aMixedSite(language: string) {
  ({ context } = await aSite({ language }));
  const articles = [
    { headline: "A plan (2025)!", dek: "For all.", byline: "Ana Ruiz", topics: ["Automation", "الأتمتة"] },
    { headline: "ISO 10218 وما بعده (2025)!", dek: "للجميع.", byline: "ليلى حداد", topics: ["الأتمتة"] },
  ];
  for (const given of articles) await setPublished(context, (await anArticle(context, given)).id, true);
}

async function open(path: string): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  await page.goto(context.config.appUrl + path);
  return page;
}

/** Where the first of these words within an element stand: their left and right edge. */
function edges(within: Locator, words: string) {
  return within.evaluate((element, wanted) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const at = walker.currentNode.textContent!.indexOf(wanted);
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(walker.currentNode, at);
      range.setEnd(walker.currentNode, at + wanted.length);
      const { left, right } = range.getBoundingClientRect();
      return { left, right };
    }
    throw new Error(`nowhere: ${wanted}`);
  }, words);
}

async function expectFromLeft(within: Locator, words: string[]) {
  const places = [];
  for (const one of words) places.push((await edges(within, one)).left);
  expect(places, words.join(" | ")).toEqual([...places].sort((a, b) => a - b));
}

test("an Arabic article on an English page turns around nothing that stands beside it", async () => {
  await aMixedSite("en");
  const page = await open("/articles/iso-10218-وما-بعده-2025");
  expect(await page.locator("h1").evaluate((h1) => getComputedStyle(h1).direction)).toBe("rtl");
  const article = page.locator("main article").first();
  await expectFromLeft(article, ["!", "2025", "وما", "ISO"]);
  await expectFromLeft(article, ["الأتمتة", "1 min read"]);
  await expectFromLeft(article, ["By", "ليلى حداد", "23 November"]);
  // What belongs to it begins where it does.
  const [headline, kicker] = [await edges(article, "10218"), await edges(article, "min read")];
  expect(Math.abs(headline.right - kicker.right)).toBeLessThan(3);
});

test("an English article on an Arabic page keeps its signs, and lines that begin where the page does", async () => {
  await aMixedSite("ar");
  const page = await open("/articles");
  const card = page.locator("main article", { hasText: "A plan" });
  await expectFromLeft(card, ["A plan (2025)", "!"]);
  const english = page.locator("h2", { hasText: "A plan" });
  expect(await english.evaluate((h2) => getComputedStyle(h2).direction)).toBe("ltr");
  expect(await english.evaluate((h2) => getComputedStyle(h2).textAlign)).toBe("right");
  await expectFromLeft(card, ["23 نوفمبر", "Ana Ruiz", "بقلم"]);
  await expectFromLeft(card, ["قراءة", "Automation"]);
});
