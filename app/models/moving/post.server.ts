/** The kinds of things that posts become here; `keepers` has the table. */
export type PostKind = "article" | "issue";
/** The ways in which posts are written; `bodies` has the table. */
export type BodyFormat = "markdown" | "html" | "mail" | "wordpress";

/** A picture as its post names it: an address, or a path beside the post or in its site. */
export type NamedPicture = { src: string; alt: string; caption: string; credit: string };

/** A post as it was read elsewhere; nothing of it is stored, and its fields have any length. Times in milliseconds. */
export type ReadPost = {
  /** Its file as the report names it, like `_posts/2024-05-01-ferries.md`. */
  path: string;
  /** Tells it from others of its site: an id there, or its path. The same key is the same article again. */
  key: string;
  kind: PostKind;
  /** Plain text in one line, like `dek`. */
  title: string;
  dek: string;
  authors: string[];
  /** Null where the source names no time; a draft may have one. */
  publishedAt: number | null;
  updatedAt: number | null;
  topics: string[];
  isDraft: boolean;
  /** The wished end of its address, as written there; empty to make one from the title. */
  slug: string;
  /** Where it stood: a path from the root of its site, or a whole address; empty where that is not known. */
  permalink: string;
  /** Its other former addresses, written as the permalink is. */
  aliases: string[];
  image: NamedPicture | null;
  /** Pages that its article rests on; left out where the source knows none. */
  sources?: { title: string; url: string }[];
  /** Where it appeared first, when that is another site; otherwise empty. */
  canonical: string;
  /** Like `de`; empty where the source does not say. */
  language: string;
  /** `base`: the address that relative ones in it are meant from, where the source says so. */
  body: { format: BodyFormat; text: string; firstLine: number; base?: string };
  /** Of a post that went out by mail there: its number, null for none, and its lines in an inbox. */
  sent?: { number: number | null; subject: string; preheader: string };
  /** Fields that an article here has not, as they were read: JSON values. They are kept with the article. */
  unknown: Record<string, unknown>;
  /** Parts that reading already left out or changed. */
  notices: MoveNotice[];
};

/** Kinds of things that were left out or changed their form; `noticeWords` has a sentence for each. */
export type MoveNoticeKind =
  | "unknown-field"
  | "broken-front-matter"
  | "code-front-matter"
  | "date-unread"
  | "undated"
  | "future-date"
  | "no-title"
  | "shortened"
  | "topics-left"
  | "picture-missing"
  | "picture-unread"
  | "picture-unfetched"
  | "kept-picture"
  | "meanwhile"
  | "undescribed"
  | "comment"
  | "repeated-note"
  | "body-unread"
  | "edited-here"
  | "taken-off-here"
  | "scheme"
  | "wiki-link"
  | "abbreviation"
  | "members-only"
  | "not-in-archive"
  | "hidden"
  | "form"
  | "frame"
  | "widget"
  | "paywall"
  | "merge-tag"
  | "shortcode"
  | "embedded"
  | "card"
  | "link"
  | "formula"
  | "joined-cells"
  | "cell-blocks"
  | "cut";

/** `line` counts from 1 in the file, null for all of it; `detail`: what it was, as written there. */
export type MoveNotice = { what: MoveNoticeKind; line: number | null; detail: string };

/** A file of which no post is made, and why. */
export type UnreadFile = { path: string; why: "too-large" | "not-text" | "unreadable" | "page" | "empty" | "trash" };

/** How the posts of a site are read; `site`: its former address, like `https://old.example`, empty where it is not known. */
export type HowRead = { timeZone: string; site: string };
