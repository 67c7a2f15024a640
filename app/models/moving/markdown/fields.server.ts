import { tidyLine } from "#app/models/lines.ts";
import { isSafeLink } from "#app/models/marks.ts";
import { readSiteDate } from "../dates.server.ts";
import type { MoveNotice, NamedPicture, ReadPost } from "../post.server.ts";
import type { FrontMatter } from "./frontMatter.server.ts";

/** The fields of a post that its front matter says. */
type PostFields = Pick<
  ReadPost,
  | "title"
  | "dek"
  | "authors"
  | "publishedAt"
  | "updatedAt"
  | "topics"
  | "isDraft"
  | "slug"
  | "permalink"
  | "aliases"
  | "image"
  | "canonical"
  | "language"
  | "sources"
  | "unknown"
  | "notices"
> & { categories: string[] };

/** The names of each field, in the order in which the first with a value counts. Spelled without case, `-` and `_`. */
const names = {
  title: ["title", "headline", "name"],
  dek: ["dek", "description", "subtitle", "excerpt", "summary", "tagline", "lead", "abstract"],
  authors: ["authors", "author", "byline", "by", "creator"],
  date: [
    "date",
    "pubdate",
    "publishdate",
    "published",
    "publishedat",
    "pubdatetime",
    "datepublished",
    "created",
    "createdat",
    "datecreated",
  ],
  updated: [
    "updated",
    "lastmod",
    "modified",
    "lastmodifiedat",
    "updatedat",
    "updateddate",
    "moddatetime",
    "datemodified",
    "lastupdated",
  ],
  topics: ["topics", "tags", "tag", "categories", "category", "keywords"],
  draft: ["draft", "isdraft", "status", "published", "publish", "hidden"],
  slug: ["slug", "handle"],
  permalink: ["permalink", "url", "path"],
  aliases: ["aliases", "alias", "redirectfrom", "redirects"],
  image: [
    "image",
    "cover",
    "coverimage",
    "featuredimage",
    "featureimage",
    "thumbnail",
    "heroimage",
    "ogimage",
    "banner",
    "picture",
    "socialimage",
    "images",
    "header",
    "featured",
    "img",
  ],
  imageAlt: ["imagealt", "coveralt", "coverimagealt", "heroimagealt", "featuredimagealt", "featureimagealt", "alt"],
  imageCaption: ["imagecaption", "covercaption", "featureimagecaption", "caption"],
  imageCredit: ["imagecredit", "credit", "photocredit", "imagesource"],
  canonical: ["canonical", "canonicalurl", "canonicallink", "originalurl"],
  language: ["lang", "language", "locale"],
  sources: ["sources"],
} satisfies Record<string, string[]>;
type Field = keyof typeof names;

/** Fields that programs add for themselves: they say nothing about a post. */
const ofPrograms = new Set([
  "layout",
  "type",
  "template",
  "comments",
  "toc",
  "weight",
  "id",
  "uid",
  "guid",
  "linktitle",
]);

/** Reads the front matter of any program. @param timeZone of dates without one */
export function postFields(front: FrontMatter, timeZone: string): PostFields {
  const given = givenIn(front);
  const notices: MoveNotice[] = [...front.notices];
  const text = (field: Field) => textOf(given, field);
  const time = (field: "date" | "updated") => timeOf(given, field, timeZone, notices);
  const picture = pictureIn(firstOf(given, "image")?.value);
  return {
    title: text("title"),
    dek: text("dek"),
    authors: namesIn(firstOf(given, "authors")?.value),
    publishedAt: time("date"),
    updatedAt: time("updated"),
    topics: names.topics.flatMap((name) => topicsIn(given.get(name)?.value, name)).filter(isFirst),
    isDraft: isDraft(given),
    slug: text("slug"),
    permalink: text("permalink"),
    aliases: names.aliases.flatMap((name) => listOf(given.get(name)?.value)).filter(isFirst),
    image: picture && {
      src: picture.src,
      alt: text("imageAlt") || picture.alt,
      caption: text("imageCaption") || picture.caption,
      credit: text("imageCredit") || picture.credit,
    },
    canonical: text("canonical"),
    language: text("language"),
    ...sourcesIn(given.get("sources")?.value),
    categories: [...topicsIn(given.get("categories")?.value, "categories"), ...listOf(given.get("category")?.value)],
    unknown: unknownIn(front.fields),
    notices,
  };
}

/** The fields that front matter has, by their names as `names` has them; `text`: as typed. */
type Given = Map<string, { value: unknown; text: string | undefined; line: number | null }>;

function givenIn({ fields, written }: FrontMatter): Given {
  const each = Object.entries(fields).map(([key, value]) => {
    const typed = written.get(key);
    return [spelled(key), { value, text: typed?.text, line: typed?.line ?? null }] as const;
  });
  return new Map(each);
}

function firstOf(given: Given, field: Field) {
  return names[field].map((name) => given.get(name)).find((found) => found && !isEmpty(found.value));
}

function textOf(given: Given, field: Field): string {
  const found = firstOf(given, field);
  return found ? scalar(found.value, found.text) : "";
}

function timeOf(given: Given, field: "date" | "updated", timeZone: string, notices: MoveNotice[]): number | null {
  for (const name of names[field]) {
    const found = given.get(name);
    if (!found || isEmpty(found.value) || typeof found.value === "boolean") continue;
    const written = scalar(found.value, found.text);
    const at = readSiteDate(written, timeZone);
    if (at !== null) return at;
    notices.push({ what: "date-unread", line: found.line, detail: written.slice(0, 100) });
  }
  return null;
}

