import { once } from "node:events";
import { request as ask, type IncomingHttpHeaders } from "node:http";
import { beforeEach, describe, expect, test } from "vitest";
import { openHitStore, type HitStore } from "#app/http/hitStore.server.ts";
import { createHttpServer } from "#app/http/server.server.ts";
import { signLink, signReader } from "#app/models/clicks/linkAddresses.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { endsWithTheTest } from "../support/cleanup.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { aBriefing, aReader } from "../support/newsroom.ts";
import { freePort } from "../support/web.ts";

let context: TestContext;
let list: List;
let hits: HitStore;
let ana: number;

beforeEach(async () => {
  context = await testContext({ env: { APP_URL: `http://localhost:${await freePort()}` } });
  list = await aBriefing(context);
  ana = (await aReader(context, list, "ana@example.org")).id;
  hits = openHitStore(context);
  await serve();
});

/** The site's layers; what is none of theirs is answered with 404, as the site would. */
async function serve() {
  const rest = (_: unknown, response: { statusCode: number; end(text: string): void }) => {
    response.statusCode = 404;
    response.end("There is nothing here.");
  };
  const server = createHttpServer(context, rest, hits).listen(Number(new URL(context.config.appUrl).port), "127.0.0.1");
  await once(server, "listening");
  endsWithTheTest(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
    await hits.close();
  });
}

const editionId = 7;
const target = "https://example.org/a?b=c%20d&e#f";
const link = (target: string, n = 1) => signLink(context, { editionId, n, target });
const address = (to = target, n = 1) => `/l/${signReader(context, editionId, ana)}/${link(to, n)}`;

type Answer = { status: number; location: string | undefined; headers: IncomingHttpHeaders; body: string };

/** A plain request: `fetch` would parse the address, and add headers of its own. */
function get(path: string, method = "GET", headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(context.config.appUrl);
    const asked = ask({ hostname, port, path, method, headers }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (part: string) => (body += part));
      response.on("end", () =>
        resolve({ status: response.statusCode!, location: response.headers.location, headers: response.headers, body }),
      );
    });
    asked.on("error", reject).end();
  });
}

/** What was written down, once all is. */
async function written() {
  await hits.close();
  return context.db
    .selectFrom("edition_hits")
    .leftJoin("agents", "agents.id", "edition_hits.agent_id")
    .select(["edition_id", "subscriber_id", "n", "at", "method", "signals", "network", "text as agent", "verdict"])
    .orderBy("edition_hits.id")
    .execute();
}

const browser = {
  "user-agent": "Mozilla/5.0 (Macintosh)",
  accept: "text/html,*/*;q=0.8",
  "accept-language": "de",
  "accept-encoding": "gzip",
  "sec-fetch-mode": "navigate",
  "sec-fetch-user": "?1",
};

