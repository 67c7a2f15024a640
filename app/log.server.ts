import { pino, stdSerializers, type DestinationStream, type Logger } from "pino";

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

/**
 * The path before a token, as we write it and as it comes back: percent-encoded, doubled, in capitals. The line is JSON
 * already: a backslash in it is doubled, and a single one belongs to the next character.
 */
const doors = "confirm|unsubscribe|one-click|reader|address|sign-in";
const between = "(?:[/\\\\]|%2f|%5c|%25(?:2f|5c))+";
const behindDoor = new RegExp(`\\b(${doors})${between}(?:\\\\\\\\|[^\\s"'<>,)\\\\])+`, "gi");
/** Base64url, also with percent-escapes; our own words never mix digits and capitals. */
const tokenLike = /(?:[\w-]|%[0-9a-f]{2}){20,}/gi;

/** Removes tokens from a line of the log: text after a token path, and anything that looks like a token. */
export function hideTokens(line: string): string {
  return line
    .replace(behindDoor, "$1/…")
    .replace(tokenLike, (word) => (/\d/.test(word) && /[A-Z]/.test(word) && /[a-z]/.test(word) ? "…" : word));
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
};
