import type { Generated } from "kysely";
import type { Milliseconds } from "./columns.ts";

/** One row: an installation publishes one briefing. */
export type BriefingTable = {
  id: number;
  name: string;
  pitch: string;
  from_name: string;
  from_address: string;
  reply_to: string | null;
  postal_address: string;
  time_zone: string;
  language: string;
  /** Whether signs become typographic while the text is typed. */
  typography: Generated<"on" | "off">;
  /** `on`: the one who wrote last in an issue does not approve it. */
  four_eyes: Generated<"on" | "off">;
  /** `on`: each mail has a line for those to whom it was forwarded. */
  forwarded_line: Generated<"on" | "off">;
  /** Where readers find their personal link. */
  share_links: Generated<"off" | "page" | "mail">;
  recommends_in_archive: Generated<"on" | "off">;
  /** Markdown; null means the text generated from these settings. */
  privacy_policy: string | null;
  /** Markdown; null means the text generated from these settings. */
  about: Generated<string | null>;
  created_at: Milliseconds;
  updated_at: Milliseconds;
};

/** A search result as it is shown; `searchIndexOf` has its words. */
export type SearchDocumentsTable = {
  /** Ordered like `at`: the newest document has the greatest. */
  id: Generated<number>;
  kind: "article" | "issue";
  /** The article's id, or the issue's. */
  ref: number;
  path: string;
  headline: string;
  dek: string;
  text: string;
  at: Milliseconds;
  /** Other lines that match a search: byline, topics, sources. */
  more: Generated<string>;
  /** The rules and the language of its indexed words; an older document is indexed again. */
  made_as: Generated<string>;
  /** Version of the indexed article; 0 for a document that never changes. */
  version: Generated<number>;
};

/** One row: counts changes of everything that readers' pages show, by triggers. */
export type SiteTable = { id: number; version: number };

/** A change of a feed that the hub has not been told of yet. */
export type PingsTable = {
  id: Generated<number>;
  /** The feed's path without its extension, like `/topics/automation/feed`. */
  feed: string;
  due_at: Milliseconds;
  attempts: number;
};

/** An old address, and where it leads now. */
export type RedirectsTable = {
  id: Generated<number>;
  /** The path in the form in which paths are compared (`redirectKey`). */
  key: string;
  /** As it was written, for people and for exports. */
  path: string;
  kind: RedirectKind;
  /** The article's id, the number or the topic's id; what is deleted leaves it behind. */
  ref: number | null;
  /** Of a `page` its path, of an `address` its URL. */
  address: string | null;
  /** Its maker: an editor's name, or the script. */
  made_by: string;
  created_at: Milliseconds;
};

export type RedirectKind = "article" | "issue" | "topic" | "page" | "address";
