import type { Generated } from "kysely";
import type { Milliseconds } from "./columns.ts";

/**
 * Append-only, each chained to the one before (C-02): the text that a reader saw, and their action. After an erasure
 * the personal fields are gone, and their seals stay.
 */
export type ConsentEventsTable = {
  /** Its place in the chain, from 1, without gaps. */
  seq: number;
  /** Hash of this event, by `models/consent/chain`; in it is the hash of the event before. */
  hash: Buffer;
  at: Milliseconds;
  subscriber_id: number;
  list_id: number | null;
  /** One of `ConsentKind` in `models/consent/record`. */
  kind: string;
  wording_id: number | null;
  /** The choice, when kind and list do not tell it; never personal data. */
  detail: string | null;
  /** One of `consent_ways`. */
  way_id: number;
  /** The mail whose link was used, and the date in its header. */
  letter_id: Generated<number | null>;
  letter_at: Generated<Milliseconds | null>;
  /** Salted hashes of erasable fields: address and name; IP address and user agent. */
  who_seal: Buffer | null;
  trace_seal: Generated<Buffer | null>;
  address: string | null;
  name: string | null;
  who_salt: Buffer | null;
  ip: Generated<string | null>;
  user_agent: Generated<string | null>;
  trace_salt: Generated<Buffer | null>;
};

/** A way in, written down when the first came by it: `source` is form and page, one-click, import file and operator. */
export type ConsentWaysTable = { id: Generated<number>; source: string; method: string | null };

/** One row: the number of consent events, and the hash of the last. */
export type ConsentHeadTable = { id: number; events: number; hash: string };

/** A text that readers agreed to; never changed. */
export type WordingsTable = {
  id: Generated<number>;
  /** One of the purposes in `models/consent/wordings`. */
  purpose: string;
  /** Null, like the version, for a text without versions: a button's, or an import's. */
  language: string | null;
  version: number | null;
  text: string;
  hash: string;
  shown_from: Milliseconds;
  made_by: string;
};
