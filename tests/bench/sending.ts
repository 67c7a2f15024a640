import { execFile } from "node:child_process";
import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import type { Context } from "#app/context.server.ts";
import { isBuilt } from "../../scripts/start/checks.mjs";
import { createDatabase, databaseUrl, startDurablePostgres, type PostgresServer } from "../support/postgres.ts";
import { median } from "./children.ts";
import { aPlace, signingEnv } from "./newsroom.ts";
import { sendByCommand, sendOurs, type Run } from "./ourSender.ts";
import { sendThroughPool } from "./pool.ts";
import { builtProgram } from "./programs.ts";
import { cpuRow, row } from "./rows.ts";
import { smtpSource, startSink, type Sink } from "./server.ts";

/** A yardstick's figures; see yardstick/main.ts. */
type Yardstick = { perSecond: number; cpuMicros: number; memory: number };
type Figures = Pick<Run, "perSecond" | "cpuMicros">;

const readers = Number(process.env.BENCH_READERS ?? 20_000);
const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
const sizes = [5_000, 35_000, 70_000];
const usual = 35_000;

/** Messages a second and the processor's time for each, beside the least that keeps the same promise. */
export async function benchSending(): Promise<void> {
  if (!(await isBuilt())) throw new Error("It measures what is built. Run: npm run build");
  const sink = await startSink();
  console.log(`Sending to ${readers} readers, ${sink.name}, medians of ${rounds} rounds in turn`);
  try {
    await besideYardstick(sink);
    await variants(sink);
    await onPostgres(sink);
  } finally {
    await sink.stop();
  }
}

async function besideYardstick(sink: Sink) {
  const env = { SMTP_URL: sink.url, SMTP_CONNECTIONS: "10" };
  for (const bytes of sizes) {
    const figures = { source: [] as number[], least: [] as Yardstick[], ours: [] as Run[], pool: [] as number[] };
    const whole: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const source = await smtpSource(sink.port, bytes, 10, readers);
      if (source) figures.source.push(source);
      figures.least.push(await onFile((file) => yardstick(file, sink.port, 10, bytes)));
      const ours = await sendOurs({ readers, bytes, env });
      figures.ours.push(ours);
      if (bytes !== usual) continue;
      // An issue of two articles has about the usual size, which a command cannot be told.
      whole.push(await sendByCommand({ readers, env, articles: 2 }));
      figures.pool.push(await sendThroughPool({ smtpUrl: sink.url, mail: ours.mail, readers: 1_000, connections: 10 }));
    }
    console.log(`  ${bytes / 1000} KB a message, 10 connections, the ledger on SQLite`);
    if (figures.source.length > 0) row("  postfix smtp-source, without a ledger", median(figures.source));
    compare(figures.least, figures.ours);
    const least = middle(figures.least, "perSecond");
    if (whole.length === 0) continue;
    row("  send-issue --wait, start to exit", median(whole), {
      of: median(whole) / least,
      what: "of the yardstick",
      aim: 0.75,
    });
    row("  nodemailer's pool, once a reader", median(figures.pool));
  }
}

function compare(least: Yardstick[], ours: Figures[]) {
  const [a, b] = [middle(least, "perSecond"), middle(ours, "perSecond")];
  const [x, y] = [middle(least, "cpuMicros"), middle(ours, "cpuMicros")];
  row("  the yardstick", a);
  row("  Pressrun", b, { of: b / a, what: "of the yardstick", aim: 0.85 });
  cpuRow("  the yardstick's processor, a message", x);
  cpuRow("  Pressrun's", y, { of: y / x, what: "times it", aim: 1.4 });
}

