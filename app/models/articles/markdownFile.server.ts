import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import matter from "gray-matter";
import { z } from "zod";
import { bodyFromMarkdown, type MarkdownFault, type MarkdownNotice } from "#app/models/markdown.server.ts";
import { lineWithoutComments } from "#app/models/markdownComments.server.ts";
import { formerSlug, slugify } from "#app/models/slugs.ts";
import { articleSchema, type ArticleInput } from "./articles.server.ts";
import { largestFile, prepareImage, type ImageFault, type PreparedImage } from "#app/models/images/prepare.server.ts";

/** An article parsed from a Markdown file and checked, with its processed image; nothing is stored yet. */
export type ArticleFile = {
  path: string;
  input: ArticleInput & { slug: string };
  /** True when the file has a line for the embargo, also an empty one. */
  saysEmbargo: boolean;
  /** Its slug under the former rule, which dropped letters of other scripts; null when that is the same. */
  formerSlug: string | null;
  picture: PreparedImage | null;
  /** Parts of its text that were left out or changed their form. */
  leftOut: LeftOut[];
};

/** A part that was left out, or changed its form; of all footnotes, the first. `line` counts from 1. */
export type LeftOut = { path: string } & MarkdownNotice;

/** A file that cannot be read; `code` is the system's, like `EACCES`. */
export type FileFault = { error: "no-file" | "folder" } | { error: "unreadable"; code: string };

/** A fault of a file with its place; `line` counts from 1, null where it is not known. */
export type ArticleFileFault = {
  path: string;
  line: number | null;
  fault:
    | FileFault
    | { error: "too-large" | "not-text" | "no-front-matter" | "front-matter-not-closed" | "no-keys" }
    /** `why`: in the words of the YAML parser. */
    | { error: "broken-front-matter"; why: string }
    | { error: "unknown-key"; key: string; keys: string[] }
    /** `item` of a list counts from 1; `why`: in the words of the article's form. */
    | { error: "invalid-field"; field: string; item: number | null; why: string }
    | { error: "body"; fault: MarkdownFault }
    | { error: "picture-address"; image: string }
    | { error: "picture-file"; image: string; fault: FileFault }
    | { error: "picture"; image: string; fault: ImageFault }
    | { error: "same-slug"; slug: string; other: string }
    /** `until`: in words. */
    | { error: "embargo"; until: string; isOnSite: boolean }
    /** `overtaken`: somebody saved it at this moment. */
    | { error: "taken" | "overtaken"; slug: string };
};
type Fault = ArticleFileFault["fault"];

const largestText = 2_000_000;
const keys = [
  "headline",
  "slug",
  "dek",
  "byline",
  "image",
  "imageCredit",
  "imageAlt",
  "imageFocus",
  "embargo",
  "canonical",
  "language",
  "topics",
  "sources",
];

/** YAML parses `2027` as a number; a headline may be one. */
const line = z
  .union([z.string(), z.number()], "This is one line of text; put it in quotes.")
  .nullish()
  .transform((value) => lineWithoutComments((value ?? "").toString()));

const sourceLine = z.string().transform((text) => {
  const [, title, url] = /^\[(.+)\]\((\S+)\)$/.exec(text.trim()) ?? [];
  return { title: title ?? text.trim(), url: url ?? text.trim() };
});

/** The front matter as typed; the article's own schema checks it further. */
const frontMatter = z.object({
  headline: line,
  slug: line,
  dek: line,
  byline: line,
  image: line,
  imageCredit: line,
  imageAlt: line,
  imageFocus: line,
  canonical: line,
  language: line,
  embargo: z
    .string('An embargo stands in quotes: "2026-11-30T07:00", in the briefing\'s time zone.')
    .nullish()
    .transform((text) => (text ?? "").trim().replace(" ", "T")),
  topics: z
    .union(
      [z.array(line), z.string().transform((text) => text.split(",").filter((one) => one.trim()))],
      "Topics are a list.",
    )
    .nullish()
    .transform((topics) => topics ?? []),
  sources: z
    .array(
      z.union([sourceLine, z.object({ title: line, url: line })], "A source has a title and a url."),
      "Sources are a list.",
    )
    .nullish()
    .transform((sources) => sources ?? []),
});

/**
 * @param origin of this site, whose own images stay in the text
 * @returns the article, or the faults of its file
 */
