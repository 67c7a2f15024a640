import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { NextFunction, Request, RequestHandler, Response } from "express";
import type { Context } from "#app/context.server.ts";
import { wordIn } from "#app/models/joinSources.ts";
import { siteVersion } from "#app/models/site/version.server.ts";
import { openWordedPages } from "./sourceWords.server.ts";
import { lifetimeOf, pageAddress } from "./pageAddress.server.ts";
import { encodings, openPageStore, storedPage, type ContentEncoding, type StoredPage } from "./pageStore.server.ts";

/** The page cache: `front` responds from it before any other layer; `keep` renders and stores what is missing. */
type PageCache = { front(rest: RequestListener): RequestListener; keep: RequestHandler };

/**
 * Caches readers' pages and feeds until a change of anything that they show: a page is rendered once for all its
 * readers, and is new at once when its article changes. The desk, pages behind links of mails, and responses with
 * `no-store` are never cached.
 * Long because: its handlers share the store, the version and what is being rendered.
 */
export function openPageCache(context: Context): PageCache {
  const { host } = new URL(context.config.appUrl);
  const store = openPageStore();
  const worded = openWordedPages();
  const underWay = new Map<string, Promise<Captured>>();
  const version = togetherOnce(() => within(patience, siteVersion(context)));
  const answer = async (request: IncomingMessage, response: ServerResponse, page: StoredPage) => {
    await send(request, response, page);
    if (page.status === 200) context.visits?.seen(request);
  };
  const isCurrent = (page: StoredPage, now: number) => page.version >= now && context.clock() < page.until;

  /** Requests during a rendering wait for it, unless the site changed after it began. */
  const render = async (address: string, request: Request, response: Response, next: NextFunction) => {
    const give = giving(request.originalUrl);
    // The canonical address, so that the rendering does not depend on the request's spelling.
    request.url = request.originalUrl = address;
    const now = await version();
    for (;;) {
      const kept = store.get(address);
      if (kept && isCurrent(kept, now)) return give(request, response, kept);
      const rendering = underWay.get(address);
      if (!rendering) break;
      const made = await rendering;
      if (response.destroyed) return;
      if (made === "not for all") return next();
      if (made !== "gone" && isCurrent(made, now)) return give(request, response, made);
    }
    const until = context.clock() + lifetimeOf(address);
    const rendering = captured(request, response, next, { version: now, until });
    underWay.set(address, rendering);
    const made = await rendering.finally(() => underWay.delete(address));
    if (typeof made === "string") return;
    // A 404 is sent to the waiting requests and not stored, because missing addresses are unlimited.
    if (made.status === 200) store.keep(address, made);
    await give(request, response, made);
  };

  return {
    front: (rest) => (request, response) => {
      const kept = isPlain(request, host) && keptFor(request.url!);
      if (!kept) return rest(request, response);
      const give = giving(request.url!);
      const decide = (now: number) => (isCurrent(kept, now) ? give(request, response, kept) : rest(request, response));
      // During a database outage the stored pages are still served.
      version()
        .then(decide, () => give(request, response, kept))
        .catch((error) => {
          context.log.error({ error }, "a kept page could not be answered");
          response.destroy();
        });
    },
    keep: (request, response, next) => {
      const address = isForAll(request, response) ? pageAddress(request.originalUrl) : null;
      if (address === null) return next();
      render(address, request, response, next).catch(next);
    },
  };

  /** Answers as the request's target asks: with the page, or with the page that carries a source word. */
  function giving(target: string): typeof answer {
    const word = wordIn(target);
    const address = word === null ? null : pageAddress(target);
    if (word === null || address === null) return answer;
    return async (request, response, page) => answer(request, response, await worded(page, address, word));
  }

  function keptFor(target: string): StoredPage | undefined {
    const kept = store.get(target);
    if (kept) return kept;
    const address = pageAddress(target);
    return address === null || address === target ? undefined : store.get(address);
  }
}

/** Milliseconds: a database without an answer delays a request no longer; the next request asks it again. */
const patience = 3000;

function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(Object.assign(new Error("the database does not answer"), { code: "ETIMEDOUT" }));
    const timer = setTimeout(late, ms);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Requests of one event loop turn share one query, made after all of them arrived: none gets an older answer. */
function togetherOnce<T>(ask: () => Promise<T>): () => Promise<T> {
  let next: Promise<T> | null = null;
  return () =>
    (next ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      next = null;
      return ask();
    }));
}

/** True for requests that the guard accepts unchanged: GET or HEAD, our own host, no body. */
function isPlain({ method, headers, headersDistinct }: IncomingMessage, host: string): boolean {
  if (method !== "GET" && method !== "HEAD") return false;
  if (headers.host !== host || headersDistinct.host?.length !== 1) return false;
  return headers["content-length"] === undefined && headers["transfer-encoding"] === undefined;
}

