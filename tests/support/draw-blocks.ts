import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { chromium } from "playwright-core";
import sharp from "sharp";
import { renderEdition } from "#emails/render/edition.server.ts";
import { loadTemplates } from "#emails/render/templates.server.ts";
import { content, markerKey } from "../emails/samples.ts";
import { drawingOf } from "#app/models/articles/charts.server.ts";
import { drawChart } from "#app/shareImage/chart.server.ts";
import { loadFonts } from "#app/shareImage/fonts.server.ts";
import { blockSamples, blocksPage, drawing } from "./block-samples.ts";
import { findBrowser } from "./find-browser.ts";
import { onThePage, origin, read } from "./places.ts";

/** Writes `docs/blocks.md` and draws its pictures: each block on the page, in a mail, and in a mail in the dark. */
const width = 400;
const built = "build/client";
/** The element of a mail with the text of its issue. */
const opening = "div:has(> h1)";
/** Files of builds before stay. */
const style = readdirSync(`${built}/assets`)
  .filter((name) => /^pressrun-.*\.css$/.test(name))
  .map((name) => ({ name, at: statSync(`${built}/assets/${name}`).mtimeMs }))
  .sort((one, other) => other.at - one.at)[0]!.name;
const photograph = await sharp("demo/images/field-robot-supervision.jpg")
  .resize(1280, 720, { fit: "cover" })
  .jpeg()
  .toBuffer();
const chart = read(blockSamples.find(({ key }) => key === "chart")!.markdown).content![0]!;
if (chart.type !== "chart") throw new Error("the sample is no chart");
const drawn = await drawChart(await loadFonts(), drawingOf(chart.attrs, "en"));
const templates = loadTemplates();
const browser = await chromium.launch({ executablePath: findBrowser(), args: ["--no-sandbox", "--disable-gpu"] });

for (const { key, markdown } of blockSamples) {
  const body = read(markdown);
  const site = `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="stylesheet" href="/assets/${style}"><body class="site"><div class="prose">${onThePage(body)}</div>`;
  const briefing = { ...content().briefing, url: origin };
  const mail = (await renderEdition(templates, content({ briefing, intro: body, articles: [] }), markerKey)).html;
  const pictures = [
    await shot(site, "light", ".prose"),
    await shot(mail, "light", opening),
    await shot(mail, "dark", opening),
  ];
  writeFileSync(`docs/pictures/blocks-${key}.png`, await sideBySide(pictures));
}
await browser.close();
writeFileSync("docs/blocks.md", blocksPage());

/** @returns a PNG of the element, with some room around it */
async function shot(html: string, colorScheme: "light" | "dark", selector: string): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  await page.route(`${origin}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname.startsWith(new URL(drawing).pathname.replace(".jpg", "")))
      return route.fulfill({ body: drawn.bytes, contentType: "image/jpeg" });
    if (pathname.startsWith("/images/")) return route.fulfill({ body: photograph, contentType: "image/jpeg" });
    if (pathname.startsWith("/assets/")) return route.fulfill({ body: readFileSync(built + pathname) });
    return route.fulfill({ body: html, contentType: "text/html" });
  });
  await page.goto(`${origin}/`);
  await page.addStyleTag({ content: ".prose { margin: 16px 20px } h1 { display: none }" });
  await page.evaluate(() => document.fonts.ready);
  const box = (await page.locator(selector).first().boundingBox())!;
  const picture = await page.screenshot({
    clip: { x: 0, y: Math.max(0, box.y - 16), width, height: box.height + 32 },
    fullPage: true,
  });
  await page.close();
  return picture;
}

async function sideBySide(pictures: Buffer[]): Promise<Buffer> {
  const sizes = await Promise.all(pictures.map((picture) => sharp(picture).metadata()));
  const height = Math.max(...sizes.map((size) => size.height));
  const parts = pictures.map((input, i) => ({ input, left: i * (width + 20), top: 0 }));
  const ground = { width: 3 * width + 40, height, channels: 3 as const, background: "#ffffff" };
  return sharp({ create: ground }).composite(parts).png({ palette: true, colours: 64 }).toBuffer();
}
