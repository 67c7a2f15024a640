import { statSync } from "node:fs";
import { sql } from "kysely";
import type { Context } from "#app/context.server.ts";
import { setCounting } from "#app/models/clicks/counting.server.ts";
import { countedCopy } from "#app/models/clicks/editionLinks.server.ts";
import { signLink, signReader } from "#app/models/clicks/linkAddresses.server.ts";
import { keepHits, type NewHit } from "#app/models/clicks/hits.server.ts";
import { issuedEdition } from "#app/models/issues/editions.server.ts";
import { createIssue } from "#app/models/issues/issues.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { migrateToLatest } from "#db/migrate.server.ts";
import { issueMessage, prepareEdition, type PreparedEdition } from "#emails/message/issueMessage.server.ts";
import { aBriefing, anArticle } from "../support/newsroom.ts";
import { atARate, openCaller, percentile, type Caller } from "./caller.ts";
import { median, startChild, stopChild } from "./children.ts";
import { aContext, aPlace, fillList } from "./newsroom.ts";
import { freePort } from "./ports.ts";
import { startSink } from "./server.ts";

const perSecond = 1000;
const seconds = 10;
const callers = 32;
const readers = 100_000;
const messages = 20_000;
const rounds = 5;

/**
 * Counted links: what a message with them costs beside one without, how long a click waits at 1,000 a second while an issue goes out,
 * and how fast hits are written.
 * @param hits how many are written; some figures are told at each tenth
 */
export async function benchLinks(hits = 1_000_000): Promise<void> {
  for (const language of ["en", "ar"]) await benchMessages(language);
  await benchRedirect();
  await benchHits(hits);
}

/** An issue of 8 articles in full with 48 links in their texts. */
async function anIssueWithLinks(context: Context, language: string, count: number): Promise<number> {
  await migrateToLatest(context.db as Parameters<typeof migrateToLatest>[0]);
  const list = await aBriefing(context, { language });
  await fillList(context, list.id, count);
  await setCounting(context, "bench", list.id, "clicks", true);
  const words =
    language === "ar"
      ? "قاست المستودعات ما كان تخمينًا ودوّنت الأرقام. "
      : "The warehouse measured what it had guessed. ";
  const text = (words: string) => ({ type: "text", text: words });
  const link = (href: string) => ({ ...text("as a study says"), marks: [{ type: "link", attrs: { href } }] });
  const articles = [];
  for (let a = 0; a < 8; a += 1) {
    const content = Array.from({ length: 6 }, (_, i) => {
      const href = `https://example.org/studies/2026/${a}/${i}?from=the-briefing`;
      return { type: "paragraph", content: [text(words.repeat(5)), link(href), text(".")] };
    });
    const body = JSON.stringify({ type: "doc", content });
    articles.push({ id: (await anArticle(context, { headline: `Part ${a}`, body })).id, display: "full" as const });
  }
  return createIssue(context, list.id, { subject: "Robots", preheader: "A line.", articles });
}

async function benchMessages(language: string): Promise<void> {
  const place = await aPlace({});
  const context = aContext(place);
  const sent = await sendIssue(context, await anIssueWithLinks(context, language, 10), "bench");
  if ("error" in sent) throw new Error(JSON.stringify(sent));
  const edition = await issuedEdition(context, sent.send.editionId);
  const html = (await countedCopy(context, edition))!;
  const plain = await prepareEdition(edition, context.config.appUrl);
  const counted = await prepareEdition({ ...edition, html }, context.config.appUrl);
  const links = html.split("/l/").length - 1;
  const figures = { plain: [] as number[], counted: [] as number[] };
  for (let round = 0; round <= rounds; round += 1) {
    figures.plain.push(timed(plain, () => undefined));
    figures.counted.push(timed(counted, (reader) => signReader(context, edition.id, reader)));
  }
  const [without, withLinks] = [median(figures.plain.slice(1)), median(figures.counted.slice(1))];
  console.log(
    `A message in ${language} with ${links} counted links, CPU of its writing, median of ${rounds} of ${messages}`,
  );
  console.log(`  plain      ${without.toFixed(1)} µs   ${Math.round(edition.html.length / 1024)} KB of HTML`);
  console.log(`  counted    ${withLinks.toFixed(1)} µs   ${Math.round(html.length / 1024)} KB of HTML`);
  console.log(`  more       ${(withLinks - without).toFixed(1)} µs   aim: at most 30`);
  await context.db.destroy();
  await place.remove();
}

/** @returns microseconds of CPU for one message */
function timed(edition: PreparedEdition, countedFor: (reader: number) => string | undefined): number {
  const url = "https://briefing.example.org/unsubscribe/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCd";
  const input = { unsubscribeUrl: url, preferencesUrl: url, oneClickUrl: url, date: new Date(0) };
  const before = process.cpuUsage();
  for (let n = 1; n <= messages; n += 1)
    issueMessage(edition, {
      ...input,
      reader: { name: `Reader ${n}`, email: `reader${n}@mail.example` },
      messageId: `<${n}@briefing.example.org>`,
      counted: countedFor(n),
    });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / messages;
}

