import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";
import type { Context } from "#app/context.server.ts";
import { editionByNumber, publicCopy } from "#app/models/issues/editions.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { markers } from "#emails/message/markers.server.ts";
import { lean, memory, signers } from "../../scripts/start/memory.mjs";
import { aBigIssue, aContext, aPlace, fillList } from "./newsroom.ts";
import type { Mail } from "./pool.ts";
import { builtProgram } from "./programs.ts";

/** What one sender process did. Times in milliseconds, memory in bytes. */
export type HandedOver = {
  /** The clock's, of the first claim and the last answer. */
  first: number;
  last: number;
  /** From the sender's first look to the first answer recorded. */
  firstTakenMs: number;
  mostMemory: number;
  /** Of the processor, from the sender's first look on. */
  cpuMs: number;
};
export type Run = HandedOver & { perSecond: number; cpuMicros: number; mail: Mail };

export type Order = {
  readers: number;
  env: Record<string, string>;
  /** About how large each message is; left out, it is as large as an issue of four long articles. */
  bytes?: number;
  /** The articles of the issue; four when left out. */
  articles?: number;
  /** Called before the send is started. */
  before?: (context: Context) => Promise<void>;
};

const run = promisify(execFile);

/** Sends an issue to `readers` with one sender process. */
export function sendOurs(order: Order): Promise<Run> {
  return withIssue(order, async (context, number, env) => {
    const sent = await sendIssue(context, number, "bench");
    if ("error" in sent) throw new Error(JSON.stringify(sent));
    if (order.bytes) await resize(context, sent.send.editionId, order.bytes);
    const mail = publicCopy(context, (await editionByNumber(context, number))!);
    const handed = await handOver(env);
    await checkAccepted(context, order.readers);
    const perSecond = order.readers / ((handed.last - handed.first) / 1000);
    return { ...handed, perSecond, cpuMicros: (handed.cpuMs * 1000) / order.readers, mail };
  });
}

/** Sends an issue with the whole command. @returns readers a second, from its start to its exit */
export function sendByCommand(order: Order): Promise<number> {
  return withIssue(order, async (context, number, env) => {
    const started = performance.now();
    const words = ["scripts/run.mjs", "scripts/send-issue.ts", "--issue", String(number), "--wait", "--yes"];
    const child = spawn(process.execPath, words, {
      env: { ...process.env, ...env },
      stdio: ["ignore", "ignore", "inherit"],
    });
    const [code] = await once(child, "exit");
    if (code !== 0) throw new Error(`send-issue ended with ${code}`);
    const seconds = (performance.now() - started) / 1000;
    await checkAccepted(context, order.readers);
    return order.readers / seconds;
  });
}

async function withIssue<T>(
  { readers, env, articles, before }: Order,
  work: (context: Context, number: number, env: Record<string, string>) => Promise<T>,
): Promise<T> {
  const place = await aPlace(env);
  const context = aContext(place);
  try {
    const number = await aBigIssue(context, (context, list) => fillList(context, list, readers), articles);
    await before?.(context);
    return await work(context, number, place.env);
  } finally {
    await context.db.destroy();
    await place.remove();
  }
}

async function checkAccepted(context: Context, readers: number) {
  const { accepted } = await context.db
    .selectFrom("deliveries")
    .select(({ fn }) => fn.countAll<number>().as("accepted"))
    .where("status", "=", "accepted")
    .executeTakeFirstOrThrow();
  if (Number(accepted) !== readers) throw new Error(`${accepted} of ${readers} were accepted`);
}

/** Replaces the edition's parts by plain lines that hold each of a reader's values, so that a message has this size. */
async function resize(context: Context, editionId: number, bytes: number): Promise<void> {
  const { marker_key: key } = await context.db
    .selectFrom("editions")
    .select("marker_key")
    .where("id", "=", editionId)
    .executeTakeFirstOrThrow();
  const mark = markers(key);
  const lines = (share: number) => `${"x".repeat(70)}\n`.repeat(Math.max(1, Math.round((bytes * share) / 72)));
  const own = `${mark.name} ${mark.email}\n${mark.unsubscribeUrl}\n${mark.preferencesUrl}\n`;
  await context.db
    .updateTable("editions")
    .set({ text: lines(0.1) + own + lines(0.1), html: `<p>${lines(0.35)}${own}${lines(0.35)}</p>\n` })
    .where("id", "=", editionId)
    .execute();
}

/** Runs one sender process to the end of what is due, built and started as `npm start` starts the sender. */
export async function handOver(env: Record<string, string>): Promise<HandedOver> {
  const profile = process.env.BENCH_PROFILE ? ["--cpu-prof", "--cpu-prof-dir", process.env.BENCH_PROFILE] : [];
  const { stdout } = await run(process.execPath, [...profile, ...memory.sender, await builtProgram("hand-over")], {
    env: { ...lean, ...signers, ...process.env, ...env, NODE_ENV: "production" },
  });
  return JSON.parse(stdout) as HandedOver;
}
