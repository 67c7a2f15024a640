import { beforeAll, expect, test } from "vitest";
import type { Browser, Page } from "playwright-core";
import { minute } from "#app/models/durations.ts";
import { expectNoAxeViolations, launchBrowser } from "../support/browser.ts";
import type { TestContext } from "../support/context.ts";
import { anEditor } from "../support/desk.ts";
import { anArticle, bodyOf } from "../support/newsroom.ts";
import { openSheet, said, saved, shows, signedIn, stored, type } from "../support/sheetPages.ts";
import { aSite } from "../support/site.ts";

let browser: Browser;
let context: TestContext;

beforeAll(async () => {
  ({ context } = await aSite());
  await anEditor(context, "Ines Halloran");
  await anEditor(context, "Tom Reyes");
  browser = await launchBrowser();
});

const difference = (page: Page) => page.getByRole("region", { name: "Body" });

test("the revisions of an article say who changed what, and one is brought back, in an open page too", async () => {
  const body = bodyOf("The first paragraph.\nThe second paragraph.\nThe third paragraph.");
  const { id } = await anArticle(context, { headline: "Who wrote what", body });
  const path = `/desk/articles/${id}`;
  const ines = await signedIn(browser, context, "ines.halloran");
  const first = await openSheet(ines, context, path);
  await type(first, " By Ines.");
  await saved(first);
  await first.close();
  context.later(20 * minute);
  const tom = await signedIn(browser, context, "tom.reyes");
  const second = await openSheet(tom, context, path);
  await type(second, " By Tom.");
  await second.getByLabel("Headline").fill("Who wrote this");
  await saved(second);

  await second.getByRole("link", { name: /^Revisions/ }).click();
  await second.getByRole("heading", { level: 1, name: "Revisions of “Who wrote this”" }).waitFor();
  const list = second.getByRole("navigation", { name: "Revisions" }).getByRole("link");
  expect(await list.allTextContents()).toEqual([
    expect.stringMatching(/^Tom Reyes.*\+3 −1 words/),
    expect.stringMatching(/^Ines Halloran.*\+2 words/),
    expect.stringMatching(/^Ines Halloran.*words/),
  ]);
  expect(await difference(second).locator("ins").allTextContents()).toEqual([" By Tom."]);
  await expectNoAxeViolations(second);

  const open = await openSheet(ines, context, path);
  await shows(open, "By Tom.");
  await list.nth(1).click();
  await expect.poll(() => difference(second).locator("ins").allTextContents()).toEqual([" By Ines."]);
  await second.getByRole("button", { name: "Bring this revision back" }).click();
  await said(second, /It is back/);
  expect(await stored(open, context)).toMatch(/By Ines\.$/);
  await expect.poll(() => open.getByLabel("Headline").inputValue()).toBe("Who wrote what");
  await type(open, " And on.");
  await saved(open);
  expect(await stored(open, context)).toMatch(/By Ines\. And on\.$/);
});
