import type { Browser } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { setPublished } from "#app/models/articles/articles.server.ts";
import { expectNoAxeViolations, launchBrowser } from "../support/browser.ts";
import type { TestContext } from "../support/context.ts";
import { aStoredPicture } from "../support/library.ts";
import { anArticle } from "../support/newsroom.ts";
import { aSite } from "../support/site.ts";
import { aSheet, writtenBody } from "../support/writing.ts";

let browser: Browser;
let context: TestContext;

beforeAll(async () => {
  ({ context } = await aSite());
  browser = await launchBrowser();
});

test("a chart is drawn from cells that were copied from a spreadsheet, and changed", async () => {
  const page = await aSheet(browser, context);
  await page.keyboard.type("/Chart");
  await page.getByRole("option", { name: "Chart" }).waitFor();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Title").fill("Boats by port");
  await dialog.getByLabel("What the rows are").focus();
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "Port\t2025\t2026\nOslo\t12 400\t13 500\nBergen\t9 100\t8 800\n");
    document.activeElement!.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
    );
  });
  await dialog.getByLabel("Row 2, column 2").waitFor();
  await dialog.getByLabel("Row 2, column 2").fill("many");
  await expectNoAxeViolations(page);
  await dialog.getByRole("button", { name: "Place the chart" }).click();
  await dialog.getByText("“many” is no number.").waitFor();
  await dialog.getByLabel("Row 2, column 2").fill("8 800");
  await dialog.getByRole("button", { name: "Place the chart" }).click();
  await dialog.waitFor({ state: "detached" });
  const [chart] = (await writtenBody(page)).content!;
  expect(chart).toMatchObject({
    type: "chart",
    attrs: {
      kind: "bar",
      title: "Boats by port",
      rows: [
        ["Port", "2025", "2026"],
        ["Oslo", "12 400", "13 500"],
        ["Bergen", "9 100", "8 800"],
      ],
      src: expect.stringMatching(/^\/images\//) as string,
    },
  });
  await page.keyboard.type("Below it.");
  await page.locator(".ProseMirror .chart img").click();
  await expectNoAxeViolations(page);
  await page
    .getByRole("toolbar", { name: "Tools for this chart" })
    .getByRole("button", { name: "Change the chart" })
    .click();
  await dialog.getByLabel("Kind").selectOption("line");
  await dialog.getByLabel("Row 1, column 1").focus();
  await page.keyboard.press("Enter");
  expect(await dialog.getByLabel("Row 2, column 1").evaluate((cell) => cell === document.activeElement)).toBe(true);
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  const [changed, below] = (await writtenBody(page)).content!;
  expect(changed).toMatchObject({ attrs: { kind: "line" } });
  expect(below).toMatchObject({ content: [{ text: "Below it." }] });
});

test("the numbers of a chart are on paper, though nobody has opened them", async () => {
  const { path: src, width, height } = await aStoredPicture(context, { alt: "Boats" });
  const rows = [
    ["Port", "2026"],
    ["Oslo", "13 500"],
  ];
  const chart = { type: "chart", attrs: { kind: "bar", title: "Boats by port", source: "", rows, src, width, height } };
  const { id, slug } = await anArticle(context, {
    headline: "Boats",
    body: JSON.stringify({ type: "doc", content: [chart] }),
  });
  await setPublished(context, id, true);
  const page = await browser.newPage();
  await page.goto(`${context.config.appUrl}/articles/${slug}`);
  const number = page.getByText("13 500", { exact: true });
  await number.waitFor({ state: "attached" });
  expect(await number.isVisible()).toBe(false);
  await page.emulateMedia({ media: "print" });
  expect(await number.isVisible()).toBe(true);
});
