import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Context } from "#app/context.server.ts";
import { openSharedKeeping, type Inbound } from "#app/models/inbound/receiving.server.ts";
import { understandMail } from "#app/models/inbound/understanding/understandMail.server.ts";
import { referenceAddress } from "#app/models/mailReferences.server.ts";
import { closeWhenDone } from "#app/models/sending/pauses.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { isBuilt } from "../../scripts/start/checks.mjs";
import { lean, memory } from "../../scripts/start/memory.mjs";
import { createDatabase, databaseUrl, startDurablePostgres } from "../support/postgres.ts";
import { waysToBounce } from "../support/waysToBounce.ts";
import { aBigIssue, aContext, aPlace, fillList } from "./newsroom.ts";
import { builtProgram } from "./programs.ts";

/** What one process did that understood all. */
type Heard = { understood: number; failed: number; ms: number; cpuMs: number; mostMemory: number };

/** Mails that come at the same time, as through an SMTP server. */
const atOnce = 40;
const run = promisify(execFile);

/**
 * An issue of which everything comes back, each mail once, in twenty ways of which complaints are one in a hundred: how many a
 * second are stored, and understood and acted on by one process, bounded like a sender.
 * @param sizes how many come back
 */
export async function benchInbound(...sizes: number[]): Promise<void> {
  if (!(await isBuilt())) throw new Error("It measures what is built. Run: npm run build");
  console.log("Mail that comes back, 1.5 to 3 KB each, one process");
  await understandingAlone();
  for (const size of sizes.length > 0 ? sizes : [2_000, 20_000]) {
    await measured(`${size}, SQLite`, size);
    const server = await startDurablePostgres();
    const url = databaseUrl(server.url, await createDatabase(server.url));
    await measured(`${size}, PostgreSQL on the same cores`, size, { DATABASE_URL: url }).finally(server.stop);
  }
}

async function measured(name: string, count: number, env: Record<string, string> = {}): Promise<void> {
  const place = await aPlace({
    ...{ SMTP_URL: "smtp://127.0.0.1:9", BOUNCE_ADDRESS: "bounces@bounces.example.org", ...env },
  });
  const context = aContext(place);
  try {
    const editionId = await anIssueThatWentOut(context, count);
    const stored = await store(context, editionId, count);
    const { stdout } = await run(process.execPath, [...memory.sender, await builtProgram("hear")], {
      env: { ...lean, ...process.env, ...place.env, NODE_ENV: "production" },
    });
    const heard = JSON.parse(stdout) as Heard;
    if (heard.understood !== count) throw new Error(`${heard.understood} of ${count} were understood`);
    const perSecond = Math.round((count / heard.ms) * 1000);
    const micros = Math.round((heard.cpuMs * 1000) / count);
    console.log(
      `  ${name.padEnd(36)} stored ${String(Math.round(stored)).padStart(6)}/s   understood and acted on ` +
        `${String(perSecond).padStart(6)}/s, ${micros} µs of the processor each, at most ${Math.round(heard.mostMemory / 1e6)} MB`,
    );
  } finally {
    await context.db.destroy();
    await place.remove();
  }
}

async function anIssueThatWentOut(context: Context, readers: number): Promise<number> {
  const number = await aBigIssue(context, (context, list) => fillList(context, list, readers), 1);
  const sent = await sendIssue(context, number, "bench");
  if ("error" in sent) throw new Error(JSON.stringify(sent));
  const taken = { status: "accepted" as const, finished_at: context.clock(), verdict: "accepted", reply: "250 Ok" };
  await context.db.updateTable("deliveries").set(taken).execute();
  await closeWhenDone(context);
  return sent.send.editionId;
}

/** @returns how many a second were stored, so many at once */
async function store(context: Context, editionId: number, count: number): Promise<number> {
  const keep = openSharedKeeping(context);
  let ms = 0;
  for (let first = 1; first <= count; first += 2_000) {
    const mails = Array.from({ length: Math.min(2_000, count + 1 - first) }, (_, i) =>
      mail(context, editionId, first + i),
    );
    const began = performance.now();
    const lanes = Array.from({ length: atOnce }, async (_, lane) => {
      for (let i = lane; i < mails.length; i += atOnce) await keep(mails[i]!);
    });
    await Promise.all(lanes);
    ms += performance.now() - began;
  }
  return (count / ms) * 1000;
}

function mail(context: Context, editionId: number, reader: number): Inbound {
  const sentTo = referenceAddress(context, "bounce", { editionId }, reader, context.clock())!;
  const bounces = waysToBounce.filter(({ kind }) => kind !== "complaint");
  const complaint = waysToBounce.find(({ kind }) => kind === "complaint")!;
  const way = reader % 100 === 0 ? complaint : bounces[reader % bounces.length]!;
  const raw = Buffer.from(way.write(`reader${reader}@d${reader % 1000}.example`, sentMail(sentTo, reader)));
  return { door: "smtp", provider: null, sentFrom: "", sentTo: [sentTo], raw };
}

function sentMail(from: string, reader: number) {
  const token = "x".repeat(120);
  const fields = [
    `From: The Briefing <hello@briefing.example.org>\r\nTo: Reader ${reader} <reader${reader}@d.example>`,
    `Subject: Issue 12: what a list of readers is worth\r\nMessage-ID: <${reader}.abcdefghijklmnop@briefing.example.org>`,
    `List-Unsubscribe: <https://briefing.example.org/one-click/${token}>\r\nDKIM-Signature: v=1; b=${token.repeat(3)}`,
    `Received: from a.example by b.example with ESMTPS id ${reader}; Mon, 23 Nov 2026 09:00:00 +0000`,
  ];
  return { envelope: { from }, raw: Buffer.from(`${fields.join("\r\n")}\r\n\r\nHello`) };
}

async function understandingAlone(): Promise<void> {
  const mails = Array.from({ length: 2_000 }, (_, i) =>
    Buffer.from(waysToBounce[i % waysToBounce.length]!.write(`reader${i}@d.example`, sentMail("b@x.example", i))),
  );
  for (const raw of mails.slice(0, 500)) await understandMail(raw);
  const began = performance.now();
  for (const raw of mails) await understandMail(raw);
  const each = Math.round(((performance.now() - began) * 1000) / mails.length);
  console.log(`  ${"understanding alone".padEnd(36)} ${each} µs each`);
}
