import type { CheckLevel, CheckName } from "#app/models/articles/checks.server.ts";
import type { Audience } from "#app/models/deliveries/recipients.server.ts";
import type { Briefing } from "#app/models/briefing.server.ts";
import type { Issue } from "#app/models/issues/issues.server.ts";
import type { IssueFault } from "#app/models/issues/rendering.server.ts";
import type { Rendered } from "#emails/render/edition.server.ts";
import type { HtmlTree } from "./htmlTree.server.ts";
import type { SiteAnswer } from "./linkChecking.server.ts";
import type { LinkUse } from "./linkUses.server.ts";
import type { FindingSpot } from "./spots.server.ts";
import type { Mend } from "./mends.ts";
import type { StyleWord } from "./styleList.server.ts";
import type { TextPiece } from "./texts.server.ts";

/** The parts of an issue in the order in which a reader meets them, with their names at the desk. */
export const places = {
  inboxLine: "The inbox line",
  head: "The head",
  pieces: "The pieces",
  links: "Links",
  foot: "The foot",
  mail: "The mail as a whole",
  people: "People",
  sending: "Sending",
} as const;
export type CheckedPlace = keyof typeof places;

/** One thing found. `about`: all that a dismissal of it holds for, where that is more than the sentence says. */
export type Found = { at: FindingSpot; why: string; about?: string; mend?: Mend };

/** `blocking` prevents sending, and nobody can dismiss it. */
type CheckLevels = "blocking" | "advisory";

/** One thing that an issue is checked for. `asks`: what should hold, in a sentence. */
export type IssueCheck = {
  place: CheckedPlace;
  level: CheckLevels;
  asks: string;
  find: (facts: PreflightFacts) => Found[];
};

/** An issue that went to the same list. `readers`: its deliveries. */
export type FormerIssue = { number: number; subject: string; sentAt: number; readers: number | null };

/** A stored picture: its bytes, and whether it moves or something shines through. */
export type StoredFacts = { bytes: number; frames: number; hasAlpha: boolean };

/** Everything that checks look at, gathered once. Times in milliseconds. */
export type PreflightFacts = {
  now: number;
  briefing: Briefing;
  issue: Issue;
  audience: Audience;
  rendered: Rendered;
  faults: IssueFault[];
  texts: TextPiece[];
  links: LinkUse[];
  /** Answers of other sites, by address; null for a link that has no answer yet. */
  answers: Map<string, SiteAnswer | null>;
  /** Where readers answer, and whether its domain takes mail; null while nobody knows. */
  answersTo: { address: string; takesMail: boolean | null };
  style: StyleWord[];
  /** Of the rendered mail. */
  tree: HtmlTree;
  appUrl: string;
  /** Of stored pictures, by their paths. */
  pictures: Map<string, StoredFacts>;
  /** How much publications are asked for; see the settings. */
  asked: Record<CheckName, CheckLevel>;
  /** Articles whose last changes wait for the site. */
  waiting: Set<number>;
  /** The bytes that each article adds to the mail, the most first; empty for a mail that is far from its limit. */
  costs: { id: number; headline: string; bytes: number }[];
  /** The latest first; the number of readers is known of the first. */
  former: FormerIssue[];
  /** Other approved issues of its list that have a time of their own. */
  coming: { number: number; at: number }[];
  /** The issues that had an article before, by its id, the latest first. */
  ran: Map<number, { number: number; sentAt: number }[]>;
  /** The next time at which it would go out by itself. `before`: approved issues that take earlier slots. */
  departure: { at: number | null; before: number; timeZone: string };
};
