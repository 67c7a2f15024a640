import { tidyLine } from "#app/models/lines.ts";
import type { MoveNotice, ReadPost } from "./post.server.ts";

const longest = { title: 200, dek: 400, byline: 120, topic: 60, alt: 400, credit: 200 };
const mostTopics = 8;

/**
 * Fits the fields of a post to what an article has room for, with a word about everything that does not fit.
 * @param publishes posts without a date, which are drafts otherwise
 */
export function fitted(post: ReadPost, now: number, publishes: boolean): ReadPost {
  const notices: MoveNotice[] = [...post.notices];
  const note = (what: MoveNotice["what"], detail: string) => void notices.push({ what, line: null, detail });
  const line = (text: string, most: number, name: string) => {
    const words = tidyLine(plainLine(text), 5000);
    if (words.length > most) note("shortened", `${name}: ${words}`);
    return shortened(words, most);
  };
  const title = line(post.title, longest.title, "title");
  if (title === "") note("no-title", "");
  const topics = unique(post.topics.map((topic) => shortened(tidyLine(plainLine(topic), 500), longest.topic)));
  if (topics.length > mostTopics) note("topics-left", topics.slice(mostTopics).join(", "));
  const isFuture = post.publishedAt !== null && post.publishedAt > now;
  if (isFuture && !post.isDraft) note("future-date", new Date(post.publishedAt!).toISOString().slice(0, 10));
  const isUndated = post.publishedAt === null && !publishes;
  // A sitemap that names a day to come is not believed any more.
  const updatedAt = post.updatedAt !== null && post.updatedAt <= now ? post.updatedAt : null;
  if (isUndated && !post.isDraft) note("undated", "");
  for (const field of Object.keys(post.unknown)) note("unknown-field", field);
  const { image } = post;
  const alt = image && line(image.alt, longest.alt, "description of the picture");
  if (image && !alt) note("undescribed", image.src.slice(0, 200));
  return {
    ...post,
    title: title || "Untitled",
    dek: line(post.dek, longest.dek, "description"),
    authors: fittingNames(post.authors, note),
    topics: topics.slice(0, mostTopics),
    isDraft: post.isDraft || isFuture || isUndated,
    updatedAt,
    image: image && {
      ...image,
      alt: alt!,
      caption: line(image.caption, longest.credit, "caption of the picture"),
      credit: line(image.credit, longest.credit, "credit of the picture"),
    },
    notices,
  };
}

/** A byline has whole names only. */
function fittingNames(names: string[], note: (what: MoveNotice["what"], detail: string) => void): string[] {
  const kept = names.map((name) => tidyLine(plainLine(name), longest.byline)).filter(Boolean);
  const given = kept.length;
  while (kept.join(", ").length > longest.byline) kept.pop();
  if (kept.length < given) note("shortened", `authors: ${names.join(", ")}`);
  return kept;
}

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

/** Takes what marks words up in a line out of it. */
function plainLine(text: string): string {
  return text
    .replace(/<!--[\s\S]*?(-->|$)/g, "")
    .replace(/<\/?[a-z][^<>]*>/gi, "")
    .replace(/!?\[([^\][]*)\]\([^()\s]*\)/g, "$1")
    .replace(/(\*\*|__|`)(?=\S)(.+?)(?<=\S)\1/g, "$2")
    .replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/gi, (all, decimal: string, hex: string, name: string) => {
      if (name) return entities[name.toLowerCase()] ?? all;
      const code = decimal ? Number(decimal) : parseInt(hex, 16);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "";
    })
    .replace(/\s+/g, " ");
}

function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most - 1).toWellFormed();
  return `${cut.replace(/\s+\S*$/, "") || cut}…`;
}

function unique(words: string[]): string[] {
  return words.filter(
    (one, i) => one !== "" && words.findIndex((other) => other.toLowerCase() === one.toLowerCase()) === i,
  );
}
