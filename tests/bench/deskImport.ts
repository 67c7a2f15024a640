import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { createCookie } from "@remix-run/node";
import type { Context } from "#app/context.server.ts";
import { createEditor } from "#app/models/desk/editors.server.ts";
import { startSession } from "#app/models/desk/sessions.server.ts";
import { importById } from "#app/models/readers/import/imports.server.ts";
import { askUndo } from "#app/models/readers/import/undoing.server.ts";
import { startUpload } from "#app/models/readers/uploads/starting.server.ts";
import { askCheck, uploadById } from "#app/models/readers/uploads/uploads.server.ts";
import { migrateToLatest } from "#db/migrate.server.ts";
import { isBuilt } from "../../scripts/start/checks.mjs";
import { memoryOf, processesOf } from "../support/memory.ts";
import { aBriefing } from "../support/newsroom.ts";
import { saidUp } from "./memory.ts";
import { aContext, aPlace } from "./newsroom.ts";
import { freePort } from "./ports.ts";

/** An import at the desk as `npm start` does it: brought, checked, imported, undone; and the largest file that is taken. */
export async function benchDeskImport(rows = 100_000): Promise<void> {
  if (!(await isBuilt())) throw new Error("It measures what is built. Run: npm run build");
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const place = await aPlace({ PORT: String(port), HOST: "127.0.0.1", APP_URL: url, SMTP_URL: "smtp://127.0.0.1:9" });
  const context = aContext(place);
  await migrateToLatest(context.db as Parameters<typeof migrateToLatest>[0]);
  const list = await aBriefing(context);
  const main = spawn(process.execPath, ["scripts/start.mjs"], {
    env: { ...process.env, ...place.env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  await saidUp(main);
  const desk = { url, cookie: await anOperator(context), list: list.id };
  const watch = watchMemory(main.pid!);
  try {
    console.log(`An import at the desk of ${rows} rows (SQLite), web and sender as npm start runs them`);
    await importOnce(context, desk, rows);
    console.log(`  memory at most, MB RSS: ${watch.most()}`);
    const large = csvOf(rows, 149_000_000);
    await timed(`bringing ${Math.round(large.length / 1e6)} MB`, 0, () => bring(desk, large, "large.csv"));
    console.log(`  memory at most, MB RSS: ${watch.most()}`);
  } finally {
    watch.stop();
    main.kill();
    await context.db.destroy();
    await sleep(500);
    await place.remove();
  }
}

type Desk = { url: string; cookie: string; list: number };

async function importOnce(context: Context, desk: Desk, rows: number): Promise<void> {
  const csv = csvOf(rows);
  const id = await timed(`bringing ${(csv.length / 1e6).toFixed(1)} MB`, 0, () => bring(desk, csv, "readers.csv"));
  const upload = async () => (await uploadById(context, id))!;
  await timed("checking", rows, async () => {
    await askCheck(context, id);
    await until(async () => (await upload()).stage === "checked");
  });
  const foreseenAt = (await upload()).foreseen!.at;
  const begun = await startUpload(context, id, { actor: "bench", foreseenAt });
  if ("error" in begun) throw new Error(begun.error);
  const stands = async (state: string) => (await importById(context, begun.importId))!.state === state;
  await timed("importing", rows, () => until(() => stands("done")));
  await timed("undoing", rows, async () => {
    await askUndo(context, begun.importId, "bench");
    await until(() => stands("undone"));
  });
}

async function anOperator(context: Context): Promise<string> {
  const given = { email: "bench@briefing.example", name: "Bench", role: "owner" as const };
  const made = await createEditor(context, { ...given, password: "a sentence that nobody else types" });
  if ("error" in made) throw new Error(made.error);
  const token = await startSession(context, made.editor.id, "bench");
  return (await createCookie("pressrun").serialize(token)).split(";")[0]!;
}

/** Posts a file as the page without scripts does. @returns the number of the file */
async function bring({ url, cookie, list }: Desk, csv: Buffer, name: string): Promise<number> {
  const form = new FormData();
  form.set("list", String(list));
  form.set("basis", "A bench");
  form.set("file", new Blob([csv as Uint8Array<ArrayBuffer>]), name);
  const headers = { Cookie: cookie, Origin: url };
  const answer = await fetch(`${url}/desk/subscribers/import?index`, {
    ...{ method: "POST", body: form, headers, redirect: "manual" },
  });
  const to = answer.headers.get("location") ?? "";
  if (answer.status !== 302) throw new Error(`the file was not taken: ${answer.status}`);
  return Number(/\d+$/.exec(to)![0]);
}

/** @param atLeast bytes: lines are made longer until it has so many */
function csvOf(rows: number, atLeast = 0): Buffer {
  const filler = "x".repeat(Math.max(0, Math.floor(atLeast / rows) - 45));
  const lines = Array.from({ length: rows }, (_, i) => {
    const state = i % 10 === 9 ? "unsubscribed" : "active";
    return `reader${i}@import.example,Reader ${i},${state},${filler}`;
  });
  return Buffer.from(["email,name,status,Company", ...lines, ""].join("\n"));
}

async function timed<T>(what: string, rows: number, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await work();
  const seconds = (performance.now() - began) / 1000;
  const speed =
    rows > 0
      ? `${Math.round(rows / seconds)
          .toLocaleString("en")
          .padStart(8)} rows/s`
      : "";
  console.log(`  ${what.padEnd(20)} ${seconds.toFixed(1).padStart(6)} s ${speed}`);
  return result;
}

async function until(reached: () => Promise<boolean>): Promise<void> {
  while (!(await reached())) await sleep(50);
}

/** Looks four times a second at what web and sender take. */
function watchMemory(main: number) {
  const most = new Map<number, number>();
  const look = () => {
    for (const pid of processesOf(main)) most.set(pid, Math.max(most.get(pid) ?? 0, memoryOf(pid).rss));
  };
  const timer = setInterval(look, 250);
  return { most: () => [...most.values()].map((mb) => Math.round(mb)).join(", "), stop: () => clearInterval(timer) };
}
