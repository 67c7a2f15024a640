import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import type { RequestHandler } from "express";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { encodings, openPageStore, storedPage } from "#app/http/pageStore.server.ts";
import { createHttpServer } from "#app/http/server.server.ts";
import { articleSchema, saveArticle, setPublished, type Article } from "#app/models/articles/articles.server.ts";
import { briefingSchema, saveBriefing } from "#app/models/briefing.server.ts";
import { siteVersion } from "#app/models/site/version.server.ts";
import { openDb } from "#db/client.server.ts";
import { endsWithTheTest } from "../support/cleanup.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { aBriefing, anArticle, bodyOf } from "../support/newsroom.ts";
import { freePort } from "../support/web.ts";

let context: TestContext;
/** How often a page was rendered. */
let rendered: number;
/** How many requests for pages have reached the server. */
let came: number;
let origin: string;

beforeEach(async () => {
  rendered = 0;
  context = await testContext({ env: { APP_URL: `http://localhost:${await freePort()}` } });
  await aBriefing(context);
  await serve((_request, response) => {
    rendered += 1;
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.write(`<p>${"Robots learn to pack. ".repeat(50)}</p>`);
    response.end(`<p>${rendered}</p>`);
  });
});

/** The site's layers, with `page` in the place of what renders. */
async function serve(page: RequestHandler) {
  const server = createHttpServer(context, page).listen(Number(new URL(context.config.appUrl).port), "127.0.0.1");
  came = 0;
  server.on("request", ({ url }) => void (url !== "/healthz" && (came += 1)));
  await once(server, "listening");
  origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  endsWithTheTest(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
}

/** A page that takes until it is let go; after `arrived`, so many who asked for it have come as far as to wait. */
function slowPage(say: (response: Parameters<RequestHandler>[1]) => () => void) {
  let begin = () => {};
  let letGo = () => {};
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const go = new Promise<void>((resolve) => (letGo = resolve));
  const slow = { renders: 0, begun, letGo, arrived, page };
  async function page(request: Parameters<RequestHandler>[0], response: Parameters<RequestHandler>[1]) {
    if (request.path === "/healthz") return void response.end();
    slow.renders += 1;
    const end = say(response);
    begin();
    await go;
    end();
  }
  async function arrived(requests: number) {
    await vi.waitUntil(() => came >= requests, { timeout: 120_000, interval: 5 });
    // Answered after those that were asked before, by the server and by the database.
    for (let i = 0; i < 3; i += 1) {
      await get("/healthz");
      await siteVersion(context);
    }
  }
  return slow;
}

/** `fetch` takes encodings apart by itself; here it is to be seen what came. */
async function get(path: string, headers: Record<string, string> = {}, method = "GET") {
  const response = await fetch(origin + path, { method, headers: { "Accept-Encoding": "identity", ...headers } });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

async function published(headline: string): Promise<Article> {
  const article = await anArticle(context, { headline });
  await setPublished(context, article.id, true);
  return article;
}

const input = (headline: string) =>
  articleSchema.parse({ headline, dek: "", byline: "Ines", body: bodyOf("One paragraph.") });

describe("a page that readers see", () => {
  test("is rendered once for all of them, and once for those who come at the same time", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => get("/articles")));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    await get("/articles");
    expect(rendered).toBe(1);
  });

  test("is rendered once, whatever mailings and networks put behind its address", async () => {
    const first = await get("/articles");
    for (const query of [
      "utm_source=mail&utm_campaign=7",
      "fbclid=1",
      "gclid=2",
      "mc_cid=3&mc_eid=4",
      "ref=x",
      "x",
      "%",
    ])
      expect((await get(`/articles?${query}`)).text, query).toBe(first.text);
    for (const path of ["/articles/", "/ARTICLES", "/%61rticles"]) expect((await get(path)).text).toBe(first.text);
    expect(rendered).toBe(1);
    await get("/articles?page=2&utm_source=mail");
    await get("/articles?utm_source=feed&page=2");
    expect(rendered).toBe(2);
  });

  test("carries a source word in its forms and links, and is rendered once for all words", async () => {
    context = await testContext({ env: { APP_URL: `http://localhost:${await freePort()}` } });
    await aBriefing(context);
    let renders = 0;
    await serve((_request, response) => {
      renders += 1;
      response.setHeader("Content-Type", "text/html; charset=utf-8");
      response.end(
        '<a href="/subscribe">Subscribe</a><a href="/about">/subscribe</a>' +
          '<input type="hidden" name="source" value="/articles"/><p>name=&quot;source&quot; value=&quot;/x&quot;</p>',
      );
    });
    const worded = (word: string) =>
      `<a href="/subscribe?from=${word}">Subscribe</a><a href="/about">/subscribe</a>` +
      `<input type="hidden" name="source" value="/articles?from=${word}"/><p>name=&quot;source&quot; value=&quot;/x&quot;</p>`;
    const first = await get("/articles?utm_source=x&from=Podcast");
    expect(first.text).toBe(worded("podcast"));
    expect((await get("/articles?from=fair-2026")).text).toBe(worded("fair-2026"));
    const plain = await get("/articles");
    for (const query of ["from=", "from=%3Cb%3E", "from=a%22b", `from=${"a".repeat(41)}`, "xfrom=a"])
      expect((await get(`/articles?${query}`)).text, query).toBe(plain.text);
    expect(plain.text).not.toContain("from=");
    expect(renders).toBe(1);
    const tag = first.headers.get("etag")!;
    expect(tag).not.toBe(plain.headers.get("etag"));
    expect((await get("/articles?from=podcast", { "If-None-Match": tag })).status).toBe(304);
    expect((await get("/articles?from=podcast", {}, "HEAD")).text).toBe("");
  });

  test("keeps few of those that somebody made up words for, and drives out none without a word", async () => {
    await get("/articles");
    for (let i = 0; i < 50; i += 1) await get(`/articles?from=w${i}`);
    await get("/articles");
    expect(rendered).toBe(1);
  });

  test("shows nothing of how it was asked for to those who come later", async () => {
    let asked = "";
    context = await testContext({ env: { APP_URL: `http://localhost:${await freePort()}` } });
    await serve((request, response) => {
      asked = request.originalUrl;
      response.end(`<a href="${request.url}">here</a>`);
    });
    await get("/articles?x=%22onclick");
    expect(asked).toBe("/articles");
    expect((await get("/articles")).text).toBe('<a href="/articles">here</a>');
  });

  test("is rendered once for those who come while it is, though the first of them goes away", async () => {
    context = await testContext({ env: { APP_URL: `http://localhost:${await freePort()}` } });
    const slow = slowPage((response) => () => response.end("here"));
    await serve(slow.page);
    const leaving = new AbortController();
    const first = fetch(`${origin}/articles`, { signal: leaving.signal }).catch(() => "gone");
    await slow.begun;
    const others = Array.from({ length: 10 }, () => get("/articles"));
    await slow.arrived(11);
    leaving.abort();
    expect(await first).toBe("gone");
    await slow.arrived(11);
    slow.letGo();
    expect((await Promise.all(others)).map(({ text }) => text)).toEqual(Array(10).fill("here"));
    expect(slow.renders).toBe(2);
  });

  test("is never older than a change that was made before it was asked for", async () => {
    let headline = "old";
    context = await testContext({ env: { APP_URL: `http://localhost:${await freePort()}` } });
    await aBriefing(context);
    const slow = slowPage((response) => {
      const seen = headline;
      return () => response.end(seen);
    });
    await serve(slow.page);
    const before = get("/articles");
    await slow.begun;
    headline = "new";
    await context.db.updateTable("briefing").set({ pitch: "new" }).execute();
    const after = get("/articles");
    await slow.arrived(2);
    slow.letGo();
    expect([(await before).text, (await after).text]).toEqual(["old", "new"]);
  });

  test("is kept also when the first who asks has an older one", async () => {
    context = await testContext({ env: { APP_URL: `http://localhost:${await freePort()}` } });
    let asked = 0;
    await serve((request, response) => {
      asked += 1;
      if (request.headers["if-modified-since"]) response.status(304).end();
      else response.set("Last-Modified", "Mon, 02 Nov 2026 09:00:00 GMT").end("feed");
    });
    const known = { "If-Modified-Since": "Mon, 02 Nov 2026 09:00:00 GMT" };
    expect((await get("/feed.xml", known)).status).toBe(304);
    expect((await get("/feed.xml", known)).status).toBe(304);
    expect((await get("/feed.xml")).text).toBe("feed");
    expect(asked).toBe(1);
  });

  test("has a strong ETag, by which nothing is sent to who has it (W-03)", async () => {
    const first = await get("/articles");
    const tag = first.headers.get("etag")!;
    expect(tag).toMatch(/^"[\w-]{22}"$/);
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, "*", `"${tag.slice(1, -1)}-br"`]) {
      const again = await get("/articles", { "If-None-Match": known });
      expect([again.status, again.text], known).toEqual([304, ""]);
      expect(again.headers.get("etag")).toBe(tag);
    }
    expect((await get("/articles", { "If-None-Match": '"other"' })).status).toBe(200);
    expect(first.headers.get("cache-control")).toBe("public, max-age=0, stale-while-revalidate=30");
  });

  test("comes in the encoding that was asked for, each with an ETag of its own", async () => {
    const plain = await get("/articles");
    for (const [encoding, decode] of [
      ["br", brotliDecompressSync],
      ["gzip", gunzipSync],
    ] as const) {
      const raw = await rawBytes("/articles", encoding);
      expect(raw.headers["content-encoding"]).toBe(encoding);
      expect(raw.headers.vary).toBe("Accept-Encoding");
      expect(raw.headers.etag).toBe(`${plain.headers.get("etag")!.slice(0, -1)}-${encoding}"`);
      expect(decode(raw.bytes).toString()).toBe(plain.text);
      expect(raw.bytes.length).toBeLessThan(plain.text.length / 2);
    }
    expect((await rawBytes("/articles", "br;q=0, gzip;q=0")).headers["content-encoding"]).toBeUndefined();
    expect(rendered).toBe(1);
  });

  test("answers HEAD with the same headers and nothing behind them", async () => {
    const head = await get("/articles", {}, "HEAD");
    const whole = await get("/articles");
    expect(head.text).toBe("");
    for (const name of ["etag", "content-length", "content-type", "cache-control"])
      expect(head.headers.get(name), name).toBe(whole.headers.get(name));
    expect(rendered).toBe(1);
  });

  test("is still there when the database is not", async () => {
    const before = await get("/articles");
    await context.db.schema.dropTable("site").execute();
    expect((await get("/articles")).text).toBe(before.text);
  });
});

