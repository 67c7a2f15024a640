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
  bytes: ColumnType<Buffer, Buffer, never>;
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
};

/** The formats that every mail program shows. */
type ImageType = "image/jpeg" | "image/png" | "image/gif";

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
};

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
