import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { copierOf } from "#db/client.server.ts";
import { migrateToLatest } from "#db/migrate.server.ts";
import { bundledScripts } from "../support/bundle.ts";
import { drill, type Drilled } from "../support/drill.ts";
import { aBriefing, anIssue } from "../support/newsroom.ts";
import { createDatabase, databaseUrl, startPostgres } from "../support/postgres.ts";
import { startCountingServer } from "./countingServer.ts";
import { aContext, aPlace, fillList } from "./newsroom.ts";

const execute = promisify(execFile);
const moments = Number(process.env.BENCH_MOMENTS ?? 20);
const readers = 500;
const many = 600_000;
/** Longer nobody waits for a copy. */
const patience = 60_000;

/** Backups while an issue goes out: how long they take, and what becomes of the send that they are of. */
export async function benchBackups(): Promise<void> {
  const bundled = await bundledScripts(`bench-${process.pid}`);
  const scripts = bundled.folder;
  const postgres = await startPostgres();
  const server = async () => databaseUrl(postgres.url, await createDatabase(postgres.url));
  await howLong(scripts, server);
  await drills("SQLite", scripts, async (folder) => `file:${join(folder, `${Math.random()}.db`)}`);
  await drills("PostgreSQL", scripts, server);
  await postgres.stop();
  bundled.remove();
}

/** A large database, with a sender at work on it. */
async function howLong(scripts: string, server: () => Promise<string>) {
  const folder = await mkdtemp(join(tmpdir(), "pressrun-bench-"));
  for (const url of [`file:${join(folder, "bench.db")}`, await server()]) {
    const smtp = await startCountingServer();
    const place = await aPlace({ SMTP_URL: smtp.url, SMTP_CONNECTIONS: "5", DATABASE_URL: url });
    const env = { ...process.env, ...place.env };
    const context = aContext(place);
    await migrateToLatest(context.db as Parameters<typeof migrateToLatest>[0]);
    const list = await aBriefing(context);
    await fillList(context, list.id, many);
    const sent = await sendIssue(context, await anIssue(context, list), "bench");
    if ("error" in sent) throw new Error(JSON.stringify(sent));
    const size = await copierOf(url).size();
    console.log(
      `A database of ${many} readers, an issue going out${url.startsWith("file:") ? `, SQLite, ${mb(size)}` : ", PostgreSQL"}`,
    );
    const sender = spawn(process.execPath, [join(scripts, "sender.js")], {
      env,
      stdio: "ignore",
    });
    while (smtp.seen() < 100) await new Promise((resolve) => setTimeout(resolve, 50));
    if (url.startsWith("file:")) {
      const copies = [
        ["copying pages (the online backup API)", `new Database(from, { readonly: true }).backup(to)`],
        ["one read transaction (VACUUM INTO)", `new Database(from).prepare("vacuum into ?").run(to)`],
      ] as const;
      for (const [name, words] of copies) {
        const at = smtp.seen();
        const to = join(folder, `${Math.random()}.db`);
        const { ms, done } = await timed(() => apart(words, url.slice(5), to));
        line(name, done ? `${ms} ms` : `not in ${patience / 1000} s`, `meanwhile ${smtp.seen() - at} messages left`);
      }
    }
    const at = smtp.seen();
    const whole = await timed(() =>
      execute(process.execPath, [join(scripts, "backup.js"), join(folder, "backups")], { env }),
    );
    line("npm run backup, looked through", `${whole.ms} ms`, `meanwhile ${smtp.seen() - at} messages left`);
    sender.kill("SIGKILL");
    await once(sender, "exit");
    await context.db.destroy();
    await place.remove();
    smtp.close();
  }
  await rm(folder, { recursive: true });
}

/** On a thread of its own: the server that counts is in this one. */
async function apart(words: string, from: string, to: string): Promise<boolean> {
  const worker = new Worker(
    `const { from, to } = require("node:worker_threads").workerData;
     const Database = require("better-sqlite3");
     Promise.resolve(${words}).then(() => process.exit(0));`,
    { eval: true, workerData: { from, to } },
  );
  const ended = once(worker, "exit").then(() => true);
  const tired = new Promise<false>((resolve) => setTimeout(() => resolve(false), patience).unref());
  const done = await Promise.race([ended, tired]);
  if (!done) await worker.terminate();
  return done;
}

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; done: T }> {
  const began = Date.now();
  const done = await work();
  return { ms: Date.now() - began, done };
}

/** Backup and restore at random moments of a send to 500. */
async function drills(name: string, scripts: string, aUrl: (folder: string) => Promise<string>) {
  const results: Drilled[] = [];
  for (let moment = 0; moment < moments; moment += 1) {
    const folder = await mkdtemp(join(tmpdir(), "pressrun-bench-"));
    const smtp = await startCountingServer();
    const place = await aPlace({ SMTP_URL: smtp.url, SMTP_CONNECTIONS: "5", DATABASE_URL: await aUrl(folder) });
    const context = aContext(place);
    await migrateToLatest(context.db as Parameters<typeof migrateToLatest>[0]);
    const list = await aBriefing(context);
    await fillList(context, list.id, readers);
    const number = await anIssue(context, list);
    const sent = await sendIssue(context, number, "bench");
    if ("error" in sent) throw new Error(JSON.stringify(sent));
    await context.db.destroy();
    const issue = { send: sent.send, number, readers };
    const env = { ...process.env, ...place.env };
    const far = { seen: smtp.seen, taken: () => smtp.taken };
    results.push(await drill({ scripts, env, issue, ...far, elsewhere: () => aUrl(folder) }, folder));
    smtp.close();
    await place.remove();
    await rm(folder, { recursive: true });
  }
  const all = (figure: keyof Drilled) => results.map((one) => one[figure]);
  const range = (figure: keyof Drilled) => `${Math.min(...all(figure))} to ${Math.max(...all(figure))}`;
  const sum = (figure: keyof Drilled) => String(all(figure).reduce((sum, one) => sum + one, 0));
  console.log(
    `${name}: backup at ${moments} random moments of a send to ${readers}, the original killed later, the backup brought back`,
  );
  line("accepted in the backup", range("accepted"));
  line(
    "handed over after it by the original",
    range("missed"),
    `${sum("missed")} in all: they must not be written to again`,
  );
  line("uncertain after the claim", range("uncertain"));
  line("of them too many or too few", sum("uncertainTooMany"), "must be 0");
  line("sent before the claim", sum("sentUnclaimed"), "must be 0");
  line("sent after it before somebody settled", sum("sentUnasked"), "must be 0");
  line("accepted, and the server has not got them", sum("acceptedByNobody"), "must be 0");
  line("readers who got it twice", sum("twice"), "must be 0");
  line("readers who did not get it", sum("lost"), "must be 0");
  line("backup, restore: script included", `${range("backupMs")} ms`, `${range("restoreMs")} ms`);
}

const mb = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;

function line(name: string, figure: string, note = "") {
  console.log(`  ${name.padEnd(42)} ${figure.padStart(16)}   ${note}`.trimEnd());
}
