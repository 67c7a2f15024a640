import type { ColumnType, Generated } from "kysely";
import type { Json, Milliseconds } from "./columns.ts";

/** A post of another site, and the article or issue that it became; one of the two is set. */
export type MovedPostsTable = {
  id: Generated<number>;
  /** The host of the site that its key belongs to; empty for an unnamed one. */
  site: string;
  /** An id there, or its path. */
  key: string;
  /** The program of the site. */
  source: string;
  kind: string;
  article_id: Generated<number | null>;
  issue_id: Generated<number | null>;
  /** Of the article or issue, as the last run left it. */
  version: number;
  /** Of all that was read of it: what has the same is not read again. */
  hash: string;
  permalink: string;
  /** Where it appeared first, when that is another site; otherwise empty. */
  canonical: string;
  language: string;
  /** Its fields that an article has not. */
  kept: Json;
  at: Milliseconds;
  /** The import that made it; null where nobody named one. */
  run: string | null;
  /** 1 where the last run left it on the site: off it now, somebody took it off. */
  on_site: Generated<number>;
  /** Ids of the pictures that it has here, by their address there. */
  pictures: Generated<Json>;
};

/** An export of another site that was brought to the desk. */
export type SiteMovesTable = {
  id: Generated<number>;
  /** The editor who brought it. */
  actor: string;
  /** As the file was called. */
  name: string;
  /** In bytes. */
  size: number;
  /** `looking` and `moving`: a sender works on it. */
  stage: "here" | "looking" | "looked" | "moving" | "cancelled" | "ended";
  settings: Json;
  /** The last sums and the first files, of a look or of the move; null before. */
  found: Json | null;
  /** The fate of each file, in sentences. */
  report: string | null;
  /** How many files there are; 0 while nobody knows. */
  total: number;
  done: number;
  /** The picture that is being fetched; empty for none. */
  now_at: string;
  worker: string | null;
  /** The last sign of life of who works on it. */
  seen_at: Milliseconds | null;
  at: Milliseconds;
  ended_at: Milliseconds | null;
  /** The editor for whom it is taken back, while it is `moving`. */
  undo_by: Generated<string | null>;
  /** The sums of its last taking back. */
  undone: Generated<Json | null>;
};

/** A piece of such a file, until it has moved in. */
export type SiteMovePartsTable = { move_id: number; part: number; bytes: ColumnType<Buffer, Buffer, never> };
