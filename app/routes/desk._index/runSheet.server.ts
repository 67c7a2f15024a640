import { randomUUID } from "node:crypto";
import type { Context } from "#app/context.server.ts";
import { articlesInTheMaking, hasArticles } from "#app/models/articles/list.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { formatMoment } from "#app/models/dates.server.ts";
import { countAll, noCounts, pauseOf, type Counts, type SendPause } from "#app/models/deliveries/deliveries.server.ts";
import { senderState } from "#app/models/instance/senderProcesses.server.ts";
import { lastSentOfAll } from "#app/models/issues/beginnings.server.ts";
import { waitingForMe } from "#app/models/issues/mine.server.ts";
import { issueTemplates } from "#app/models/issues/templates.server.ts";
import { isOpen } from "#app/models/issues/issues.server.ts";
import { lastIssues, unfinishedIssues, type WeekIssue } from "#app/models/issues/week.server.ts";
import { allLists, type List } from "#app/models/readers/lists.server.ts";
import { comingOfLists, type ComingOfList } from "#app/models/sending/schedule/overview.server.ts";
import { testReport } from "#app/models/sending/subjectTests/report.server.ts";
import { withStandings, type Standing } from "#app/models/sending/standing.server.ts";
import { preparations, type Preparation } from "./preparation.server.ts";

/** An issue in a line, with its state. */
export type IssueInLine = WeekIssue & { standing: Standing };
/** The same once it has an edition: what became of it for its readers. `subjects`: what its test of subjects waits for, in words. */
export type IssueGone = IssueInLine & { counts: Counts; pause: SendPause | null; subjects: string | null };

/** The next slot of a list. `at` in words, in the briefing's zone; `there`: in the slot's, where that is another one. */
type NextSlot = { at: number; words: string; there: string | null; isDue: boolean; takenBy: number | null };

/** A list's week. */
export type Week = {
  list: List;
  slot: NextSlot | null;
  /** On its way, or paused. */
  moving: IssueGone[];
  /** Approved: they go by themselves, or wait for somebody. */
  approved: IssueInLine[];
  /** The issue that is being made now; `goesAt`: when it would go out, once approved. */
  making: { issue: IssueInLine; sheet: Preparation | null; goesAt: number | null } | null;
  /** Other drafts, the last saved first. */
  drafts: IssueInLine[];
  lastGone: IssueGone | null;
  /** The number of the issue that a new one would be like. */
  like: number | null;
};

export type RunSheet = Awaited<ReturnType<typeof runSheet>>;

/** So many issues are checked in full; more lists than that are shown without what is missing. */
const inFull = 4;

/** Returns the desk's first page: the week of each list, and before it what waits for the one who looks. */
export async function runSheet(context: Context, me: number) {
  const [now, timeZone] = [context.clock(), await timeZoneOf(context)];
  const lists = await allLists(context);
  const open = await withStandings(context, await unfinishedIssues(context));
  const last = await lastIssues(context);
  const gone = await whatBecame(context, [
    ...open.filter((issue) => !isOpen(issue)),
    ...(await withStandings(context, [...last.values()])),
  ]);
  const [coming, like] = [await comingOfLists(context), await lastSentOfAll(context)];
  const weeks = lists
    .map((list) => weekOf(list, { open: open.filter(isOpen), gone, coming: coming.get(list.id), like, timeZone }))
    .sort((one, other) => placeOf(one) - placeOf(other));
  const checked = await preparations(context, me, weeks.flatMap(({ making }) => making?.issue ?? []).slice(0, inFull));
  for (const { making } of weeks) if (making) making.sheet = checked.get(making.issue.number) ?? null;
  return {
    ...{ now, timeZone, me, weeks },
    mine: (await waitingForMe(context, me)).map((one) => ({ ...one, isLate: one.dueAt !== null && one.dueAt < now })),
    articles: { ...(await articlesInTheMaking(context, 6)), any: await hasArticles(context) },
    templates: await issueTemplates(context),
    senders: await senderState(context),
    pageKey: randomUUID(),
  };
}

async function whatBecame(context: Context, issues: IssueInLine[]): Promise<IssueGone[]> {
  const counts = await countAll(
    context,
    issues.flatMap(({ editionId }) => editionId ?? []),
  );
  return Promise.all(
    issues.map(async (issue) => ({
      ...issue,
      counts: counts.get(issue.editionId ?? 0) ?? noCounts(),
      pause: await pauseOf(context, { ...issue, edition_id: issue.editionId }),
      subjects: issue.status === "sending" ? await subjectsInWords(context, issue) : null,
    })),
  );
}

async function subjectsInWords(context: Context, issue: IssueInLine): Promise<string | null> {
  const test = await testReport(context, issue, await timeZoneOf(context));
  return test && test.waiting > 0 ? test.said.join(" ") : null;
}

type Found = {
  open: IssueInLine[];
  gone: IssueGone[];
  coming: ComingOfList | undefined;
  like: Map<number, number>;
  timeZone: string;
};

/** The draft that was saved last is the one that is being made; without any, the one that was approved last. */
function weekOf(list: List, { open, gone, coming, like, timeZone }: Found): Week {
  const [here, went] = [open, gone].map((some) => some.filter(({ listId }) => listId === list.id)) as [
    IssueInLine[],
    IssueGone[],
  ];
  const drafts = here.filter(({ status }) => status === "draft");
  const approved = here
    .filter(({ status }) => status === "ready")
    .sort((one, other) => (one.standing.goesAt ?? Infinity) - (other.standing.goesAt ?? Infinity));
  const [made, ...others] = drafts;
  const shown = made ?? approved[0];
  const [next] = coming?.times ?? [];
  return {
    list,
    slot: next ? slotOf(next, coming!.taking[0], here, timeZone) : null,
    moving: went.filter(({ status }) => status !== "sent"),
    approved: made ? approved : approved.slice(1),
    making: shown ? { issue: shown, sheet: null, goesAt: shown.standing.goesAt ?? wouldGo(shown, coming) } : null,
    drafts: others,
    lastGone: went.find(({ status }) => status === "sent") ?? null,
    like: like.get(list.id) ?? null,
  };
}

function wouldGo({ status }: IssueInLine, coming: ComingOfList | undefined): number | null {
  return status === "draft" ? (coming?.times[coming.taking.length]?.at ?? null) : null;
}

function slotOf(
  next: ComingOfList["times"][number],
  taking: number | undefined,
  issues: IssueInLine[],
  timeZone: string,
) {
  const { at, isDue, timeZone: there } = next;
  return {
    ...{ at, isDue, words: formatMoment(at, timeZone) },
    there: there === timeZone ? null : `${formatMoment(at, there)}, ${there}`,
    takenBy: issues.find(({ id }) => id === taking)?.number ?? null,
  };
}

/** Lists with a slot come first, by their times; then those with work in them. */
function placeOf({ slot, making, moving, lastGone }: Week): number {
  if (slot) return slot.at;
  return Number.MAX_SAFE_INTEGER - (making || moving.length > 0 ? 2 : lastGone ? 1 : 0);
}
