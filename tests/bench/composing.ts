import { chromium } from "playwright-core";
import { createIssue, inputOf, issueByNumber, saveIssue } from "#app/models/issues/issues.server.ts";
import { emptySection, type SectionsOf } from "#app/models/sections.ts";
import { migrateToLatest } from "#db/migrate.server.ts";
import type { TestContext } from "../support/context.ts";
import { anEditor, cookieOf } from "../support/desk.ts";
import { findBrowser } from "../support/find-browser.ts";
import { aBriefing, anArticle, bodyOf, manyReaders } from "../support/newsroom.ts";
import { aSlot } from "../support/slots.ts";
import { startChild, stopChild } from "./children.ts";
import { aContext, aPlace } from "./newsroom.ts";
import { opened } from "./opening.ts";
import { freePort } from "./ports.ts";

/** What stands at the desk beside the issue that is measured. */
const beside = { articles: 475, issues: 200, readers: 2000 };
const pieces = 25;

/**
 * What somebody waits for who composes an issue of 25 articles, on a desk with 500 articles and 200 issues: the desk's
 * first page, the issue, its checks and its preview after a change.
 * @param times each is measured
 */
export async function benchComposing(times = 15): Promise<void> {
  const { context, site, number, cookie, end } = await aDeskWithABigIssue();
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser = await chromium.launch({ executablePath: findBrowser(), args: ["--disable-gpu", ...asRoot] });
  const issue = `/desk/issues/${number}`;
  const answered = async (path: string) => {
    const began = performance.now();
    const answer = await fetch(site + path, { headers: { Cookie: `${cookie.name}=${cookie.value}` } });
    await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return performance.now() - began;
  };
  try {
    const someone = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    await someone.addCookies([{ ...cookie, url: site }]);
    await repeated("the desk's first page, answered", times, () => answered("/desk"));
    await repeated("the issue, answered", times, () => answered(issue));
    await repeated("the issue, until it can be written in", times, () => opened(someone, site + issue));
    const changed = (path: string) => async () => {
      await change(context, number);
      return answered(path);
    };
    await repeated("its checks after a change", times, changed(`${issue}/checks`));
    await repeated("its preview after a change", times, changed(`${issue}/mail`));
  } finally {
    await browser.close();
    await end();
  }
}

/** The first one is not counted: it warms server and browser. */
async function repeated(what: string, times: number, measure: () => Promise<number>): Promise<void> {
  await measure();
  const all: number[] = [];
  for (let i = 0; i < times; i += 1) all.push(await measure());
  const sorted = all.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.min(times - 1, Math.floor(times * share))]!.toFixed(0);
  console.log(`  ${what.padEnd(40)} median ${at(0.5)}   p95 ${at(0.95)}   least ${sorted[0]!.toFixed(0)} ms`);
}

async function change(context: TestContext, number: number): Promise<void> {
  const issue = (await issueByNumber(context, number))!;
  const preheader = `A line that is another one each time, number ${issue.version}.`;
  const saved = await saveIssue(context, number, issue.version, { ...inputOf(issue), preheader });
  if ("error" in saved) throw new Error(saved.error);
}

/** A server of its own process, an editor's session, and an issue of four sections. */
async function aDeskWithABigIssue() {
  const port = await freePort();
  const site = `http://localhost:${port}`;
  const address = { PORT: String(port), HOST: "127.0.0.1", APP_URL: site };
  const place = await aPlace({ ...address, SMTP_URL: "smtp://127.0.0.1:9" });
  const context = aContext(place) as TestContext;
  await migrateToLatest(context.db as Parameters<typeof migrateToLatest>[0]);
  const list = await aBriefing(context);
  await manyReaders(context, list, beside.readers);
  await aSlot(context, list);
  const body = bodyOf(`${"Words enough for a paragraph of an article. ".repeat(8)}\n`.repeat(6).trim());
  const article = (name: string) => anArticle(context, { headline: name, body, topics: ["Robots"] });
  for (let i = 0; i < beside.articles; i += 1) await article(`Beside ${i}`);
  for (let i = 0; i < beside.issues; i += 1) await createIssue(context, list.id, { subject: `Former ${i}` });
  const sections: SectionsOf<{ id: number; display: "summary" }> = ["Lead", "In brief", "Numbers", "Archive"].map(
    (heading) => ({ ...emptySection(), heading }),
  );
  for (let i = 0; i < pieces; i += 1) {
    const { id } = await article(`Robots, part ${i}`);
    sections[i % sections.length]!.pieces.push({ kind: "article", id, display: "summary" });
  }
  const number = await createIssue(context, list.id, {
    subject: "Robots learn to pack",
    preheader: "A line.",
    sections,
  });
  const ines = await anEditor(context, "Ines Halloran", "operator");
  const [name, value] = (await cookieOf(context, ines)).split("=") as [string, string];
  const web = await startChild("scripts/serve.ts", place.env, "ignore");
  const end = async () => {
    await stopChild(web);
    await context.db.destroy();
    await place.remove();
  };
  return { context, site, number, cookie: { name, value }, end };
}
