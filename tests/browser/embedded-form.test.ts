import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Frame, Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { languages } from "#app/i18n/languages.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { signUpSnippets } from "#app/models/readers/sign-up/embedCode.server.ts";
import { launchBrowser } from "../support/browser.ts";
import { endsWithTheTest } from "../support/cleanup.ts";
import type { TestContext } from "../support/context.ts";
import { aSite } from "../support/site.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});

/** Somebody else's site with this in its page. @returns its address */
async function aBlog(html: string): Promise<string> {
  const server = createServer((_request, response) => {
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.end(`<!doctype html><title>A blog</title><body>${html}`);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  endsWithTheTest(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function snippetsOf(context: TestContext, list: List, look?: "light" | "dark") {
  return signUpSnippets(context, (await getBriefing(context))!, list, look);
}

async function visit(blog: string, options: Parameters<Browser["newContext"]>[0] = {}): Promise<[Page, Frame]> {
  const page = await (await browser.newContext({ viewport: { width: 390, height: 1200 }, ...options })).newPage();
  await page.goto(blog, { waitUntil: "networkidle" });
  return [page, page.frames()[1]!];
}

const paperOf = (frame: Frame) => frame.locator("body").evaluate((body) => getComputedStyle(body).backgroundColor);
const light = "rgb(251, 250, 247)";
const dark = "rgb(19, 23, 28)";

describe("the form in a frame on another site", () => {
  test.each(Object.keys(languages))(
    "has room for all of itself without a script, on a phone, in %s",
    async (language) => {
      const { context, list } = await aSite({ language });
      const { frame: html } = await snippetsOf(context, list);
      const [, frame] = await visit(await aBlog(html), { javaScriptEnabled: true });
      const [needs, has] = await frame.evaluate(() => [
        document.querySelector("main")!.getBoundingClientRect().bottom,
        innerHeight,
      ]);
      expect(needs!).toBeLessThanOrEqual(has!);
      expect(has! - needs!).toBeLessThan(140);
    },
  );

  test("stands in the site's light, not in the reader's, where the site says which", async () => {
    const { context, list } = await aSite();
    const [, inLight] = await visit(await aBlog((await snippetsOf(context, list, "light")).frame), {
      colorScheme: "dark",
    });
    expect(await paperOf(inLight)).toBe(light);
    const [, inDark] = await visit(await aBlog((await snippetsOf(context, list, "dark")).frame), {
      colorScheme: "light",
    });
    expect(await paperOf(inDark)).toBe(dark);
    await inDark.getByRole("textbox", { name: "Email address" }).fill("nonsense@");
    await inDark.locator("form").evaluate((form: HTMLFormElement) => (form.noValidate = true));
    await inDark.getByRole("button", { name: "Subscribe" }).click();
    await inDark.locator("#fault").waitFor();
    expect(await paperOf(inDark)).toBe(dark);
  });

  test("with its script is as high as it needs at each step, and takes the light of the page around it", async () => {
    const { context, list } = await aSite();
    const { fitted } = await snippetsOf(context, list);
    const heightOf = (page: Page) => page.locator("iframe").evaluate((frame) => frame.getBoundingClientRect().height);
    const needed = (frame: Frame) =>
      frame.locator("main").evaluate((main) => Math.ceil(main.getBoundingClientRect().bottom));
    for (const [background, paper] of [
      ["#fff", light],
      ["#101418", dark],
    ] as const) {
      const [page, frame] = await visit(await aBlog(`<div style="background: ${background}">${fitted}</div>`), {
        colorScheme: background === "#fff" ? "dark" : "light",
      });
      await page.waitForFunction(() => document.querySelector("iframe")!.style.height.endsWith("px"));
      await frame.waitForFunction((paper) => getComputedStyle(document.body).backgroundColor === paper, paper);
      expect(await heightOf(page)).toBe(await needed(frame));
      const before = await heightOf(page);
      await frame.getByRole("textbox", { name: "Email address" }).fill("nonsense@");
      await frame.locator("form").evaluate((form: HTMLFormElement) => (form.noValidate = true));
      await frame.getByRole("button", { name: "Subscribe" }).click();
      await frame.locator("#fault").waitFor();
      await page.waitForFunction((before) => document.querySelector("iframe")!.offsetHeight > before, before);
      expect(await heightOf(page)).toBe(await needed(frame));
    }
  });

  test("runs no script where none was asked for", async () => {
    const { context, list } = await aSite();
    const page = await (await browser.newContext()).newPage();
    const scripts: string[] = [];
    page.on("request", (request) => void (request.resourceType() === "script" && scripts.push(request.url())));
    await page.goto(await aBlog((await snippetsOf(context, list)).frame), { waitUntil: "networkidle" });
    expect(scripts).toEqual([]);
  });
});

test("a form of the site's own leads back to where it stood, or to the page that it names", async () => {
  const { context, list } = await aSite();
  const { form } = await snippetsOf(context, list);
  for (const [action, there] of [
    ["", "/"],
    ["?back=/thanks", "/thanks"],
    ["?back=//evil.example/", "/"],
    ["?back=https://evil.example/x", "/"],
  ] as const) {
    const blog = await aBlog(form.replace('/subscribe-form"', `/subscribe-form${action}"`));
    const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
    await page.goto(`${blog}/a/post`);
    await page.getByLabel("Email address").fill(`reader${action.length}@readers.example`);
    context.later(2 * 3_600_000);
    await page.getByRole("button", { name: "Subscribe" }).click();
    await page.waitForURL(`${context.config.appUrl}/subscribe-form?sent**`);
    await page.getByRole("link", { name: `Back to ${new URL(blog).host}` }).click();
    await page.waitForURL(blog + there);
  }
});
