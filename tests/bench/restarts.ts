import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "#app/context.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { migrateToLatest } from "#db/migrate.server.ts";
import { bundledScripts } from "../support/bundle.ts";
import { aBriefing, anArticle, anIssue } from "../support/newsroom.ts";
import { createDatabase, databaseUrl, startRestartablePostgres, type End } from "../support/postgres.ts";
import { startCountingServer, type CountingServer } from "./countingServer.ts";
import { aContext, aPlace, fillList } from "./newsroom.ts";
import { freePort } from "./ports.ts";

const ends: End[] = ["SIGINT", "SIGQUIT", "SIGKILL"];
const connections = 5;
const senders = 2;

/** What became of a send during which its database ended, again and again. */
export type Restarted = {
  /** Readers by the state of their delivery. */
  states: Record<string, number>;
  /** Called accepted by the ledger, and not taken by the mail server. */
  lost: number;
  /** Taken by the mail server more than once. */
  twice: number;
  /** Processes that ended by themselves. */
  down: string[];
  /** What readers of the site were answered, by status; 0: nothing. */
  answers: Record<number, number>;
  seconds: number;
};

/**
 * Sends an issue with two senders while the site is read, and ends the PostgreSQL under all of them: asked to, at once and
 * by `kill -9` in turn, for up to three seconds each.
 * @param scripts the folder of the bundled scripts
 * @param output a file for what the processes log
 */
export async function sendThroughRestarts(
  { readers, restarts, scripts }: { readers: number; restarts: number; scripts: string },
  output?: string,
): Promise<Restarted> {
  const postgres = await startRestartablePostgres();
  const mail = await startCountingServer();
  const port = await freePort();
  const place = await aPlace({
    DATABASE_URL: databaseUrl(postgres.url, await createDatabase(postgres.url)),
    SMTP_URL: mail.url,
    SMTP_CONNECTIONS: String(connections),
    APP_URL: `http://localhost:${port}`,
    PORT: String(port),
    HOST: "127.0.0.1",
  });
  const context = aContext(place);
  const began = Date.now();
  const log = output ? openSync(output, "a") : "ignore";
  const start = (...script: string[]) =>
    spawn(process.execPath, script, {
      env: { ...process.env, ...place.env },
      stdio: ["ignore", log, log],
    });
  const processes: Record<string, ChildProcess> = {};
  try {
    const number = await fillSite(context, readers);
    processes.web = start(join(scripts, "serve.js"));
    const load = readThe(`http://localhost:${port}`, [
      `/`,
      `/issues/${number}`,
      `/articles/robots`,
      `/search?q=robots`,
      `/desk/sign-in`,
    ]);
    await load.isUp;
    for (let i = 1; i <= senders; i += 1) processes[`sender ${i}`] = start(join(scripts, "sender.js"));
    for (let i = 0; i < restarts; i += 1) {
      await passed(mail, Math.round((readers * (i + 0.5)) / (restarts + 1)));
      await postgres.restart(ends[i % ends.length]!, () => sleep(Math.random() * 3000));
    }
    while (await isAnyOpen(context)) await sleep(100);
    await load.end();
    const down = Object.entries(processes).flatMap(([name, { exitCode, signalCode }]) =>
      exitCode === null && signalCode === null ? [] : [`${name} (${exitCode ?? signalCode})`],
    );
    const states = await Promise.all(Object.values(processes).map(stopped)).then(() => statesOf(context));
    return { ...found(states, mail), down, answers: load.answers, seconds: (Date.now() - began) / 1000 };
  } finally {
    for (const child of Object.values(processes)) child.kill("SIGKILL");
    await context.db.destroy();
    await postgres.stop();
    await place.remove();
    mail.close();
  }
}

async function fillSite(context: Context, readers: number): Promise<number> {
  await migrateToLatest(context.db as Parameters<typeof migrateToLatest>[0]);
  const list = await aBriefing(context);
  await fillList(context, list.id, readers);
  const article = await anArticle(context, { slug: "robots" });
  const number = await anIssue(context, list, { articles: [article] });
  const sent = await sendIssue(context, number, "bench");
  if ("error" in sent) throw new Error(JSON.stringify(sent));
  return number;
}

