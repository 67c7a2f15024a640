import { firstBelow, foreignPage, wordsBelow } from "../html/tree.server.ts";
import type { HowRead, ReadPost, UnreadFile } from "../post.server.ts";
import type { SiteFiles } from "../siteFiles.server.ts";
import { readSiteDate } from "../dates.server.ts";
import { slugify } from "#app/models/slugs.ts";
import { blankPost, byTime, noticeOf } from "./blankPost.server.ts";
import { csvRecords, timeOf, wordsOf, type Fields } from "./records.server.ts";

const largest = 10_000_000;
const contentFile = /(^|\/)campaigns?_content\/[^/]+\.html?$/i;
const isOwnMail =
  /mcnTextContent|mcnTextBlock|mceText|\*\|(MC_PREVIEW_TEXT|ARCHIVE|UNSUB|MC:SUBJECT)|campaign-archive\.com|list-manage\.com/;

/** True for the export of an account at Mailchimp, or for mails of it that were kept as pages. */
export async function isMailchimp(site: SiteFiles): Promise<boolean> {
  if (site.wanted.some((path) => contentFile.test(path))) return true;
  for (const path of pagesIn(site).slice(0, 3)) {
    const read = await site.read(path, largest);
    if ("bytes" in read && isOwnMail.test(read.bytes.toString("latin1"))) return true;
  }
  return false;
}

function pagesIn(site: SiteFiles): string[] {
  const all = site.wanted.filter((path) => /\.html?$/i.test(path));
  const content = all.filter((path) => contentFile.test(path));
  return content.length > 0 ? content : all;
}

/** Reads the mails of Mailchimp, the oldest first: a page each, and a table that knows when they were sent. */
export async function* mailchimpMails(site: SiteFiles, { timeZone }: HowRead): AsyncGenerator<ReadPost | UnreadFile> {
  const rows = await tableOf(site);
  const posts: ReadPost[] = [];
  for (const path of pagesIn(site)) {
    const read = await site.read(path, largest);
    if ("error" in read) yield { path, why: read.error };
    else posts.push(mailOf(path, read.bytes.toString("utf8"), rows, timeZone));
  }
  yield* byTime(posts);
}

/** The table of what was sent has a name of its own in each language, and the same columns. */
async function tableOf(site: SiteFiles): Promise<Fields[]> {
  const rows: Fields[] = [];
  for (const path of site.all.filter((one) => /(^|\/)campaigns?[^/]*\.csv$/i.test(one)).slice(0, 50)) {
    const read = await site.read(path, largest);
    if ("bytes" in read) rows.push(...csvRecords(read.bytes.toString("utf8")));
  }
  return rows;
}

function mailOf(path: string, html: string, rows: Fields[], timeZone: string): ReadPost {
  const name = path
    .split("/")
    .at(-1)!
    .replace(/\.html?$/i, "");
  const title = firstBelow(foreignPage(html.slice(0, 200_000)).root, (one) => one.name === "title");
  const heading = (title ? wordsBelow(title) : "").replace(/\*\|[^|]{1,80}\|\*/g, "").trim();
  const row = rows.find((one) => isOf(one, name, heading));
  const subject = wordsOf(row ?? {}, "subject", "subject_line") || heading || name.replace(/[-_]+/g, " ");
  const written = wordsOf(row ?? {}, "send_date", "send_time", "date", "sent");
  const at = timeOf(written) ?? (written ? readSiteDate(written.replace(/\s+/g, " "), timeZone) : null);
  const post: ReadPost = {
    ...blankPost(path, wordsOf(row ?? {}, "unique_id", "campaign_id", "id") || name),
    ...{ title: subject, publishedAt: at, isDraft: at === null },
    body: { format: "mail", text: html, firstLine: 1 },
  };
  if (at === null) return { ...post, notices: [noticeOf("undated")] };
  return { ...post, kind: "issue", sent: { number: null, subject, preheader: "" } };
}

/** A file is called after the number of its mail, its title there or its subject. */
function isOf(row: Fields, name: string, heading: string): boolean {
  const id = wordsOf(row, "unique_id", "campaign_id", "id");
  if (id !== "" && new RegExp(`(^|[_-])${id.replace(/[^\w]/g, "")}([_-]|$)`, "i").test(name)) return true;
  const slug = slugify(name).replace(/^\d+-/, "");
  const names = [wordsOf(row, "title"), wordsOf(row, "subject", "subject_line")].filter(Boolean);
  return names.some((one) => slugify(one) === slug || (heading !== "" && one === heading));
}