describe("a counted link", () => {
  test("leads to what the editor wrote, and is kept by nobody on the way", async () => {
    const answer = await get(address(), "GET", browser);
    expect(answer).toMatchObject({ status: 302, location: target, body: "" });
    expect(answer.headers).toMatchObject({
      "cache-control": "no-store",
      "x-robots-tag": "noindex",
      "referrer-policy": "same-origin",
    });
    expect(answer.headers).not.toHaveProperty("set-cookie");
    expect(await written()).toEqual([
      {
        ...{ edition_id: 7, subscriber_id: ana, n: 1, at: context.clock(), method: "GET", network: "127.0.0.1" },
        ...{ signals: "accepts-html navigates by-user", agent: "Mozilla/5.0 (Macintosh)", verdict: null },
      },
    ]);
  });

  test("what a header cannot hold is written as a browser would ask for it", async () => {
    expect((await get(address("https://bücher.example/straße?größe=1#maß"))).location).toBe(
      "https://xn--bcher-kva.example/stra%C3%9Fe?gr%C3%B6%C3%9Fe=1#ma%C3%9F",
    );
    expect((await get(address("https://exa mple.org/größe"))).location).toBe("https://exa%20mple.org/gr%C3%B6%C3%9Fe");
    expect((await get(address("https://example.org/%zz/'\\^`|{}"))).location).toBe("https://example.org/%zz/'\\^`|{}");
  });

  test("works with what mail programs and servers make of its address", async () => {
    for (const path of [
      ...[
        `${address()}.`,
        `${address()})`,
        `${address()}%22`,
        `${address()}=3D`,
        `${address()}?fbclid=1`,
        `${address()}/`,
      ],
      ...[`/${address()}`, address().replace("/l/", "/L/"), address().replaceAll("-", "%2D").replaceAll("_", "%5f")],
      ...[address().replace("/l/", "/l//"), `/l/nobody/${link(target)}`, `/l/${"x".repeat(500)}/${link(target)}`],
    ])
      expect(await get(path), path).toMatchObject({ status: 302, location: target });
  });

  test("a reader’s part that does not open leads there all the same, and counts for nobody", async () => {
    const another = signReader(context, 8, ana);
    expect(await get(`/l/${another}/${link(target)}`)).toMatchObject({ status: 302, location: target });
    expect(await written()).toMatchObject([{ edition_id: 7, subscriber_id: null, n: 1 }]);
  });

  test("any other address is nothing of ours, and leads nowhere (S-11)", async () => {
    const signed = link(target);
    const evil = Buffer.from("https://evil.example/").toString("base64url");
    for (const path of [
      ...["/l", "/l/", "/l/x", "/l/x/", `/l/${signed}`, "/l/x/https://evil.example/", "/l/x/%2f%2fevil.example"],
      ...[`/l/x/${evil}`, `/l/x/${signed.slice(0, -8)}`, `/l/x/${evil}${signed}`, `/l/x/A${signed}`],
      ...[`/l/x/?url=https://evil.example`, `/l/x/%00${signed}`, `/l/../${signed}`, `/l/x/${signed.toLowerCase()}`],
    ]) {
      const answer = await get(path);
      expect([400, 404], path).toContain(answer.status);
      expect(answer.location, path).toBeUndefined();
    }
    expect(await written()).toEqual([]);
  });

  test("HEAD is answered alike, questions about it say what can be done, and nothing else is done", async () => {
    expect(await get(address(), "HEAD")).toMatchObject({ status: 302, location: target });
    expect(await get(address(), "OPTIONS")).toMatchObject({ status: 204, headers: { allow: "GET, HEAD" } });
    expect((await get(address(), "POST")).status).toBe(403);
    expect(await get(address(), "POST", { "sec-fetch-site": "none" })).toMatchObject({ status: 405 });
    expect((await written()).map(({ method }) => method)).toEqual(["HEAD", "OPTIONS", "other"]);
  });

  test("what a request tells of who made it is kept", async () => {
    await get(address(), "GET", { "sec-purpose": "prefetch;prerender", accept: "*/*", range: "bytes=0-99" });
    await get(`${address()})`, "GET", { referer: "https://mail.example/", "sec-fetch-mode": "cors" });
    expect((await written()).map(({ signals }) => signals)).toEqual([
      "prefetch accepts-all no-accept-language no-accept-encoding no-agent partial",
      "no-accept no-accept-language no-accept-encoding no-agent fetches referred appended",
    ]);
  });

  test("leads on while the database is away, and the clicks are written once it is back", async () => {
    let isAway = true;
    const sometimes = {
      ...context,
      get db() {
        if (isAway) throw Object.assign(new Error("away"), { code: "ECONNREFUSED" });
        return context.db;
      },
    };
    const store = openHitStore(sometimes, 3);
    const hit = {
      editionId,
      subscriberId: null,
      n: 1,
      at: 1,
      method: "GET",
      signals: [],
      agent: "",
      network: "",
    } as const;
    for (let n = 1; n <= 5; n += 1) store.note({ ...hit, signals: [], n });
    isAway = false;
    await store.close();
    // Three waited; there was no room for more.
    expect((await written()).map(({ n }) => n)).toEqual([1, 2, 3]);
  });
});
