import type { Browser, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { storeImage } from "#app/models/images/images.server.ts";
import { setPublished } from "#app/models/articles/articles.server.ts";
import { expectNoAxeViolations, launchBrowser } from "../support/browser.ts";
import type { TestContext } from "../support/context.ts";
import { anArticle } from "../support/newsroom.ts";
import { aPicture } from "../support/pictures.ts";
import { read } from "../support/places.ts";
import { aSite } from "../support/site.ts";
import { aSheet, writtenBody } from "../support/writing.ts";

let browser: Browser;
let context: TestContext;

beforeAll(async () => {
  ({ context } = await aSite());
  browser = await launchBrowser();
});

/** Chooses a block from the menu that a slash opens. */
async function fromMenu(page: Page, name: string) {
  await page.keyboard.type(`/${name}`);
  await page.getByRole("option", { name }).first().waitFor();
  await page.keyboard.press("Enter");
}

const text = (words: string) => ({ type: "text", text: words });
const paragraph = (...content: object[]) => ({ type: "paragraph", content });

test("a note is written by keyboard alone, becomes a warning, and its last empty line leads out of it", async () => {
  const page = await aSheet(browser, context);
  await fromMenu(page, "Note");
  await page.keyboard.type("Ice on the quay.");
  const tools = page.getByRole("toolbar", { name: "Tools for this callout" });
  await tools.getByRole("button", { name: "Warning" }).click();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await page.keyboard.type("Behind it.");
  expect((await writtenBody(page)).content).toEqual([
    { type: "callout", attrs: { kind: "warning" }, content: [paragraph(text("Ice on the quay."))] },
    paragraph(text("Behind it.")),
  ]);
  await expectNoAxeViolations(page);
});

test("a button's address that is none is said in words beside it, for screen readers too", async () => {
  const page = await aSheet(browser, context);
  await fromMenu(page, "Button");
  const address = page.getByLabel("Address that it opens");
  await address.fill("javascript:alert(1)");
  await page.getByText("A link can lead to a web page").waitFor();
  expect(await address.getAttribute("aria-invalid")).toBe("true");
  const id = await address.getAttribute("aria-describedby");
  expect(await page.locator(`#${id}`).textContent()).toMatch(/^A link can lead to a web page/);
  await address.fill("example.org");
  await expect.poll(() => page.locator(`#${id}`).textContent()).toBe("");
  expect(await address.getAttribute("aria-invalid")).toBe("false");
});

test("a button is typed where it stands, and its address is completed", async () => {
  const page = await aSheet(browser, context);
  await fromMenu(page, "Button");
  await page.keyboard.type("Read the report");
  await page.keyboard.press("Tab");
  await page.keyboard.type("example.org/report");
  await page.keyboard.press("Enter");
  await page.keyboard.type("Behind it.");
  expect((await writtenBody(page)).content).toEqual([
    { type: "button", attrs: { label: "Read the report", href: "https://example.org/report" } },
    paragraph(text("Behind it.")),
  ]);
  await expectNoAxeViolations(page);
});

test("typing goes on below what was just placed, and never replaces it", async () => {
  const stored = await storeImage(context, await aPicture());
  if ("error" in stored) throw new Error(stored.error);
  const page = await aSheet(browser, context);
  await page.keyboard.type("Before");
  await page.getByRole("button", { name: "Image", exact: true }).click();
  await page
    .locator("#body-image")
    .setInputFiles({ name: "quay.png", mimeType: "image/png", buffer: await aPicture() });
  await page.getByLabel("What it shows").fill("The quay");
  await page.getByLabel("Caption").fill("In spring");
  await page.getByLabel("Credit").fill("Photo: Ada");
  await page.getByRole("button", { name: "Place the image" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.keyboard.type("below");
  const kinds = async () =>
    (await writtenBody(page)).content!.map((block) => [block.type, "content" in block ? block.content : undefined]);
  const placed = [
    ["paragraph", [text("Before")]],
    ["image", undefined],
    ["paragraph", [text("below")]],
  ];
  expect(await kinds()).toEqual(placed);
  expect(await page.locator(".ProseMirror figcaption").textContent()).toBe("In spring Photo: Ada");
  await page.locator(".ProseMirror img").first().click();
  await page.keyboard.type("x");
  expect((await kinds()).map(([type]) => type)).toEqual(["paragraph", "image", "paragraph"]);
  await page.keyboard.press("Control+End");
  // The editor hears of it with the frame in which the browser has moved the caret.
  await page.waitForFunction(() => {
    const { anchorNode, anchorOffset } = getSelection()!;
    return anchorNode?.textContent?.length === anchorOffset && anchorNode.textContent.endsWith("below");
  });
  await page.evaluate(() => new Promise((heard) => requestAnimationFrame(() => requestAnimationFrame(heard))));
  await page.keyboard.press("Enter");
  await fromMenu(page, "Dividing line");
  await page.keyboard.type("behind");
  expect((await kinds()).slice(3)).toEqual([
    ["horizontalRule", undefined],
    ["paragraph", [text("behind")]],
  ]);
});

test("a pull quote says who said it, and an advertisement whose it is", async () => {
  const page = await aSheet(browser, context);
  await fromMenu(page, "Pull quote");
  await page.keyboard.type("The sea decides.");
  await page.getByLabel("Who said it").fill("Ada Quist");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+End");
  await fromMenu(page, "Advertisement");
  await page.keyboard.type("Buy ropes.");
  await page.getByLabel("Whose advertisement it is").fill("Ropes");
  expect((await writtenBody(page)).content).toEqual([
    { type: "pullQuote", attrs: { by: "Ada Quist" }, content: [paragraph(text("The sea decides."))] },
    { type: "sponsor", attrs: { name: "Ropes", from: "", until: "" }, content: [paragraph(text("Buy ropes."))] },
  ]);
});

test("pictures that stand one below another become a gallery with a caption, and pictures again", async () => {
  const stored = await storeImage(context, await aPicture());
  if ("error" in stored) throw new Error(stored.error);
  const { path } = stored.image;
  const page = await aSheet(browser, context);
  await page.evaluate((src) => {
    const clipboardData = new DataTransfer();
    const image = (alt: string) => `<img src="${src}" alt="${alt}" width="64" height="36">`;
    clipboardData.setData("text/html", image("Spring") + image("Winter"));
    document.activeElement!.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
    );
  }, path);
  await page.keyboard.press("Control+a");
  const choose = async () => {
    await page.getByRole("button", { name: "More tools" }).click();
    await page.getByRole("menuitemcheckbox", { name: "Gallery" }).click();
  };
  await choose();
  await page.getByLabel("Caption of the gallery").fill("The quay in a year");
  const kinds = async () =>
    (await writtenBody(page)).content!.map(({ type }) => type).filter((type) => type !== "paragraph");
  const [gallery] = (await writtenBody(page)).content!.filter(({ type }) => type === "gallery");
  expect(gallery).toMatchObject({
    attrs: { caption: "The quay in a year" },
    content: [{ attrs: { alt: "Spring", src: path } }, { attrs: { alt: "Winter" } }],
  });
  await expectNoAxeViolations(page);
  await page.locator(".ProseMirror .gallery img").first().click();
  await choose();
  // The tool runs when the menu has closed.
  await expect.poll(kinds).toEqual(["image", "image"]);
});

test("the blocks of a text have no fault of accessibility on the page, and none is wider than a phone", async () => {
  const body = read(
    "## Two\n\n### Three\n\n#### Four\n\n- [x] Done\n- [ ] Open\n\n> [!NOTE]\n> Boats are counted twice.\n\n> [!WARNING]\n> Ice.\n\n" +
      "> [!FIGURE]\n>\n> 12 400\n>\n> boats in the harbour\n\n> [!QUOTE] Ada Quist\n>\n> The sea decides.\n\n[Read it](https://x.example/){.button}\n\n" +
      "> [!AD] Ropes\n>\n> Buy [ropes](https://ropes.example/).\n\nIt rose.[^1]\n\n[^1]: By [two](https://x.example/two).\n\n" +
      "| Port | 2024 | 2025 | 2026 |\n|---|--:|--:|--:|\n| Oslo | 12 400 kt | 13 500 kt | 14 600 kt |\n",
  );
  const article = await anArticle(context, { headline: "All blocks", body: JSON.stringify(body) });
  await setPublished(context, article.id, true);
  for (const width of [1280, 390])
    for (const colorScheme of ["light", "dark"] as const) {
      const page = await (await browser.newContext({ viewport: { width, height: 900 }, colorScheme })).newPage();
      await page.goto(`${context.config.appUrl}/articles/${article.slug}`);
      await expectNoAxeViolations(page, {}, `${width} ${colorScheme}`);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await page.getByRole("link", { name: "Note 1", exact: true }).click();
      await page.getByRole("link", { name: "Back to note 1 in the text" }).click();
      expect(new URL(page.url()).hash).toBe("#to-note-1");
      await page.close();
    }
});
