import { pino, stdSerializers, type DestinationStream, type Logger } from "pino";

/**
 * The log: one JSON object a line, and in no line a reader's token, wherever the words in it came from.
 * @param pid names the process in every line; left out where there is one alone
 */
export function openLogger(destination: DestinationStream, pid?: number): Logger {
  const base = pid === undefined ? null : { pid };
  const hooks = { streamWrite: hideTokens };
  return pino({ base, serializers: { error: withoutRows }, hooks }, destination);
}

/** PostgreSQL tells in which row something is wrong, with the address that stands there. */
function withoutRows(error: Error): object {
  const told: Record<string, unknown> = { ...stdSerializers.err(error) };
  for (const name of ["detail", "where", "internalQuery"]) delete told[name];
  return told;
}

/**
 * What stands before a token in an address, as we write it and as it comes back: percent-encoded, doubled, in capitals.
 * The line is JSON already: a backslash in it is two, and one alone belongs to the sign behind it.
 */
const doors = "confirm|unsubscribe|one-click|reader|address|sign-in";
const between = "(?:[/\\\\]|%2f|%5c|%25(?:2f|5c))+";
const behindDoor = new RegExp(`\\b(${doors})${between}(?:\\\\\\\\|[^\\s"'<>,)\\\\])+`, "gi");
/** Base64url, whole or with percent signs; a word of ours has no digits and capitals mixed into it. */
const tokenLike = /(?:[\w-]|%[0-9a-f]{2}){20,}/gi;

/** Takes the tokens out of a line of the log: what is behind a door's name, and whatever looks like a token. */
export function hideTokens(line: string): string {
  return line
    .replace(behindDoor, "$1/…")
    .replace(tokenLike, (word) => (/\d/.test(word) && /[A-Z]/.test(word) && /[a-z]/.test(word) ? "…" : word));
}

/** The first parts of our paths that may be told, and whether the part behind them may be: a slug or a number. */
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
 * What the log may tell of an address: which kind of page was asked for. The rest is left out, however it is broken:
 * behind a name that is none of ours a token may stand.
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
