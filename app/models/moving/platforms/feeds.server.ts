import type { ReadPost } from "../post.server.ts";
import { firstBytes, type SiteFiles } from "../siteFiles.server.ts";
import { blankPost, slugOfAddress } from "./blankPost.server.ts";
import { timeOf } from "./records.server.ts";
import { childrenOf, htmlInside, wordsOfChild, xmlElements, type XmlElement } from "./xml.server.ts";

/** True for a file of RSS or Atom. */
export async function isFeed(site: SiteFiles): Promise<boolean> {
  return (await feedsIn(site)).length > 0;
}

async function feedsIn(site: SiteFiles): Promise<string[]> {
  const found: string[] = [];
  for (const path of site.wanted.filter((one) => /\.(xml|rss|atom|rdf)$/i.test(one)).slice(0, 200)) {
    const head = (await firstBytes(site, path, 20_000)).toString("latin1");
    if (/<(rss|feed|rdf:RDF)[\s>]/.test(head)) found.push(path);
  }
  return found;
}

/** Reads the posts of feeds, which have the latest of a site and seldom more. */
export async function* feedPosts(site: SiteFiles): AsyncGenerator<ReadPost> {
  for (const path of await feedsIn(site)) {
    let language = "";
    for await (const one of xmlElements(site.open(path), ["item", "entry", "language", "dc:language"])) {
      if (one.name === "item" || one.name === "entry") yield postOf(path, one, language);
      else language ||= one.text.trim();
    }
  }
}

function postOf(path: string, item: XmlElement, language: string): ReadPost {
  const link = linkOf(item);
  const id = wordsOfChild(item, "guid", "id") || link;
  const title = titleOf(item);
  const content = textOf(item, "content:encoded", "content");
  const summary = textOf(item, "description", "summary");
  const src = pictureOf(item);
  return {
    ...blankPost(`${path}: ${slugOfAddress(link) || title}`, id),
    ...{ title, slug: slugOfAddress(link), language },
    // A feed without whole texts has them in the summary.
    dek: content === "" ? "" : wordsOf(summary),
    authors: authorsOf(item),
    publishedAt: timeOf(wordsOfChild(item, "pubDate", "published", "dc:date", "issued", "updated")),
    updatedAt: timeOf(wordsOfChild(item, "atom:updated", "updated", "modified")),
    topics: childrenOf(item, "category").map(
      ({ attributes, text }) => attributes.label || attributes.term || text.trim(),
    ),
    permalink: link,
    image: src ? { src, alt: "", caption: "", credit: "" } : null,
    body: { format: "html", text: content || summary, firstLine: 1, ...(link ? { base: link } : {}) },
  };
}

function linkOf(item: XmlElement): string {
  const links = childrenOf(item, "link");
  const own = links.find(({ attributes }) => attributes.href && (attributes.rel ?? "alternate") === "alternate");
  const guid = childrenOf(item, "guid")[0];
  const written = own?.attributes.href ?? wordsOfChild(item, "feedburner:origLink", "link");
  const link = written || (guid && guid.attributes.isPermaLink !== "false" ? guid.text.trim() : "");
  return /^https?:\/\//.test(link) ? link : "";
}

function titleOf(item: XmlElement): string {
  const title = childrenOf(item, "title")[0];
  if (!title) return "";
  return wordsOf(title.attributes.type === "xhtml" ? htmlInside(title) : title.text);
}

/** Atom has HTML as a text, or as elements. */
function textOf(item: XmlElement, ...names: string[]): string {
  for (const child of childrenOf(item, ...names)) {
    const text = child.attributes.type === "xhtml" ? htmlInside(child) : child.text;
    if (text.trim() !== "") return text;
  }
  return "";
}

function authorsOf(item: XmlElement): string[] {
  const names = childrenOf(item, "author").map((author) => wordsOfChild(author, "name") || author.text.trim());
  const creators = childrenOf(item, "dc:creator").map(({ text }) => text.trim());
  // RSS has an address there, with a name in brackets at best.
  return [...creators, ...names]
    .map((name) => /\(([^()]+)\)\s*$/.exec(name)?.[1] ?? name)
    .filter((name) => name !== "" && !name.includes("@"));
}

function pictureOf(item: XmlElement): string {
  const media = childrenOf(item, "media:content", "media:thumbnail", "enclosure", "itunes:image");
  const found = media.find(
    ({ name, attributes: { type = "", medium = "", url = "", href = "" } }) =>
      /^image\//.test(type) ||
      medium === "image" ||
      name === "media:thumbnail" ||
      name === "itunes:image" ||
      /\.(jpe?g|png|gif|webp)$/i.test(url || href),
  );
  return found?.attributes.url ?? found?.attributes.href ?? "";
}

function wordsOf(html: string): string {
  return html
    .replace(/<[^>]{0,2000}>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}
