import type { NextFunction, Request, RequestHandler, Response } from "express";
import type { Context } from "./context.server.ts";
import { siteVersion } from "./models/siteVersion.server.ts";
import { encodings, openPageStore, pageOf, type Encoding, type Page } from "./pageStore.server.ts";

/**
 * Keeps what readers' pages and feeds render to, and answers from it as long as nothing that they show has changed:
 * a page is rendered once for all its readers, and changes at once when the article does. The desk, the pages behind
 * links in mails and whatever says `no-store` are never kept.
 */
export function pages(context: Context): RequestHandler {
  const store = openPageStore();
  const underWay = new Map<string, Promise<Page | null>>();
  const version = togetherOnce(() => siteVersion(context));

  const answerOrRender = async (request: Request, response: Response, next: NextFunction) => {
    const address = request.originalUrl;
    const now = await versionOr(version, store.get(address));
    // Looked up only now: somebody may have rendered it meanwhile.
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

  return (request, response, next) => {
    if (!isForAll(request, response)) return next();
    answerOrRender(request, response, next).catch(next);
  };
}

/** A database that is away keeps nobody from reading what was read before. */
async function versionOr(version: () => Promise<number>, kept: Page | undefined): Promise<number> {
  if (!kept) return version();
  return version().catch(() => kept.version);
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

/** The guard says `no-store` of the desk and of what lies behind a token; pages with a question in them are too many. */
function isForAll(request: Request, response: Response): boolean {
  if (request.method !== "GET" && request.method !== "HEAD") return false;
  if (response.hasHeader("Cache-Control")) return false;
  if (/^\/(assets|images|share|healthz|favicon)\b/.test(request.path)) return false;
  return /^(\/[\w./%~-]{0,200})(\?page=\d{1,4})?$/.test(request.originalUrl);
}

/**
 * Lets the layers behind render, and takes what they answer instead of sending it.
 * @returns null when it is nothing to keep; then it has been sent as it is
 */
function captured(request: Request, response: Response, next: NextFunction, version: number): Promise<Page | null> {
  const before = { ...response.getHeaders() };
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
      if (isToKeep(response)) resolve(pageOf(version, setMeanwhile(response, before), bytes));
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

/** The headers that the route set; the guard's are set anew with every answer. */
function setMeanwhile(response: Response, before: Record<string, unknown>): Page["headers"] {
  const all = Object.entries(response.getHeaders());
  const set = all.filter(([name, value]) => value !== undefined && before[name] !== value);
  return Object.fromEntries(
    set
      .filter(([name]) => !["content-length", "transfer-encoding", "etag", "vary", "date"].includes(name))
      .map(([name, value]) => [name, Array.isArray(value) ? value : String(value)]),
  );
}

async function answer(request: Request, response: Response, page: Page) {
  const encoding = encodingFor(request);
  for (const [name, value] of Object.entries(page.headers)) response.setHeader(name, value);
  if (!("cache-control" in page.headers)) response.setHeader("Cache-Control", revalidate);
  response.setHeader("Vary", "Accept-Encoding");
  response.setHeader("ETag", `"${page.hash}${encoding === "identity" ? "" : `-${encoding}`}"`);
  if (hasIt(request, page)) return void response.writeHead(304).end();
  const bytes = await page.bytes(encoding);
  if (encoding !== "identity") response.setHeader("Content-Encoding", encoding);
  response.setHeader("Content-Length", bytes.length);
  response.writeHead(200).end(request.method === "HEAD" ? undefined : bytes);
}

/** Asked again each time, which costs a 304; a browser may show what it has while it asks, for half a minute. */
const revalidate = "public, max-age=0, stale-while-revalidate=30";

function encodingFor(request: Request): Encoding {
  const accepted = String(request.headers["accept-encoding"] ?? "");
  if (/\bbr\b(?!;\s*q=0(\.0*)?\b)/.test(accepted)) return "br";
  return /\bgzip\b(?!;\s*q=0(\.0*)?\b)/.test(accepted) ? "gzip" : "identity";
}

/** RFC 9110 13.1: an ETag counts before a date; the same page under another encoding is the same page. */
function hasIt(request: Request, page: Page): boolean {
  const known = request.headers["if-none-match"];
  if (known !== undefined) return known.trim() === "*" || known.split(",").some((tag) => hashIn(tag) === page.hash);
  const since = Date.parse(request.headers["if-modified-since"] ?? "");
  const modified = Date.parse(String(page.headers["last-modified"] ?? ""));
  return modified <= since;
}

const suffixes = new RegExp(`-(${encodings.join("|")})$`);

function hashIn(tag: string): string | undefined {
  return /^(?:W\/)?"([\w-]+)"$/.exec(tag.trim())?.[1]?.replace(suffixes, "");
}
