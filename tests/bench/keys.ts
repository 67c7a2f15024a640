import { chromium, type BrowserContext, type Page } from "playwright-core";
import { bodyFromMarkdown } from "#app/models/markdown.server.ts";
import { migrateToLatest } from "#db/migrate.server.ts";
import { blockSamples } from "../support/block-samples.ts";
import type { TestContext } from "../support/context.ts";
import { anEditor, cookieOf } from "../support/desk.ts";
import { findBrowser } from "../support/find-browser.ts";
import { aBriefing, anArticle } from "../support/newsroom.ts";
import { startChild, stopChild } from "./children.ts";
import { aContext, aPlace } from "./newsroom.ts";
import { opened } from "./opening.ts";
import { freePort } from "./ports.ts";

/** Milliseconds between two keys: somebody who types fast. */
const pause = 70;

/**
 * What somebody feels who writes in an article of 5,000 words with every kind of block: how long it takes to open, from a
 * key to its paint, and how much code that needs.
 * @param keys that are typed, in the middle of the text
 * @param openings of the page
 */
export async function benchKeys(keys = 300, openings = 10): Promise<void> {
  const { site, path, cookie, end } = await aDeskWithALongArticle();
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser = await chromium.launch({ executablePath: findBrowser(), args: ["--disable-gpu", ...asRoot] });
  const signedIn = async () => {
    const someone = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    await someone.addCookies([{ ...cookie, url: site }]);
    return someone;
  };
  try {
    const someone = await signedIn();
    await opened(someone, path);
    const times: number[] = [];
    for (let i = 0; i < openings; i += 1) times.push(await opened(someone, path));
    line("opening it, files cached, ms", times);
    line(`key to paint, ${keys} keys, ms`, await typed(someone.pages().at(-1)!, keys));
    await codeOf(await signedIn(), site, path);
  } finally {
    await browser.close();
    await end();
  }
}

function line(what: string, all: number[]): void {
  const sorted = all.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(1);
  console.log(`  ${what.padEnd(44)} median ${at(0.5)}   p95 ${at(0.95)}   most ${sorted.at(-1)!.toFixed(1)}`);
}

/** A server of its own process, an editor's session, and the address of the article. */
async function aDeskWithALongArticle() {
  const port = await freePort();
  const site = `http://localhost:${port}`;
  const address = { PORT: String(port), HOST: "127.0.0.1", APP_URL: site };
  const place = await aPlace({ ...address, SMTP_URL: "smtp://127.0.0.1:9" });
  const context = aContext(place) as TestContext;
  await migrateToLatest(context.db as Parameters<typeof migrateToLatest>[0]);
  await aBriefing(context);
  const ines = await anEditor(context, "Ines Halloran");
  const { id } = await anArticle(context, { headline: "The port at night", body: longBody() });
  const [name, value] = (await cookieOf(context, ines)).split("=") as [string, string];
  const web = await startChild("scripts/serve.ts", place.env, "ignore");
  const end = async () => {
    await stopChild(web);
    await context.db.destroy();
    await place.remove();
  };
  return { site, path: `${site}/desk/articles/${id}`, cookie: { name, value }, end };
}

/** 5,000 words and a little more, each kind of block once among them. */
function longBody(): string {
  const words = "The night shift at the port has its own rules, and the cranes know most of them by now. ";
  const paragraph = words.repeat(4).trim();
  const parts = blockSamples.flatMap(({ markdown }) => [paragraph, paragraph, paragraph, markdown]);
  while (parts.join(" ").split(/\s+/).length < 5000) parts.push(paragraph);
  const read = bodyFromMarkdown(parts.join("\n\n"), "https://x.example.org");
  if ("error" in read) throw new Error(JSON.stringify(read));
  return JSON.stringify(read.body);
}

/** As text: the compiler of the sources would mark its functions, and the page does not know the mark. */
const timeKeys = `window.times = [];
addEventListener("keydown", ({ timeStamp }) => requestAnimationFrame(() => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => window.times.push(performance.now() - timeStamp);
  port2.postMessage(null);
}), { capture: true });`;

/** Milliseconds of each key until the frame that shows it was painted. */
async function typed(page: Page, keys: number): Promise<number[]> {
  const text = page.locator(".ProseMirror");
  await text.locator("> p").nth(20).click();
  await page.keyboard.press("End");
  await page.evaluate(timeKeys);
  const letters = "the quick brown fox jumps over the lazy dog ";
  for (let i = 0; i < keys; i += 1) {
    await page.keyboard.press(letters[i % letters.length] === " " ? "Space" : letters[i % letters.length]!);
    await page.waitForTimeout(pause);
  }
  return page.evaluate(() => (window as unknown as { times: number[] }).times);
}

/** Bytes over the wire of what the page of an article loads and the list of articles does not. */
async function codeOf(someone: BrowserContext, site: string, path: string): Promise<void> {
  const page = await someone.newPage();
  const client = await someone.newCDPSession(page);
  await client.send("Network.enable");
  const names = new Map<string, string>();
  const sizes = new Map<string, number>();
  client.on("Network.responseReceived", ({ requestId, response, type }) => {
    if (type === "Script") names.set(requestId, response.url.split("/").at(-1)!);
  });
  client.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const name = names.get(requestId);
    if (name && encodedDataLength > 0) sizes.set(name, encodedDataLength);
  });
  await page.goto(`${site}/desk/articles`, { waitUntil: "networkidle" });
  const before = new Set(sizes.keys());
  await page.goto(path, { waitUntil: "networkidle" });
  await page.locator(".ProseMirror").waitFor();
  await page.waitForTimeout(1000);
  const more = [...sizes].filter(([name]) => !before.has(name)).sort(([, one], [, other]) => other - one);
  const sum = (all: [string, number][]) => (all.reduce((total, [, size]) => total + size, 0) / 1000).toFixed(1);
  console.log(`  code of the editor's page, over the wire           ${sum(more)} KB`);
  for (const [name, size] of more.slice(0, 6)) console.log(`    ${name.padEnd(46)} ${(size / 1000).toFixed(1)} KB`);
}