async function benchRedirect(): Promise<void> {
  const port = await freePort();
  const sink = await startSink();
  const site = `http://localhost:${port}`;
  const place = await aPlace({ PORT: String(port), HOST: "127.0.0.1", APP_URL: site, SMTP_URL: sink.url });
  const context = aContext(place);
  const number = await anIssueWithLinks(context, "en", readers);
  const web = await startChild("scripts/serve.ts", place.env);
  console.log(`A counted link followed ${perSecond} times a second for ${seconds} s; how long it takes, ms`);
  console.log(`  ${"".padEnd(34)}    p50    p99   most`);
  row("nothing else to do", await followed(context, port));
  const sent = await sendIssue(context, number, "bench");
  if ("error" in sent) throw new Error(JSON.stringify(sent));
  const sender = await startChild("scripts/sender.ts", { ...place.env, SMTP_CONNECTIONS: "10" });
  const before = await accepted(context);
  const busy = await followed(context, port);
  const taken = ((await accepted(context)) - before) / seconds;
  row(`a send to ${readers} running, ${Math.round(taken)}/s`, busy);
  await Promise.all([stopChild(web), stopChild(sender), sink.stop()]);
  const kept = await context.db
    .selectFrom("edition_hits")
    .select(({ fn }) => fn.countAll<number>().as("n"))
    .executeTakeFirstOrThrow();
  console.log(`  written of ${2 * perSecond * seconds}: ${kept.n}   aim: p99 under 10 ms, all of them`);
  await context.db.destroy();
  await place.remove();
}

async function followed(context: Context, port: number): Promise<number[]> {
  let n = 0;
  const path = () => {
    n += 1;
    const link = { editionId: 1, n: n % 50, target: `https://example.org/studies/2026/${n % 50}?from=the-briefing` };
    return `/l/${signReader(context, 1, (n % readers) + 1)}/${signLink(context, link)}`;
  };
  const header = () => `User-Agent: Mozilla/5.0 (bench ${n % 20})\r\nAccept: text/html\r\n`;
  const open: Caller[] = await Promise.all(
    Array.from({ length: callers }, () => openCaller(port, `localhost:${port}`, path, header)),
  );
  const took = await atARate(open, perSecond, seconds);
  for (const caller of open) caller.hangUp();
  return took;
}

/** How many messages the mail server has taken. */
async function accepted(context: Context): Promise<number> {
  const row = await context.db
    .selectFrom("deliveries")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("status", "=", "accepted")
    .executeTakeFirstOrThrow();
  return row.count;
}

async function benchHits(total: number): Promise<void> {
  const place = await aPlace({});
  const context = aContext(place);
  await migrateToLatest(context.db as Parameters<typeof migrateToLatest>[0]);
  const list = await aBriefing(context);
  await fillList(context, list.id, readers);
  console.log(`${total} hits in writes of 1000, SQLite`);
  let [began, seconds] = [performance.now(), 0];
  for (let n = 0; n < total;) {
    await keepHits(
      context,
      Array.from({ length: 1000 }, () => aHit((n += 1))),
    );
    if (n % (total / 10) !== 0) continue;
    const now = (performance.now() - began) / 1000;
    console.log(
      `  ${String(n).padStart(10)}   ${Math.round(total / 10 / (now - seconds))}/s   ${megabytes(place.env.DATABASE_URL!)} MB`,
    );
    seconds = now;
  }
  await sql`pragma wal_checkpoint(truncate)`.execute(context.db);
  began = performance.now();
  const ofReader = () =>
    context.db
      .selectFrom("edition_hits")
      .select("id")
      .where("edition_id", "=", 7)
      .where("subscriber_id", "=", 4711)
      .execute();
  for (let i = 0; i < 100; i += 1) await ofReader();
  console.log(`  those of one reader and edition: ${((performance.now() - began) / 100).toFixed(2)} ms`);
  await context.db.destroy();
  await place.remove();
}

/** Fifty editions of 100,000 readers, some of whom click more than others. */
function aHit(n: number): NewHit {
  return {
    ...{
      editionId: 1 + Math.floor(n / 200_000),
      subscriberId: 1 + ((n * 7919) % readers),
      n: n % 40,
      at: 1_800_000_000_000 + n * 100,
    },
    ...{ method: n % 9 === 0 ? "HEAD" : "GET", signals: ["accepts-html", "navigates", "by-user"] },
    ...{ agent: `Mozilla/5.0 (kind ${n % 300}) AppleWebKit/537.36`, network: `192.0.${n % 256}.${(n >> 8) % 256}` },
  };
}

function megabytes(url: string): number {
  return Math.round(statSync(url.replace(/^file:/, "")).size / 1_000_000);
}

function row(name: string, took: number[]) {
  const figures = [percentile(took, 0.5), percentile(took, 0.99), took.at(-1)!];
  console.log(`  ${name.padEnd(34)} ${figures.map((ms) => ms.toFixed(1).padStart(6)).join(" ")}`);
}
