import { allBelow, firstBelow, hasClass, foreignPage, wordsBelow, type ForeignElement } from "../html/tree.server.ts";
import type { ReadPost, UnreadFile } from "../post.server.ts";
import type { SiteFiles } from "../siteFiles.server.ts";
import { blankPost, slugOfAddress } from "./blankPost.server.ts";
import { timeOf } from "./records.server.ts";

const largest = 5_000_000;
/** Its pages lie in a folder `posts`, whose name an archive of it alone may have lost. */
function pagesIn({ wanted }: SiteFiles): string[] {
  const pages = wanted.filter((path) => /\.html$/i.test(path));
  const inFolder = pages.filter((path) => /(^|\/)posts\//.test(path));
  return inFolder.length > 0 ? inFolder : pages;
}

/** True for Medium's export. */
export async function isMedium(site: SiteFiles): Promise<boolean> {
  for (const path of pagesIn(site).slice(0, 3)) {
    const read = await site.read(path, largest);
    if ("bytes" in read && /class="(h-entry|p-name|graf )|data-field="body"/.test(read.bytes.toString("latin1")))
      return true;
  }
  return false;
}

/** Reads the posts of Medium's export: a page each, whose date is part of its name. */
export async function* mediumPosts(site: SiteFiles): AsyncGenerator<ReadPost | UnreadFile> {
  for (const path of pagesIn(site)) {
    const read = await site.read(path, largest);
    if ("error" in read) yield { path, why: read.error };
    else yield postOf(path, read.bytes.toString("utf8"));
  }
}

function postOf(path: string, html: string): ReadPost | UnreadFile {
  const { root } = foreignPage(html);
  const said = (name: string) => {
    const found = firstBelow(root, (one) => hasClass(one, name));
    return found ? wordsBelow(found) : "";
  };
  const first = (name: string) => firstBelow(root, (one) => hasClass(one, name))?.attributes ?? {};
  // An answer to another post has no title of its own.
  const hasTitle = firstBelow(root, (one) => hasClass(one, "graf--title")) !== null;
  const [, body = ""] =
    /<section[^>]*data-field="body"[^>]*>([\s\S]*?)<\/section>\s*(?:<footer|<\/article)/.exec(html) ?? [];
  if (body.trim() === "") return { path, why: "empty" };
  const [, day = "", name = ""] = /(?:^|\/)(?:(\d{4}-\d\d-\d\d)_|draft_)?([^/]*)\.html$/i.exec(path) ?? [];
  const link = first("p-canonical").href ?? "";
  const id = /-{1,2}([0-9a-f]{8,16})$/.exec(name)?.[1] ?? name;
  const isDraft = /(^|\/)draft_/i.test(path);
  return {
    ...blankPost(path, id),
    title: said("p-name"),
    dek: subtitleOf(root) || said("p-summary"),
    authors: [said("p-author")].filter(Boolean),
    publishedAt: timeOf(first("dt-published").datetime) ?? timeOf(day),
    isDraft: isDraft || !hasTitle,
    slug: slugOfAddress(link).replace(/-[0-9a-f]{8,16}$/, "") || name.replace(/-{1,2}[0-9a-f]{8,16}$/, ""),
    permalink: link,
    body: { format: "html", text: body, firstLine: 1, ...(link ? { base: link } : {}) },
  };
}

function subtitleOf(root: ForeignElement): string {
  const [subtitle] = allBelow(root, (one) => hasClass(one, "graf--subtitle"));
  return subtitle ? wordsBelow(subtitle) : "";
}