/** The guard sets `no-store` for the desk and for pages behind a token. */
function isForAll({ method }: Request, response: Response): boolean {
  return (method === "GET" || method === "HEAD") && !response.hasHeader("Cache-Control");
}

/**
 * A cacheable page; `not for all` when the response was sent to one client only; `gone` when the client disconnected.
 */
type Captured = StoredPage | "not for all" | "gone";

/**
 * Lets the next layers render, and collects their response instead of sending it.
 * Long because: what it replaces for the rendering it puts back at the end.
 */
function captured(
  request: Request,
  response: Response,
  next: NextFunction,
  lasts: Pick<StoredPage, "version" | "until">,
): Promise<Captured> {
  const chunks: Buffer[] = [];
  const { method } = request;
  const { write, end } = response;
  const take = (chunk: unknown, encoding?: unknown) => {
    if (typeof chunk === "string") chunks.push(Buffer.from(chunk, encoding as BufferEncoding));
    else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  };
  // Compression happens once, in the cache. The page is rendered whole, also for HEAD and conditional requests.
  response.locals.isKept = true;
  request.method = "GET";
  const conditions = Object.entries(request.headers).filter(([name]) => /^if-/.test(name));
  for (const [name] of conditions) delete request.headers[name];
  return new Promise((resolve) => {
    response.write = ((chunk: unknown, ...rest: unknown[]) => {
      take(chunk, rest[0]);
      const done = rest.find((one) => typeof one === "function") as (() => void) | undefined;
      if (done) process.nextTick(done);
      return true;
    }) as Response["write"];
    response.end = ((...args: unknown[]) => {
      take(args[0], args[1]);
      Object.assign(response, { write, end });
      request.method = method;
      Object.assign(request.headers, Object.fromEntries(conditions));
      const bytes = Buffer.concat(chunks);
      if (isForEverybody(response)) resolve(storedPage(lasts, response.statusCode, headersOf(response), bytes));
      else {
        resolve("not for all");
        response.end(method === "HEAD" ? undefined : bytes);
      }
      return response;
    }) as Response["end"];
    // The rendering may have stopped too; one of the waiting requests then renders again.
    response.once("close", () => resolve("gone"));
    next();
  });
}

function isForEverybody(response: Response): boolean {
  const control = String(response.getHeader("Cache-Control") ?? "");
  return (
    [200, 404].includes(response.statusCode) && !response.hasHeader("Set-Cookie") && !/no-store|private/.test(control)
  );
}

/** The guard's and the route's headers; a page without scripts has the same ones at each request. */
function headersOf(response: Response): StoredPage["headers"] {
  const ours = ["content-length", "transfer-encoding", "etag", "vary", "date"];
  const kept = Object.entries(response.getHeaders()).filter(([name]) => !ours.includes(name));
  const lines = kept.map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : String(value)]);
  const fresh: StoredPage["headers"] = response.statusCode === 200 ? { "cache-control": revalidate } : {};
  return { ...fresh, vary: "Accept-Encoding", ...(Object.fromEntries(lines) as StoredPage["headers"]) };
}

/** Browsers revalidate each time, which costs a 304; for half a minute they may show their copy meanwhile. */
const revalidate = "public, max-age=0, stale-while-revalidate=30";

async function send(request: IncomingMessage, response: ServerResponse, page: StoredPage) {
  const encoding = encodingFor(request);
  if (page.status === 200 && hasIt(request, page)) return void response.writeHead(304, page.head(encoding, 0)).end();
  const bytes = await page.bytes(encoding);
  response.writeHead(page.status, page.head(encoding, bytes.length)).end(request.method === "HEAD" ? undefined : bytes);
}

function encodingFor(request: IncomingMessage): ContentEncoding {
  const accepted = request.headers["accept-encoding"];
  if (accepted === undefined) return "identity";
  if (/\bbr\b(?!;\s*q=0(\.0*)?\b)/.test(String(accepted))) return "br";
  return /\bgzip\b(?!;\s*q=0(\.0*)?\b)/.test(String(accepted)) ? "gzip" : "identity";
}

/** RFC 9110 13.1: an ETag has precedence over a date; the same page in another encoding has the same ETag. */
function hasIt({ headers }: IncomingMessage, page: StoredPage): boolean {
  const known = headers["if-none-match"];
  if (known !== undefined) return known.trim() === "*" || known.split(",").some((tag) => hashIn(tag) === page.hash);
  const since = headers["if-modified-since"];
  if (since === undefined) return false;
  return Date.parse(String(page.headers["last-modified"] ?? "")) <= Date.parse(since);
}

const suffixes = new RegExp(`-(${encodings.join("|")})$`);

function hashIn(tag: string): string | undefined {
  return /^(?:W\/)?"([\w-]+)"$/.exec(tag.trim())?.[1]?.replace(suffixes, "");
}
