import type { Generated } from "kysely";
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
};
