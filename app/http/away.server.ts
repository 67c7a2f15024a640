import type { Request, Response as Answer } from "express";
import { databaseOutage, type Context } from "#app/context.server.ts";
import { directionOf, languages } from "#app/i18n/languages.ts";
import { messagesIn } from "#app/i18n/messages.ts";

/** Seconds: a database that restarts is back by then. */
const retryAfter = "10";
const refreshed = new Set(["GET", "HEAD"]);

/** The fields of a request that both servers know. */
type Asked = { method: string; path: string; language: string | undefined };

/**
 * Returns the page for a database outage. The briefing's name and language are in the database. The page therefore uses
 * the first of our languages that the browser accepts, and English for the desk.
 */
function awayPage({ method, path, language }: Asked): string {
  const code = path.startsWith("/desk") ? "en" : firstKnown(language);
  const words = messagesIn(code);
  const isForm = !refreshed.has(method);
  const text = [words("errors.503.text"), ...(isForm ? [words("errors.awaySent")] : [])];
  return `<!doctype html>
<html lang="${code}" dir="${directionOf(code)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
${isForm ? "" : `<meta http-equiv="refresh" content="${retryAfter}">`}
<title>${words("errors.503.title")}</title>
<style>
:root { color-scheme: light dark; }
body { font: 1.125rem/1.6 system-ui, sans-serif; max-width: 34rem; margin: 0 auto; padding: 18vh 1.25rem 2rem; }
h1 { font: 600 2.25rem/1.2 Georgia, serif; margin: 0 0 1rem; }
p { margin: 0 0 1rem; opacity: 0.8; }
</style>
</head>
<body>
<main>
<h1>${words("errors.503.title")}</h1>
${text.map((line) => `<p>${line}</p>`).join("\n")}
</main>
</body>
</html>
`;
}

/** RFC 9110 12.5.4, by order only: browsers send the best language first. */
function firstKnown(accepted = ""): string {
  const codes = accepted.split(",").map((part) => part.trim().slice(0, 2).toLowerCase());
  return codes.find((code) => code in languages) ?? "en";
}

const headers = {
  "Retry-After": retryAfter,
  "Cache-Control": "no-store",
  "Content-Type": "text/html; charset=utf-8",
};

/** Returns the page as a route's response. */
export function awayResponse({ method, url, headers: given }: globalThis.Request): Response {
  const request = { method, path: new URL(url).pathname, language: given.get("accept-language") ?? undefined };
  return new Response(method === "HEAD" ? null : awayPage(request), { status: 503, headers });
}

/** Sends the page from the HTTP server itself. */
export function answerUnavailable({ method, path, headers: given }: Request, response: Answer): void {
  response.status(503).set(headers);
  response.send(awayPage({ method, path, language: given["accept-language"] }));
}

type Handle = (args: { context: Context }) => unknown;
type Module = { loader?: unknown; action?: unknown };
type Build = { routes: Record<string, { module: object } | undefined> };

/**
 * Wraps a Remix build so that its routes answer 503 during a database outage. The outage passes by itself, so neither
 * people nor mail programs are told that their link or form is wrong. It is logged now and then, not with every
 * request.
 */
export function withAway<B extends Build>(build: B): B {
  const say = loggedNowAndThen();
  const guarded = (handle: unknown) => {
    if (typeof handle !== "function") return {};
    return async (args: Parameters<Handle>[0]) => {
      try {
        return await (handle as Handle)(args);
      } catch (error) {
        if (!databaseOutage(error)) throw error;
        say(args.context, error);
        // Remix renders it as the page above; a route without a page returns it unchanged.
        throw new Response("The database does not answer. Try again in a moment.\n", {
          status: 503,
          headers: { ...headers, "Content-Type": "text/plain; charset=utf-8" },
        });
      }
    };
  };
  const routes = Object.entries(build.routes).map(([id, route]) => {
    const module = route?.module as Module | undefined;
    const handlers = Object.fromEntries(
      (["loader", "action"] as const).flatMap((name) =>
        typeof module?.[name] === "function" ? [[name, guarded(module[name])]] : [],
      ),
    );
    return [id, route && { ...route, module: { ...route.module, ...handlers } }];
  });
  return { ...build, routes: Object.fromEntries(routes) as B["routes"] };
}

/** Milliseconds. */
const quiet = 10_000;

/** Returns a logger that writes one line for a period of outage, not one for each request. */
export function loggedNowAndThen(): (context: Context, error: unknown) => void {
  let saidAt = -Infinity;
  return ({ log, clock }, error) => {
    if (Math.abs(clock() - saidAt) < quiet) return;
    saidAt = clock();
    log.error({ error }, "the database is in trouble; pages answer 503 until it is back");
  };
}