export async function readArticleFile(
  path: string,
  origin: string,
): Promise<ArticleFile | { faults: ArticleFileFault[] }> {
  const at = (line: number | null, fault: Fault) => ({ faults: [{ path, line, fault }] });
  const read = await readText(path);
  if ("error" in read) return at(null, read);
  const parted = partFrontMatter(read.text);
  if ("fault" in parted) return at(parted.line, parted.fault);
  const lineOf = (key: string) => lineOfKey(read.text, key);
  const unknown = Object.keys(parted.data).filter((key) => !keys.includes(key));
  if (unknown.length > 0)
    return { faults: unknown.flatMap((key) => at(lineOf(key), { error: "unknown-key", key, keys }).faults) };
  const front = frontMatter.safeParse(parted.data);
  if (!front.success) return faultsOf(front.error, at, lineOf);
  const offset = lineEndsIn(read.text) - lineEndsIn(parted.content);
  const body = bodyFromMarkdown(parted.content, origin);
  if ("error" in body) return at("line" in body ? body.line + offset : null, { error: "body", fault: body });
  const picture = front.data.image ? await readPicture(path, front.data.image) : null;
  if (picture && "error" in picture) return at(lineOf("image"), picture);
  const input = articleSchema.safeParse({
    ...front.data,
    slug: front.data.slug || slugOfFile(path, front.data.headline),
    body: JSON.stringify(body.body),
    // A placeholder, so that the schema requires a description; the id is known once the image is stored.
    imageId: picture ? 1 : null,
  });
  if (!input.success) return faultsOf(input.error, at, lineOf);
  const former = front.data.slug ? null : formerSlug(nameOf(path)) || formerSlug(front.data.headline) || "article";
  return {
    path,
    input: input.data,
    saysEmbargo: "embargo" in parted.data,
    formerSlug: former === input.data.slug ? null : former,
    picture,
    leftOut: leftOutOf(path, offset, body.notices),
  };
}

function nameOf(path: string): string {
  return basename(path).replace(/\.[^.]*$/, "");
}

/** Never empty, and the same for the same file: a name without letters and digits gives its hash. */
function slugOfFile(path: string, headline: string): string {
  const name = nameOf(path).normalize("NFC");
  return slugify(name) || slugify(headline) || `article-${createHash("sha256").update(name).digest("hex").slice(0, 8)}`;
}

async function readText(path: string): Promise<{ text: string } | Fault> {
  try {
    const { size } = await stat(path);
    if (size > largestText) return { error: "too-large" };
    const bytes = await readFile(path);
    if (!isUtf8(bytes) || bytes.includes(0)) return { error: "not-text" };
    return {
      text: bytes
        .toString("utf8")
        .replace(/^\uFEFF/, "")
        .replace(/\r\n?/g, "\n"),
    };
  } catch (error) {
    return fileFault(error);
  }
}

function fileFault(error: unknown): FileFault {
  const { code = "" } = error as NodeJS.ErrnoException;
  if (code === "ENOENT" || code === "ENOTDIR") return { error: "no-file" };
  return code === "EISDIR" ? { error: "folder" } : { error: "unreadable", code };
}

type Parted = { data: Record<string, unknown>; content: string };

function partFrontMatter(text: string): Parted | { fault: Fault; line: number } {
  if (!/^---[ \t]*\n/.test(text)) return { line: 1, fault: { error: "no-front-matter" } };
  if (!/\n---[ \t]*(\n|$)/.test(text.slice(3))) return { line: 1, fault: { error: "front-matter-not-closed" } };
  try {
    // gray-matter would run JavaScript front matter; every front matter is parsed as YAML.
    const { data, content } = matter(text, { language: "yaml", engines: {} });
    if (typeof data !== "object" || data === null || Array.isArray(data))
      return { line: 2, fault: { error: "no-keys" } };
    return { data: data as Record<string, unknown>, content };
  } catch (error) {
    const { reason, mark } = error as { reason?: string; mark?: { line: number } };
    const why = reason ?? (error as Error).message;
    return { line: (mark?.line ?? 0) + 1, fault: { error: "broken-front-matter", why } };
  }
}

function lineOfKey(text: string, key: string): number | null {
  const index = text.split("\n").findIndex((line, i) => i > 0 && line.startsWith(`${key}:`));
  return index < 0 ? null : index + 1;
}

function faultsOf(
  error: z.ZodError,
  at: (line: number | null, fault: Fault) => { faults: ArticleFileFault[] },
  lineOf: (key: string) => number | null,
) {
  return {
    faults: error.issues.flatMap(({ path: [key, index], message: why }) => {
      const field = String(key);
      const item = typeof index === "number" ? index + 1 : null;
      return at(lineOf(field), { error: "invalid-field", field, item, why }).faults;
    }),
  };
}

async function readPicture(article: string, image: string): Promise<PreparedImage | Fault> {
  if (/^[a-z][a-z0-9+.-]+:|^\/\//i.test(image)) return { error: "picture-address", image };
  const path = resolve(dirname(article), image);
  try {
    const { size } = await stat(path);
    if (size > largestFile) return { error: "picture", image, fault: { error: "too-large" } };
    const prepared = await prepareImage(await readFile(path));
    return "error" in prepared ? { error: "picture", image, fault: prepared } : prepared;
  } catch (error) {
    return { error: "picture-file", image, fault: fileFault(error) };
  }
}

function leftOutOf(path: string, offset: number, notices: MarkdownNotice[]): LeftOut[] {
  return notices.map(({ line, what }) => ({ path, line: line + offset, what }));
}

function lineEndsIn(text: string): number {
  return text.split("\n").length;
}
