import MarkdownIt from "markdown-it";

/** A page as it describes itself to others; empty for what it does not say. `image` is absolute. */
export type PageFacts = { title: string; description: string; site: string; image: string; isVideo: boolean };

/** In characters: a head is read to here, and no further. */
const longestHead = 600_000;
const mostTags = 2000;
const longestTag = 8000;

/**
 * Reads OpenGraph, Twitter's names for the same, and the title of a page.
 * @param type the Content-Type, which may name the letters' encoding
 * @param url of the page, for a relative image
 */
export function pageFacts(bytes: Uint8Array, type: string, url: string): PageFacts {
  const html = decoded(bytes, type).slice(0, longestHead);
  const said = saidIn(html);
  const first = (...names: string[]) => names.map((name) => said.get(name) ?? "").find((text) => text !== "") ?? "";
  const image = first("og:image:secure_url", "og:image:url", "og:image", "twitter:image", "twitter:image:src");
  return {
    title: first("og:title", "twitter:title", "<title>"),
    description: first("og:description", "twitter:description", "description"),
    site: first("og:site_name"),
    image: image && (URL.parse(image, url)?.href ?? ""),
    isVideo: /^video/.test(first("og:type")) || first("og:video", "og:video:url", "og:video:secure_url") !== "",
  };
}

/** Returns the words of a piece of HTML. */
export function wordsOfHtml(html: string): string {
  return words(html.replace(/<[^>]{0,2000}>/g, " "));
}

function decoded(bytes: Uint8Array, type: string): string {
  const head = Buffer.from(bytes.subarray(0, 2048)).toString("latin1");
  const label = /charset=["']?([\w-]+)/i.exec(type)?.[1] ?? /charset=["']?([\w-]+)/i.exec(head)?.[1] ?? "utf-8";
  try {
    return new TextDecoder(label).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

/** The first text of each name; the title of the page is called `<title>`. */
function saidIn(html: string): Map<string, string> {
  const said = new Map<string, string>();
  const tags = /<(meta|title)(?=[\s/>])/gi;
  for (let count = 0, tag = tags.exec(html); tag && count < mostTags; count += 1, tag = tags.exec(html)) {
    const rest = html.slice(tags.lastIndex, tags.lastIndex + longestTag);
    const [name, text] = tag[1]!.toLowerCase() === "meta" ? metaIn(rest) : ["<title>", titleIn(rest)];
    if (name && text && !said.has(name)) said.set(name, text);
  }
  return said;
}

function titleIn(rest: string): string {
  return words(/^[^>]*>([^<]*)/.exec(rest)?.[1] ?? "");
}

function metaIn(rest: string): [name: string, text: string] {
  const attribute = /[\s/]*([^\s=>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?/y;
  const given: Record<string, string> = {};
  for (let found = attribute.exec(rest); found; found = attribute.exec(rest))
    given[found[1]!.toLowerCase()] ??= found[2] ?? found[3] ?? found[4] ?? "";
  return [(given.property ?? given.name ?? "").trim().toLowerCase(), words(given.content ?? "")];
}

const { unescapeAll } = MarkdownIt().utils;

/** Entities become their signs. Backslashes, which are signs of Markdown there, stay. */
function words(text: string): string {
  return unescapeAll(text.replace(/\\/g, "\\\\"))
    .replace(/[\s\p{Cc}]+/gu, " ")
    .toWellFormed()
    .trim();
}
