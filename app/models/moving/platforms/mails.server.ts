import { readFrontMatter } from "../markdown/frontMatter.server.ts";
import { markdownEnding } from "../markdown/posts.server.ts";
import type { HowRead, ReadPost, UnreadFile } from "../post.server.ts";
import type { SiteFiles } from "../siteFiles.server.ts";
import { blankPost, byTime, heldBack, htmlOfText, slugOfAddress } from "./blankPost.server.ts";
import {
  csvRecords,
  fieldsIn,
  isFields,
  jsonOf,
  wordList,
  textOf,
  timeOf,
  wordsOf,
  type Fields,
} from "./records.server.ts";

/** Programs that keep mails in one table: a CSV file, the JSON of their API, or a file of Markdown for each row. */

const largest = 400_000_000;

type Table = {
  /** Fields that its rows have, and no other program's. */
  marks: string[];
  read: (row: Fields, path: string, origin: string) => ReadPost | UnreadFile;
};

const tables = {
  listmonk: { marks: ["content_type", "from_email", "template_id"], read: listmonkMail },
  buttondown: { marks: ["publish_date", "secondary_id"], read: buttondownMail },
  beehiiv: { marks: ["web_title", "content_html"], read: beehiivPost },
} satisfies Record<string, Table>;

/** Tells whether a site has a table of such a program. */
export function hasMails(kind: keyof typeof tables): (site: SiteFiles) => Promise<boolean> {
  return async (site) => {
    for (const path of tablesIn(site)) if (await rowsOf(site, path, tables[kind])) return true;
    if (kind !== "buttondown") return false;
    for (const path of textsIn(site).slice(0, 20)) if (await mailIn(site, path)) return true;
    return false;
  };
}

/** Reads the mails of such a program, the oldest first. */
export function mailsOf(kind: keyof typeof tables) {
  return async function* (site: SiteFiles, { site: origin }: HowRead): AsyncGenerator<ReadPost | UnreadFile> {
    const read: (ReadPost | UnreadFile)[] = [];
    const used = new Set<string>();
    for (const path of tablesIn(site))
      for (const row of (await rowsOf(site, path, tables[kind])) ?? []) {
        const beside = kind === "buttondown" ? await bodyBeside(site, path, row) : null;
        if (beside) used.add(beside.path);
        read.push(tables[kind].read({ ...row, ...beside?.row }, path, origin));
      }
    for (const path of kind === "buttondown" ? textsIn(site).filter((path) => !used.has(path)) : []) {
      const mail = await mailIn(site, path);
      read.push(mail ? mailOfFile(mail, path, origin) : { path, why: "page" });
    }
    for (const one of read) if ("why" in one) yield one;
    yield* byTime(read.filter((one): one is ReadPost => !("why" in one)));
  };
}

function tablesIn(site: SiteFiles): string[] {
  return site.wanted.filter((path) => /\.(csv|json)$/i.test(path)).slice(0, 200);
}

function textsIn(site: SiteFiles): string[] {
  return site.wanted.filter((path) => markdownEnding.test(path));
}

const largestText = 2_000_000;

/** A mail as Buttondown's own command keeps it: front matter with the fields of its API, and what it is of has no title. */
async function mailIn(site: SiteFiles, path: string): Promise<{ row: Fields; firstLine: number } | null> {
  const read = await site.read(path, largestText);
  if ("error" in read) return null;
  const text = read.bytes.toString("utf8").replace(/^\uFEFF/, "");
  const { fields, content, firstLine } = await readFrontMatter(text.replace(/\r\n?/g, "\n"));
  const isMail = "subject" in fields && !("title" in fields) && ("status" in fields || "secondary_id" in fields);
  return isMail ? { row: { ...fields, body: content }, firstLine } : null;
}

/** The body of a row of Buttondown's own export, whose table has none: it is a file called after the mail, in a folder beside. */
async function bodyBeside(site: SiteFiles, table: string, row: Fields): Promise<{ path: string; row: Fields } | null> {
  const slug = wordsOf(row, "slug");
  if ("body" in row || slug === "" || slug.includes("/")) return null;
  const path = `${table.replace(/[^/]*$/, "")}emails/${slug}.md`;
  if (!site.has(path)) return null;
  const read = await site.read(path, largestText);
  return "error" in read ? null : { path, row: { body: read.bytes.toString("utf8").replace(/^\uFEFF/, "") } };
}

function mailOfFile(
  { row, firstLine }: { row: Fields; firstLine: number },
  path: string,
  origin: string,
): ReadPost | UnreadFile {
  const post = buttondownMail(row, path, origin);
  // Its pictures are looked for beside it.
  return "why" in post ? { ...post, path } : { ...post, path, body: { ...post.body, firstLine } };
}

async function rowsOf(site: SiteFiles, path: string, { marks }: Table): Promise<Fields[] | null> {
  const read = await site.read(path, largest);
  if ("error" in read) return null;
  const head = read.bytes.toString("latin1", 0, 200_000);
  if (!marks.every((mark) => head.includes(mark))) return null;
  const rows = /\.csv$/i.test(path) ? csvRecords(read.bytes.toString("utf8")) : objectsIn(jsonOf(read.bytes));
  return rows[0] && marks.every((mark) => mark in rows[0]!) ? rows : null;
}

