import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { NextFunction, Request, RequestHandler, Response } from "express";
import type { Context } from "#app/context.server.ts";
import { siteVersion } from "#app/models/site/version.server.ts";
import { pageAddress } from "./pageAddress.server.ts";
import { encodings, openPageStore, storedPage, type ContentEncoding, type StoredPage } from "./pageStore.server.ts";

/** Kept pages: `front` answers from them before anything else is asked, `keep` renders and keeps what is missing. */
type PageCache = { front(rest: RequestListener): RequestListener; keep: RequestHandler };

/**
 * Keeps what readers' pages and feeds render to, and answers from it as long as nothing that they show has changed:
 * a page is rendered once for all its readers, and changes at once when the article does. The desk, the pages behind
 * links in mails and whatever says `no-store` are never kept.
 */
export function openPageCache(context: Context): PageCache {
  const { host } = new URL(context.config.appUrl);
  const store = openPageStore();
  const underWay = new Map<string, Promise<Captured>>();
  const version = togetherOnce(() => within(patience, siteVersion(context)));

  /** Who comes while the page is rendered waits for it, unless something was changed since that began. */
  const render = async (address: string, request: Request, response: Response, next: NextFunction) => {
    // So that nothing of the page comes from how it was asked for.
    request.url = request.originalUrl = address;
    const now = await version();
    for (;;) {
      const kept = store.get(address);
      if (kept && kept.version >= now) return answer(request, response, kept);
      const rendering = underWay.get(address);
      if (!rendering) break;
      const made = await rendering;
      if (response.destroyed) return;
      if (made === "not for all") return next();
      if (made !== "gone" && made.version >= now) return answer(request, response, made);
    }
    const rendering = captured(request, response, next, now);
    underWay.set(address, rendering);
    const made = await rendering.finally(() => underWay.delete(address));
    if (typeof made === "string") return;
    // What is not there is said to those who wait, and no more: there is no end to addresses that are not there.
    if (made.status === 200) store.keep(address, made);
    await answer(request, response, made);
  };

  return {
    front: (rest) => (request, response) => {
      const kept = isPlain(request, host) && keptFor(request.url!);
      if (!kept) return rest(request, response);
      const decide = (now: number) => (kept.version >= now ? answer(request, response, kept) : rest(request, response));
      // A database that is away keeps nobody from reading what was read before.
      version()
        .then(decide, () => answer(request, response, kept))
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

  function keptFor(asked: string): StoredPage | undefined {
    const kept = store.get(asked);
    if (kept) return kept;
    const address = pageAddress(asked);
    return address === null || address === asked ? undefined : store.get(address);
  }
}

/** A database that says nothing keeps nobody waiting for longer than this; it is asked again with the next page. Milliseconds. */
const patience = 3000;

function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(Object.assign(new Error("the database does not answer"), { code: "ETIMEDOUT" }));
    const timer = setTimeout(late, ms);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Requests that come in one turn of the loop ask once, and after all of them have come: none gets an older answer. */
function togetherOnce<T>(ask: () => Promise<T>): () => Promise<T> {
  let next: Promise<T> | null = null;
  return () =>
    (next ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      next = null;
      return ask();
    }));
}

/** What the guard has nothing to say to: a look at a page, by our own name, that brings no body. */
function isPlain({ method, headers, headersDistinct }: IncomingMessage, host: string): boolean {
  if (method !== "GET" && method !== "HEAD") return false;
  if (headers.host !== host || headersDistinct.host?.length !== 1) return false;
  return headers["content-length"] === undefined && headers["transfer-encoding"] === undefined;
}

/** The guard says `no-store` of the desk and of what lies behind a token. */
function isForAll({ method }: Request, response: Response): boolean {
  return (method === "GET" || method === "HEAD") && !response.hasHeader("Cache-Control");
}

/** A page for everybody; what was sent as it is, to one; or nothing, because who asked has gone away. */
type Captured = StoredPage | "not for all" | "gone";

/** Lets the layers behind render, and takes what they answer instead of sending it. */
function captured(request: Request, response: Response, next: NextFunction, version: number): Promise<Captured> {
  const chunks: Buffer[] = [];
  const { method } = request;
  const { write, end } = response;
  const take = (chunk: unknown, encoding?: unknown) => {
    if (typeof chunk === "string") chunks.push(Buffer.from(chunk, encoding as BufferEncoding));
    else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  };
  // Compressed below, once for all; and rendered whole also for who wants only the head, or only what is new.
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
      if (isForEverybody(response)) resolve(storedPage(version, response.statusCode, headersOf(response), bytes));
      else {
        resolve("not for all");
        response.end(method === "HEAD" ? undefined : bytes);
      }
      return response;
    }) as Response["end"];
    // The rendering may have stopped with it: one of those who wait renders anew.
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

/** The guard's headers with the route's: for a page that runs no script they are the same each time. */
function headersOf(response: Response): StoredPage["headers"] {
  const ours = ["content-length", "transfer-encoding", "etag", "vary", "date"];
  const kept = Object.entries(response.getHeaders()).filter(([name]) => !ours.includes(name));
  const lines = kept.map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : String(value)]);
  const fresh: StoredPage["headers"] = response.statusCode === 200 ? { "cache-control": revalidate } : {};
  return { ...fresh, vary: "Accept-Encoding", ...(Object.fromEntries(lines) as StoredPage["headers"]) };
}

/** Asked again each time, which costs a 304; a browser may show what it has while it asks, for half a minute. */
const revalidate = "public, max-age=0, stale-while-revalidate=30";

async function answer(request: IncomingMessage, response: ServerResponse, page: StoredPage) {
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

/** RFC 9110 13.1: an ETag counts before a date; the same page under another encoding is the same page. */
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
