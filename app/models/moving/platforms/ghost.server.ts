import type { HowRead, NamedPicture, ReadPost, UnreadFile } from "../post.server.ts";
import type { SiteFiles } from "../siteFiles.server.ts";
import { blankPost, byTime, heldBack, noticeOf } from "./blankPost.server.ts";
import { fieldsIn, isFields, isYes, jsonOf, textOf, timeOf, wordsOf, type Fields } from "./records.server.ts";

/** In bytes: ten years of a daily site are some 60 MB. */
const largest = 400_000_000;

/** True for a site in which Ghost's export lies. */
export async function isGhost(site: SiteFiles): Promise<boolean> {
  return (await exportsIn(site)).length > 0;
}

/** Reads the posts of Ghost's export (Settings, Labs, Export your content), the oldest first. */
export async function* ghostPosts(site: SiteFiles, how: HowRead): AsyncGenerator<ReadPost | UnreadFile> {
  for (const { path, data } of await exportsIn(site)) {
    const tables = tablesOf(data);
    const pages = tables.posts.filter(isPage);
    for (const page of pages) yield { path: `${path}: ${wordsOf(page, "slug", "title")}`, why: "page" };
    const posts = tables.posts.filter((post) => !isPage(post)).map((post) => readPost(path, post, tables, how));
    yield* byTime(posts);
  }
}

async function exportsIn(site: SiteFiles): Promise<{ path: string; data: Fields }[]> {
  const found: { path: string; data: Fields }[] = [];
  for (const path of site.wanted.filter((one) => /\.json$/i.test(one)).slice(0, 50)) {
    const read = await site.read(path, largest);
    if ("error" in read || !/"posts"\s*:/.test(read.bytes.toString("latin1"))) continue;
    const whole = jsonOf(read.bytes);
    if (!isFields(whole)) continue;
    // Exports of the first years have no list around them.
    const [first = whole] = fieldsIn(whole.db);
    if (isFields(first.data) && Array.isArray(first.data.posts) && isFields(first.meta))
      found.push({ path, data: first.data });
  }
  return found;
}

type Tables = {
  posts: Fields[];
  metas: Map<string, Fields>;
  topics: Map<string, string[]>;
  authors: Map<string, string[]>;
};

function tablesOf(data: Fields): Tables {
  const named = (table: unknown, fits = (_: Fields) => true) =>
    new Map(
      fieldsIn(table)
        .filter(fits)
        .map((row) => [wordsOf(row, "id"), wordsOf(row, "name")]),
    );
  // A tag with a number sign is for the editors alone.
  const tags = named(
    data.tags,
    (tag) => wordsOf(tag, "visibility") !== "internal" && !wordsOf(tag, "name").startsWith("#"),
  );
  return {
    posts: fieldsIn(data.posts),
    metas: new Map(fieldsIn(data.posts_meta).map((row) => [wordsOf(row, "post_id"), row])),
    topics: joined(data.posts_tags, "tag_id", tags),
    authors: joined(data.posts_authors, "author_id", named(data.users)),
  };
}

function joined(table: unknown, column: string, names: Map<string, string>): Map<string, string[]> {
  const of = new Map<string, string[]>();
  const order = (row: Fields) => Number(row.sort_order ?? 0);
  for (const row of fieldsIn(table).sort((one, other) => order(one) - order(other))) {
    const name = names.get(wordsOf(row, column));
    const post = wordsOf(row, "post_id");
    if (name) of.set(post, [...(of.get(post) ?? []), name]);
  }
  return of;
}

function isPage(post: Fields): boolean {
  return post.type === "page" || isYes(post.page);
}

function readPost(path: string, post: Fields, tables: Tables, { site }: HowRead): ReadPost {
  const id = wordsOf(post, "id");
  const meta = tables.metas.get(id) ?? {};
  const slug = wordsOf(post, "slug");
  const status = wordsOf(post, "status");
  const publishedAt = timeOf(post.published_at);
  const title = wordsOf(post, "title");
  const here = (text: string) => text.replace(/__GHOST_URL__(?=\/content\/)/g, "").replace(/__GHOST_URL__/g, site);
  const html = textOf(post, "html");
  const made: ReadPost = {
    ...blankPost(`${path}: ${slug || title}`, id),
    ...{ title, slug, publishedAt, updatedAt: timeOf(post.updated_at) },
    dek: wordsOf(post, "custom_excerpt") || wordsOf(meta, "meta_description"),
    authors: tables.authors.get(id) ?? [],
    topics: tables.topics.get(id) ?? [],
    isDraft: status !== "published" && status !== "sent",
    permalink: slug ? `${site}/${slug}/` : "",
    image: leadOf(post, meta, here),
    canonical: wordsOf(post, "canonical_url").replace("__GHOST_URL__", site),
    language: wordsOf(post, "locale"),
    body: { format: "html", text: here(html), firstLine: 1 },
    unknown: wordsOf(meta, "frontmatter") ? { frontmatter: wordsOf(meta, "frontmatter") } : {},
  };
  if (html === "" && (textOf(post, "lexical") !== "" || textOf(post, "mobiledoc") !== ""))
    made.notices.push(noticeOf("body-unread", "the export has no HTML of it"));
  const visibility = wordsOf(post, "visibility");
  const held = heldBack(made, visibility === "" || visibility === "public", visibility);
  return wasMailed(post, meta) && !held.isDraft && publishedAt !== null
    ? {
        ...held,
        kind: "issue",
        sent: { number: null, subject: wordsOf(meta, "email_subject") || title, preheader: "" },
      }
    : held;
}

/** Exports have no table of mails: a post that went out has its newsletter, or says that it stood nowhere else. */
function wasMailed(post: Fields, meta: Fields): boolean {
  return (
    wordsOf(post, "newsletter_id") !== "" ||
    post.status === "sent" ||
    isYes(meta.email_only) ||
    isYes(post.send_email_when_published)
  );
}

function leadOf(post: Fields, meta: Fields, here: (text: string) => string): NamedPicture | null {
  const src = here(wordsOf(post, "feature_image", "image"));
  if (src === "") return null;
  const caption = wordsOf(meta, "feature_image_caption").replace(/<[^>]{0,500}>/g, "");
  return { src, alt: wordsOf(meta, "feature_image_alt"), caption, credit: "" };
}
