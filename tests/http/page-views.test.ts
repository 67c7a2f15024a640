import { once } from "node:events";
import { request as ask } from "node:http";
import type { RequestHandler } from "express";
import { beforeEach, describe, expect, test } from "vitest";
import { createHttpServer } from "#app/http/server.server.ts";
import { setPublished, type Article } from "#app/models/articles/articles.server.ts";
import { daysIn } from "#app/models/quarters.server.ts";
import { openVisits, type VisitCounter } from "#app/models/visits/counter.server.ts";
import { writeVisits } from "#app/models/visits/keeping.server.ts";
import { endsWithTheTest } from "../support/cleanup.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { aBriefing, anArticle } from "../support/newsroom.ts";
import { freePort } from "../support/web.ts";

let context: TestContext;
let article: Article;
let processes: { visits: VisitCounter; port: number }[];

beforeEach(async () => {
  const first = await freePort();
  context = await testContext({ env: { APP_URL: `http://localhost:${first}` } });
  await aBriefing(context);
  article = await anArticle(context);
  await setPublished(context, article.id, true);
  processes = [];
  await aProcess(first);
});

/** A web process with its own counts and its own cache; pages of articles are there, and no others. */
async function aProcess(port: number): Promise<void> {
  const visits = openVisits(context.clock, "localhost", daysIn("Europe/Amsterdam"));
  const page: RequestHandler = (request, response) => {
    response.statusCode = request.path === `/articles/${article.slug}` ? 200 : 404;
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.end("<p>Robots learn to pack.</p>");
  };
  const server = createHttpServer({ ...context, visits }, page).listen(port, "127.0.0.1");
  await once(server, "listening");
  processes.push({ visits, port });
  endsWithTheTest(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
}

const browser = {
  "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
  "accept-language": "en",
  accept: "text/html,*/*;q=0.8",
};

type Asking = { headers?: Record<string, string>; method?: string; of?: number };

/** A plain request: `fetch` would add headers of its own. @returns the status and the ETag */
function get(path: string, { headers = {}, method = "GET", of = 0 }: Asking = {}) {
  return new Promise<{ status: number; etag: string }>((resolve, reject) => {
    // Both processes are behind one address.
    const host = new URL(context.config.appUrl).host;
    const given = { host, ...browser, ...headers };
    const asked = ask({ host: "127.0.0.1", port: processes[of]!.port, path, method, headers: given }, (response) => {
      response.resume();
      response.on("end", () => resolve({ status: response.statusCode!, etag: response.headers.etag ?? "" }));
    });
    asked.on("error", reject).end();
  });
}

const path = () => `/articles/${article.slug}`;

/** What was written down, once every process has written. */
async function written() {
  await Promise.all(processes.map(({ visits }) => writeVisits(context, visits)));
  return context.db.selectFrom("visit_days").selectAll().orderBy("sort").execute();
}

const row = (sort: string, count: number) => ({ day: "2026-11-23", kind: "article", subject: article.id, sort, count });

describe("a request for a page becomes a view", () => {
  test("when it is made, when the cache has it, and when the browser’s copy is the newest", async () => {
    const { etag } = await get(path());
    expect((await get(path())).status).toBe(200);
    expect((await get(path(), { headers: { "if-none-match": etag } })).status).toBe(304);
    expect((await get(`${path()}?utm_source=mail`)).status).toBe(200);
    expect((await get(`${path()}?from=podcast`)).status).toBe(200);
    expect(await written()).toEqual([row("person", 5)]);
  });

  test("of a robot where a robot asks, in the cache and out of it", async () => {
    for (let i = 0; i < 2; i += 1)
      await get(path(), { headers: { "user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)" } });
    expect(await written()).toEqual([row("robot", 2)]);
  });

  test("not for HEAD, what is fetched ahead, an editor’s own look, and pages that are not there", async () => {
    for (let i = 0; i < 2; i += 1) {
      expect((await get(path(), { method: "HEAD" })).status).toBe(200);
      await get(path(), { headers: { "sec-purpose": "prefetch;prerender" } });
      await get(path(), { headers: { cookie: "theme=dark; __Host-pressrun=abc.def" } });
      expect((await get("/articles/never-was")).status).toBe(404);
    }
    expect(await written()).toEqual([]);
  });

  test("in the same row, whichever web process answers it", async () => {
    await aProcess(await freePort());
    for (const of of [0, 1, 1]) await get(path(), { of });
    expect(await written()).toEqual([row("person", 3)]);
  });
});