/** @returns the name as `names` has it: `featured_image` and `featuredImage` are one */
function spelled(key: string): string {
  return key.toLowerCase().replace(/[\s_.-]/g, "");
}

const known = new Set<string>(Object.values(names).flat());

function unknownIn(fields: Record<string, unknown>): Record<string, unknown> {
  const kept = Object.entries(fields).filter(([key, value]) => {
    const name = spelled(key);
    return !known.has(name) && !ofPrograms.has(name) && !isEmpty(value);
  });
  return Object.fromEntries(kept);
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

/** A title of digits, or a date, is what stands in the file and not what a parser made of it. */
function scalar(value: unknown, written = ""): string {
  if (typeof value === "string" && !/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return oneLineOf(value);
  if (typeof value === "object") return listOf(value).join(", ");
  const typed = written.replace(/^(["'])(.*)\1$/, "$2").replace(/\s+#.*$/, "");
  return typed && !/^[&*|>[{!]/.test(typed) ? typed : String(value as string | number | boolean);
}

function oneLineOf(text: string): string {
  return text
    .replace(/<!--[\s\S]*?(-->|$)/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

/** Authors are names, or objects with one: Pelican parts them by `;` or `,`. */
function namesIn(value: unknown): string[] {
  if (typeof value === "string") {
    const parted = value.includes(";")
      ? value.split(";")
      : /,.*,|^\S+ .*, \S+ /.test(value)
        ? value.split(",")
        : [value];
    return parted.map(oneLineOf).filter(Boolean);
  }
  if (Array.isArray(value)) return value.flatMap(namesIn).filter(isFirst);
  if (typeof value !== "object" || value === null) return [];
  const { name, title, display_name: shown } = value as Record<string, unknown>;
  const first = [name, title, shown].find((one) => typeof one === "string");
  return first ? [oneLineOf(first)] : [];
}

/** Jekyll parts words of `tags` and `categories` by spaces, others by commas; one with capitals is a name. */
function topicsIn(value: unknown, name: string): string[] {
  if (typeof value !== "string" || name === "category" || value.includes(",") || name === "topics")
    return listOf(value).map(topicName).filter(Boolean);
  const words = value.trim().split(/\s+/);
  return (words.every((word) => word === word.toLowerCase()) ? words : [value]).map(topicName).filter(Boolean);
}

/** Obsidian writes `#tag/part`. */
function topicName(text: string): string {
  return oneLineOf(text).replace(/^#/, "").replace(/^.*\//, "");
}

function listOf(value: unknown): string[] {
  if (isEmpty(value) || typeof value === "boolean") return [];
  if (Array.isArray(value)) return value.flatMap(listOf);
  if (typeof value === "object") {
    const { name, title, label } = value as Record<string, unknown>;
    return listOf(name ?? title ?? label);
  }
  return String(value as string | number)
    .split(",")
    .map((one) => one.trim())
    .filter(Boolean);
}

function isFirst(one: string, i: number, all: string[]): boolean {
  return all.findIndex((other) => other.toLowerCase() === one.toLowerCase()) === i;
}

function isDraft(given: Map<string, { value: unknown }>): boolean {
  const says = (name: string) => String(given.get(name)?.value as string | boolean).toLowerCase();
  if (["draft", "isdraft", "hidden"].some((name) => /^(true|yes|1)$/.test(says(name)))) return true;
  if (["published", "publish"].some((name) => /^(false|no|0)$/.test(says(name)))) return true;
  return /^(draft|hidden|private|pending|unlisted)$/.test(says("status"));
}

/** An image is an address, or an object like `{ src, alt, caption }` as many themes write it, or the first of a list. */
function pictureIn(value: unknown): NamedPicture | null {
  const one: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof one === "string")
    return one.trim() ? { src: one.trim().replace(/^!?\[\[|\]\]$/g, ""), alt: "", caption: "", credit: "" } : null;
  if (typeof one !== "object" || one === null) return null;
  const fields = new Map(Object.entries(one).map(([key, inner]) => [spelled(key), inner as unknown]));
  const text = (...keys: string[]) => {
    const found = keys.map((key) => fields.get(key)).find((inner) => typeof inner === "string" && inner !== "");
    return typeof found === "string" ? oneLineOf(found) : "";
  };
  const src = text("src", "url", "path", "image", "file", "feature", "overlayimage", "teaser", "large");
  if (!src) return null;
  return {
    src,
    alt: text("alt", "imagedescription", "title"),
    caption: text("caption"),
    credit: text("credit", "author"),
  };
}

/** Sources are links or titles with an address, as in an export from here. */
function sourcesIn(value: unknown): Pick<PostFields, "sources"> {
  if (!Array.isArray(value)) return {};
  const sources = value.flatMap((one: unknown) => {
    const { title, url } = typeof one === "string" ? linkIn(one) : ((one ?? {}) as Record<string, unknown>);
    const isWhole = typeof url === "string" && /^https?:/i.test(url) && isSafeLink(url);
    return isWhole ? [{ title: tidyLine(typeof title === "string" ? title : url, 300) || url, url }] : [];
  });
  return { sources: sources.slice(0, 50) };
}

function linkIn(text: string): { title: string; url: string } {
  const [, title, url] = /^\[(.+)\]\((\S+)\)$/.exec(text.trim()) ?? [];
  return { title: title ?? text.trim(), url: url ?? text.trim() };
}
