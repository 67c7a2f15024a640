import { randomBytes } from "node:crypto";
import type { NextFunction, Request, Response } from "express";
import type { Config } from "#app/config.server.ts";
import { languages, messagesIn } from "#app/i18n/messages.ts";
import { limitBody } from "./bodyLimit.server.ts";
import { bodyTimes, limitBodyTime } from "./bodyTime.server.ts";
import { plainHost, plainPath } from "./requestAddress.server.ts";

/**
 * The largest body of a request in bytes: a list of a million, an image of 50 MB with its form, a long article, a batch of
 * events, a reader's form.
 */
const largestBodies = { list: 151_000_000, upload: 51_000_000, desk: 3_000_000, webhook: 1_000_000, public: 100_000 };

/**
 * Checks every request (S-02 to S-04, S-12): its host, the size of its body, and the origin of its forms; and sets the
 * headers of every response. Remix's own origin check is bypassed, because `?_data=` evades it and it answers an empty
 * 500.
 */
export function requestGuard(config: Config) {
  const site = new URL(config.appUrl);
  return (request: Request, response: Response, next: NextFunction) => {
    const path = plainPath(request.path);
    const nonce = randomBytes(16).toString("base64");
    response.locals.nonce = nonce;
    setReplaceable(response, securityHeaders(path, nonce, site.protocol === "https:"));
    if (isProbe(path)) request.headers.host = site.host;
    const host = onlyHost(request);
    if (!isOurHost(host, site)) return refuse(response, 421, "This site has another address.");
    if (nearName(host, site) && isSafe(request))
      return response.redirect(307, config.appUrl + pathOnly(request.originalUrl));
    // `OPTIONS *` asks about the server and names no page.
    if (request.url === "*") return void response.status(204).set("Allow", "GET, HEAD, POST").end();
    if ("_data" in request.query) return refuse(response, 400, "This address is not one of ours.");
    const tooLarge = () => refuseReader(request, response, 413, "errors.tooLarge");
    if (Number(request.headers["content-length"] ?? 0) > largestBody(path)) return tooLarge();
    if (!isSafe(request) && !isOpenDoor(path) && !isFromUs(request, site))
      return refuseReader(request, response, 403, "errors.foreign");
    limitBodyTime(request, response, isList(path) ? bodyTimes.list : bodyTimes.other);
    limitBody(request, largestBody(path), () => {
      response.once("close", () => request.destroy());
      if (response.headersSent) response.destroy();
      else tooLarge();
    });
    // Checked above against APP_URL, so Remix need not compare it again.
    delete request.headers.origin;
    delete request.headers["x-forwarded-host"];
    next();
  };
}

function securityHeaders(path: string, nonce: string, https: boolean): Record<string, string> {
  const desk = path.startsWith("/desk");
  return {
    "Content-Security-Policy": desk
      ? contentPolicy({ scripts: `'self' 'nonce-${nonce}'`, frames: "'self'" })
      : contentPolicy({}),
    "X-Content-Type-Options": "nosniff",
    // `no-referrer` would make Chromium post forms with `Origin: null` (W-08).
    // A draft has no form, and its address is a secret.
    "Referrer-Policy": path.startsWith("/draft/") ? "no-referrer" : "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    ...(https ? { "Strict-Transport-Security": "max-age=63072000" } : {}),
    ...(desk || isTokenPath(path) ? { "Cache-Control": "no-store", "X-Robots-Tag": "noindex" } : {}),
  };
}

/**
 * Returns a Content-Security-Policy.
 * @param allowed the sources of scripts, and the sites that may frame the page; none by default
 */
export function contentPolicy({
  scripts = "'none'",
  frames = "'none'",
}: {
  scripts?: string;
  frames?: string;
}): string {
  return [
    "default-src 'self'",
    `script-src ${scripts}`,
    // React and the editor set style attributes; a style cannot run anything.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob: https:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${frames}`,
  ].join("; ");
}

/** Remix appends a route's headers; a route's own value must replace the default. */
function setReplaceable(response: Response, headers: Record<string, string>) {
  response.set(headers);
  const ours = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const append = response.append.bind(response);
  response.append = (name, value) => (ours.has(name.toLowerCase()) ? response.set(name, value) : append(name, value));
}

/** @param path from `plainPath`, as in all functions here */
function largestBody(path: string): number {
  if (isWebhookPath(path)) return largestBodies.webhook;
  if (!path.startsWith("/desk")) return largestBodies.public;
  if (isList(path)) return largestBodies.list;
  return /^\/desk\/(images|documents|import-site)/.test(path) ? largestBodies.upload : largestBodies.desk;
}

/** Where a list of readers is brought. */
function isList(path: string): boolean {
  return /^\/desk\/subscribers\/import\/?$/.test(path);
}

/** Where mail services tell what became of mail. */
function isWebhookPath(path: string): boolean {
  return path.startsWith("/inbound/webhooks/");
}

function isTokenPath(path: string): boolean {
  return /^\/(confirm|unsubscribe|one-click|reader|address|draft|test-mail|answer|l)\//.test(path);
}

/** The host from `normaliseAddress`. Of two Host headers a proxy may use the other one. */
function onlyHost(request: Request): string | undefined {
  return (request.headersDistinct.host ?? []).length > 1 ? undefined : request.headers.host;
}

/** Monitoring may use the machine's IP address; these responses reveal nothing of the site. */
function isProbe(path: string): boolean {
  return path === "/healthz" || path === "/livez";
}

/** `127.0.0.1` instead of `localhost` is a mistake, not an attack. */
function isOurHost(host: string | undefined, site: URL): boolean {
  return host === site.host || nearName(host, site);
}

function nearName(host: string | undefined, site: URL): boolean {
  const loopback = ["localhost", "127.0.0.1", "[::1]"];
  return (
    host !== site.host &&
    loopback.includes(site.hostname) &&
    loopback.some((name) => host === site.host.replace(site.hostname, name))
  );
}

function pathOnly(url: string): string {
  return url.replace(/^[/\\]+/, "/");
}

function isSafe(request: Request): boolean {
  return ["GET", "HEAD", "OPTIONS"].includes(request.method);
}

/** These routes take no cookie, so a forged request can do nothing in another's name (H-06). */
function isOpenDoor(path: string): boolean {
  return path.startsWith("/one-click/") || isWebhookPath(path) || path === "/subscribe-form";
}

function isFromUs(request: Request, site: URL): boolean {
  const relation = request.headers["sec-fetch-site"];
  if (relation) return relation === "same-origin" || relation === "none";
  const [, scheme = "", host = ""] = /^(https?:)\/\/(.+)$/i.exec(request.headers.origin ?? "") ?? [];
  return scheme === site.protocol && plainHost(host, scheme) === plainHost(site.host, scheme);
}

/**
 * Readers see these two errors. A refused request reads no database, so the page uses the first of our languages that
 * the browser accepts, and English for the desk.
 */
function refuseReader(request: Request, response: Response, status: number, key: "errors.foreign" | "errors.tooLarge") {
  const language = request.path.startsWith("/desk") ? "en" : request.acceptsLanguages(Object.keys(languages)) || "en";
  response.set("Content-Language", language);
  refuse(response, status, messagesIn(language)(key));
}

function refuse(response: Response, status: number, words: string) {
  response.status(status).type("text/plain").set("Connection", "close").send(`${words}\n`);
}