describe("a page is rendered anew", () => {
  test("at once when an article on the site is changed, put on it or taken off", async () => {
    const article = await published("Robots learn to pack");
    const texts = [(await get("/")).text];
    await saveArticle(context, article.id, article.version, input("Robots learn to sort"));
    texts.push((await get("/")).text);
    await setPublished(context, article.id, false);
    texts.push((await get("/")).text);
    expect(new Set(texts).size).toBe(3);
  });

  test("at once when another process changes something", async () => {
    const article = await published("Robots learn to pack");
    await get("/");
    const elsewhere = openDb(context.database.url);
    endsWithTheTest(() => elsewhere.destroy());
    await elsewhere.updateTable("articles").set({ headline: "Else" }).where("id", "=", article.id).execute();
    await get("/");
    expect(rendered).toBe(2);
  });

  test("when the briefing's settings change", async () => {
    await get("/");
    await saveBriefing(
      context,
      briefingSchema.parse({
        name: "The Automation Briefing",
        pitch: "weekly",
        fromName: "The Automation Briefing",
        fromAddress: "editors@briefing.example.org",
        postalAddress: "12 Harbour Street, Rotterdam",
        timeZone: "UTC",
      }),
    );
    await get("/");
    expect(rendered).toBe(2);
  });

  test("but not for a draft, which nobody sees", async () => {
    const draft = await anArticle(context);
    const before = await siteVersion(context);
    await saveArticle(context, draft.id, draft.version, input("Robots learn to sort"));
    expect(await siteVersion(context)).toBe(before);
    await setPublished(context, draft.id, true);
    expect(await siteVersion(context)).toBeGreaterThan(before);
  });
});