/** The same send signed, and with limits that are not reached. */
async function variants(sink: Sink) {
  const env = { SMTP_URL: sink.url, SMTP_CONNECTIONS: "10" };
  const order = { readers, bytes: usual, env };
  const ways = {
    plain: () => sendOurs(order),
    limited: () => sendOurs({ ...order, before: limitDestinations }),
    signed: () => sendOurs({ ...order, env: { ...env, ...key } }),
  };
  const key = signingEnv();
  const figures = { plain: [], limited: [], signed: [] } as Record<keyof typeof ways, number[]>;
  for (let round = 0; round < rounds; round += 1)
    for (const way of Object.keys(ways) as (keyof typeof ways)[]) figures[way].push((await ways[way]()).perSecond);
  const plain = median(figures.plain);
  const against = (way: keyof typeof ways, aim: number) => ({ of: median(figures[way]) / plain, what: "of it", aim });
  console.log(`  ${usual / 1000} KB a message, 10 connections, the ledger on SQLite`);
  row("  unsigned, without limits", plain);
  row("  200 destinations with limits not reached", median(figures.limited), against("limited", 0.95));
  row("  signed, RSA-2048", median(figures.signed), against("signed", 0.6));
  // Few receivers verify the latter, so nothing is signed with it (STANDARDS D-04).
  for (const [name, kind] of [
    ["RSA-2048", generateKeyPairSync("rsa", { modulusLength: 2048 })],
    ["Ed25519", generateKeyPairSync("ed25519")],
  ] as const)
    cpuRow(`  one signature, ${name}`, signatureMicros(kind.privateKey));
}

/** Limits of 200 of the list's domains, the five large ones among them, and of all mail, so high that nothing waits. */
async function limitDestinations(context: Context): Promise<void> {
  const rows = await context.db.selectFrom("subscribers").select("domain").distinct().limit(400).execute();
  const domains = rows
    .map(({ domain }) => domain)
    .sort((one, other) => Number(isNumbered(one)) - Number(isNumbered(other)));
  const names = ["*", ...domains.slice(0, 200)];
  const limits = { per_second: 10_000, per_hour: 2_000_000, per_day: 2_000_000, connections: 100 };
  await context.db
    .insertInto("paces")
    .values(names.map((destination) => ({ destination, ...limits })))
    .execute();
}

/** @returns microseconds of one signature on one core */
function signatureMicros(key: KeyObject): number {
  const [times, data] = [1_000, Buffer.alloc(1_000, "x")];
  const hash = key.asymmetricKeyType === "rsa" ? "sha256" : null;
  const started = performance.now();
  for (let i = 0; i < times; i += 1) sign(hash, data, key);
  return ((performance.now() - started) * 1000) / times;
}

const isNumbered = (domain: string) => /^d\d/.test(domain);

async function onPostgres(sink: Sink) {
  const server = await startDurablePostgres();
  try {
    for (const connections of [10, 20]) {
      const env = { SMTP_URL: sink.url, SMTP_CONNECTIONS: String(connections) };
      const figures = { least: [] as Yardstick[], ours: [] as Run[] };
      for (let round = 0; round < rounds; round += 1) {
        figures.least.push(await yardstick(await emptyDatabase(server), sink.port, connections, usual));
        const ours = { ...env, DATABASE_URL: await emptyDatabase(server) };
        figures.ours.push(await sendOurs({ readers, bytes: usual, env: ours }));
      }
      console.log(
        `  ${usual / 1000} KB a message, ${connections} connections, the ledger on PostgreSQL on the same cores`,
      );
      compare(figures.least, figures.ours);
    }
  } finally {
    await server.stop();
  }
}

async function emptyDatabase(server: PostgresServer): Promise<string> {
  return databaseUrl(server.url, await createDatabase(server.url));
}

async function onFile<T>(work: (file: string) => Promise<T>): Promise<T> {
  const place = await aPlace({});
  try {
    return await work(place.env.DATABASE_URL!.replace("file:", ""));
  } finally {
    await place.remove();
  }
}

/** Runs the yardstick in a process of its own, built like the sender. */
async function yardstick(database: string, port: number, connections: number, bytes: number): Promise<Yardstick> {
  const env = {
    BENCH_DATABASE: database,
    BENCH_PORT: String(port),
    BENCH_READERS: String(readers),
    BENCH_CONNECTIONS: String(connections),
    BENCH_BYTES: String(bytes),
  };
  const { stdout } = await promisify(execFile)(process.execPath, [await builtProgram("yardstick")], {
    env: { ...process.env, ...env },
  });
  return JSON.parse(stdout) as Yardstick;
}

function middle<K extends string>(figures: Record<K, number>[], name: K): number {
  return median(figures.map((one) => one[name]));
}
