import type { Browser, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { expectNoAxeViolations, launchBrowser } from "../support/browser.ts";
import type { TestContext } from "../support/context.ts";
import { aWordFile, wordListItem, wordParagraph, wordPicture, wordRun } from "../support/docx.ts";
import { aPicture } from "../support/pictures.ts";
import { aSite } from "../support/site.ts";
import { aSheet, textOf, writtenBody } from "../support/writing.ts";

let browser: Browser;
let context: TestContext;

beforeAll(async () => {
  ({ context } = await aSite());
  browser = await launchBrowser();
});

async function drop(page: Page, name: string, bytes: Buffer) {
  await textOf(page).evaluate(
    (text, { name, base64 }) => {
      const dataTransfer = new DataTransfer();
      const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
      dataTransfer.items.add(new File([bytes], name));
      const { left, top } = text.getBoundingClientRect();
      const place = { clientX: left + 30, clientY: top + 30, bubbles: true, cancelable: true };
      text.dispatchEvent(new DragEvent("drop", { dataTransfer, ...place }));
    },
    { name, base64: bytes.toString("base64") },
  );
}

const numbering =
  '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>';

test("a Word file is dropped as a whole, says what was left out, and one undo takes it back", async () => {
  const page = await aSheet(browser, context);
  const deleted = '<w:del w:id="1" w:author="A"><w:r><w:delText>not </w:delText></w:r></w:del>';
  const file = aWordFile(
    wordParagraph(wordRun("Harbour"), '<w:pStyle w:val="heading1"/>') +
      wordListItem("three", 1) +
      wordListItem("four", 1) +
      wordParagraph(`${wordRun("It ")}${deleted}${wordRun("floats.")}<w:r><w:footnoteReference w:id="2"/></w:r>`) +
      wordPicture("The quay"),
    {
      numbering,
      footnotes: `<w:footnote w:id="2">${wordParagraph(wordRun("By two."))}</w:footnote>`,
      picture: await aPicture(),
    },
  );
  await drop(page, "report.docx", file);
  await page.getByText("Pasted. 2 things were changed or left out.").click();
  await page.getByText("1 deleted passage was left out: “not”.").waitFor();
  await expectNoAxeViolations(page);
  const { content } = await writtenBody(page);
  expect(content).toMatchObject([
    { type: "heading", attrs: { level: 2 }, content: [{ text: "Harbour" }] },
    { type: "orderedList", attrs: { start: 3 } },
    {
      type: "paragraph",
      content: [{ text: "It floats." }, { type: "footnote", content: [{ text: "By two." }] }],
    },
    { type: "image", attrs: { alt: "The quay", width: 64, height: 36 } },
  ]);
  await textOf(page).focus();
  await page.keyboard.press("Control+z");
  expect((await writtenBody(page)).content).toEqual([{ type: "paragraph" }]);
});

test("a Markdown file is what it says, its front matter left out with a word", async () => {
  const page = await aSheet(browser, context);
  const markdown =
    "---\nheadline: Robots pack\ndek: Two\n---\n\n## Harbour\n\n- [x] Done\n\n| a | b |\n|---|--:|\n| x | 2 |\n\n: T {.chart kind=bar}\n";
  await drop(page, "report.md", Buffer.from(markdown));
  await page.getByText("One thing was changed or left out.").click();
  await page.getByText("2 lines of front matter were left out: “headline: Robots pack”, “dek: Two”.").waitFor();
  const { content } = await writtenBody(page);
  expect(content!.map(({ type }) => type)).toEqual(["heading", "bulletList", "chart"]);
  expect(content![2]).toMatchObject({ attrs: { title: "T", src: expect.stringMatching(/^\/images\//) as string } });
});

test("a file that is none is refused with its name", async () => {
  const page = await aSheet(browser, context);
  await drop(page, "report.docx", Buffer.from("no archive"));
  await page.getByText("report.docx: This is no Word file (.docx) that can be read; it may be damaged.").waitFor();
  await expectNoAxeViolations(page);
  expect((await writtenBody(page)).content).toEqual([{ type: "paragraph" }]);
});

test("what is said about a file stands in sight where it was dropped, far down in a long text", async () => {
  const page = await aSheet(browser, context);
  for (let i = 0; i < 40; i += 1) {
    await page.keyboard.type("A line.");
    await page.keyboard.press("Enter");
  }
  await drop(page, "broken.docx", Buffer.from("no Word file"));
  const report = page.getByRole("status", { name: "The last paste" });
  await report.getByText("broken.docx").waitFor();
  await textOf(page).locator("p").last().scrollIntoViewIfNeeded();
  const { top, bottom } = await report.evaluate((one) => one.getBoundingClientRect().toJSON() as DOMRect);
  expect(top).toBeGreaterThanOrEqual(0);
  expect(bottom).toBeLessThan(page.viewportSize()!.height);
});
