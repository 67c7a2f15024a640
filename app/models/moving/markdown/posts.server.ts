import { isUtf8 } from "node:buffer";
import type { HowRead, ReadPost, UnreadFile } from "../post.server.ts";
import type { SiteFiles } from "../siteFiles.server.ts";
import { DateTime } from "luxon";
import { readSiteDate } from "../dates.server.ts";
import { postFields } from "./fields.server.ts";
import { readFrontMatter } from "./frontMatter.server.ts";
import { filledPattern, siteSettings, type PatternFacts, type SiteSettings } from "./settings.server.ts";

const largestText = 2_000_000;

/** How a program lays out its site; paths are relative to its root. */
export type SiteLayout = {
  /** True for the file of a post; false for a page like `about.md`. */
  isPost: (path: string) => boolean;
  /** True where a file is a draft by its place. */
  isDraft?: (path: string) => boolean;
  /** The pattern of former addresses where nothing else says one; none where nobody can know. */
  pattern?: (settings: SiteSettings, facts: PatternFacts) => string;
  /** The part of a path that its address does not have, like `content/`. */
  below?: RegExp;
};

export const markdownEnding = /\.(md|markdown|mdown|mkd|mdx|mdoc)$/i;

/** Reads the Markdown posts of a site, one after the other. */
export async function* markdownPosts(
  site: SiteFiles,
  how: HowRead,
  layout: SiteLayout,
): AsyncGenerator<ReadPost | UnreadFile> {
  const texts = site.wanted.filter((path) => markdownEnding.test(path));
  // A file that is named alone is meant, wherever it stands.
  const isMeant = texts.length === 1 || !texts.some(layout.isPost);
  const settings = await siteSettings(site);
  const timeZone = settings.timeZone || how.timeZone;
  for (const path of texts) {
    if (!isMeant && !layout.isPost(path)) {
      yield { path, why: "page" };
      continue;
    }
    const read = await site.read(path, largestText);
    if ("error" in read) yield { path, why: read.error };
    else if (!isUtf8(read.bytes) || read.bytes.includes(0)) yield { path, why: "not-text" };
    else yield await postOf(path, read.bytes.toString("utf8").replace(/^\uFEFF/, ""), { timeZone, layout, settings });
  }
}

type How = { timeZone: string; layout: SiteLayout; settings: SiteSettings };

async function postOf(path: string, text: string, { timeZone, layout, settings }: How): Promise<ReadPost | UnreadFile> {
  const front = await readFrontMatter(text.replace(/\r\n?/g, "\n"));
  if (front.content.trim() === "" && Object.keys(front.fields).length === 0) return { path, why: "empty" };
  const { categories, ...fields } = postFields(front, timeZone);
  const { name, day } = nameAndDay(path);
  const heading = fields.title ? null : firstHeading(front.content);
  const publishedAt = fields.publishedAt ?? (day ? readSiteDate(day, timeZone) : null);
  const parts = path
    .replace(layout.below ?? /^/, "")
    .replace(markdownEnding, "")
    .split("/");
  const folders = parts.slice(0, /^_?index$/i.test(parts.at(-1)!) ? -2 : -1);
  const facts = {
    ...{ slug: fields.slug || name, name, categories, section: folders[0] ?? "", folders },
    day: publishedAt === null ? "" : DateTime.fromMillis(publishedAt, { zone: timeZone }).toFormat("yyyy-MM-dd"),
  };
  const asked = /:[a-z]|\{\{/.test(fields.permalink) ? fields.permalink : "";
  const pattern = asked || (fields.permalink ? "" : (layout.pattern?.(settings, facts) ?? ""));
  const permalink = pattern ? filledPattern(pattern, facts) : fields.permalink;
  return {
    ...fields,
    path,
    key: path,
    kind: "article",
    title: fields.title || heading?.title || titleOf(name),
    publishedAt,
    isDraft: fields.isDraft || (layout.isDraft?.(path) ?? false),
    slug: fields.slug || (fields.permalink && lastOf(permalink)) || name,
    permalink,
    body: { format: "markdown", text: heading?.rest ?? front.content, firstLine: front.firstLine },
  };
}

/** Returns what a path calls its post, and the day at its beginning, as in `2024-05-01-ferries.md`. */
function nameAndDay(path: string): { name: string; day: string | null } {
  const parts = path.replace(markdownEnding, "").split("/");
  const last = parts.at(-1)!;
  const name = /^_?index$/i.test(last) && parts.length > 1 ? parts.at(-2)! : last;
  const [, day, rest] = /^(\d{4}-\d{1,2}-\d{1,2})[-_ ]+(.+)$/.exec(name) ?? [];
  return day ? { name: rest!, day } : { name, day: /^\d{4}-\d\d-\d\d$/.test(name) ? name : null };
}

/** The end of an address that names a post; none for a pattern like `/:title/`, and for one without a name. */
function lastOf(permalink: string): string {
  if (/:|\{\{|\$\{|^\/?$/.test(permalink.replace(/^https?:\/\//, ""))) return "";
  const path = permalink.replace(/^https?:\/\/[^/]+/, "").replace(/[?#].*$/, "");
  const last = path.split("/").filter(Boolean).at(-1) ?? "";
  return last.replace(/\.(html?|php|aspx?)$/, "").replace(/^index$/, "");
}

/** The heading of the first level at the beginning of a text is its title, and no part of it then. */
function firstHeading(content: string): { title: string; rest: string } | null {
  const [whole, atx, setext] =
    /^\s*(?:#[ \t]+(.{1,1000}?)(?:[ \t]+#+)?[ \t]*(?:\n|$)|(\S[^\n]*)\n=+[ \t]*(?:\n|$))/.exec(content) ?? [];
  const title = (atx ?? setext ?? "").replace(/[*_`]/g, "").trim();
  if (!whole || !title) return null;
  return { title, rest: "\n".repeat(whole.split("\n").length - 1) + content.slice(whole.length) };
}

function titleOf(name: string): string {
  const words = name.replace(/[-_]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
