import type { Browser, Page, Response } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { setPublished } from "#app/models/articles/articles.server.ts";
import { launchBrowser } from "../support/browser.ts";
import type { TestContext } from "../support/context.ts";
import { anArticle, bodyOf } from "../support/newsroom.ts";
import { aSentIssue, aSite } from "../support/site.ts";

const phone = { viewport: { width: 390, height: 844 } };
const languages = {
  en: {
    family: "Newsreader Variable",
    headline: "What the second warehouse did",
    words: "The figures were written down. ",
  },
  ar: {
    family: "Noto Sans Arabic Variable",
    headline: "ما فعله المستودع الثاني",
    words: "سُجّلت الأرقام كلها في عام 2026. ",
  },
};
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});

async function aFullSite(language: keyof typeof languages): Promise<{ context: TestContext; paths: string[] }> {
  const { context, list } = await aSite({ language });
  const { headline, words } = languages[language];
  const body = bodyOf(`${words.repeat(12)}\n`.repeat(6).trim());
  await setPublished(context, (await anArticle(context, { headline, dek: words, body })).id, true);
  const { article } = await aSentIssue(context, list, { headline: `${headline} 2`, dek: words, body });
  return { context, paths: ["/", `/articles/${encodeURI(article.slug)}`] };
}

async function visit(url: string, isFontSlow = false): Promise<Page & { sizes(): Promise<number> }> {
  const page = await (await browser.newContext(phone)).newPage();
  const responses: Response[] = [];
  page.on("response", (response) => void responses.push(response));
  if (isFontSlow)
    await page.route("**/*.woff2", async (route) => {
      await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
      await route.continue();
    });
  await page.goto(url, { waitUntil: "networkidle" });
  await page.evaluate(() => document.fonts.ready);
  const sizes = async () => {
    const parts = responses.filter((one) => ["document", "stylesheet", "font"].includes(one.request().resourceType()));
    const all = await Promise.all(parts.map((one) => one.request().sizes()));
    return all.reduce(
      (sum, { responseBodySize, responseHeadersSize }) => sum + responseBodySize + responseHeadersSize,
      0,
    );
  };
  return Object.assign(page, { sizes });
}

/** How far what was shown has moved (CLS), and what the largest headline is drawn in. */
function looks(page: Page) {
  return page.evaluate(
    () =>
      new Promise<{ shift: number; loaded: string[] }>((resolve) => {
        let shift = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) shift += (entry as unknown as { value: number }).value;
        }).observe({ type: "layout-shift", buffered: true });
        const loaded = [...document.fonts].filter(({ status }) => status === "loaded").map(({ family }) => family);
        // The frame that draws with the letters has been then, and what moved in it is told.
        const done = () => setTimeout(() => resolve({ shift, loaded: [...new Set(loaded)] }));
        requestAnimationFrame(() => requestAnimationFrame(done));
      }),
  );
}

describe.each(Object.keys(languages) as (keyof typeof languages)[])("a first visit to a site in %s", (language) => {
  test("has the publication's letter with less than 60 KB of page, style and fonts", async () => {
    const { context, paths } = await aFullSite(language);
    for (const path of paths) {
      const page = await visit(context.config.appUrl + path);
      expect((await looks(page)).loaded.map((name) => name.replaceAll('"', ""))).toContain(languages[language].family);
      expect(await page.sizes(), path).toBeLessThan(60_000);
      expect(await page.locator("head link[rel=preload][as=font]").count()).toBeGreaterThan(0);
    }
  });

  test("shows its words before a slow letter is there, and moves nothing to speak of when it comes", async () => {
    const { context, paths } = await aFullSite(language);
    for (const path of paths) {
      const { shift, loaded } = await looks(await visit(context.config.appUrl + path, true));
      expect(loaded.map((name) => name.replaceAll('"', ""))).toContain(languages[language].family);
      expect(shift, path).toBeLessThan(0.05);
    }
  });
});
