import type { NamedPicture, ReadPost, UnreadFile } from "../post.server.ts";
import { firstBytes, type SiteFiles } from "../siteFiles.server.ts";
import { blankPost, heldBack, noticeOf } from "./blankPost.server.ts";
import { fieldsIn, jsonOf, timeOf } from "./records.server.ts";
import { childrenOf, wordsOfChild, xmlElements, type XmlElement } from "./xml.server.ts";

/** True for an export of WordPress (WXR). */
export async function isWordPress(site: SiteFiles): Promise<boolean> {
  return (await exportsIn(site)).length > 0;
}

/** Returns the address of the site, as its first export says. */
export async function wordPressAddress(site: SiteFiles): Promise<string> {
  const [path] = await exportsIn(site);
  const head = path === undefined ? "" : (await firstBytes(site, path, 20_000)).toString("utf8");
  const said = /<wp:base_blog_url>\s*(?:<!\[CDATA\[)?\s*(https?:\/\/[^<\]\s]{1,300})/.exec(head)?.[1];
  const url = URL.parse(said ?? "");
  return url ? url.origin + url.pathname.replace(/\/$/, "") : "";
}

async function exportsIn(site: SiteFiles): Promise<string[]> {
  const found: string[] = [];
  for (const path of site.wanted.filter((one) => /\.(xml|wxr)$/i.test(one)).slice(0, 200))
    if (/wordpress\.org\/export|xmlns:wp=/.test((await firstBytes(site, path, 20_000)).toString("latin1")))
      found.push(path);
  return found;
}

/** Things that posts refer to: pictures by their number, authors by their name for signing in. */
type Around = { pictures: Map<string, NamedPicture>; authors: Map<string, string>; language: string };

/**
 * Reads the posts of WordPress's exports (Tools, Export), in flat memory: first what posts refer to, which may stand behind them.
 */
export async function* wordPressPosts(site: SiteFiles): AsyncGenerator<ReadPost | UnreadFile> {
  const paths = await exportsIn(site);
  const around: Around = { pictures: new Map(), authors: new Map(), language: "" };
  for (const path of paths)
    for await (const one of xmlElements(site.open(path), ["item", "wp:author", "language"])) learn(one, around);
  for (const path of paths)
    for await (const item of xmlElements(site.open(path), ["item"])) {
      const post = postOf(path, item, around);
      if (post) yield post;
    }
}

function learn(one: XmlElement, { pictures, authors, ...around }: Around) {
  if (one.name === "language") around.language ||= one.text.trim();
  else if (one.name === "wp:author")
    authors.set(wordsOfChild(one, "wp:author_login"), wordsOfChild(one, "wp:author_display_name"));
  else if (wordsOfChild(one, "wp:post_type") === "attachment") {
    const src = wordsOfChild(one, "wp:attachment_url", "guid");
    const alt = metaOf(one, "_wp_attachment_image_alt");
    const caption = wordsOfChild(one, "excerpt:encoded").replace(/<[^>]{0,500}>/g, "");
    if (src) pictures.set(wordsOfChild(one, "wp:post_id"), { src, alt, caption, credit: "" });
  }
}

function metaOf(item: XmlElement, key: string): string {
  for (const meta of childrenOf(item, "wp:postmeta"))
    if (wordsOfChild(meta, "wp:meta_key") === key) return wordsOfChild(meta, "wp:meta_value");
  return "";
}

/** Posts of these states become drafts; others, like revisions, are nobody's texts. */
const drafts = new Set(["draft", "pending", "future", "private", "auto-draft"]);

function postOf(path: string, item: XmlElement, { pictures, authors, language }: Around): ReadPost | UnreadFile | null {
  const [type, status] = [wordsOfChild(item, "wp:post_type"), wordsOfChild(item, "wp:status")];
  const title = wordsOfChild(item, "title");
  const slug = wordsOfChild(item, "wp:post_name");
  const name = `${path}: ${slug || title || wordsOfChild(item, "wp:post_id")}`;
  if (type === "page") return { path: name, why: "page" };
  if (type !== "post") return null;
  if (status === "trash") return { path: name, why: "trash" };
  if (status !== "publish" && !drafts.has(status)) return null;
  const login = wordsOfChild(item, "dc:creator");
  const guid = childrenOf(item, "guid")[0];
  const link = wordsOfChild(item, "link");
  const content = childrenOf(item, "content:encoded")[0]?.text ?? "";
  const post: ReadPost = {
    ...blankPost(name, wordsOfChild(item, "wp:post_id")),
    ...{ title, slug, language, dek: wordsOfChild(item, "excerpt:encoded") },
    authors: login === "" ? [] : [authors.get(login) || login],
    publishedAt: timeOf(wordsOfChild(item, "wp:post_date_gmt")) ?? timeOf(wordsOfChild(item, "pubDate")),
    updatedAt: timeOf(wordsOfChild(item, "wp:post_modified_gmt")),
    topics: topicsOf(item),
    isDraft: status !== "publish",
    permalink: /[?&](p|page_id)=\d+$/.test(link) ? "" : link,
    aliases: [link, guid?.text.trim() ?? ""].filter((one) => /[?&]p=\d+$/.test(one)),
    image: pictures.get(metaOf(item, "_thumbnail_id")) ?? null,
    canonical: metaOf(item, "_yoast_wpseo_canonical"),
    body: { format: "wordpress", text: withGalleries(content, pictures) + footnotesIn(item), firstLine: 1 },
  };
  if (status === "private") post.notices.push(noticeOf("members-only", "private"));
  return heldBack(post, wordsOfChild(item, "wp:post_password") === "", "who knows a password");
}

/** The category that every post has without another says nothing. */
function topicsOf(item: XmlElement): string[] {
  const all = childrenOf(item, "category")
    .filter(({ attributes: { domain = "category" } }) => domain === "category" || domain === "post_tag")
    .filter(({ attributes }) => attributes.nicename !== "uncategorized")
    .map(({ text }) => text.trim());
  return [...new Set(all)];
}

/** A gallery of the old editor names its pictures by their numbers. */
function withGalleries(content: string, pictures: Around["pictures"]): string {
  return content.replace(/\[gallery\b([^\]]{0,2000})\]/g, (all, said: string) => {
    const ids = /\bids=["']?([\d,\s]+)/.exec(said)?.[1]?.split(",") ?? [];
    const shown = ids.flatMap((id) => pictures.get(id.trim()) ?? []).slice(0, 40);
    if (shown.length === 0) return all;
    return `<figure class="wp-block-gallery">${shown
      .map(({ src, alt }) => `<img src="${quoted(src)}" alt="${quoted(alt)}">`)
      .join("")}</figure>`;
  });
}

function quoted(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");
}

/** The block editor keeps the words of footnotes beside the text. */
function footnotesIn(item: XmlElement): string {
  const kept = metaOf(item, "footnotes");
  const notes = kept === "" ? [] : fieldsIn(jsonOf(Buffer.from(kept)));
  const lines = notes.flatMap(({ id, content }) =>
    typeof id === "string" && typeof content === "string" && /^[\w-]{1,80}$/.test(id)
      ? [`<li id="${id}">${content} <a href="#${id}-link">↩︎</a></li>`]
      : [],
  );
  return lines.length > 0 ? `\n<ol class="wp-block-footnotes">${lines.join("")}</ol>` : "";
}
