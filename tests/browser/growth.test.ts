import type { Browser, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { workOnPartings } from "#app/models/growth/partings.server.ts";
import { addRecommendation } from "#app/models/growth/recommendations.server.ts";
import { saveGrowthSettings } from "#app/models/growthSettings.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { readerUrl } from "#app/models/readers/links.server.ts";
import { passOnUrl } from "#app/models/readers/referrals.server.ts";
import { subscriberByEmail } from "#app/models/readers/subscribers.server.ts";
import { endSubscription } from "#app/models/readers/unsubscribe.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { expectNoAxeViolations, launchBrowser } from "../support/browser.ts";
import type { TestContext } from "../support/context.ts";
import { anEditor } from "../support/desk.ts";
import { anArticle, anIssue, aReader } from "../support/newsroom.ts";
import { isLive, signedIn } from "../support/sheetPages.ts";
import { aSite } from "../support/site.ts";

const day = 24 * 3_600_000;
let browser: Browser;
let context: TestContext;
let list: List;

beforeAll(async () => {
  ({ context, list } = await aSite());
  await anEditor(context, "Ines Halloran", "operator");
  browser = await launchBrowser();
  for (let month = 0; month < 9; month += 1) {
    for (let i = 0; i < 20; i += 1) await aReader(context, list, `r${month}-${i}@readers.example`);
    if (month < 3) await endSubscription(context, await idOf(`r${month}-0`), list.id, "page");
    context.later(30 * day);
  }
  for (let i = 0; i < 5; i += 1) {
    context.later(7 * day);
    const sent = await sendIssue(
      context,
      await anIssue(context, list, { articles: [await anArticle(context)] }),
      "Ruth",
    );
    if ("error" in sent) throw new Error(sent.error);
    await context.db.updateTable("deliveries").set({ status: "accepted", finished_at: context.clock() }).execute();
    await context.db.updateTable("issues").set({ status: "sent", sent_at: context.clock() }).execute();
  }
});

const idOf = async (name: string) => (await subscriberByEmail(context, `${name}@readers.example`))!.id;

async function shot(page: Page, name: string): Promise<void> {
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true });
}

async function fits(page: Page): Promise<void> {
  await expectNoAxeViolations(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide).toBeLessThanOrEqual(0);
}

test("an operator sees how readers stay, makes a segment of the silent, lets them go and brings them back", async () => {
  const page = await (await signedIn(browser, context, "ines.halloran")).newPage();
  const path = `${context.config.appUrl}/desk/numbers/readers?issues=5`;
  for (const [width, scheme] of [
    [1280, "light"],
    [390, "dark"],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    await page.goto(path);
    await isLive(page);
    await page.getByText("of 177 active readers").waitFor();
    await fits(page);
    await shot(page, `readers-${width}-${scheme}`);
  }
  await page.evaluate(() => document.documentElement.setAttribute("dir", "rtl"));
  await fits(page);
  await shot(page, "readers-rtl");
  await page.goto(path);
  await isLive(page);
  await page.getByRole("button", { name: "Make the segment" }).click();
  await page.waitForURL(/\/desk\/segments\/\d+/);
  await page.goto(path);
  await isLive(page);
  await page.getByRole("link", { name: "See who would go" }).click();
  await page.getByRole("heading", { name: "177 readers would go" }).waitFor();
  await fits(page);
  await shot(page, "let-go-390");
  await page.getByRole("button", { name: "Let 177 readers go" }).click();
  await page.getByText("Tick the box first").waitFor();
  await page.getByLabel("They were asked, and may go.").check();
  await page.getByRole("button", { name: "Let 177 readers go" }).click();
  await page.waitForURL(/\/desk\/numbers\/readers\?/);
  while (await workOnPartings(context));
  await page.goto(path);
  await isLive(page);
  await page.getByText("177 subscriptions ended").waitFor();
  await fits(page);
  await page.getByRole("button", { name: "Bring them back" }).click();
  await page.getByText("They are being brought back.").waitFor();
  while (await workOnPartings(context));
  await page.goto(path);
  await page.getByText("Taken back: 177 of 177 readers").waitFor();
});

test("a reader stays by one press, passes the briefing on, and sees what is recommended; all of it without JavaScript", async () => {
  await saveGrowthSettings(context, { forwardedLine: "on", shareLinks: "mail", recommendsInArchive: "on" }, "Ines");
  for (const name of ["The Ports Letter", "Tides"])
    await addRecommendation(
      context,
      { name, url: "https://ports.example/", says: "What ships carry, weekly." },
      "Ines",
    );
  const id = await idOf("r5-5");
  const plain = await browser.newContext({ javaScriptEnabled: false });
  const page = await plain.newPage();
  const own = readerUrl(context, id, context.clock());
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 900 });
    for (const [name, url] of [
      ["own-page", own],
      ["stay", `${own}/stay`],
      ["with", passOnUrl(context, id)],
      ["archive", `${context.config.appUrl}/issues`],
      ["asked", `${context.config.appUrl}/subscribe/sent`],
    ] as const) {
      await page.goto(url);
      await shot(page, `${name}-${width}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth).catch(() => 0);
      expect(wide).toBeLessThanOrEqual(0);
    }
  }
  await page.goto(`${own}/stay`);
  await page.getByRole("button", { name: "Yes, I want to stay" }).click();
  await page.getByRole("heading", { name: "You stay" }).waitFor();
  await plain.close();
});

test("recommendations are written, moved and removed at the desk", async () => {
  const page = await (await signedIn(browser, context, "ines.halloran")).newPage();
  await page.goto(`${context.config.appUrl}/desk/settings/growth`);
  await isLive(page);
  await fits(page);
  await shot(page, "settings-1280");
  await page.setViewportSize({ width: 390, height: 900 });
  await page.emulateMedia({ colorScheme: "dark" });
  await fits(page);
  await shot(page, "settings-390-dark");
  await page.getByRole("button", { name: "Move Tides up" }).click();
  await page.getByText("Moved.").waitFor();
  await page.getByRole("button", { name: "Move Tides down" }).waitFor();
  await page.getByRole("button", { name: "Remove The Ports Letter" }).click();
  await page.getByText("The Ports Letter is recommended no more.").waitFor();
});
