import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { isBuilt } from "../../scripts/start/checks.mjs";
import { memoryOf, processesOf, type Memory } from "../support/memory.ts";
import { aBigIssue, aContext, aPlace, fillList } from "./newsroom.ts";
import { freePort } from "./ports.ts";
import { startSink } from "./server.ts";

const readers = Number(process.env.BENCH_READERS ?? 100_000);
const connections = 10;
/** A send that takes longer is not waited for. */
const seconds = Number(process.env.BENCH_SECONDS ?? 900);
const paths = ["/", "/subscribe", "/about", "/search?q=robots", "/feed.xml", "/desk/sign-in"];

/** What a whole installation takes, as `npm start` runs it: idle, with pages read, during a send, and idle after it. */
export async function benchMemory(): Promise<void> {
  if (!(await isBuilt())) throw new Error("It measures what is built. Run: npm run build");
  const [sink, port] = [await startSink(), await freePort()];
  const place = await aPlace({
    PORT: String(port),
    HOST: "127.0.0.1",
    APP_URL: `http://localhost:${port}`,
    SMTP_URL: sink.url,
    SMTP_CONNECTIONS: String(connections),
  });
  const context = aContext(place);
  const number = await aBigIssue(context, (context, list) => fillList(context, list, readers));
  const main = spawn(process.execPath, ["scripts/start.mjs"], {
    env: { ...process.env, ...place.env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  await saidUp(main);
  await sleep(8_000);
  console.log(`An installation with ${readers} readers (SQLite), ${connections} connections, ${sink.name}; MB`);
  console.log(`  ${"".padEnd(34)} ${["web", "sender", "together"].map((name) => name.padStart(13)).join("")}`);
  show("idle, RSS / PSS", look(main.pid!));
  for (let i = 0; i < 10; i += 1)
    for (const path of paths) await (await fetch(`http://localhost:${port}${path}`)).text();
  show("pages read", look(main.pid!));
  const sent = await sendIssue(context, number, "bench");
  if ("error" in sent) throw new Error(JSON.stringify(sent));
  const most = new Map<number, Memory>();
  const began = performance.now();
  const end = began + seconds * 1000;
  while (performance.now() < end && (await issueByNumber(context, number))!.status === "sending") {
    for (const one of look(main.pid!)) if (one.rss > (most.get(one.pid)?.rss ?? 0)) most.set(one.pid, one);
    await sleep(250);
  }
  show("most while sending", [...most.values()]);
  if (performance.now() < end) {
    // Two looks of a process that is idle (scripts/frame/idle.ts).
    await sleep(40_000);
    show("idle after a send to all", look(main.pid!));
  }
  console.log("  aim: 200 MB together, 120 MB each");
  main.kill("SIGTERM");
  await once(main, "exit");
  await sink.stop();
  await context.db.destroy();
  await place.remove();
}

/** Waits until an installation that was just started says that it is up. */
export async function saidUp(main: ChildProcess): Promise<void> {
  let said = "";
  for await (const text of main.stderr!.setEncoding("utf8")) {
    said += String(text);
    if (said.includes("Pressrun is up")) break;
  }
  main.stderr!.resume();
}

function look(main: number): Memory[] {
  return processesOf(main).map(memoryOf);
}

function show(what: string, all: Memory[]) {
  const sum = all.reduce((sum, { rss, pss }) => ({ rss: sum.rss + rss, pss: sum.pss + pss }), { rss: 0, pss: 0 });
  const figures = [...all, sum].map(({ rss, pss }) => `${Math.round(rss)} / ${Math.round(pss)}`.padStart(13));
  console.log(`  ${what.padEnd(34)} ${figures.join("")}`);
}
