import { beforeAll, describe, expect, test } from "vitest";
import type { Browser, Page } from "playwright-core";
import { expectNoAxeViolations, launchBrowser } from "../support/browser.ts";
import type { TestContext } from "../support/context.ts";
import { anEditor } from "../support/desk.ts";
import { anArticle } from "../support/newsroom.ts";
import { openSheet, signedIn, type } from "../support/sheetPages.ts";
import { aSite } from "../support/site.ts";

let browser: Browser;
let context: TestContext;

beforeAll(async () => {
  ({ context } = await aSite());
  await anEditor(context, "Ines Halloran");
  browser = await launchBrowser();
});

async function open(path: string): Promise<Page> {
  const ines = await signedIn(browser, context, "ines.halloran");
  return openSheet(ines, context, path);
}
const chosen = (page: Page, name: string) => page.getByRole("radio", { name, exact: true });
const frame = (page: Page) => page.frameLocator("iframe");
const paper = (page: Page) =>
  frame(page)
    .locator("body")
    .evaluate((body) => getComputedStyle(body).backgroundColor);

describe("the preview of an article", () => {
  test("shows the last words typed, in each view, width and light, by keyboard", async () => {
    const { id } = await anArticle(context, { headline: "Robots before the public" });
    const page = await open(`/desk/articles/${id}`);
    await type(page, " And the very last words.");
    await page.getByRole("link", { name: "Preview" }).click();
    await frame(page).getByText("And the very last words.").waitFor();
    expect(new URL(page.url()).pathname).toBe(`/desk/articles/${id}/preview`);
    expect(await paper(page)).toBe("rgb(251, 250, 247)");
    await chosen(page, "Light").focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => paper(page)).toBe("rgb(19, 23, 28)");
    await chosen(page, "Phone").focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => page.locator("iframe").evaluate((one) => one.clientWidth)).toBeGreaterThan(600);
    await chosen(page, "Mail").check({ force: true });
    await frame(page).getByRole("heading", { name: "Robots before the public" }).waitFor();
    await chosen(page, "As a summary").check({ force: true });
    await frame(page).getByText("And the very last words.").waitFor({ state: "detached" });
    await chosen(page, "Plain text").check({ force: true });
    expect(await page.locator("pre").textContent()).not.toContain("And the very last words.");
    await chosen(page, "In full").check({ force: true });
    expect(await page.locator("pre").textContent()).toContain("And the very last words.");
    await chosen(page, "Share card").check({ force: true });
    const card = page.getByRole("img", { name: "What stands above a shared link" });
    await expect.poll(() => card.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBe(1200);
    await expectNoAxeViolations(page);
    await page.getByRole("link", { name: "Back to the article" }).click();
    await page.getByRole("textbox", { name: "Body" }).waitFor();
  });
});
