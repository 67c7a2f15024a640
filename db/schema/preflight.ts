import type { Milliseconds } from "./columns.ts";

/** A finding that somebody dismissed; `subject`: a hash of all that it was about, so that it ends with a change. */
export type PreflightOverridesTable = {
  issue_id: number;
  check_name: string;
  subject: string;
  who: string;
  why: string;
  at: Milliseconds;
};

/** A link of an issue, with what its site answered last. */
export type LinkChecksTable = {
  /** SHA-256 of its address, in hexadecimal digits. */
  hash: string;
  url: string;
  host: string;
  /** The last time when an issue had it. */
  wanted_at: Milliseconds;
  /** When a process began to ask, so that no two do. */
  asked_at: Milliseconds | null;
  checked_at: Milliseconds | null;
  /** `ok`, or the code of a fault; null before the first answer. */
  outcome: string | null;
  /** Of the last answer; null for none. */
  status: number | null;
  /** Where it leads for good; null where it stays. */
  location: string | null;
};

/** A word of the style list; `instead`: empty to do without. */
export type StyleWordsTable = { word: string; instead: string };
