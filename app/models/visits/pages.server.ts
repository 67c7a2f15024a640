/** The pages that are counted. `list`: archives, topics and authors; `other`: about, privacy, sign-up, search. */
type PageKind = "front" | "article" | "issue" | "topic" | "list" | "feed" | "other";

/** A page that is counted; `name`: the slug or number of what it shows, empty where the kind says it all. */
export type CountedPage = { kind: PageKind; name: string };

const shapes: [path: RegExp, kind: PageKind][] = [
  [/^\/$/, "front"],
  [/^\/(?:.*\/)?feed(?:\.\w+)?$/, "feed"],
  [/^\/articles\/([^/]+)$/, "article"],
  [/^\/issues\/(\d+)$/, "issue"],
  [/^\/topics\/([^/]+)$/, "topic"],
  [/^\/(?:articles|issues|topics|authors)(?:\/|$)/, "list"],
  [/^\/(?:about|privacy|search|subscribe)$/, "other"],
];

/** @param target of a request; its query is no part of the page @returns null for what is no page: a sitemap, a file */
export function countedPage(target: string): CountedPage | null {
  const end = target.search(/[?#]/);
  const path = (end === -1 ? target : target.slice(0, end)).replace(/(?<=.)\/+$/, "").toLowerCase();
  for (const [shape, kind] of shapes) {
    const found = shape.exec(path);
    if (found) return { kind, name: readable(found[1] ?? "") };
  }
  return null;
}

function readable(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** In characters; longer ones are made up. */
const longestHost = 80;

/** @returns the host that a request came from, without `www.`; null for none, for our own, and for what is no public name */
export function referringHost(referer: string | undefined, ownHost: string): string | null {
  const host = referer && /^https?:\/\/(?:www\.)?([^/:?#@\s]+)/i.exec(referer)?.[1]?.toLowerCase();
  if (!host || host.length > longestHost || host === ownHost) return null;
  return /^(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*$/.test(host) ? host : null;
}

/** In characters. */
const longestWords = 60;

/** @returns words as they are kept: small, short, without signs that turn the direction of what follows; null for none, and for what may be an address or a number of somebody */
export function keptWords(typed: string): string | null {
  const words = typed
    .toLowerCase()
    .replace(/[\p{Cc}\s\u202a-\u202e\u2066-\u2069]+/gu, " ")
    .trim()
    .slice(0, longestWords)
    .toWellFormed()
    .trim();
  if (!/[\p{L}\p{N}]/u.test(words)) return null;
  return /[@＠]|\d{6,}|(?:\d[ ./-]?){7,}|https?:/u.test(words) ? null : words;
}
