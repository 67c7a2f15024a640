/** Values of a query word under which its page is kept. */
type Values = RegExp;

/** Of this word no value is kept: there are as many pages as people can type. */
const never: Values = /(?!)/;
/** As `params.pageFromQuery` reads it. */
const number: Values = /^[1-9]\d{0,3}$/;

/** The query words that make another page, by path. No other word is looked at: not of a mailing, not of an attacker. */
const wordsOfPages: [path: RegExp, words: Record<string, Values>][] = [
  [/^\/(articles|issues|topics\/[^/]+|authors\/[^/]+)$/, { page: number }],
  [/^\/sitemap\.xml$/, { part: number }],
  [/^\/search$/, { q: never, page: never }],
];

/** The desk, what stands behind a token or in a form with a mark of its own, files, and answers to programs of ours. */
const notKept =
  /^\/(desk|confirm|unsubscribe|one-click|reader|address|subscribe|subscribe-form|assets|images|share|healthz|livez|__manifest)(\/|$)|^\/(favicon|apple-touch-icon|icon-)|\.data$/;

const longest = 1000;

/**
 * The one address under which a page is rendered and kept, however it was written: unknown query words, trailing
 * slashes, `..`, capitals and needless %-escapes make no other page (RFC 3986 6.2.2).
 * @param asked the request's target, `/path?query`
 * @returns null for what is not kept
 */
export function pageAddress(asked: string): string | null {
  const url = `http://site${asked}`;
  if (asked.length > longest * 4 || !asked.startsWith("/") || !URL.canParse(url)) return null;
  const { pathname, searchParams } = new URL(url);
  const path = ownPath(pathname);
  if (path === null || path.length > longest || notKept.test(path)) return null;
  const known = wordsOfPages.find(([paths]) => paths.test(path))?.[1] ?? {};
  const words: string[] = [];
  for (const [word, values] of Object.entries(known)) {
    const value = searchParams.get(word);
    if (value === null) continue;
    if (!values.test(value)) return null;
    // The first part of a list is the list itself.
    if (word !== "page" || value !== "1") words.push(`${word}=${value}`);
  }
  return words.length > 0 ? `${path}?${words.join("&")}` : path;
}

/** As our own links have it: every slug of ours is in small letters. */
function ownPath(pathname: string): string | null {
  try {
    const parts = pathname.replace(/\/+$/, "").split("/").slice(1);
    // Two slashes side by side are no page of ours.
    if (parts.includes("")) return null;
    return `/${parts.map((part) => encodeURIComponent(decodeURIComponent(part).replace(/[A-Z]+/g, toSmall))).join("/")}`;
  } catch {
    return null;
  }
}

function toSmall(letters: string): string {
  return letters.toLowerCase();
}
