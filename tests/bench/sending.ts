import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import nodemailer from "nodemailer";
import { pino } from "pino";
import { readConfig } from "#app/config.server.ts";
import { createContext, type Context } from "#app/context.server.ts";
import { editionByNumber, publicCopy } from "#app/models/editions.server.ts";
import { issueByNumber } from "#app/models/issues.server.ts";
import { sendIssue } from "#app/models/sending.server.ts";
import { runSender } from "#app/sender/sender.server.ts";
import { migrateToLatest } from "#db/migrate.server.ts";
import { aBriefing, anArticle, anIssue, bodyOf, manyReaders } from "../support/newsroom.ts";
import { median, startChild, stopChild } from "./children.ts";

const readers = 2000;
const connections = 5;
const rounds = 3;

/** Messages a second: Pressrun with its ledger on SQLite, against nodemailer's pool called once per reader. */
export async function benchSending(): Promise<void> {
  const sink = await startChild("tests/bench/sink.ts");
  const smtpUrl = `smtp://127.0.0.1:${sink.firstLine}`;
  const ours: number[] = [];
  const theirs: number[] = [];
  let size = 0;
  for (let round = 0; round < rounds; round += 1) {
    const run = await sendOurs(smtpUrl);
    size = run.htmlBytes;
    ours.push(run.perSecond);
    theirs.push(await sendThroughPool(smtpUrl, run.mail));
  }
  await stopChild(sink);
  const [a, b] = [median(ours), median(theirs)];
  console.log(
    `Sending an issue of ${Math.round(size / 1000)} KB (HTML) to ${readers} readers, ${connections} connections, median of ${rounds}`,
  );
  console.log(`  Pressrun, ledger on SQLite        ${Math.round(a)} messages/s`);
  console.log(`  nodemailer's pool, once a reader  ${Math.round(b)} messages/s`);
  console.log(`  ratio                             ${(a / b).toFixed(2)}`);
}

type Mail = { html: string; text: string };

async function sendOurs(smtpUrl: string): Promise<{ perSecond: number; htmlBytes: number; mail: Mail }> {
  const folder = await mkdtemp(join(tmpdir(), "pressrun-bench-"));
  const context = createContext(
    readConfig({
      DATABASE_URL: `file:${join(folder, "bench.db")}`,
      SMTP_URL: smtpUrl,
      SMTP_CONNECTIONS: String(connections),
      APP_URL: "https://briefing.example.org",
      APP_SECRET: "x".repeat(32),
      MAIL_FROM: "hello@briefing.example.org",
    }),
    { log: pino({ level: "silent" }) },
  );
  await migrateToLatest(context.db as Parameters<typeof migrateToLatest>[0]);
  const number = await bigIssue(context);
  const sent = await sendIssue(context, number, "bench");
  if ("error" in sent) throw new Error(JSON.stringify(sent));
  const started = performance.now();
  const stop = new AbortController();
  const sending = runSender(context, stop.signal);
  while (await isAnyOut(context)) await new Promise((resolve) => setTimeout(resolve, 50));
  const seconds = (performance.now() - started) / 1000;
  stop.abort();
  await sending;
  const mail = publicCopy(context, (await editionByNumber(context, number))!);
  await context.db.destroy();
  await rm(folder, { recursive: true });
  return { perSecond: readers / seconds, htmlBytes: Buffer.byteLength(mail.html), mail };
}

async function isAnyOut(context: Context): Promise<boolean> {
  const open = context.db.selectFrom("deliveries").select("status").where("status", "!=", "accepted").limit(1);
  return (await open.executeTakeFirst()) !== undefined;
}

/** An issue of eight articles in full: 60 to 70 KB. */
async function bigIssue(context: Context): Promise<number> {
  const list = await aBriefing(context);
  await manyReaders(context, list, readers);
  const sentence = "The second warehouse measured what the first had only guessed, and wrote the figures down. ";
  const articles = await Promise.all(
    Array.from({ length: 8 }, (_, i) =>
      anArticle(context, { headline: `Article ${i + 1}`, body: bodyOf(`${sentence.repeat(8)}\n`.repeat(8).trim()) }),
    ),
  );
  const number = await anIssue(context, list, { articles });
  await context.db.updateTable("issue_articles").set({ display: "full" }).execute();
  const issue = await issueByNumber(context, number);
  if (issue?.articles.length !== 8) throw new Error("the bench's issue is not whole");
  return number;
}

async function sendThroughPool(smtpUrl: string, { html, text }: Mail): Promise<number> {
  const { hostname, port } = new URL(smtpUrl);
  const pool = nodemailer.createTransport({
    host: hostname,
    port: Number(port),
    pool: true,
    maxConnections: connections,
    ignoreTLS: true,
  });
  const started = performance.now();
  await Promise.all(
    Array.from({ length: readers }, (_, i) =>
      pool.sendMail({
        from: "The Robotics Briefing <editors@briefing.example.org>",
        to: `reader${i + 1}@readers.example`,
        subject: "Robots learn to pack",
        html,
        text,
        headers: { "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" },
      }),
    ),
  );
  const seconds = (performance.now() - started) / 1000;
  pool.close();
  return readers / seconds;
}