/** Waits until the mail server has taken so many, or nothing more comes. */
async function passed(mail: CountingServer, count: number) {
  let before = -1;
  for (let quiet = 0; mail.taken.size < count && quiet < 100; quiet = mail.taken.size === before ? quiet + 1 : 0) {
    before = mail.taken.size;
    await sleep(50);
  }
}

/** Reads pages one after the other until told to end. */
function readThe(site: string, paths: string[]) {
  const answers: Record<number, number> = {};
  let isOver = false;
  let up = () => {};
  const isUp = new Promise<void>((resolve) => (up = resolve));
  const reading = (async () => {
    for (let i = 0; !isOver; i += 1) {
      const status = await statusOf(`${site}${paths[i % paths.length]}`);
      if (status === 200) up();
      // Until the process listens, nothing can answer.
      if (status === 0 && !answers[200]) await sleep(50);
      else answers[status] = (answers[status] ?? 0) + 1;
      await sleep(10);
    }
  })();
  const end = async () => {
    isOver = true;
    await reading;
  };
  return { answers, isUp, end };
}

async function statusOf(url: string): Promise<number> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(30_000) });
    await answer.arrayBuffer();
    return answer.status === 503 && !answer.headers.has("retry-after") ? 500 : answer.status;
  } catch {
    return 0;
  }
}

async function isAnyOpen({ db }: Context): Promise<boolean> {
  const open = db.selectFrom("deliveries").select("status").where("status", "in", ["queued", "sending"]);
  return (await open.limit(1).executeTakeFirst()) !== undefined;
}

function statesOf({ db }: Context) {
  return db
    .selectFrom("deliveries")
    .innerJoin("subscribers", "subscribers.id", "deliveries.subscriber_id")
    .select(["email", "status"])
    .execute();
}

function found(rows: Awaited<ReturnType<typeof statesOf>>, mail: CountingServer) {
  const states: Record<string, number> = {};
  for (const { status } of rows) states[status] = (states[status] ?? 0) + 1;
  const lost = rows.filter(({ status, email }) => status === "accepted" && !mail.taken.has(email)).length;
  const twice = [...mail.taken.values()].filter((count) => count > 1).length;
  return { states, lost, twice };
}

async function stopped(child: ChildProcess) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}

/** PostgreSQL ends 20 times during a send to 10,000 (T-02, T-03). */
export async function benchRestarts(): Promise<void> {
  const [readers, restarts] = [10_000, 20];
  const scripts = await bundledScripts(`bench-${process.pid}`);
  const found = await sendThroughRestarts(
    { readers, restarts, scripts: scripts.folder },
    process.env.BENCH_LOG,
  ).finally(() => scripts.remove());
  const { states, lost, twice, down, answers, seconds } = found;
  const rows = Object.values(states).reduce((sum, count) => sum + count, 0);
  console.log(
    `PostgreSQL ended ${restarts} times (fast, immediate, kill -9 in turn) during a send to ${readers}, ` +
      `${senders} senders, ${connections} connections each, pages read meanwhile, ${Math.round(seconds)} s`,
  );
  const line = (name: string, figure: unknown, note = "") =>
    console.log(`  ${name.padEnd(42)} ${String(figure).padStart(16)}   ${note}`.trimEnd());
  line("accepted, and the server has them", `${(states.accepted ?? 0) - lost} of ${states.accepted ?? 0}`);
  line("uncertain", states.uncertain ?? 0, "nothing was killed but the database: 0");
  line("in any other state", rows - (states.accepted ?? 0) - (states.uncertain ?? 0), "must be 0");
  line("readers without a row", readers - rows, "must be 0");
  line("readers who got it twice", twice, "must be 0");
  line("processes that ended", down.length === 0 ? 0 : down.join(", "), "must be 0");
  for (const [status, count] of Object.entries(answers)) line(`pages answered ${status}`, count);
}
