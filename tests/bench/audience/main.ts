import { execFile } from "node:child_process";
import { loadavg, tmpdir } from "node:os";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Context } from "#app/context.server.ts";
import { listSubscribers } from "#app/models/readers/finding.server.ts";
import { indexNewReaders } from "#app/models/readers/subscribers.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { lean } from "../../../scripts/start/memory.mjs";
import { aReader, anIssue } from "../../support/newsroom.ts";
import { createDatabase, databaseUrl, startDurablePostgres } from "../../support/postgres.ts";
import { aBigIssue, aContext, aPlace } from "../newsroom.ts";
import { freePort } from "../ports.ts";
import { builtProgram } from "../programs.ts";
import { deskPages } from "./desk.ts";
import { addressOf, writeHistory, writeList } from "./list.ts";
import { segments } from "./segments.ts";
import { bytesOf } from "./sizes.ts";
import { Table, type Say } from "./table.ts";
import type { Took } from "./tasks.ts";

/** What the time and the size of each may be. */
type Aims = { import: number; start: number };

const issues = 50;
const run = promisify(execFile);

/**
 * A list that grows to a million, with a history of 50 issues: import, export, search, pages of the desk, receipts, the start
 * of a send, and bytes a reader.
 * @param readers how many; at 100,000 it takes a minute
 * @param rows how many of the issues have a delivery for each reader; the others are sums, as after a year
 */
export async function benchAudience(readers = 1_000_000, rows = 3): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "pressrun-audience-"));
  const file = join(folder, "bench.csv");
  await writeList(file, readers);
  try {
    const table = new Table();
    await measured(table.of("SQLite"), { readers, rows, file }, { import: 50_000, start: 5 });
    await undone(table.of("SQLite"), { file });
    const server = await startDurablePostgres();
    const url = databaseUrl(server.url, await createDatabase(server.url));
    const order = { readers, rows, file, url };
    try {
      await measured(table.of("PostgreSQL"), order, { import: 30_000, start: 15 });
      await undone(table.of("PostgreSQL"), { file, url: databaseUrl(server.url, await createDatabase(server.url)) });
    } finally {
      await server.stop();
    }
    console.log(`A list of ${readers.toLocaleString("en")}, ${issues} issues, ${rows} of them with every delivery`);
    console.log(table.text());
  } finally {
    await rm(folder, { recursive: true });
  }
}

type Order = { readers: number; rows: number; file: string; url?: string };

async function measured(say: Say, { readers, rows, file, url }: Order, aims: Aims): Promise<void> {
  const port = await freePort();
  const place = await aPlace({
    ...{ PORT: String(port), HOST: "127.0.0.1", APP_URL: `http://localhost:${port}`, SMTP_URL: "smtp://127.0.0.1:9" },
    ...(url && { DATABASE_URL: url }),
  });
  const context = aContext(place);
  const task = (work: string, more: Record<string, string> = {}) => inProcess(work, { ...place.env, ...more });
  try {
    say("load of the machine", loadavg()[0]!.toFixed(1), "");
    const next = await prepare(context);
    imported(say, await task("import", { BENCH_FILE: file }), aims);
    const ledger = await bytesOf(context);
    say("bytes a reader, with receipts", `${Math.round(ledger.readers / readers)}`, "500");
    await writeHistory(context, issues, rows, readers);
    const out = await task("export");
    say("export, rows/s", perSecond(out), "100,000", micros(out));
    say("its memory", mega(out), "250 MB");
    await takeIntoSearch(say, context);
    await search(say, context, readers);
    await segments(context, say);
    await deskPages(context, place.env, say);
    const receipts = await task("verify");
    say("receipts verified", seconds(receipts.ms), "60 s", micros(receipts));
    const started = await task("start", { BENCH_ISSUE: String(next) });
    say("a send started", seconds(started.ms), `${aims.start} s`);
  } finally {
    await context.db.destroy();
    await place.remove();
  }
}

