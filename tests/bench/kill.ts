import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { migrateToLatest } from "#db/migrate.server.ts";
import { bundledScripts } from "../support/bundle.ts";
import { aBriefing, anIssue } from "../support/newsroom.ts";
import { startCountingServer, type CountingServer } from "./countingServer.ts";
import { aContext, aPlace, fillList } from "./newsroom.ts";

const readers = 5_000;
const kills = 200;
const connections = 5;

/** `kill -9` at 200 random moments of a send to 5,000, against a server that counts (T-02, T-03). */
export async function benchKill(): Promise<void> {
  const server = await startCountingServer();
  const scripts = await bundledScripts(`bench-${process.pid}`);
  const place = await aPlace({ SMTP_URL: server.url, SMTP_CONNECTIONS: String(connections) });
  const context = aContext(place);
  await migrateToLatest(context.db as Parameters<typeof migrateToLatest>[0]);
  const list = await aBriefing(context);
  await fillList(context, list.id, readers);
  const sent = await sendIssue(context, await anIssue(context, list), "bench");
  if ("error" in sent) throw new Error(JSON.stringify(sent));
  const start = () =>
    spawn(process.execPath, [scripts.file("sender")], { env: { ...process.env, ...place.env }, stdio: "ignore" });

  const began = Date.now();
  for (let kill = 0; kill < kills; kill += 1) await killOnTheWay(start(), server);
  const last = start();
  while (await isAnyOpen()) await new Promise((resolve) => setTimeout(resolve, 100));
  last.kill("SIGTERM");
  await once(last, "exit");

  const rows = await context.db
    .selectFrom("deliveries")
    .innerJoin("subscribers", "subscribers.id", "deliveries.subscriber_id")
    .select(["email", "status"])
    .execute();
  const of = (status: string) => rows.filter((row) => row.status === status);
  const lost = of("accepted").filter((row) => !server.taken.has(row.email)).length;
  const twice = [...server.taken.values()].filter((count) => count > 1).length;
  console.log(
    `kill -9 at ${kills} random moments of a send to ${readers}, ${connections} connections, ${Math.round((Date.now() - began) / 1000)} s`,
  );
  line("accepted, and the server has them", `${of("accepted").length - lost} of ${of("accepted").length}`);
  line("uncertain", `${of("uncertain").length}`, `at most ${kills * connections}: what was in flight`);
  line("of them, the server has", `${of("uncertain").filter((row) => server.taken.has(row.email)).length}`);
  line("in any other state", `${rows.length - of("accepted").length - of("uncertain").length}`, "must be 0");
  line("readers without a row", `${readers - rows.length}`, "must be 0");
  line("readers who got it twice", `${twice}`, "must be 0");

  await context.db.destroy();
  await place.remove();
  scripts.remove();
  server.close();

  async function isAnyOpen() {
    const open = context.db.selectFrom("deliveries").select("status").where("status", "in", ["queued", "sending"]);
    return (await open.limit(1).executeTakeFirst()) !== undefined;
  }
}

function line(name: string, figure: string, note = "") {
  console.log(`  ${name.padEnd(42)} ${figure.padStart(16)}   ${note}`.trimEnd());
}

/** Somewhere within the next messages, and at any point of a message's way. */
async function killOnTheWay(sender: ChildProcess, server: CountingServer) {
  const moment = server.seen() + Math.floor(Math.random() * 20);
  server.onLine = () => {
    if (server.seen() >= moment && Math.random() < 0.3) sender.kill("SIGKILL");
  };
  // One that found nothing left to do is ended too.
  const timer = setTimeout(() => sender.kill("SIGKILL"), 10_000);
  await once(sender, "exit");
  clearTimeout(timer);
  server.onLine = () => {};
}
