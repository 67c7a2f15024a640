/** In characters; a longer address is none that a site had. */
const longestPath = 1000;

/**
 * Returns the path of an address on a former site, `/2024/05/slug/?p=7`, as it was written: of a whole URL the path and
 * the query. Null for what is no path, and for the front page, which is always there.
 */
export function oldPath(text: string): string | null {
  const written = text.trim();
  if (written === "" || /\p{Cc}|\\/u.test(written)) return null;
  if (!/^(https?:\/)?\//i.test(written) || !URL.canParse(written, "http://site")) return null;
  const { pathname, search } = new URL(written, "http://site");
  const path = pathname.replace(/\/{2,}/g, "/") + (search.length > 1 ? search : "");
  return path.length > longestPath || redirectKey(path) === "/" ? null : path;
}

/** True for the short link of an article on WordPress, `/?p=7`, which its feeds have as well. */
export function isShortLink(key: string): boolean {
  return /^\/\?(p|page_id)=\d{1,12}$/.test(key);
}

/**
 * Returns the form in which paths are compared: without percent-escapes, capitals and a slash at the end, its letters
 * composed; a query follows as it stands.
 * @param path with or without a query
 */
export function redirectKey(path: string): string {
  const [, pathname, query = ""] = /^([^?#]*)(\?[^#]*)?/.exec(path)!;
  const parts = pathname!.split("/").filter((part) => part !== "");
  return `/${parts.map(plain).join("/")}${query.length > 1 ? plain(query) : ""}`;
}

/** A sign that would end its part of the path, or that no database takes, stays escaped. */
function plain(part: string): string {
  const small = (text: string) => text.normalize("NFC").toLowerCase();
  try {
    const decoded = decodeURIComponent(part);
    return small(/[\p{Cc}/?#%]/u.test(decoded.replace(/^\?/, "")) ? part : decoded);
  } catch {
    return small(part);
  }
}

/** Endings that programs of other sites put behind a path, or leave out: the page is the same. */
const endings = /(\/index)?\.(html?|php)$|\/amp$/;
const possibleEndings = [".html", ".htm", ".php", "/index.html"];

/**
 * Returns the forms under which a request's path may be known, the nearest first: with its query, without it, and with
 * other endings.
 */
export function keysOfRequest(target: string): string[] {
  const whole = redirectKey(target);
  const key = whole.split("?")[0]!;
  const bare = key.replace(endings, "");
  if (key === "/") return isShortLink(whole) ? [whole] : [];
  const keys = [whole, key, ...(bare === key || bare === "" ? possibleEndings.map((end) => key + end) : [bare])];
  return [...new Set(keys)].filter((one) => one.length <= longestPath);
}
