import type { Browser, BrowserContext, Page } from "playwright-core";
import { beforeAll, describe, test } from "vitest";
import { expectNoAxeViolations, launchBrowser } from "../support/browser.ts";
import type { TestContext } from "../support/context.ts";
import { anEditor } from "../support/desk.ts";
import { anArticle, bodyOf } from "../support/newsroom.ts";
import { signedIn, openSheet } from "../support/sheetPages.ts";
import { aSite } from "../support/site.ts";

let browser: Browser;
let context: TestContext;
let layla: BrowserContext;
let tom: BrowserContext;
let article: number;

beforeAll(async () => {
  ({ context } = await aSite());
  await anEditor(context, "Layla Haddad");
  await anEditor(context, "Tom Reyes", "operator");
  await context.db.updateTable("editors").set({ name: "ليلى حداد" }).where("name", "=", "Layla Haddad").execute();
  article = (await anArticle(context, { body: bodyOf("Robots pack boxes.\nPeople sort them.") })).id;
  browser = await launchBrowser();
  layla = await signedIn(browser, context, "layla.haddad");
  tom = await signedIn(browser, context, "tom.reyes");
});

async function openList(who: BrowserContext, path: string): Promise<Page> {
  const page = await who.newPage();
  await page.goto(context.config.appUrl + path);
  return page;
}

const people = (page: Page) => page.getByRole("region", { name: "People" });

describe("two people at an article", () => {
  test("one assigns it with a due time to the other, who finds it among theirs", async () => {
    const first = await openSheet(layla, context, `/desk/articles/${article}`);
    await first.getByLabel("Assign it to").selectOption({ label: "Tom Reyes" });
    await first.getByLabel("Due").fill("2026-11-30T07:00");
    await first.getByRole("button", { name: "Assign", exact: true }).click();
    await people(first).getByText("Due 30 Nov 2026, 07:00").waitFor();
    const second = await openList(tom, "/desk/articles");
    await second.getByLabel("Mine").check();
    await second.getByRole("button", { name: "Search" }).click();
    await second.getByText("Tom Reyes (you)").waitFor();
    await expectNoAxeViolations(second);
    await first.close();
    await second.close();
  });
});
