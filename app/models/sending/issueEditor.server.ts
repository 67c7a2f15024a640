import type { Context } from "#app/context.server.ts";
import type { Body } from "#app/models/body.ts";
import { leftOut } from "#app/models/deliveries/recipients.server.ts";
import { chosenSections, type ChosenArticle } from "#app/models/issues/editing.server.ts";
import { shownFaults, wordIssueFault, type ShownFault } from "#app/models/issues/faultWords.server.ts";
import type { Issue } from "#app/models/issues/issues.server.ts";
import { issueSize, type IssueSize, type RenderedIssue } from "#app/models/issues/rendering.server.ts";
import { listsWithCounts } from "#app/models/readers/lists.server.ts";
import { segmentLines, type SegmentLine } from "#app/models/segments/segments.server.ts";
import { articlesIn, type SectionsOf } from "#app/models/sections.ts";
import { departureOf, type IssueDeparture } from "#app/models/sending/schedule/overview.server.ts";
import { fourEyesFault } from "./fourEyes.server.ts";
import { subjectFacts, type SubjectFacts } from "./subjectTests/evidence.server.ts";
import { withStandings, type Standing } from "./standing.server.ts";

/** A draft issue at the desk: its content, its size as a mail, and the faults that prevent sending. */
export type IssueEditor = {
  id: number;
  number: number;
  version: number;
  subject: string;
  /** Further subjects that are tried first; null: none. */
  subjectPlan: Issue["subjectPlan"];
  /** The things that a test of subjects can go by in this list. */
  subjectFacts: SubjectFacts;
  preheader: string;
  intro: Body;
  outro: Body;
  listId: number;
  /** Narrows the list; null: all of it. */
  segmentId: number | null;
  segments: Pick<SegmentLine, "id" | "name" | "words">[];
  sections: SectionsOf<ChosenArticle>;
  /** Those of all sections, in order. */
  articles: ChosenArticle[];
  updatedAt: number;
  /** The name of the last person who saved it. */
  savedBy: string | null;
  lists: { id: number; name: string; active: number }[];
  fromName: string;
  audience: number;
  /** Why other active readers of the list are not recipients, like `12 paused`. */
  leftOut: string[];
  faults: ShownFault[];
  size: IssueSize;
  status: Issue["status"];
  /** Its state, with who and when. */
  standing: Standing;
  /** The reason in words why the one who looks does not approve it. */
  fourEyes: string | null;
  /** The reason in words why its approval lets nothing go, for everybody who looks; null where it does, or is none. */
  heldApproval: string | null;
  way: IssueDeparture;
  /** Sent back with an approval, so that only what was shown is approved. */
  fingerprint: string;
};

/** Returns an issue as the desk shows it while it can be changed. */
export async function issueEditorFrom(context: Context, rehearsed: RenderedIssue): Promise<IssueEditor> {
  const { issue, briefing, audience, faults, rendered, fingerprint } = rehearsed;
  const lists = await listsWithCounts(context);
  const sections = await chosenSections(context, issue);
  return {
    id: issue.id,
    number: issue.number,
    version: issue.version,
    subject: issue.subject,
    subjectPlan: issue.subjectPlan,
    subjectFacts: await subjectFacts(context, issue),
    preheader: issue.preheader,
    intro: issue.intro,
    outro: issue.outro,
    listId: issue.list.id,
    segmentId: issue.segment?.id ?? null,
    segments: await choosable(context, issue),
    sections,
    articles: articlesIn(sections),
    updatedAt: issue.updatedAt,
    savedBy: issue.savedBy?.name ?? null,
    lists: lists.map(({ id, name, active }) => ({ id, name, active })),
    fromName: briefing.fromName,
    audience: audience.gets,
    leftOut: leftOut(audience),
    faults: shownFaults(faults),
    size: issueSize(rendered.htmlBytes),
    status: issue.status,
    standing: (await withStandings(context, [issue]))[0]!.standing,
    fourEyes: await fourEyesWords(context, issue),
    // As the sender will judge it, which has no account.
    heldApproval: issue.status === "ready" ? await fourEyesWords({ ...context, editorId: undefined }, issue) : null,
    way: await departureOf(context, issue),
    fingerprint,
  };
}

/** The segments that it can go to, and its own, which may be deleted. */
async function choosable(context: Context, { segment }: Issue): Promise<IssueEditor["segments"]> {
  const lines = (await segmentLines(context)).map(({ id, name, words }) => ({ id, name, words }));
  return !segment || lines.some(({ id }) => id === segment.id) ? lines : [...lines, segment];
}

async function fourEyesWords(context: Context, issue: Issue): Promise<string | null> {
  const fault = await fourEyesFault(context, issue);
  return fault && wordIssueFault(fault);
}
