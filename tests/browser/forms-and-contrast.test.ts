import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { readerUrl } from "#app/models/readers/links.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { launchBrowser, signIn } from "../support/browser.ts";
import type { TestContext } from "../support/context.ts";
import { anEditor } from "../support/desk.ts";
import { anArticle, aReader } from "../support/newsroom.ts";
import { aPicture } from "../support/pictures.ts";
import { aSite } from "../support/site.ts";

let browser: Browser;
let context: TestContext;
let list: List;
let ruth: Editor;
const phone = { viewport: { width: 390, height: 844 } };

beforeAll(async () => {
  ({ context, list } = await aSite());
  ruth = await anEditor(context, "Ruth", "owner");
  await anArticle(context);
  browser = await launchBrowser();
});

async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(context.config.appUrl + path);
  return page;
}

async function openDesk(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const someone = await browser.newContext(options);
  await signIn(someone, context, ruth);
  const page = await someone.newPage();
  await page.goto(context.config.appUrl + path);
  return page;
}

const style = (page: Page, selector: string, name: string, pseudo?: string) =>
  page
    .locator(selector)
    .first()
    .evaluate((element, [name, pseudo]) => getComputedStyle(element, pseudo).getPropertyValue(name!), [name, pseudo]);

/** Relative luminance of a colour as browsers compute it. */
function luminance(colour: string): number {
  const parts = colour
    .match(/[\d.]+/g)!
    .slice(0, 3)
    .map(Number);
  const [red = 0, green = 0, blue = 0] = parts.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

describe("without JavaScript, on a phone", () => {
  test("a pause without a day: the focus is on the fault, which can be seen, and it leads to the day", async () => {
    const ana = await aReader(context, list, "ana@readers.example");
    const path = new URL(readerUrl(context, ana.id, context.clock())).pathname;
    const page = await open(path, { ...phone, javaScriptEnabled: false });
    await page.getByRole("button", { name: "Pause" }).click();
    await page.waitForLoadState();
    expect(await page.title()).toMatch(/^Error: /);
    const summary = page.locator("#fault");
    expect(await summary.evaluate((element) => element === document.activeElement)).toBe(true);
    const { y, height } = (await summary.boundingBox())!;
    expect([y >= 0, y + height <= 844]).toEqual([true, true]);
    await summary.getByRole("link").click();
    const day = (await page.locator("#pause-until").boundingBox())!;
    expect([day.y >= 0, day.y + day.height <= 844]).toEqual([true, true]);
  });

  test.each(["en", "fr", "es"])(
    "the places of the menu are spread over its width in %s, each for a thumb",
    async (language) => {
      const { context: site } = await aSite({ language });
      const page = await (await browser.newContext(phone)).newPage();
      await page.goto(site.config.appUrl);
      const boxes = await page.locator("header nav a").evaluateAll((links) =>
        links.map((link) => {
          const { x, y, width, height } = link.getBoundingClientRect();
          return { x, y, width, height };
        }),
      );
      expect(boxes).toHaveLength(5);
      for (const { y, width, height } of boxes) {
        expect(y).toBe(boxes[0]!.y);
        expect([width >= 44, height >= 44]).toEqual([true, true]);
      }
      const gaps = boxes.slice(1).map(({ x }, i) => x - boxes[i]!.x - boxes[i]!.width);
      expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThan(1.5);
      expect([boxes[0]!.x, boxes[4]!.x + boxes[4]!.width].map(Math.round)).toEqual([20, 370]);
    },
  );
});

test("at the desk a fault has the focus and stands in the title, until it is gone", async () => {
  const page = await openDesk("/desk/settings");
  const name = page.getByLabel("Name of the briefing");
  await page.getByLabel("From address").fill("nonsense@");
  await page.locator("main form").evaluate((form: HTMLFormElement) => (form.noValidate = true));
  await page.getByRole("button", { name: "Save" }).click();
  await page.waitForFunction(() => document.title.startsWith("Error: "));
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain("Not saved.");
  await page.getByLabel("From address").fill("editors@briefing.example.org");
  await name.fill("The Robotics Briefing");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
  await page.waitForFunction(() => !document.title.startsWith("Error: "));
});

describe("where colours are the reader's own (forced colours)", () => {
  const forced = { forcedColors: "active" as const };

  test("buttons have edges, and the current page is told by a line that the others do not have", async () => {
    const page = await open("/subscribe", forced);
    const paper = await style(page, "body", "background-color");
    expect(await style(page, "main .button", "border-top-width")).toBe("1px");
    expect(await style(page, "main .button", "border-top-color")).not.toBe(paper);
    const lines = await page
      .locator("header nav a")
      .evaluateAll((links) => links.map((link) => [link.ariaCurrent, getComputedStyle(link).borderBottomColor]));
    for (const [current, colour] of lines) expect(colour === paper).toBe(current !== "page");
  });

  test("at the desk too", async () => {
    const page = await openDesk("/desk", forced);
    const paper = await style(page, "body", "background-color");
    expect(await style(page, "#desk-menu a[aria-current]", "border-left-color")).not.toBe(paper);
    expect(await style(page, "#desk-menu a:not([aria-current])", "border-left-color")).toBe(paper);
  });
});

test.each(["light", "dark"] as const)(
  "placeholders can be read in the %s: 4.5 to 1 (WCAG 1.4.3)",
  async (colorScheme) => {
    const page = await open("/articles", { colorScheme });
    const desk = await openDesk("/desk/articles", { colorScheme });
    for (const one of [page, desk]) {
      const field = "input[placeholder]";
      expect(await style(one, field, "opacity", "::placeholder")).toBe("1");
      const [words, paper] = [
        await style(one, field, "color", "::placeholder"),
        await style(one, field, "background-color"),
      ];
      expect(contrast(words, paper)).toBeGreaterThanOrEqual(4.5);
    }
  },
);

describe("the text editor", () => {
  test("sets a link on the selected words and takes it off again; the focus comes back to the text", async () => {
    const page = await openDesk("/desk/articles/new");
    const body = page.getByRole("textbox", { name: "Body" });
    await body.click();
    await page.keyboard.type("Robots");
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Control+k");
    await page.getByLabel("Address").fill("example.org/report");
    await page.getByRole("button", { name: "Set the link" }).click();
    expect(await body.locator("a").getAttribute("href")).toBe("https://example.org/report");
    await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "textbox");
    await page.keyboard.press("Control+k");
    await page.getByRole("button", { name: "Remove the link" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await body.locator("a").count()).toBe(0);
    expect(await body.textContent()).toBe("Robots");
  });

  test("places a pasted picture with its description, and takes it out again", async () => {
    const page = await openDesk("/desk/articles/new");
    const body = page.getByRole("textbox", { name: "Body" });
    await body.click();
    await page.keyboard.type("Robots");
    await pastePicture(page, await aPicture());
    await page.getByLabel("What it shows").fill("A robot packs a box");
    await page.getByRole("dialog").locator("img").waitFor();
    await page.getByRole("button", { name: "Place the image" }).click();
    const picture = body.getByRole("img", { name: "A robot packs a box" });
    await picture.click();
    await page.getByRole("button", { name: "Image", exact: true }).click();
    await page.getByRole("button", { name: "Remove the image" }).click();
    await picture.waitFor({ state: "detached" });
    expect(await body.textContent()).toBe("Robots");
  });
});

/** Pastes a picture file where the cursor is, as a browser does from a clipboard. */
async function pastePicture(page: Page, bytes: Buffer) {
  await page.evaluate((base64) => {
    const file = new File([Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))], "robot.jpg", {
      type: "image/jpeg",
    });
    const clipboardData = new DataTransfer();
    clipboardData.items.add(file);
    document.activeElement!.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
    );
  }, bytes.toString("base64"));
}
