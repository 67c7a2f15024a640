import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { RequestHandler } from "express";
import { beforeEach, describe, expect, test } from "vitest";
import { createHttp } from "#app/http.server.ts";
import { articleSchema, saveArticle, setPublished, type Article } from "#app/models/articles.server.ts";
import { saveBriefing, briefingSchema } from "#app/models/briefing.server.ts";
import { siteVersion } from "#app/models/siteVersion.server.ts";
import { openDb } from "#db/client.server.ts";
import { endsWithTheTest } from "../support/cleanup.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { aBriefing, anArticle, bodyOf } from "../support/newsroom.ts";
import { freePort } from "../support/web.ts";

let context: TestContext;
/** How often a page was rendered. */
let rendered: number;
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
  const server = createHttp(context, page).listen(Number(new URL(context.config.appUrl).port), "127.0.0.1");
  await once(server, "listening");
  origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  endsWithTheTest(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
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
  test.each(["/desk", "/desk/articles", "/confirm/abc", "/unsubscribe/abc", "/articles?q=robots"])(
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