/** The objects of a file: a list, or one in `results`, `data` or `data.results`; one object alone is a list of it. */
function objectsIn(value: unknown): Fields[] {
  if (Array.isArray(value)) return fieldsIn(value);
  if (!isFields(value)) return [];
  if (Array.isArray(value.results)) return fieldsIn(value.results);
  if (Array.isArray(value.data)) return fieldsIn(value.data);
  return isFields(value.data) ? objectsIn(value.data) : [value];
}

function listmonkMail(row: Fields, path: string, origin: string): ReadPost | UnreadFile {
  const subject = wordsOf(row, "subject", "name");
  const id = wordsOf(row, "uuid", "id");
  if (wordsOf(row, "type") === "optin") return { path: `${path}: ${subject}`, why: "page" };
  const status = wordsOf(row, "status");
  const at = timeOf(row.started_at) ?? timeOf(row.send_at);
  const slug = wordsOf(row, "archive_slug");
  const type = wordsOf(row, "content_type");
  const text = textOf(row, "body");
  return sent(
    {
      ...blankPost(`${path}: ${subject}`, id),
      ...{ title: subject, slug, topics: wordList(row.tags), updatedAt: timeOf(row.updated_at) },
      publishedAt: at ?? timeOf(row.created_at),
      isDraft: status !== "finished" && status !== "running",
      permalink: origin === "" && slug === "" ? "" : `${origin}/archive/${slug || id}`,
      body:
        type === "markdown"
          ? { format: "markdown", text: withoutTags(text), firstLine: 1 }
          : { format: "mail", text: type === "plain" ? htmlOfText(text) : text, firstLine: 1 },
    },
    { number: null, subject, preheader: "" },
  );
}

function buttondownMail(row: Fields, path: string, origin: string): ReadPost | UnreadFile {
  const subject = wordsOf(row, "subject");
  const slug = wordsOf(row, "slug") || slugOfAddress(wordsOf(row, "absolute_url"));
  const status = wordsOf(row, "status");
  if (status === "deleted") return { path: `${path}: ${subject}`, why: "trash" };
  const body = textOf(row, "body");
  const isHtml =
    /<!--\s*buttondown-editor-mode:\s*fancy/.test(body) || /^\s*<(p|div|h\d|table|ul|figure)[\s>]/i.test(body);
  const src = wordsOf(row, "image", "featured_image");
  const made: ReadPost = {
    ...blankPost(`${path}: ${slug || subject}`, wordsOf(row, "id") || slug || subject),
    ...{ title: subject, slug, dek: wordsOf(row, "description") },
    publishedAt: timeOf(row.publish_date) ?? timeOf(row.creation_date),
    updatedAt: timeOf(row.modification_date),
    topics: wordList(row.tags).filter((tag) => !/^(sub_)?tag_|^[0-9a-f-]{36}$/.test(tag)),
    // The table of its export has what went out, and no states.
    isDraft: "status" in row ? !/^(sent|imported|in_flight|resending|throttled)$/.test(status) : !row.publish_date,
    permalink: wordsOf(row, "absolute_url") || (slug && `${origin}/archive/${slug}/`),
    canonical: wordsOf(row, "canonical_url"),
    image: src ? { src, alt: "", caption: "", credit: "" } : null,
    body: { format: isHtml ? "mail" : "markdown", text: isHtml ? body : withoutTags(body), firstLine: 1 },
  };
  const type = wordsOf(row, "email_type");
  const held = heldBack(made, type === "" || type === "public", type);
  const number = Number(wordsOf(row, "secondary_id")) || null;
  return sent(held, { number, subject, preheader: made.dek });
}

function beehiivPost(row: Fields, path: string, origin: string): ReadPost {
  const url = wordsOf(row, "url");
  const slug = slugOfAddress(url);
  const title = wordsOf(row, "web_title");
  const src = wordsOf(row, "thumbnail_url").replace(
    /^\/?(?=uploads\/)/,
    "https://media.beehiiv.com/cdn-cgi/image/quality=100/",
  );
  const made: ReadPost = {
    ...blankPost(`${path}: ${slug || title}`, wordsOf(row, "id")),
    ...{ title, slug, dek: wordsOf(row, "web_subtitle"), topics: wordList(row.content_tags) },
    publishedAt: timeOf(row.publish_date) ?? timeOf(row.created_at),
    isDraft: wordsOf(row, "status") !== "confirmed",
    permalink: url || (slug && `${origin}/p/${slug}`),
    image: src ? { src, alt: "", caption: "", credit: "" } : null,
    body: { format: "mail", text: textOf(row, "content_html"), firstLine: 1 },
  };
  const audience = wordsOf(row, "audience", "web_audiences");
  const held = heldBack(made, !/premium/i.test(audience), audience);
  const subject = wordsOf(row, "email_subject_line") || title;
  return sent(held, { number: null, subject, preheader: wordsOf(row, "email_preview_text") });
}

/** A mail that went out is an issue. */
function sent(post: ReadPost, as: NonNullable<ReadPost["sent"]>): ReadPost {
  return post.isDraft || post.publishedAt === null ? post : { ...post, kind: "issue", sent: as };
}

/** Signs that a program would have filled in are no Markdown. */
function withoutTags(text: string): string {
  return text
    .replace(/<!--\s*buttondown-editor-mode[^>]{0,100}-->/g, "")
    .replace(/\{\{[^{}]{0,200}\}\}|\{%[^%]{0,200}%\}/g, "");
}
