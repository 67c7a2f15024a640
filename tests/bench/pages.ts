import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "#app/config.server.ts";
import { createContext } from "#app/context.server.ts";
import { setPublished } from "#app/models/articles.server.ts";
import { migrateToLatest } from "#db/migrate.server.ts";
import { aBriefing, anArticle, bodyOf } from "../support/newsroom.ts";
import { median, startChild, stopChild } from "./children.ts";

const seconds = 4;
const rounds = 3;
const callers = 16;

/** Requests a second of an article page, against a bare `node:http` server that answers the same bytes. */
export async function benchPages(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "pressrun-bench-"));
  const port = await freePort();
  const env = {
    PORT: String(port),
    DATABASE_URL: `file:${join(folder, "bench.db")}`,
    APP_SECRET: "x".repeat(32),
    HOST: "127.0.0.1",
  };
  const path = await publishArticle(env);
  const web = await startChild("scripts/serve.ts", env);
  const page = await (await fetch(`http://localhost:${port}${path}`)).text();
  const file = join(folder, "page.html");
  await writeFile(file, page);
  const bare = await startChild("tests/bench/bare.ts", { BENCH_PAGE: file });
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    ours.push(await requestsPerSecond(port, path));
    theirs.push(await requestsPerSecond(Number(bare.firstLine), path));
  }
  await Promise.all([stopChild(web), stopChild(bare)]);
  await rm(folder, { recursive: true });
  const [a, b] = [median(ours), median(theirs)];
  console.log(`An article page of ${Math.round(page.length / 1000)} KB, ${callers} callers, median of ${rounds}`);
  console.log(`  Pressrun                          ${Math.round(a)} requests/s`);
  console.log(`  bare node:http, the same bytes    ${Math.round(b)} requests/s`);
  console.log(`  ratio                             ${(a / b).toFixed(3)}`);
}

async function publishArticle(env: Record<string, string>): Promise<string> {
  const context = createContext(readConfig(env));
  await migrateToLatest(context.db as Parameters<typeof migrateToLatest>[0]);
  await aBriefing(context);
  const article = await anArticle(context, {
    body: bodyOf(`${"Words enough for a paragraph of an article. ".repeat(12)}\n`.repeat(8).trim()),
  });
  await setPublished(context, article.id, true);
  await context.db.destroy();
  return `/articles/${article.slug}`;
}

async function requestsPerSecond(port: number, path: string): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: callers });
  const end = performance.now() + seconds * 1000;
  let answered = 0;
  const call = async () => {
    while (performance.now() < end) {
      await getWhole(agent, port, path);
      answered += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  agent.destroy();
  return answered / seconds;
}

function getWhole(agent: Agent, port: number, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    request({ agent, port, path, host: "127.0.0.1", headers: { Host: `localhost:${port}` } }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`the page answered ${response.statusCode}`));
      response.resume().on("end", resolve);
    })
      .on("error", reject)
      .end();
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
