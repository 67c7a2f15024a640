import { redirectKey } from "#app/models/oldPaths.ts";
import { articlePath } from "#app/models/sitePaths.ts";
import { isSafeLink } from "#app/models/marks.ts";
import { anchorName } from "#app/models/headings.ts";
import { noteAddress } from "./markdown/wiki.server.ts";
import type { ReadPost } from "./post.server.ts";
import { pathInSite } from "./siteFiles.server.ts";

/** Where a link leads: an address; or null, and it is words only. */
type LinkedTo = { href: string } | { error: "nowhere" | "scheme" | "note" };

/** The addresses that posts of a site had, and where they are now. */
type SiteAddresses = {
  /** Notes where a post was, before links are asked for. */
  add: (post: ReadPost, slug: string) => void;
  /** Returns where a link of a post leads. */
  linked: (post: ReadPost, slug: string, href: string) => LinkedTo;
  /** Counts links to the former site that lead to no post: path by path. */
  unknown: () => { path: string; links: number }[];
};

const textEnding = /(\/_?index)?\.(md|markdown|mdown|mkd|mdx|mdoc|html?|php)$/i;
const mostUnknown = 1000;

/**
 * Finds posts by their former addresses, files and names.
 * @param origin of this site
 * Long because: each step needs the addresses that are known.
 * @param site the former address, like `https://old.example/blog`, or empty
 */
export function siteAddresses(origin: string, site: string): SiteAddresses {
  const known = new Map<string, string>();
  const unknown = new Map<string, number>();
  const keep = (key: string, slug: string) => void (known.has(key) || known.set(key, slug));
  const host = hostOf(site);
  const ours = (slug: string, fragment: string) => origin + articlePath(slug) + anchorOf(fragment);

  const byFile = (post: ReadPost, path: string): string | undefined => {
    const plain = path.replace(/^\{(filename|static|attach)\}|^\|filename\|/, "");
    const folders = ["", "content/", "src/content/", "src/pages/", "_posts/", "posts/", "src/"];
    const places = [
      pathInSite(post.path, plain),
      ...folders.map((folder) => pathInSite("", folder + plain.replace(/^\/+/, ""))),
    ];
    const found = places.flatMap((place) => (place ? (known.get(`file ${fileKey(place)}`) ?? []) : []))[0];
    return (
      found ??
      (textEnding.test(plain) && /\.(md|markdown)$/i.test(plain) ? known.get(`name ${nameKey(plain)}`) : undefined)
    );
  };

  const ofNote = (target: string): LinkedTo => {
    const [name = "", fragment = ""] = target.split(/#\^?(.*)/);
    const slug = name === "" ? null : (known.get(`file ${fileKey(name)}`) ?? known.get(`name ${nameKey(name)}`));
    return slug ? { href: ours(slug, fragment) } : { error: "note" };
  };

  return {
    unknown: () => [...unknown].map(([path, links]) => ({ path, links })).sort((one, other) => other.links - one.links),
    add: (post, slug) => {
      keep(`file ${fileKey(post.path)}`, slug);
      keep(`name ${nameKey(post.path)}`, slug);
      for (const address of [post.permalink, ...post.aliases]) {
        const path = pathOf(address);
        if (path) keep(`at ${path}`, slug);
      }
    },
    linked: (post, own, href) => {
      const typed = href.trim();
      if (typed === "#") return { error: "nowhere" };
      if (typed.startsWith("#")) return { href: ours(own, typed.slice(1)) };
      if (typed.startsWith(noteAddress)) {
        const target = decoded(typed.slice(noteAddress.length));
        return target.startsWith("#") ? { href: ours(own, target.slice(1)) } : ofNote(target);
      }
      if (/^(mailto|tel):/i.test(typed)) return isSafeLink(typed) ? { href: typed } : { error: "nowhere" };
      if (/^[a-z][a-z\d+.-]*:(?!\d)/i.test(typed) && !/^https?:/i.test(typed)) return { error: "scheme" };
      const base = baseOf(post, site);
      const url = URL.parse(typed, base ?? undefined);
      const fragment = /#(.*)$/.exec(typed)?.[1] ?? "";
      const bare = decoded(typed.replace(/[?#].*$/, ""));
      const isOfSite = !/^(https?:)?\/\//i.test(typed) || (host !== "" && hostOf(typed) === host);
      if (!isOfSite) return url && isSafeLink(url.href) ? { href: url.href } : { error: "nowhere" };
      const path = pathOf(url?.href ?? new URL(typed, `http://site${encodeURI(post.permalink) || "/"}`).href);
      const slug =
        (/^https?:/i.test(typed) ? undefined : byFile(post, bare)) ?? (path ? known.get(`at ${path}`) : undefined);
      if (slug) return { href: ours(slug, fragment) };
      if (path && (unknown.has(path) || unknown.size < mostUnknown)) unknown.set(path, (unknown.get(path) ?? 0) + 1);
      return url && isSafeLink(url.href) ? { href: url.href } : { error: "nowhere" };
    },
  };
}

/** The former address of a post, which its relative links are meant from; null where the site is not known. */
function baseOf({ permalink }: ReadPost, site: string): string | null {
  if (/^https?:\/\//i.test(permalink)) return permalink;
  return site === "" ? null : (URL.parse(permalink || "/", `${site}/`)?.href ?? null);
}

function hostOf(address: string): string {
  const url = URL.parse(address.startsWith("//") ? `https:${address}` : address);
  return url ? url.hostname.replace(/^www\./, "") : "";
}

function pathOf(address: string): string | null {
  const url = URL.parse(address, "http://site");
  if (!url || url.pathname === "/") return null;
  return redirectKey(url.pathname.replace(/(\/index)?\.(html?|php)$/, ""));
}

function fileKey(path: string): string {
  return path
    .normalize("NFC")
    .toLowerCase()
    .replace(/^\/+|\/+$/g, "")
    .replace(textEnding, "");
}

/** @returns the name of a file without folder, ending and day */
function nameKey(path: string): string {
  const bare = fileKey(path)
    .replace(/\/_?index$/, "")
    .replace(/^.*\//, "");
  return bare.replace(/^\d{4}-\d{1,2}-\d{1,2}[-_ ]+/, "");
}

function anchorOf(fragment: string): string {
  const name = anchorName(decoded(fragment));
  return name === "" ? "" : `#${encodeURIComponent(name)}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
