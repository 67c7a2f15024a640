import type { ColumnType, Generated } from "kysely";
import type { Json, LastSave, Milliseconds } from "./columns.ts";

export type ImagesTable = {
  id: Generated<number>;
  /** 128 random bits, part of the public path. */
  key: string;
  width: number;
  height: number;
  /** Of the kept bytes. */
  content_type: ImageType;
  created_at: Milliseconds;
  /** The name that the file had where it came from; empty if it had none. */
  file_name: Generated<string>;
  /** Its words for those who cannot see it, and whose it is: offered wherever the picture is placed. */
  alt: Generated<string>;
  credit: Generated<string>;
  /** Null for what a script brought in, and after the account was deleted. */
  uploaded_by: Generated<number | null>;
  /** Of the kept file, in bytes. */
  byte_size: number;
  /** More than 1 for a picture that moves. */
  frames: Generated<number>;
  /** 1 for a picture that something can shine through. */
  has_alpha: Generated<0 | 1>;
  /** Of the file as it came, in hexadecimal digits; null before this was kept. */
  sha256: Generated<string | null>;
  /** The picture that this one is cut out of; null for a picture as it came. */
  original_id: Generated<number | null>;
  /** The part that was cut out, like `10,0,60,100`: left, top, width and height in hundredths of the original's. */
  crop: Generated<string | null>;
  /** Set when it was removed from the library: nobody is shown it, and in a while it is deleted. */
  removed_at: Generated<Milliseconds | null>;
  /** Its name, alt and credit, as the library's search compares them. */
  words: Generated<string>;
};

/** The bytes of a picture that lies in the database: every new one, until it is moved to its store. */
export type ImageFilesTable = { image_id: number; bytes: ColumnType<Buffer, Buffer, never> };

/** A folder of pictures that this database has marked; `name`: as its store is called; `mark`: part of a file's name in it. */
export type PictureFoldersTable = { name: string; mark: string; marked_at: Milliseconds };

/** One place of an article, an issue, a sent edition or a revision that has a picture: one of the four is set. */
export type ImageUsesTable = {
  image_id: number;
  /** The original of a picture that was cut out, otherwise the same. */
  picture_id: number;
  /** `waiting`: in changes that the site does not show yet. */
  place: "lead" | "text" | "waiting";
  article_id: Generated<number | null>;
  issue_id: Generated<number | null>;
  edition_id: Generated<number | null>;
  revision_id: Generated<number | null>;
  /** As written where it stands. */
  alt: string;
  credit: string;
  /** These and the headline or subject, as the library's search compares them; empty for what is past. */
  words: string;
};

/** A picture that was replaced everywhere by another, in one act. */
export type ImageReplacementsTable = {
  id: Generated<number>;
  from_id: number;
  to_id: number;
  by: string;
  at: Milliseconds;
  taken_back_at: Generated<Milliseconds | null>;
};

/** A sheet that such an act changed. */
export type ImageReplacementSheetsTable = {
  replacement_id: number;
  article_id: Generated<number | null>;
  issue_id: Generated<number | null>;
  /** The former content, so that the act can be taken back. */
  was: Json;
};

/** The formats that every mail program shows. */
export type ImageType = "image/jpeg" | "image/png" | "image/gif";

/** An image in another format or size; made at its first request. */
export type ImageVariantsTable = {
  image_id: number;
  /** In pixels, as are all widths; never more than the image's own. */
  width: number;
  format: "avif" | "webp" | "jpeg";
  bytes: ColumnType<Buffer, Buffer, never>;
};

export type ArticlesTable = LastSave & {
  id: Generated<number>;
  slug: string;
  headline: string;
  dek: string;
  byline: string;
  /** ProseMirror document, checked by `models/body` on every write. */
  body: Json;
  image_id: number | null;
  image_credit: string;
  image_alt: string;
  /** The point of it that cards keep in sight, like `30,70`: hundredths from the left and the top; empty for the middle. */
  image_focus: Generated<string>;
  /** `[{ "title": "…", "url": "https://…" }]` */
  sources: Json;
  published_at: Milliseconds | null;
  created_at: Milliseconds;
  updated_at: Milliseconds;
  /** Counts saves: a save based on an older version is a conflict, and overwrites nothing. */
  version: number;
  /** Time of the last save, on the site or not; null before the first by an editor. */
  saved_at: Generated<Milliseconds | null>;
  /** The form as typed, where the row cannot have it: changes of a published article, or a slug that is not free. */
  unpublished: Generated<Json | null>;
  /** The tab whose first save made the article: a repeated one makes no second article. */
  made_in_tab: Generated<string | null>;
  /** A draft is published by itself at this time; null for no time, and for everything that is on the site. */
  publish_at: Generated<Milliseconds | null>;
  /** The editor who gave it that time. */
  publish_by: Generated<string | null>;
  /** Nobody outside reads it before, like `2026-11-30T07:00` in the briefing's time zone; empty for no embargo. */
  embargo: Generated<string>;
  /** Where it appeared first, when that is another site; otherwise empty. */
  canonical: Generated<string>;
  /** Like `de`; empty for the briefing's. */
  language: Generated<string>;
  /** The account that began it; null for a script's, and after the account was deleted. */
  author_id: Generated<number | null>;
};

/** A secret link to a draft. Its token is MACed, and nobody's address is kept. */
export type DraftLinksTable = {
  id: Generated<number>;
  article_id: number;
  /** The person whom it is for, as an editor named them. */
  name: string;
  /** Part of the token. */
  created_at: Milliseconds;
  created_by: string;
  expires_at: Milliseconds;
  ended_at: Milliseconds | null;
  /** Null where the publication ended it. */
  ended_by: string | null;
  /** How often it was opened, and when last. */
  opened: Generated<number>;
  opened_at: Generated<Milliseconds | null>;
};

/** A check of articles that does not have its usual level (`articleChecks`). */
export type ArticleChecksTable = { name: string; level: "required" | "wanted" | "off" };

export type TopicsTable = { id: Generated<number>; slug: string; name: string };

export type ArticleTopicsTable = { article_id: number; topic_id: number; position: number };

/** A dated correction of an article; a withdrawn one is kept and not shown. */
export type CorrectionsTable = {
  id: Generated<number>;
  article_id: number;
  text: string;
  at: Milliseconds;
  by: string;
  withdrawn_at: Generated<Milliseconds | null>;
  withdrawn_by: Generated<string | null>;
};
