import type { HowRead, ReadPost, UnreadFile } from "../post.server.ts";
import type { SiteFiles } from "../siteFiles.server.ts";
import { blankPost, byTime, heldBack } from "./blankPost.server.ts";
import { csvRecords, isYes, timeOf, wordsOf, type Fields } from "./records.server.ts";

const largestTable = 50_000_000;
const largestPost = 5_000_000;
const tableName = /(^|\/)posts\.csv$/;

/** True for an export of Substack. */
export async function isSubstack(site: SiteFiles): Promise<boolean> {
  const path = site.all.find((one) => tableName.test(one));
  const read = path === undefined ? null : await site.read(path, largestTable);
  return read !== null && "bytes" in read && /^\uFEFF?"?post_id\b/.test(read.bytes.toString("utf8", 0, 100));
}

/** Reads the posts of Substack's export, the oldest first: `posts.csv`, and a file of HTML for each. */
export async function* substackPosts(
  site: SiteFiles,
  { site: origin }: HowRead,
): AsyncGenerator<ReadPost | UnreadFile> {
  const table = site.all.find((one) => tableName.test(one))!;
  const read = await site.read(table, largestTable);
  if ("error" in read) {
    yield { path: table, why: read.error };
    return;
  }
  const folder = table.replace(/posts\.csv$/, "posts/");
  const files = new Map(
    site.all
      .filter((path) => path.startsWith(folder) && /\.html$/i.test(path))
      .map((path) => [/^\d+/.exec(path.slice(folder.length))?.[0] ?? path, path]),
  );
  const posts: ReadPost[] = [];
  for (const row of csvRecords(read.bytes.toString("utf8"))) {
    const id = /^\d+/.exec(wordsOf(row, "post_id"))?.[0] ?? wordsOf(row, "post_id");
    const path = files.get(id);
    const name = path ?? `${table}: ${wordsOf(row, "post_id")}`;
    if (wordsOf(row, "type") === "page") yield { path: name, why: "page" };
    else if (!path) yield { path: name, why: "empty" };
    else posts.push(postOf(row, id, path, origin));
  }
  for (const post of byTime(posts)) {
    const text = await site.read(post.path, largestPost);
    if ("error" in text) yield { path: post.path, why: text.error };
    else yield { ...post, body: { ...post.body, text: soundOf(post) + text.bytes.toString("utf8") } };
  }
}

function postOf(row: Fields, id: string, path: string, origin: string): ReadPost {
  const slug = /^\d+\.(.+)$/.exec(wordsOf(row, "post_id"))?.[1] ?? /\d+\.(.+)\.html$/i.exec(path)?.[1] ?? "";
  const title = wordsOf(row, "title");
  const mailedAt = timeOf(row.email_sent_at);
  const post: ReadPost = {
    ...blankPost(path, id),
    ...{ title, slug, dek: wordsOf(row, "subtitle") },
    publishedAt: timeOf(row.post_date) ?? mailedAt,
    isDraft: !isYes(row.is_published),
    permalink: slug ? `${origin}/p/${slug}` : "",
    unknown: wordsOf(row, "podcast_url") ? { podcast_url: wordsOf(row, "podcast_url") } : {},
  };
  const audience = wordsOf(row, "audience");
  const held = heldBack(post, audience === "" || audience === "everyone", audience);
  if (mailedAt === null || held.isDraft) return held;
  return { ...held, kind: "issue", publishedAt: mailedAt, sent: { number: null, subject: title, preheader: post.dek } };
}

/** An episode stands above the words about it. */
function soundOf({ unknown }: ReadPost): string {
  const address = unknown.podcast_url;
  return typeof address === "string" && /^https?:\/\/[^"<>\s]+$/.test(address)
    ? `<audio src="${address}"></audio>`
    : "";
}
