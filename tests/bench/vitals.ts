import { readFile } from "node:fs/promises";
import { chromium, type Browser, type CDPSession } from "playwright-core";
import { setPublished } from "#app/models/articles/articles.server.ts";
import { storeImage } from "#app/models/images/images.server.ts";
import { migrateToLatest } from "#db/migrate.server.ts";
import { findBrowser } from "../support/find-browser.ts";
import { aBriefing, anArticle, bodyOf } from "../support/newsroom.ts";
import { startChild, stopChild } from "./children.ts";
import { aContext, aPlace } from "./newsroom.ts";
import { freePort } from "./ports.ts";

/** As Lighthouse has it for a phone: a slow 4G line and a processor four times as slow. */
const line = { offline: false, latency: 150, downloadThroughput: 1_638_400 / 8, uploadThroughput: 768_000 / 8 };
const slowerBy = 4;

type Vitals = { lcp: number; cls: number; bytes: Record<string, number> };

/** What a phone sees of a front page and an article with a picture: time to the largest part, shifts, bytes. */
export async function benchVitals(): Promise<void> {
  const port = await freePort();
  const place = await aPlace({
    PORT: String(port),
    HOST: "127.0.0.1",
    APP_URL: `http://localhost:${port}`,
    SMTP_URL: "smtp://127.0.0.1:9",
  });
  const context = aContext(place);
  await migrateToLatest(context.db as Parameters<typeof migrateToLatest>[0]);
  await aBriefing(context);
  const picture = await storeImage(context, await readFile("demo/images/warehouse-robot-payback.jpg"));
  if ("error" in picture) throw new Error(picture.error);
  const article = await anArticle(context, {
    headline: "What the second warehouse did",
    body: bodyOf(`${"Words enough for a paragraph of an article. ".repeat(12)}\n`.repeat(8).trim()),
    imageId: picture.image.id,
    imageAlt: "A robot in a warehouse",
  });
  await setPublished(context, article.id, true);
  const web = await startChild("scripts/serve.ts", place.env);
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser = await chromium.launch({ executablePath: findBrowser(), args: ["--disable-gpu", ...asRoot] });
  console.log("A phone of 390 px on slow 4G (1.6 Mbit/s, 150 ms), processor four times as slow, nothing cached");
  console.log(`  ${"".padEnd(14)} LCP     CLS     page    style   fonts   pictures   scripts   (KB)`);
  for (const [name, path] of [
    ["front page", "/"],
    ["article", `/articles/${article.slug}`],
  ] as const) {
    // The first one makes the pictures' sizes, which is done once.
    await look(browser, `http://localhost:${port}${path}`);
    const { lcp, cls, bytes } = await look(browser, `http://localhost:${port}${path}`);
    const kb = (type: string) => ((bytes[type] ?? 0) / 1000).toFixed(1).padStart(6);
    const all = `${kb("Document")}  ${kb("Stylesheet")}  ${kb("Font")}     ${kb("Image")}    ${kb("Script")}`;
    console.log(`  ${name.padEnd(14)} ${(lcp / 1000).toFixed(2)} s  ${cls.toFixed(3)}  ${all}`);
  }
  await browser.close();
  await stopChild(web);
  await context.db.destroy();
  await place.remove();
}

async function look(browser: Browser, url: string): Promise<Vitals> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  const bytes = await countBytes(devtools);
  await devtools.send("Network.emulateNetworkConditions", line);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowerBy });
  await page.goto(url, { waitUntil: "load" });
  await page.waitForTimeout(1000);
  const vitals = await page.evaluate(
    () =>
      new Promise<{ lcp: number; cls: number }>((resolve) => {
        const seen = { lcp: 0, cls: 0 };
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) seen.lcp = entry.startTime;
        }).observe({ type: "largest-contentful-paint", buffered: true });
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) seen.cls += (entry as unknown as { value: number }).value;
        }).observe({ type: "layout-shift", buffered: true });
        setTimeout(() => resolve(seen), 300);
      }),
  );
  await context.close();
  return { ...vitals, bytes };
}

/** What comes over the line, heads included, by what it is. */
async function countBytes(devtools: CDPSession): Promise<Record<string, number>> {
  const bytes: Record<string, number> = {};
  const types = new Map<string, string>();
  devtools.on("Network.responseReceived", ({ requestId, type }) => void types.set(requestId, type));
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const type = types.get(requestId) ?? "Other";
    bytes[type] = (bytes[type] ?? 0) + encodedDataLength;
  });
  await devtools.send("Network.enable");
  return bytes;
}
