import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import matter from "gray-matter";
import { z } from "zod";
import { bodyFromMarkdown, type MarkdownNotice } from "#app/models/markdown.server.ts";
import { lineWithoutComments } from "#app/models/markdownComments.server.ts";
import { formerSlug, slugify } from "#app/models/slugs.ts";
import { articleSchema, type ArticleInput } from "./articles.server.ts";
import { largestFile, prepareImage, type PreparedImage } from "./images.server.ts";

/** An article parsed from a Markdown file and checked, with its processed image; nothing is stored yet. */
export type ArticleFile = {
  path: string;
  input: ArticleInput & { slug: string };
  /** Its slug under the former rule, which dropped letters of other scripts; null when that is the same. */
  formerSlug: string | null;
  picture: PreparedImage | null;
  /** Sentences about parts that were left out. */
  warnings: string[];
};

const largestText = 2_000_000;
const keys = ["headline", "slug", "dek", "byline", "image", "imageCredit", "imageAlt", "topics", "sources"];

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

/** @returns the article, or the faults, each with the file's name and, where known, a line */
export async function readArticleFile(path: string): Promise<ArticleFile | { faults: string[] }> {
  const at = (line: number | null, message: string) => ({ faults: [`${path}${line ? `:${line}` : ""}: ${message}`] });
  const read = await readText(path);
  if ("error" in read) return at(null, read.error);
  const parted = partFrontMatter(read.text);
  if ("error" in parted) return at(parted.line, parted.error);
  const lineOf = (key: string) => lineOfKey(read.text, key);
  const unknown = Object.keys(parted.data).filter((key) => !keys.includes(key));
  if (unknown.length > 0)
    return {
      faults: unknown.flatMap((key) => at(lineOf(key), `“${key}” is not a key; there are ${keys.join(", ")}.`).faults),
    };
  const front = frontMatter.safeParse(parted.data);
  if (!front.success) return faultsOf(front.error, at, lineOf);
  const offset = lineEndsIn(read.text) - lineEndsIn(parted.content);
  const body = bodyFromMarkdown(parted.content);
  if ("error" in body) return at(body.line ? body.line + offset : null, body.error);
  const picture = front.data.image ? await readPicture(path, front.data.image) : null;
  if (picture && "error" in picture) return at(lineOf("image"), picture.error);
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
    formerSlug: former === input.data.slug ? null : former,
    picture,
    warnings: warningsOf(path, offset, body.notices),
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

async function readText(path: string): Promise<{ text: string } | { error: string }> {
  try {
    const { size } = await stat(path);
    if (size > largestText) return { error: "The file is larger than 2 MB." };
    const bytes = await readFile(path);
    if (!isUtf8(bytes) || bytes.includes(0)) return { error: "The file is not text in UTF-8." };
    return {
      text: bytes
        .toString("utf8")
        .replace(/^\uFEFF/, "")
        .replace(/\r\n?/g, "\n"),
    };
  } catch (error) {
    return { error: wordMissing(error) };
  }
}

function wordMissing(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOENT" || code === "ENOTDIR") return "There is no such file.";
  if (code === "EISDIR") return "This is a folder; name the files in it.";
  return `The file cannot be read (${code}).`;
}

type Parted = { data: Record<string, unknown>; content: string };

function partFrontMatter(text: string): Parted | { error: string; line: number } {
  if (!/^---[ \t]*\n/.test(text))
    return {
      line: 1,
      error: "The file does not begin with front matter: a line ---, then headline and the rest, then --- again.",
    };
  if (!/\n---[ \t]*(\n|$)/.test(text.slice(3)))
    return { line: 1, error: "The front matter is not closed by a line ---." };
  try {
    // gray-matter would run JavaScript front matter; every front matter is parsed as YAML.
    const { data, content } = matter(text, { language: "yaml", engines: {} });
    if (typeof data !== "object" || data === null || Array.isArray(data))
      return { line: 2, error: "The front matter is a list of keys and values, like headline: …" };
    return { data: data as Record<string, unknown>, content };
  } catch (error) {
    const { reason, mark } = error as { reason?: string; mark?: { line: number } };
    return {
      line: (mark?.line ?? 0) + 1,
      error: `The front matter cannot be read: ${reason ?? (error as Error).message}.`,
    };
  }
}

function lineOfKey(text: string, key: string): number | null {
  const index = text.split("\n").findIndex((line, i) => i > 0 && line.startsWith(`${key}:`));
  return index < 0 ? null : index + 1;
}

function faultsOf(
  error: z.ZodError,
  at: (line: number | null, message: string) => { faults: string[] },
  lineOf: (key: string) => number | null,
) {
  return {
    faults: error.issues.flatMap(({ path: [key, index], message }) => {
      const place =
        typeof index === "number" ? `${String(key)} ${index + 1}: ` : key === "body" ? "" : `${String(key)}: `;
      return at(lineOf(String(key)), place + message).faults;
    }),
  };
}

async function readPicture(article: string, image: string): Promise<PreparedImage | { error: string }> {
  if (/^[a-z][a-z0-9+.-]+:|^\/\//i.test(image))
    return { error: `“${image}” is an address; a picture is a file on this machine.` };
  const path = resolve(dirname(article), image);
  try {
    const { size } = await stat(path);
    if (size > largestFile) return { error: `${image}: The file is larger than 50 MB.` };
    const prepared = await prepareImage(await readFile(path));
    return "error" in prepared ? { error: `${image}: ${prepared.error}` } : prepared;
  } catch (error) {
    return { error: `${image}: ${wordMissing(error)}` };
  }
}

const wordsOf: Record<MarkdownNotice["what"], string> = {
  picture: "A picture in the text was left out; put it in at the desk.",
  table: "A table cannot be kept yet; its rows stand as a list.",
  footnote: "Footnotes cannot be kept yet; they stand as a numbered list at the end.",
  comment: "What reads like a comment of another program was left out.",
};

/** One sentence for each image, table and comment, and one for all footnotes. */
function warningsOf(path: string, offset: number, notices: MarkdownNotice[]): string[] {
  const firstFootnote = notices.find(({ what }) => what === "footnote");
  return notices
    .filter((notice) => notice.what !== "footnote" || notice === firstFootnote)
    .map(({ line, what }) => `${path}:${line + offset}: ${wordsOf[what]}`);
}

function lineEndsIn(text: string): number {
  return text.split("\n").length;
}
