import type { Browser, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { setPublished } from "#app/models/articles/articles.server.ts";
import { expectNoAxeViolations, launchBrowser } from "../support/browser.ts";
import type { TestContext } from "../support/context.ts";
import { anArticle } from "../support/newsroom.ts";
import { aSite } from "../support/site.ts";
import { aSheet, writtenBody } from "../support/writing.ts";

let browser: Browser;
let context: TestContext;

beforeAll(async () => {
  ({ context } = await aSite());
  browser = await launchBrowser();
});

/** The words of the rows of the first table, a header with a star. */
async function rowsOf(page: Page): Promise<string[]> {
  const [table] = (await writtenBody(page)).content!.filter((block) => block.type === "table");
  return table!.content.map((row) =>
    row.content
      .map(({ type, content }) => {
        const words = content.map((line) => (line.content ?? []).map((one) => "text" in one && one.text).join(""));
        return words.join("/") + (type === "tableHeader" ? "*" : "");
      })
      .join(" "),
  );
}

test("a table is placed, filled, widened, cut and named by keyboard alone", async () => {
  const page = await aSheet(browser, context);
  const { keyboard } = page;
  await keyboard.type("Ports:");
  await keyboard.press("Enter");
  const tool = page.getByRole("button", { name: "Table", exact: true });
  await tool.focus();
  await keyboard.press("Enter");
  for (const words of ["Port", "Boats", "Year", "Oslo", "12", "2026", "Bergen", "9", "2026"]) {
    await keyboard.type(words);
    await keyboard.press("Tab");
  }
  await keyboard.type("Turku");
  expect(await rowsOf(page)).toEqual(["Port* Boats* Year*", "Oslo 12 2026", "Bergen 9 2026", "Turku  "]);

  await keyboard.press("Alt+Shift+Delete");
  expect(await rowsOf(page)).toEqual(["Boats* Year*", "12 2026", "9 2026", " "]);
  await keyboard.press("Alt+Shift+Backspace");
  await keyboard.press("Alt+Shift+ArrowUp");
  await keyboard.press("Alt+Shift+ArrowRight");
  expect((await rowsOf(page)).map((row) => row.split(" ").length)).toEqual([3, 3, 3, 3]);

  const caption = page.getByRole("textbox", { name: "Caption of the table" });
  await caption.fill("Boats by port");
  await keyboard.press("Enter");
  await keyboard.type("!");
  const body = await writtenBody(page);
  expect(body.content![0]).toMatchObject({ type: "paragraph", content: [{ text: "Ports:" }] });
  expect(body.content![1]).toMatchObject({ type: "table", attrs: { caption: "Boats by port" } });
  expect((await rowsOf(page))[0]).toContain("!");
});

test("its tools are there while the cursor is in it, and align, turn the header off and take the table away", async () => {
  const page = await aSheet(browser, context);
  const tool = (name: string) => page.getByRole("button", { name, exact: true });
  expect(await tool("Header row").count()).toBe(0);
  await tool("Table").click();
  await page.keyboard.type("Port");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Boats");
  await tool("Column aligned right").click();
  const [table] = (await writtenBody(page)).content!;
  const sides = (table as { content: { content: { attrs: { align: string | null } }[] }[] }).content;
  expect(sides.map(({ content }) => content.map(({ attrs }) => attrs.align))).toEqual(
    sides.map(() => [null, "right", null]),
  );
  expect(await tool("Column aligned right").getAttribute("aria-pressed")).toBe("true");
  await tool("Header row").click();
  expect((await rowsOf(page))[0]).toBe("Port Boats ");
  await page.keyboard.press("Control+z");
  expect((await rowsOf(page))[0]).toBe("Port* Boats* *");
  await tool("Remove the table").click();
  expect(JSON.stringify(await writtenBody(page))).not.toContain("table");
  expect(await tool("Header row").count()).toBe(0);
});

test("words are struck out, raised and lowered by keys, each taken back by the same keys", async () => {
  const page = await aSheet(browser, context);
  const { keyboard } = page;
  await keyboard.type("10");
  await keyboard.press("Control+.");
  await keyboard.type("6");
  await keyboard.press("Control+.");
  await keyboard.type(" CO");
  await keyboard.press("Control+,");
  await keyboard.type("2");
  await keyboard.press("Control+,");
  await keyboard.press("Control+Shift+S");
  await keyboard.type("old");
  await keyboard.press("Control+Shift+S");
  await keyboard.type(" new");
  const html = await page.getByRole("textbox", { name: "Body" }).locator("p").first().innerHTML();
  expect(html).toBe("10<sup>6</sup> CO<sub>2</sub><s>old</s> new");
});

test("a table has no fault that axe finds, while it is written, with a paste's report open, and on the page", async () => {
  const page = await aSheet(browser, context);
  await page.evaluate((html) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", html);
    document.activeElement!.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
    );
  }, "<h1>Ports</h1><table><caption>Boats</caption><tr><th>Port</th><th>Boats</th></tr><tr><td>Oslo</td><td>12</td></tr></table>");
  await page.getByText("One thing was changed or left out").click();
  await page.locator(".ProseMirror td").first().click();
  await expectNoAxeViolations(page);

  const body = JSON.stringify(await writtenBody(page));
  const { id, slug } = await anArticle(context, { headline: "Boats", body });
  await setPublished(context, id, true);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${context.config.appUrl}/articles/${slug}`);
  await page.getByRole("region", { name: "Boats" }).getByRole("columnheader", { name: "Port" }).waitFor();
  await expectNoAxeViolations(page);
});
