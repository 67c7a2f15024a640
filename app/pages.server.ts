import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { NextFunction, Request, RequestHandler, Response } from "express";
import type { Context } from "./context.server.ts";
import { siteVersion } from "./models/siteVersion.server.ts";
import { encodings, openPageStore, pageOf, type Encoding, type Page } from "./pageStore.server.ts";

/** Kept pages: `front` answers from them before anything else is asked, `keep` renders and keeps what is missing. */
export type Pages = { front(rest: RequestListener): RequestListener; keep: RequestHandler };

/**
 * Keeps what readers' pages and feeds render to, and answers from it as long as nothing that they show has changed:
 * a page is rendered once for all its readers, and changes at once when the article does. The desk, the pages behind
 * links in mails and whatever says `no-store` are never kept.
 */
export function openPages(context: Context): Pages {
  const { host } = new URL(context.config.appUrl);
  const store = openPageStore();
  const underWay = new Map<string, Promise<Page | null>>();
  const version = togetherOnce(() => within(patience, siteVersion(context)));

  const render = async (request: Request, response: Response, next: NextFunction) => {
    const address = request.originalUrl;
    const now = await version();
    const kept = store.get(address);
    if (kept && kept.version >= now) return answer(request, response, kept);
    const rendering = underWay.get(address);
    if (rendering) {
      const page = await rendering;
      return page ? answer(request, response, page) : next();
    }
    const page = captured(request, response, next, now);
    underWay.set(address, page);
    const made = await page.finally(() => underWay.delete(address));
    if (!made) return;
    store.keep(address, made);
    await answer(request, response, made);
  };

  return {
    front: (rest) => (request, response) => {
      const kept = isPlain(request, host) && store.get(request.url!);
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
      if (!isForAll(request, response)) return next();
      render(request, response, next).catch(next);
    },
  };
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

/** The guard says `no-store` of the desk and of what lies behind a token; pages with a question in them are too many. */
function isForAll(request: Request, response: Response): boolean {
  if (request.method !== "GET" && request.method !== "HEAD") return false;
  if (response.hasHeader("Cache-Control")) return false;
  if (/^\/(assets|images|share|favicon)\b/.test(request.path)) return false;
  return /^(\/[\w./%~-]{0,200})(\?page=\d{1,4})?$/.test(request.originalUrl);
}

/**
 * Lets the layers behind render, and takes what they answer instead of sending it.
 * @returns null when it is nothing to keep; then it has been sent as it is
 */
function captured(request: Request, response: Response, next: NextFunction, version: number): Promise<Page | null> {
  const chunks: Buffer[] = [];
  const { method } = request;
  const { write, end } = response;
  const take = (chunk: unknown, encoding?: unknown) => {
    if (typeof chunk === "string") chunks.push(Buffer.from(chunk, encoding as BufferEncoding));
    else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  };
  // Compressed below, once for all; and rendered whole also for who wants only the head.
  response.locals.isKept = true;
  request.method = "GET";
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
      const bytes = Buffer.concat(chunks);
      if (isToKeep(response)) resolve(pageOf(version, headersOf(response), bytes));
      else {
        resolve(null);
        response.end(method === "HEAD" ? undefined : bytes);
      }
      return response;
    }) as Response["end"];
    // Who asked has gone away, and the rendering may have stopped with it: whoever waits renders anew.
    response.once("close", () => resolve(null));
    next();
  });
}

function isToKeep(response: Response): boolean {
  const control = String(response.getHeader("Cache-Control") ?? "");
  return response.statusCode === 200 && !response.hasHeader("Set-Cookie") && !/no-store|private/.test(control);
}

/** The guard's headers with the route's: for a page that runs no script they are the same each time. */
function headersOf(response: Response): Page["headers"] {
  const ours = ["content-length", "transfer-encoding", "etag", "vary", "date"];
  const kept = Object.entries(response.getHeaders()).filter(([name]) => !ours.includes(name));
  const lines = kept.map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : String(value)]);
  return { "cache-control": revalidate, vary: "Accept-Encoding", ...(Object.fromEntries(lines) as Page["headers"]) };
}

/** Asked again each time, which costs a 304; a browser may show what it has while it asks, for half a minute. */
const revalidate = "public, max-age=0, stale-while-revalidate=30";

async function answer(request: IncomingMessage, response: ServerResponse, page: Page) {
  const encoding = encodingFor(request);
  if (hasIt(request, page)) return void response.writeHead(304, page.head(encoding, 0)).end();
  const bytes = await page.bytes(encoding);
  response.writeHead(200, page.head(encoding, bytes.length)).end(request.method === "HEAD" ? undefined : bytes);
}

function encodingFor(request: IncomingMessage): Encoding {
  const accepted = request.headers["accept-encoding"];
  if (accepted === undefined) return "identity";
  if (/\bbr\b(?!;\s*q=0(\.0*)?\b)/.test(String(accepted))) return "br";
  return /\bgzip\b(?!;\s*q=0(\.0*)?\b)/.test(String(accepted)) ? "gzip" : "identity";
}

/** RFC 9110 13.1: an ETag counts before a date; the same page under another encoding is the same page. */
function hasIt({ headers }: IncomingMessage, page: Page): boolean {
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
