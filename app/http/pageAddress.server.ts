import { minute } from "#app/models/durations.ts";

/** Values of a query parameter whose page is cached. */
type Values = RegExp;

/** Not cached: people can type any number of values. */
const never: Values = /(?!)/;
/** As `pageFromQuery` parses it. */
const number: Values = /^[1-9]\d{0,3}$/;

/**
 * The query parameters that change a page, by path. Others are ignored, so that neither mailings nor attackers can fill
 * the cache.
 */
const wordsOfPages: [path: RegExp, words: Record<string, Values>][] = [
  [/^\/(articles|issues|topics\/[^/]+|authors\/[^/]+)$/, { page: number }],
  [/^\/sitemap\.xml$/, { part: number }],
  [/^\/search$/, { q: never, page: never }],
  [/^\/subscribe$/, { list: never }],
  // Short links of WordPress (`isShortLink`).
  [/^\/$/, { p: never, page_id: never }],
];

/** Pages that a query does not change; elsewhere it may be part of an old address. */
const ours =
  /^\/($|(articles|issues|topics|authors)(\/|$)|(about|privacy|search|subscribe|unsubscribe|feed\.\w+|sitemap\.xml|news-sitemap\.xml|robots\.txt|manifest\.webmanifest)$)/;

/** The desk, pages behind a token or after a form, files, and endpoints for programs. */
const notKept =
  /^\/(desk|inbound|confirm|unsubscribe|with|one-click|reader|address|draft|test-mail|answer|subscribe\/sent|subscribe-form|assets|images|share|healthz|livez|__manifest)(\/|$)|^\/(favicon|apple-touch-icon|icon-)|\.data$/;

const longest = 1000;

/**
 * Returns the one address under which a page is rendered and cached: unknown query parameters, trailing slashes, `..`,
 * capitals and needless percent-escapes do not make another page (RFC 3986 6.2.2).
 * @param target the request's target, `/path?query`
 * @returns null for a page that is not cached
 */
export function pageAddress(target: string): string | null {
  const url = `http://site${target}`;
  if (target.length > longest * 4 || !target.startsWith("/") || !URL.canParse(url)) return null;
  const { pathname, search, searchParams } = new URL(url);
  const path = ownPath(pathname);
  if (path === null || path.length > longest || notKept.test(path)) return null;
  if (search !== "" && !ours.test(path)) return null;
  const known = wordsOfPages.find(([paths]) => paths.test(path))?.[1] ?? {};
  const words: string[] = [];
  for (const [word, values] of Object.entries(known)) {
    const value = searchParams.get(word);
    if (value === null) continue;
    if (!values.test(value)) return null;
    // Page 1 of a list is the list itself.
    if (word !== "page" || value !== "1") words.push(`${word}=${value}`);
  }
  return words.length > 0 ? `${path}?${words.join("&")}` : path;
}

/**
 * Returns how long a page may be kept that does not change, in milliseconds.
 * @param address from `pageAddress`
 */
export function lifetimeOf(address: string): number {
  // A form's token has the time of the form (C-23).
  return address === "/subscribe" ? minute : Infinity;
}

/** Lower case, as all our slugs are. */
function ownPath(pathname: string): string | null {
  try {
    const parts = pathname.replace(/\/+$/, "").split("/").slice(1);
    // No page has an empty path segment.
    if (parts.includes("")) return null;
    return `/${parts.map((part) => encodeURIComponent(decodeURIComponent(part).replace(/[A-Z]+/g, toSmall))).join("/")}`;
  } catch {
    return null;
  }
}

function toSmall(letters: string): string {
  return letters.toLowerCase();
}
