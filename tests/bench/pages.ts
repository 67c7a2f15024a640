import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setPublished } from "#app/models/articles/articles.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { anArticle, bodyOf } from "../support/newsroom.ts";
import { asFastAsPossible, atARate, openCaller, percentile, type Caller } from "./caller.ts";
import { median, startChild, stopChild } from "./children.ts";
import { aBigIssue, aContext, aPlace, fillList } from "./newsroom.ts";
import { benchMadeAnew } from "./pagesMadeAnew.ts";
import { freePort } from "./ports.ts";
import { startSink } from "./server.ts";

const seconds = 4;
const rounds = 3;
const callers = 16;
const perSecond = 200;
const calmSeconds = 10;
const readers = 100_000;

/**
 * An article's page: requests a second against a bare `node:http` server that answers the same bytes, and how long an
 * answer takes while an issue goes out to 100,000 readers.
 */
export async function benchPages(): Promise<void> {
  const port = await freePort();
  const sink = await startSink();
  const place = await aPlace({
    PORT: String(port),
    HOST: "127.0.0.1",
    APP_URL: `http://localhost:${port}`,
    SMTP_URL: sink.url,
    TRUSTED_PROXIES: "127.0.0.1",
  });
  const context = aContext(place);
  const number = await aBigIssue(context, (context, list) => fillList(context, list, readers));
  const article = await anArticle(context, {
    headline: "What the second warehouse did",
    body: bodyOf(`${"Words enough for a paragraph of an article. ".repeat(12)}\n`.repeat(8).trim()),
  });
  await setPublished(context, article.id, true);
  const path = `/articles/${article.slug}`;
  const web = await startChild("scripts/serve.ts", place.env);
  await benchThroughput(port, path);
  await benchMadeAnew({ port, path, context });

  const caller = () => callersTo(port, `localhost:${port}`, path);
  const calm = await during(await caller());
  let mailing = 0;
  const tracked = () => `${path}?utm_source=mail&utm_campaign=${(mailing += 1)}`;
  const followed = await during(await callersTo(port, `localhost:${port}`, tracked));
  const memory = residentMemory(web.process.pid!);
  const sent = await sendIssue(context, number, "bench");
  if ("error" in sent) throw new Error(JSON.stringify(sent));
  const sender = await startChild("scripts/sender.ts", { ...place.env, SMTP_CONNECTIONS: "10" });
  const before = await accepted();
  const busy = await during(await caller());
  const taken = ((await accepted()) - before) / calmSeconds;
  await Promise.all([stopChild(web), stopChild(sender), sink.stop()]);
  await context.db.destroy();
  await place.remove();
  console.log(`The same page ${perSecond} times a second for ${calmSeconds} s; how long an answer takes, ms`);
  console.log(`  ${"".padEnd(34)}    p50    p99   most`);
  row("nothing else to do", calm);
  row("each with words of a mailing, others", followed);
  row(`a send to ${readers} running, ${Math.round(taken)}/s`, busy);
  console.log(`  aim: p99 under 20 ms`);
  if (memory) console.log(`  the web process takes ${memory} MB after the first two`);

  async function accepted() {
    const row = await context.db
      .selectFrom("deliveries")
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .where("status", "=", "accepted")
      .executeTakeFirstOrThrow();
    return row.count;
  }
}

async function benchThroughput(port: number, path: string) {
  const page = await (
    await fetch(`http://localhost:${port}${path}`, { headers: { "Accept-Encoding": "identity" } })
  ).text();
  const folder = await mkdtemp(join(tmpdir(), "pressrun-bench-"));
  const file = join(folder, "page.html");
  await writeFile(file, page);
  const bare = await startChild("tests/bench/bare.ts", { BENCH_PAGE: file });
  const ours = await callersTo(port, `localhost:${port}`, path);
  const theirs = await callersTo(Number(bare.firstLine), "localhost", path);
  const figures = { ours: [] as number[], theirs: [] as number[] };
  for (let round = 0; round <= rounds; round += 1) {
    figures.ours.push(await asFastAsPossible(ours, seconds));
    figures.theirs.push(await asFastAsPossible(theirs, seconds));
  }
  for (const caller of [...ours, ...theirs]) caller.hangUp();
  await stopChild(bare);
  await rm(folder, { recursive: true });
  // The first round warms both up.
  const [a, b] = [median(figures.ours.slice(1)), median(figures.theirs.slice(1))];
  console.log(`An article page of ${Math.round(page.length / 1000)} KB, ${callers} callers, median of ${rounds}`);
  console.log(`  Pressrun                          ${Math.round(a)} requests/s`);
  console.log(`  bare node:http, the same bytes    ${Math.round(b)} requests/s`);
  console.log(`  ratio                             ${(a / b).toFixed(2)}   aim: 0.5`);
}

function callersTo(port: number, host: string, path: string | (() => string)): Promise<Caller[]> {
  return Promise.all(Array.from({ length: callers }, () => openCaller(port, host, path)));
}

async function during(open: Caller[]): Promise<number[]> {
  const took = await atARate(open, perSecond, calmSeconds);
  for (const caller of open) caller.hangUp();
  return took;
}

/** In MB; null where there is no /proc. */
function residentMemory(pid: number): number | null {
  try {
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) / 1000);
  } catch {
    return null;
  }
}

function row(name: string, took: number[]) {
  const figures = [percentile(took, 0.5), percentile(took, 0.99), took.at(-1)!];
  console.log(`  ${name.padEnd(34)} ${figures.map((ms) => ms.toFixed(1).padStart(6)).join(" ")}`);
}
