import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Context } from "#app/context.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { migrateToLatest } from "#db/migrate.server.ts";
import { bundledScripts, type BundledScripts } from "../support/bundle.ts";
import { aBriefing, anIssue } from "../support/newsroom.ts";
import { createDatabase, databaseUrl, startDurablePostgres } from "../support/postgres.ts";
import { startCountingServer, type CountingServer } from "./countingServer.ts";
import { aContext, aPlace, fillList } from "./newsroom.ts";

const connections = 5;
/** A kill comes within this many messages. */
const within = 20;

/**
 * `kill -9` at random moments of a send, against a server that counts (T-02, T-03), on each database.
 * @param kills of each send
 */
export async function benchKill(kills = 200): Promise<void> {
  const scripts = await bundledScripts(`bench-${process.pid}`);
  const postgres = await startDurablePostgres();
  try {
    await killOn("SQLite", {}, scripts, kills);
    const url = databaseUrl(postgres.url, await createDatabase(postgres.url));
    await killOn("PostgreSQL", { DATABASE_URL: url }, scripts, kills);
  } finally {
    await postgres.stop();
    scripts.remove();
  }
}

async function killOn(name: string, env: Record<string, string>, scripts: BundledScripts, kills: number) {
  const server = await startCountingServer();
  const place = await aPlace({ ...env, SMTP_URL: server.url, SMTP_CONNECTIONS: String(connections) });
  const context = aContext(place);
  const readers = kills * 25;
  await migrateToLatest(context.db as Parameters<typeof migrateToLatest>[0]);
  const list = await aBriefing(context);
  await fillList(context, list.id, readers);
  const sent = await sendIssue(context, await anIssue(context, list), "bench");
  if ("error" in sent) throw new Error(JSON.stringify(sent));
  const start = () =>
    spawn(process.execPath, [scripts.file("sender")], { env: { ...process.env, ...place.env }, stdio: "ignore" });

  const began = Date.now();
  let done = 0;
  for (; done < kills && (await isAnyOpen(context)); done += 1) await killOnTheWay(start(), server);
  const last = start();
  while (await isAnyOpen(context)) await new Promise((resolve) => setTimeout(resolve, 100));
  last.kill("SIGTERM");
  await once(last, "exit");
  const seconds = Math.round((Date.now() - began) / 1000);
  console.log(
    `${name}: kill -9 at ${done} random moments of a send to ${readers}, ${connections} connections, ${seconds} s`,
  );
  await report(context, server, readers, done);
  await context.db.destroy();
  await place.remove();
  server.close();
}

async function report(context: Context, server: CountingServer, readers: number, kills: number) {
  const rows = await context.db
    .selectFrom("deliveries")
    .innerJoin("subscribers", "subscribers.id", "deliveries.subscriber_id")
    .select(["email", "status"])
    .execute();
  const of = (status: string) => rows.filter((row) => row.status === status);
  const [accepted, uncertain] = [of("accepted"), of("uncertain")];
  const taken = accepted.filter((row) => server.taken.has(row.email)).length;
  const twice = [...server.taken.values()].filter((count) => count > 1).length;
  line("accepted, and the server has them", `${taken} of ${accepted.length}`);
  line("uncertain", `${uncertain.length}`, `at most ${kills * connections}: what was in flight`);
  line("of them, the server has", `${uncertain.filter((row) => server.taken.has(row.email)).length}`);
  line("in any other state", `${rows.length - accepted.length - uncertain.length}`, "must be 0");
  line("readers without a row", `${readers - rows.length}`, "must be 0");
  line("readers who got it twice", `${twice}`, "must be 0");
}

async function isAnyOpen(context: Context): Promise<boolean> {
  const open = context.db.selectFrom("deliveries").select("status").where("status", "in", ["queued", "sending"]);
  return (await open.limit(1).executeTakeFirst()) !== undefined;
}

function line(name: string, figure: string, note = "") {
  console.log(`  ${name.padEnd(42)} ${figure.padStart(16)}   ${note}`.trimEnd());
}

/** Somewhere within the next messages, and at any point of a message's way. */
async function killOnTheWay(sender: ChildProcess, server: CountingServer) {
  const moment = server.seen() + Math.floor(Math.random() * within);
  server.onLine = () => {
    if (server.seen() >= moment && Math.random() < 0.3) sender.kill("SIGKILL");
  };
  // One that found nothing left to do is ended too.
  const timer = setTimeout(() => sender.kill("SIGKILL"), 10_000);
  await once(sender, "exit");
  clearTimeout(timer);
  server.onLine = () => {};
}