describe("nothing is kept", () => {
  test.each(["/desk", "/desk/articles", "/confirm/abc", "/unsubscribe/abc", "/search?q=robots"])(
    "of %s",
    async (path) => {
      await get(path);
      await get(path);
      expect(rendered).toBe(2);
    },
  );

  test("of what is posted", async () => {
    const headers = { Origin: context.config.appUrl };
    await get("/articles", headers, "POST");
    await get("/articles", headers, "POST");
    expect(rendered).toBe(2);
  });
});

test.each([
  ["a page that is not there", (response: { status(code: number): unknown }) => void response.status(404)],
  ["a page that says no-store", (response) => void response.set("Cache-Control", "no-store")],
  ["a page that sets a cookie", (response) => void response.set("Set-Cookie", "a=b")],
] satisfies [string, (response: Parameters<RequestHandler>[1]) => void][])(
  "%s is answered and not kept",
  async (_name, say) => {
    context = await testContext({ env: { APP_URL: `http://localhost:${await freePort()}` } });
    let asked = 0;
    await serve((_request, response) => {
      asked += 1;
      say(response);
      response.end("nothing to keep");
    });
    expect((await get("/x")).text).toBe("nothing to keep");
    expect((await get("/x")).text).toBe("nothing to keep");
    expect(asked).toBe(2);
  },
);

