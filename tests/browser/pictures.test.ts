import type { Browser, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { expectNoAxeViolations, launchBrowser } from "../support/browser.ts";
import type { TestContext } from "../support/context.ts";
import { anOutside } from "../support/outside.ts";
import { aDrawing, aMovingPicture, aPicture } from "../support/pictures.ts";
import { aSite } from "../support/site.ts";
import { aSheet, textOf, writtenBody } from "../support/writing.ts";

let browser: Browser;
let context: TestContext;

beforeAll(async () => {
  ({ context } = await aSite());
  browser = await launchBrowser();
});

const file = (name: string, buffer: Buffer) => ({ name, mimeType: "", buffer });
const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>');

/** Every block by its kind, with the words of a paragraph or the alternative text of an image. */
async function blocks(page: Page): Promise<[string, string][]> {
  return (await writtenBody(page)).content!.map((block) => {
    if (block.type === "image") return ["image", block.attrs.alt];
    const [first] = ("content" in block && block.content) || [];
    return [block.type, first && "text" in first ? first.text : ""];
  });
}

/** Pastes or drops as a browser does: HTML, and files by their names, in Base64. */
async function bring(page: Page, how: "paste" | "drop", html: string, files: Record<string, string> = {}) {
  await textOf(page).evaluate(
    (text, { how, html, files }) => {
      const data = new DataTransfer();
      if (html) data.setData("text/html", html);
      for (const [name, base64] of Object.entries(files)) {
        const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
        data.items.add(new File([bytes], name, { type: "image/png" }));
      }
      const { left, top } = text.querySelector("p")!.getBoundingClientRect();
      const where = { clientX: left + 2, clientY: top + 4 };
      const event =
        how === "paste"
          ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
          : new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true, ...where });
      text.dispatchEvent(event);
    },
    { how, html, files },
  );
}

const uploads = (page: Page) => page.getByRole("list", { name: "Uploads" }).getByRole("listitem");

