import type { Browser, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import type { Outside } from "#app/context.server.ts";
import { expectNoAxeViolations, launchBrowser } from "../support/browser.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { aBriefing } from "../support/newsroom.ts";
import { anOutside } from "../support/outside.ts";
import { aPicture } from "../support/pictures.ts";
import { freePort, startWeb } from "../support/web.ts";
import { aSheet, writtenBody } from "../support/writing.ts";

let browser: Browser;
let context: TestContext;

beforeAll(async () => {
  const still = await aPicture({ width: 1200, height: 630 });
  const outside: Outside = await anOutside(({ url }, response) => {
    if (url === "/still.jpg") return void response.writeHead(200, { "Content-Type": "image/jpeg" }).end(still);
    if (url !== "/report") return void response.writeHead(404).end();
    response
      .writeHead(200, { "Content-Type": "text/html" })
      .end(
        '<title>x</title><meta property="og:title" content="Robots pack"><meta property="og:description" content="Two warehouses.">' +
          '<meta property="og:site_name" content="The Yard"><meta property="og:image" content="/still.jpg">',
      );
  });
  context = await testContext({ env: { APP_URL: `http://localhost:${await freePort()}` }, outside });
  await aBriefing(context);
  await startWeb(context);
  browser = await launchBrowser();
});

const kinds = async (page: Page) =>
  (await writtenBody(page)).content!.map((block) => [block.type, "attrs" in block ? block.attrs : undefined]);

async function paste(page: Page, text: string) {
  await page.evaluate((pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", pasted);
    document.activeElement!.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
    );
  }, text);
}

const offer = (page: Page) => page.getByRole("group", { name: "Show the address as a card" });

test("an address pasted alone becomes a card by keyboard, is changed, and one undo takes the card back", async () => {
  const page = await aSheet(browser, context);
  await paste(page, "http://news.example/report");
  await offer(page).waitFor();
  await expectNoAxeViolations(page);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.locator(".ProseMirror .link-card").waitFor();
  expect(await kinds(page)).toEqual([
    [
      "linkCard",
      {
        href: "http://news.example/report",
        title: "Robots pack",
        description: "Two warehouses.",
        site: "The Yard",
        isVideo: false,
        src: expect.stringMatching(/^\/images\//) as string,
        width: 1200,
        height: 630,
      },
    ],
  ]);
  await expectNoAxeViolations(page);
  await page.locator(".ProseMirror .link-card").click();
  await page
    .getByRole("toolbar", { name: "Tools for this link card" })
    .getByRole("button", { name: "Change the card" })
    .click();
  await page.getByLabel("Title").fill("Robots stack");
  await expectNoAxeViolations(page);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  expect((await kinds(page))[0]![1]).toMatchObject({ title: "Robots stack", site: "The Yard" });
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  expect(await kinds(page)).toEqual([["paragraph", undefined]]);
  expect(await page.locator(".ProseMirror a").getAttribute("href")).toBe("http://news.example/report");
});

test("Escape keeps a typed address a link, and typing on ends the offer", async () => {
  const page = await aSheet(browser, context);
  await page.keyboard.type("http://news.example/report");
  await page.keyboard.press("Enter");
  await offer(page).waitFor();
  await page.keyboard.press("Escape");
  await offer(page).waitFor({ state: "detached" });
  await page.keyboard.type("http://news.example/other ");
  await offer(page).waitFor();
  await page.keyboard.type("is another");
  await offer(page).waitFor({ state: "detached" });
  expect((await kinds(page)).map(([type]) => type)).toEqual(["paragraph", "paragraph"]);
});

test("a page that cannot be fetched is a card that is written by hand, and says why", async () => {
  const page = await aSheet(browser, context);
  await paste(page, "http://news.example/gone");
  await offer(page).getByRole("button", { name: "Make it a card" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("The page could not be fetched: the site answered 404. Write the card by hand.").waitFor();
  await dialog.getByLabel("Title").fill("The report");
  await dialog.getByLabel("Description").fill("By hand.");
  await expectNoAxeViolations(page);
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  expect((await kinds(page))[0]).toMatchObject([
    "linkCard",
    { href: "http://news.example/gone", title: "The report", description: "By hand.", site: "news.example", src: "" },
  ]);
});

test("a card that lacks its parts and gets none is the link again", async () => {
  const page = await aSheet(browser, context);
  await paste(page, "http://news.example/gone");
  await offer(page).getByRole("button", { name: "Make it a card" }).click();
  await page.getByRole("dialog").getByText("the site answered 404").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  expect((await kinds(page)).map(([type]) => type)).toEqual(["paragraph"]);
  expect(await page.locator(".ProseMirror a").getAttribute("href")).toBe("http://news.example/gone");
});

test("words between backticks are code in a line, in which each sign is itself", async () => {
  const page = await aSheet(browser, context);
  await page.keyboard.type("Run `npm start` or ");
  await page.keyboard.press("Control+e");
  await page.keyboard.type('it\'s -- "so"...');
  await page.keyboard.press("Control+e");
  await page.keyboard.type(" now");
  const [paragraph] = (await writtenBody(page)).content!;
  expect(paragraph).toEqual({
    type: "paragraph",
    content: [
      { type: "text", text: "Run " },
      { type: "text", text: "npm start", marks: [{ type: "code" }] },
      { type: "text", text: " or " },
      { type: "text", text: 'it\'s -- "so"...', marks: [{ type: "code" }] },
      { type: "text", text: " now" },
    ],
  });
});