test("the sign-up form is made anew each minute, with its token (C-23)", async () => {
  const texts = [];
  for (const later of [0, 59_000, 1000, 0]) {
    context.later(later);
    texts.push((await get("/subscribe")).text);
  }
  expect(new Set(texts.slice(0, 2)).size).toBe(1);
  expect(new Set(texts.slice(2)).size).toBe(1);
  expect(rendered).toBe(2);
});

test("a page that is not there is said once to those who ask at the same time, and not kept", async () => {
  context = await testContext({ env: { APP_URL: `http://localhost:${await freePort()}` } });
  const slow = slowPage((response) => () => response.status(404).end("not there"));
  await serve(slow.page);
  const many = Array.from({ length: 20 }, () => get("/nowhere"));
  await slow.begun;
  await slow.arrived(20);
  slow.letGo();
  const answers = await Promise.all(many);
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`))).toEqual(new Set(["404 not there"]));
  expect(answers[0]!.headers.get("cache-control")).toBeNull();
  expect(slow.renders).toBe(1);
  await get("/nowhere");
  expect(slow.renders).toBe(2);
});

describe("what is kept has a bound", () => {
  const page = (bytes: number) =>
    storedPage({ version: 1, until: Infinity }, 200, { "content-type": "text/html" }, Buffer.alloc(bytes, "x"));

  test("in bytes, and those asked for longest ago go first", () => {
    const store = openPageStore(1_000_000);
    for (let i = 0; i < 100; i += 1) {
      store.keep(`/articles/${i}`, page(20_000));
      store.get("/articles/0");
    }
    const kept = Array.from({ length: 100 }, (_, i) => i).filter((i) => store.get(`/articles/${i}`));
    expect(kept).toHaveLength(Math.floor(1_000_000 / page(20_000).size));
    expect([kept[0], kept.at(-1)]).toEqual([0, 99]);
  });

  test("of which empty pages take their share, too, and no single page takes all", () => {
    const store = openPageStore(1_000_000);
    for (let i = 0; i < 1000; i += 1) store.keep(`/${i}`, page(0));
    expect(Array.from({ length: 1000 }, (_, i) => store.get(`/${i}`)).filter(Boolean)).toHaveLength(250);
    store.keep("/sitemap.xml", page(300_000));
    expect([store.get("/sitemap.xml"), store.get("/999")]).toEqual([undefined, expect.anything()]);
  });

  test("and of a page that zlib has made small, only that is kept", async () => {
    const made = page(40_000);
    for (const encoding of encodings) {
      const bytes = await made.bytes(encoding);
      expect(bytes.buffer.byteLength, encoding).toBe(bytes.length);
    }
  });
});

/** Without what `fetch` does to an encoded body. */
async function rawBytes(path: string, encoding: string) {
  const { request } = await import("node:http");
  const { host, port } = new URL(context.config.appUrl);
  return new Promise<{ headers: Record<string, string | undefined>; bytes: Buffer }>((resolve, reject) => {
    request({ port, path, headers: { Host: host, "Accept-Encoding": encoding } }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ headers: response.headers as Record<string, string>, bytes: Buffer.concat(chunks) }),
      );
    })
      .on("error", reject)
      .end();
  });
}
