import type { Audience } from "#app/models/deliveries/recipients.server.ts";
import type { Briefing } from "#app/models/briefing.server.ts";
import type { Issue } from "#app/models/issues/issues.server.ts";
import type { RanIn } from "#app/models/issues/ran.server.ts";
import type { IssueFault } from "#app/models/issues/rendering.server.ts";
import type { Rendered } from "#emails/render/edition.server.ts";
import type { FindingSpot } from "./spots.server.ts";
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

/** A change of the issue's own words that the page makes at a click, with the label of its button. */
type Mend = { field: "subject" | "preheader"; value: string; label: string };

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

/** Everything that checks look at, gathered once. Times in milliseconds. */
export type PreflightFacts = {
  now: number;
  briefing: Briefing;
  issue: Issue;
  audience: Audience;
  rendered: Rendered;
  faults: IssueFault[];
  texts: TextPiece[];
  /** The latest first; the number of readers is known of the first. */
  former: FormerIssue[];
  /** The issues that had an article before, by its id, the latest first. */
  ran: Map<number, RanIn[]>;
  /** The next time at which it would go out by itself. `before`: approved issues that take earlier slots. */
  departure: { at: number | null; before: number; timeZone: string };
};
