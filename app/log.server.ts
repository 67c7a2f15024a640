import { pino, stdSerializers, type DestinationStream, type Logger } from "pino";
import { hideTokens } from "./hideTokens.server.ts";

/**
 * Opens the log: one JSON object a line. No line contains a reader's token, whatever its source.
 * @param pid names the process in every line; left out where there is only one
 */
export function openLogger(destination: DestinationStream, pid?: number): Logger {
  const base = pid === undefined ? null : { pid };
  const hooks = { streamWrite: hideTokens };
  return pino({ base, serializers: { error: withoutRows }, hooks }, destination);
}

/** PostgreSQL's error details quote the row, with its address. */
function withoutRows(error: Error): object {
  const told: Record<string, unknown> = { ...stdSerializers.err(error) };
  for (const name of ["detail", "where", "internalQuery"]) delete told[name];
  return told;
}

/** The first parts of our paths that may be logged, and whether the next part may be too: a slug or a number. */
const families: Record<string, boolean> = {
  about: false,
  articles: true,
  assets: false,
  authors: true,
  desk: true,
  healthz: false,
  images: false,
  inbound: true,
  issues: true,
  privacy: false,
  search: false,
  share: false,
  subscribe: false,
  "subscribe-form": false,
  topics: true,
};

/**
 * Returns the loggable part of a path. The rest is left out, however malformed the path is: after an unknown name there
 * may be a token.
 * @returns like `/articles/a-slug`, `/desk/issues/…` or `/…`
 */
export function pathForLog(url: string): string {
  const [, first = "", second, ...more] = url
    .replace(/^[a-z]+:\/\/[^/]*/i, "")
    .split(/[?#]/, 1)[0]!
    .split("/");
  if (first === "" && second === undefined) return "/";
  if (!Object.hasOwn(families, first)) return `/${Object.hasOwn(doorNames, first) ? `${first}/` : ""}…`;
  if (second === undefined) return `/${first}`;
  const tellable = families[first] && /^[a-z0-9-]{1,60}$/.test(second) && second !== "sign-in";
  return `/${first}/${tellable ? second : "…"}${tellable && more.length > 0 ? "/…" : ""}`;
}

const doorNames: Record<string, true> = {
  confirm: true,
  unsubscribe: true,
  "one-click": true,
  reader: true,
  address: true,
  draft: true,
  answer: true,
  with: true,
  l: true,
};