/** An import that nobody has been written to since is taken back, on a database of its own. */
async function undone(say: Say, { file, url }: Pick<Order, "file" | "url">): Promise<void> {
  const place = await aPlace(url ? { DATABASE_URL: url } : {});
  const context = aContext(place);
  try {
    await prepare(context);
    await inProcess("import", { ...place.env, BENCH_FILE: file });
    const took = await inProcess("undo", place.env);
    say("an import undone", seconds(took.ms), "120 s", micros(took));
  } finally {
    await context.db.destroy();
    await place.remove();
  }
}

/** An issue that went out, which the history is written after, and one that is to go. @returns the number of that one */
async function prepare(context: Context): Promise<number> {
  const first = await aBigIssue(
    context,
    async (context, id) => void (await aReader(context, { id, slug: "weekly", name: "" }, "first@readers.example")),
    2,
  );
  const sent = await sendIssue(context, first, "bench");
  if ("error" in sent) throw new Error(JSON.stringify(sent));
  await context.db.updateTable("issues").set({ status: "sent" }).execute();
  return anIssue(context, { id: 1, slug: "weekly", name: "" });
}

async function inProcess(work: string, env: Record<string, string>): Promise<Took> {
  const profile = process.env.BENCH_PROFILE ? ["--cpu-prof", "--cpu-prof-dir", process.env.BENCH_PROFILE] : [];
  const { stdout } = await run(
    process.execPath,
    [...profile, "--max-semi-space-size=2", await builtProgram("audience")],
    {
      env: { ...lean, ...process.env, ...env, BENCH_TASK: work, NODE_ENV: "production" },
      maxBuffer: 1 << 26,
    },
  );
  return JSON.parse(stdout) as Took;
}

/** Flat: the last twentieth beside the second, before which the first of it all is warming up. */
function imported(say: Say, took: Took, aims: Aims): void {
  say("import, rows/s", perSecond(took), aims.import.toLocaleString("en"), micros(took));
  say("its memory, importing", mega(took), "250 MB");
  const { marks } = took;
  const early = (marks[1]! - marks[0]!) / (marks.at(-1)! - marks.at(-2)!);
  say("its last twentieth beside its second", `${early.toFixed(2)} as fast`, "0.85");
}

/** A file takes new readers into its search after an import, some thousand a second while a sender runs. */
async function takeIntoSearch(say: Say, context: Context): Promise<void> {
  const began = performance.now();
  while (await indexNewReaders(context));
  say("readers taken into the search", seconds(performance.now() - began), "");
}

async function search(say: Say, context: Context, readers: number): Promise<void> {
  const whole = Array.from({ length: 20 }, (_, i) => addressOf(1 + Math.floor((readers / 20) * i)));
  const words = [
    ...whole.map((address) => address.slice(0, 14)),
    ...whole.map((address) => address.slice(3, 9)),
    ...["lovelace", "de vries", "gmail", "ivan", "nobody-has-this", "ada", "ad", "company17", "@uni.example", "großE"],
  ];
  const times: number[] = [];
  for (const word of words) {
    const began = performance.now();
    await listSubscribers(context, { search: word, size: 50 });
    times.push(performance.now() - began);
  }
  const worst = words[times.indexOf(Math.max(...times))]!;
  times.sort((a, b) => a - b);
  const at = (share: number) => `${times[Math.floor(times.length * share)]!.toFixed(0)} ms`;
  say("search, p95", at(0.95), "100 ms", `median ${at(0.5)}, longest ${at(0.99)} (${worst})`);
}

const perSecond = ({ rows, ms }: Took) => Math.round((rows / ms) * 1000).toLocaleString("en");
const micros = ({ rows, cpuMs }: Took) => `${((cpuMs * 1000) / rows).toFixed(1)} µs of the processor a row`;
const mega = ({ memory }: Took) => `${Math.round(memory / 1e6)} MB`;
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