test("several chosen at once each say how far they are; those that are taken are placed, the caret below the last", async () => {
  const page = await aSheet(browser, context);
  await page.keyboard.type("Before");
  await page.getByRole("button", { name: "Image", exact: true }).click();
  await page
    .locator("#body-image")
    .setInputFiles([
      file("quay.png", await aDrawing({})),
      file("plan.svg", svg),
      file("crane.gif", await aMovingPicture({ frames: 4 })),
    ]);
  await uploads(page).filter({ hasText: "crane.gif" }).getByText("Uploaded").waitFor();
  expect(await uploads(page).nth(1).getByRole("alert").textContent()).toMatch(/SVG drawing.*Save it as PNG/);
  expect(await uploads(page).nth(1).getByRole("button", { name: "Try again" }).count()).toBe(0);
  expect(await uploads(page).nth(2).textContent()).toMatch(/It moves and weighs \d+ KB in every mail/);
  expect(await page.getByRole("dialog").getByRole("status").textContent()).toBe("2 of 3 uploaded, 1 refused.");
  expect(await page.getByRole("dialog").getByRole("heading").textContent()).toBe("Place 2 images");
  await expectNoAxeViolations(page);
  await page.getByRole("button", { name: "Place 2 images" }).click();
  expect(await page.getByText("Say in a sentence what the picture shows.").count()).toBe(2);
  await uploads(page).nth(0).getByLabel("What it shows").fill("The quay");
  await uploads(page).nth(2).getByLabel("What it shows").fill("A crane");
  await page.getByRole("button", { name: "Place 2 images" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.keyboard.type("below");
  expect(await blocks(page)).toEqual([
    ["paragraph", "Before"],
    ["image", "The quay"],
    ["image", "A crane"],
    ["paragraph", "below"],
  ]);
});

test("a picture that the network lost can be sent again, and nothing else is lost", async () => {
  const page = await aSheet(browser, context);
  let isDown = true;
  await page.route("**/desk/images", (route) => (isDown ? route.abort() : route.continue()));
  await page.getByRole("button", { name: "Image", exact: true }).click();
  await page.locator("#body-image").setInputFiles([file("quay.jpg", await aPicture())]);
  await uploads(page).getByText("Check the connection and try again.").waitFor();
  isDown = false;
  await uploads(page).getByRole("button", { name: "Try again" }).click();
  await page.getByLabel("What it shows").fill("The quay");
  await page.getByRole("button", { name: "Place the image" }).click();
  await expect.poll(() => blocks(page)).toEqual([["image", "The quay"]]);
});

test("files that are pasted or dropped are on their way at once, and stand where they were dropped", async () => {
  const page = await aSheet(browser, context);
  await page.keyboard.type("One");
  await page.keyboard.press("Enter");
  await page.keyboard.type("Two");
  const picture = (await aPicture()).toString("base64");
  await bring(page, "drop", "", { "quay.png": picture });
  await page.getByLabel("What it shows").fill("Dropped at One");
  await page.getByRole("button", { name: "Place the image" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  // A browser adds this HTML to a picture that was copied alone.
  await bring(page, "paste", '<meta charset="utf-8"><img src="https://paper.example/quay.png">', {
    "image.png": picture,
  });
  await page.getByLabel("What it shows").fill("Pasted");
  await page.getByRole("button", { name: "Place the image" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  const placed = (await blocks(page)).filter(([kind, words]) => kind === "image" || words !== "");
  expect(placed.map(([, words]) => words)).toEqual(["Dropped at One", "Pasted", "One", "Two"]);
});

test("pictures inside a paste are brought in where they stood, and those that were not are named", async () => {
  const [png, jpeg] = [await aDrawing({}), await aPicture()];
  context.outside = await anOutside((request, response) => {
    if (request.url === "/crane.jpg") response.setHeader("content-type", "image/jpeg").end(jpeg);
    else response.writeHead(404).end();
  });
  const page = await aSheet(browser, context);
  const data = `data:image/png;base64,${png.toString("base64")}`;
  await bring(
    page,
    "paste",
    `<p>Before <img src="${data}" alt="A plan" width="120" height="80"> behind</p>
     <figure><img src="http://paper.example/crane.jpg" alt="A crane" width="64"><figcaption>In May</figcaption></figure>
     <p><img src="${data}" width="90"><img src="http://paper.example/gone.png" alt="Gone" width="90"></p>
     <p>End<img src="http://count.example/p.gif" width="1" height="1"></p>`,
  );
  await page.keyboard.type("!");
  const report = page.getByRole("status", { name: "The last paste" }).first();
  await report.locator("li", { hasText: "Gone" }).waitFor({ state: "attached" });
  expect(await blocks(page)).toEqual([
    ["paragraph", "Before"],
    ["image", "A plan"],
    ["paragraph", "behind"],
    ["image", "A crane"],
    ["image", ""],
    ["paragraph", "End!"],
  ]);
  const [, , , crane] = (await writtenBody(page)).content!;
  expect(crane).toMatchObject({ attrs: { caption: "In May", width: 64, height: 36 } });
  expect(await report.locator("li").allTextContents()).toEqual([
    "1 tracking picture was left out: “count.example”.",
    "1 picture says nothing to those who cannot see; click to describe.",
    "1 picture was not brought in; place by hand: “Gone: It could not be fetched: the site answered 404”.",
  ]);
  expect(await page.locator("[contenteditable=false]", { hasText: "Bringing in" }).count()).toBe(0);
});

test("a click on a picture shows what is said of it, and changes, replaces or removes it", async () => {
  const page = await aSheet(browser, context);
  await page.getByRole("button", { name: "Image", exact: true }).click();
  await page.locator("#body-image").setInputFiles([file("quay.jpg", await aPicture({ width: 300, height: 200 }))]);
  await page.getByLabel("What it shows").fill("The quay");
  await page.getByLabel("Credit").fill("Photo: Ada");
  await page.getByRole("button", { name: "Place the image" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  const panel = page.getByRole("group", { name: "Image" });
  await page.locator(".ProseMirror img").click();
  expect(await panel.locator("dl").innerText()).toMatch(
    /Shows\s+The quay\s+Credit\s+Photo: Ada\s+Size\s+as wide as the text/,
  );
  await expectNoAxeViolations(page);
  await panel.getByRole("button", { name: "Replace" }).click();
  await page.locator("#body-image").setInputFiles([file("plan.png", await aDrawing({}))]);
  await page.getByRole("button", { name: "Replace the picture" }).waitFor();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  const [image] = (await writtenBody(page)).content!;
  expect(image).toMatchObject({ attrs: { alt: "The quay", credit: "Photo: Ada", width: 120, height: 80 } });
  await page.locator(".ProseMirror img").first().click();
  await panel.getByRole("button", { name: "Remove" }).click();
  await expect.poll(() => page.locator(".ProseMirror figure").count()).toBe(0);
  await page.keyboard.press("Control+z");
  await expect.poll(() => page.locator(".ProseMirror figure").count()).toBe(1);
});

test("Escape asks before it throws away what was written beside a picture", async () => {
  const page = await aSheet(browser, context);
  await page.getByRole("button", { name: "Image", exact: true }).click();
  await page.locator("#body-image").setInputFiles([file("quay.jpg", await aPicture({ width: 300, height: 200 }))]);
  const shows = page.getByLabel("What it shows");
  await shows.fill("The quay");
  await page.keyboard.press("Escape");
  await page.getByText("What you wrote here is not in its place yet.").waitFor();
  await expectNoAxeViolations(page);
  await page.keyboard.press("Enter");
  expect(await shows.inputValue()).toBe("The quay");
  expect(await shows.evaluate((field) => field === document.activeElement)).toBe(true);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Throw it away" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  expect(await blocks(page)).toEqual([["paragraph", ""]]);
});

test("Escape and a reload ask before they throw away pictures that were pasted into a dialog, without a word", async () => {
  const page = await aSheet(browser, context);
  await bring(page, "paste", "", { "quay.png": (await aPicture({ width: 30, height: 20 })).toString("base64") });
  await page.getByText("Uploaded", { exact: true }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByText("What you chose here is not in its place yet.").waitFor();
  await page.keyboard.press("Enter");
  const asked: string[] = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.type());
    void dialog.dismiss();
  });
  await page.evaluate(() => location.reload());
  await expect.poll(() => asked).toEqual(["beforeunload"]);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Throw it away" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
});

test("Enter on a chosen picture leads into its panel, Escape back, and its buttons work by keys", async () => {
  const page = await aSheet(browser, context);
  await page.getByRole("button", { name: "Image", exact: true }).click();
  await page.locator("#body-image").setInputFiles([file("quay.jpg", await aPicture({ width: 300, height: 200 }))]);
  await page.getByLabel("What it shows").fill("The quay");
  await page.getByRole("button", { name: "Place the image" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  const panel = page.getByRole("group", { name: "Image" });
  const hasFocus = (name: string) =>
    panel.getByRole("button", { name }).evaluate((one) => one === document.activeElement);
  await page.locator(".ProseMirror").focus();
  await page.keyboard.press("ArrowUp");
  await page.locator("figure.ProseMirror-selectednode").waitFor();
  expect(await panel.count()).toBe(0);
  await page.keyboard.press("Enter");
  await expect.poll(() => hasFocus("Change")).toBe(true);
  await expectNoAxeViolations(page);
  await page.keyboard.press("Escape");
  await panel.waitFor({ state: "detached" });
  await page.keyboard.press("Enter");
  await expect.poll(() => hasFocus("Change")).toBe(true);
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByLabel("Credit").fill("Photo: Ada");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  const [image] = (await writtenBody(page)).content!;
  expect(image).toMatchObject({ attrs: { alt: "The quay", credit: "Photo: Ada" } });
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect.poll(() => hasFocus("Remove")).toBe(true);
  await page.keyboard.press("Enter");
  await expect.poll(() => page.locator(".ProseMirror figure").count()).toBe(0);
  await expect.poll(() => page.locator(".ProseMirror").evaluate((one) => one === document.activeElement)).toBe(true);
});

test("the dialog of several pictures fits a phone, light and dark", async () => {
  for (const colorScheme of ["light", "dark"] as const) {
    const page = await aSheet(browser, context, { viewport: { width: 390, height: 844 }, colorScheme });
    await page.getByRole("button", { name: "Image", exact: true }).click();
    await page.route("**/desk/images", (route) => route.abort(), { times: 1 });
    await page.locator("#body-image").setInputFiles([file("quay.jpg", await aPicture()), file("plan.svg", svg)]);
    await page.getByRole("alert").filter({ hasText: "SVG" }).waitFor();
    // Its words have room beside or above two buttons.
    const words = page.getByRole("alert").filter({ hasText: "Check the connection" });
    expect((await words.boundingBox())!.width).toBeGreaterThan(120);
    await expectNoAxeViolations(page);
    const dialog = page.getByRole("dialog");
    expect(await dialog.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
    await page.close();
  }
});
