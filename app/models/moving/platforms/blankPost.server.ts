import type { MoveNotice, ReadPost } from "../post.server.ts";

/** Returns a post about which nothing is known yet. */
export function blankPost(path: string, key: string): ReadPost {
  return {
    ...{ path, key, kind: "article", title: "", dek: "", authors: [], publishedAt: null, updatedAt: null, topics: [] },
    ...{ isDraft: false, slug: "", permalink: "", aliases: [], image: null, canonical: "", language: "", unknown: {} },
    body: { format: "html", text: "", firstLine: 1 },
    notices: [],
  };
}

/** Says something about a whole post. */
export function noticeOf(what: MoveNotice["what"], detail = ""): MoveNotice {
  return { what, line: null, detail };
}

/** A post whose readers were chosen there is a draft here, with a word about it: nobody's subscription opens it. */
export function heldBack(post: ReadPost, isOpen: boolean, readers: string): ReadPost {
  if (isOpen || post.isDraft) return post;
  return { ...post, isDraft: true, notices: [...post.notices, noticeOf("members-only", readers)] };
}

/** Orders posts by their time, so that issues get rising numbers; those without a time come last. */
export function byTime(posts: ReadPost[]): ReadPost[] {
  const at = ({ publishedAt }: ReadPost) => publishedAt ?? Number.MAX_SAFE_INTEGER;
  return [...posts].sort((one, other) => at(one) - at(other));
}

/** Returns the last part of an address without its ending. */
export function slugOfAddress(address: string): string {
  const path = (URL.parse(address)?.pathname ?? address).split("/").filter(Boolean).at(-1) ?? "";
  try {
    return decodeURIComponent(path).replace(/\.(html?|php)$/, "");
  } catch {
    return path;
  }
}

/** Returns HTML of plain text: a paragraph for each group of lines. */
export function htmlOfText(text: string): string {
  const escaped = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/\r\n?/g, "\n");
  return escaped
    .split(/\n{2,}/)
    .map((lines) => `<p>${lines.trim().replace(/\n/g, "<br>")}</p>`)
    .join("\n");
}
