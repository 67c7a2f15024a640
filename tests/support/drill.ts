import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { Send } from "#app/models/deliveries/sends.server.ts";
import { openDb } from "#db/client.server.ts";

const execute = promisify(execFile);

/** An installation in the middle of a send, and what the far end has of it. */
export type Installation = {
  /** The folder of the bundled scripts. */
  scripts: string;
  env: Record<string, string | undefined>;
  issue: { send: Send; number: number; readers: number };
  /** Bodies that came in whole so far. */
  seen(): number;
  /** How often each address got a message that was answered 250. */
  taken(): Map<string, number>;
  /** Another place for the database, empty. */
  elsewhere(): Promise<string>;
};

/** What came of it; every figure but `accepted` and `uncertain` must be 0. */
export type Drilled = {
  backupMs: number;
  restoreMs: number;
  /** In the backup; and how many the original handed over after it, which it cannot know. */
  accepted: number;
  missed: number;
  /** After the claim. */
  uncertain: number;
  uncertainTooMany: number;
  sentUnclaimed: number;
  sentUnasked: number;
  acceptedByNobody: number;
  twice: number;
  lost: number;
};

/**
 * A whole disaster: a backup at a random moment of a send, the original goes on and is killed, the backup is brought
 * back elsewhere, claimed, its uncertain ones settled by what the far end has, and the send goes on to its end.
 */
export async function drill(original: Installation, folder: string): Promise<Drilled> {
  const { scripts, env, issue, seen, taken, elsewhere } = original;
  const run = async (script: string, args: string[], at = env) =>
    (await execute(process.execPath, [join(scripts, `${script}.js`), ...args], { env: at as NodeJS.ProcessEnv }))
      .stdout;
  const start = (at = env) =>
    spawn(process.execPath, [join(scripts, "sender.js")], { env: at as NodeJS.ProcessEnv, stdio: "ignore" });

  const sender = start();
  await until(() => seen() >= 5 + Math.random() * issue.readers * 0.6);
  const began = Date.now();
  const made = JSON.parse(await run("backup", [folder, "--json"])) as { path: string };
  const backupMs = Date.now() - began;
  const goesOnUntil = Math.min(issue.readers * 0.9, seen() + Math.random() * issue.readers * 0.3);
  await until(() => seen() >= goesOnUntil);
  await kill(sender);

  const there = { ...env, DATABASE_URL: await elsewhere() };
  const restoring = Date.now();
  await run("restore", [made.path], there);
  const restoreMs = Date.now() - restoring;
  const before = new Map(taken());
  const total = () => [...taken().values()].reduce((sum, count) => sum + count, 0);

  const unclaimed = start(there);
  await sleep(1500);
  await stop(unclaimed);
  const sentUnclaimed = total() - sum(before);
  const inBackup = await rowsOf(there.DATABASE_URL, issue.send);
  await run("claim", ["--yes"], there);
  const claimed = await rowsOf(there.DATABASE_URL, issue.send);
  const uncertain = claimed.filter(({ status }) => status === "uncertain");
  const open = inBackup.filter(({ status }) => status !== "accepted" && status !== "refused");
  const unasked = start(there);
  await sleep(1500);
  await stop(unasked);
  const sentUnasked = total() - sum(before);

  await settleBy(there.DATABASE_URL, issue.send, uncertain, before);
  const last = start(there);
  await until(async () => (await rowsOf(there.DATABASE_URL, issue.send)).every(({ status }) => status === "accepted"));
  await stop(last);
  const emails = claimed.map(({ email }) => email);
  return {
    backupMs,
    restoreMs,
    accepted: inBackup.filter(({ status }) => status === "accepted").length,
    missed: open.filter(({ email }) => before.has(email)).length,
    uncertain: uncertain.length,
    uncertainTooMany: Math.abs(uncertain.length - open.length),
    sentUnclaimed,
    sentUnasked,
    acceptedByNobody: inBackup.filter(({ status, email }) => status === "accepted" && !before.has(email)).length,
    twice: [...taken().values()].filter((count) => count > 1).length,
    lost: issue.readers - emails.filter((email) => taken().get(email) === 1).length,
  };
}

/** As an operator does with the mail server's log in hand. */
async function settleBy(url: string, sent: Send, uncertain: Row[], has: Map<string, number>) {
  const db = openDb(url);
  for (const { id, email } of uncertain)
    await db
      .updateTable("deliveries")
      .set(has.has(email) ? { status: "accepted" } : { status: "queued", due_at: 0, finished_at: null })
      .where("edition_id", "=", sent.editionId)
      .where("subscriber_id", "=", id)
      .execute();
  await db.updateTable("issues").set({ status: "sending" }).where("id", "=", sent.id).execute();
  await db.destroy();
}

type Row = Awaited<ReturnType<typeof rowsOf>>[number];

async function rowsOf(url: string, sent: Send) {
  const db = openDb(url);
  const rows = db
    .selectFrom("deliveries")
    .innerJoin("subscribers", "subscribers.id", "deliveries.subscriber_id")
    .select(["id", "email", "status"])
    .where("edition_id", "=", sent.editionId)
    .execute();
  return rows.finally(() => db.destroy());
}

const sum = (counts: Map<string, number>) => [...counts.values()].reduce((sum, count) => sum + count, 0);

async function until(reached: () => boolean | Promise<boolean>) {
  while (!(await reached())) await sleep(10);
}

async function kill(process: ChildProcess) {
  const ended = once(process, "exit");
  process.kill("SIGKILL");
  await ended;
}

async function stop(process: ChildProcess) {
  const ended = once(process, "exit");
  process.kill("SIGTERM");
  await ended;
}
