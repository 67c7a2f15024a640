import { DateTime } from "luxon";
import type { Context } from "#app/context.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { hasDeliveries } from "#app/models/ledgerRows.server.ts";

/**
 * Why nobody can be judged by a condition: what it names is gone; or the issue's deliveries are only sums by now
 * (`forgotten`), it was sent by another program (`elsewhere`), or it counted no clicks (`uncounted`). `unreadable`: another version
 * wrote the rule.
 */
export type SegmentLack =
  | { error: "list" | "topic" | "note" | "import" | "foreign-import" | "unreadable" | "deleted" }
  | { error: "issue" | "forgotten" | "elsewhere" | "uncounted"; issue: number };

/** An issue that went out, with those of tried subjects among its editions. `kept`: what became of each reader's copy is known. */
type SentIssue = {
  number: number;
  listId: number;
  editionIds: number[];
  ledger: "kept" | "forgotten" | "elsewhere";
  sentAt: number;
  /** False where it went to a segment. */
  toAll: boolean;
  countsClicks: boolean;
};

/** The facts that conditions are judged by, besides the readers' own rows, at one moment. Times in milliseconds. */
export type SegmentFacts = {
  now: number;
  lists: Map<number, string>;
  topics: Map<number, string>;
  /** Kinds of notes about readers. */
  notes: Map<number, string>;
  /** In words, like `import of 3 May 2026 (readers.csv)`. */
  imports: Map<number, string>;
  /** Newest first. */
  issues: SentIssue[];
  /** Texts that readers agreed to, by language. */
  wordings: { id: number; language: string | null }[];
  /** The beginning of a day like `2026-05-03` where the briefing is; `later`: so many days after. */
  startOf: (day: string, later?: number) => number;
  /** Like `3 May 2026`. */
  dayInWords: (day: string) => string;
};

/** Reads what conditions need. @param now in milliseconds */
export async function segmentFacts(context: Context, now = context.clock()): Promise<SegmentFacts> {
  const timeZone = await timeZoneOf(context);
  const lists = await context.db.selectFrom("lists").select(["id", "name"]).execute();
  const topics = await context.db.selectFrom("topics").select(["id", "name"]).execute();
  const notes = await context.db.selectFrom("notes").select(["id", "name"]).execute();
  const imports = await context.db
    .selectFrom("imports")
    .select(["id", "files", "begun_at"])
    .orderBy("id", "desc")
    .execute();
  const dayOf = (at: number) => DateTime.fromMillis(at, { zone: timeZone, locale: "en-GB" }).toFormat("d LLLL yyyy");
  const names = (rows: { id: number; name: string }[]) => new Map(rows.map(({ id, name }) => [id, name]));
  return {
    now,
    lists: names(lists),
    topics: names(topics),
    notes: names(notes),
    imports: new Map(
      imports.map(({ id, files, begun_at }) => [id, `import of ${dayOf(begun_at)} (${filesIn(files)})`]),
    ),
    issues: await sentIssues(context),
    wordings: await context.db.selectFrom("wordings").select(["id", "language"]).execute(),
    startOf: (day, later = 0) => DateTime.fromISO(day, { zone: timeZone }).plus({ days: later }).toMillis(),
    dayInWords: (day) => DateTime.fromISO(day, { zone: timeZone, locale: "en-GB" }).toFormat("d LLLL yyyy"),
  };
}

async function sentIssues(context: Context): Promise<SentIssue[]> {
  const rows = await context.db
    .selectFrom("editions")
    .innerJoin("issues", "issues.id", "editions.issue_id")
    .select((eb) => [
      "number",
      "issues.list_id as listId",
      "editions.id as editionId",
      "frozen_at as sentAt",
      "segment_name",
      "editions.counts_clicks as countsClicks",
      eb
        .exists(eb.selectFrom("delivery_sums").select("count").whereRef("edition_id", "=", "editions.id"))
        .as("isFolded"),
      hasDeliveries(eb).as("hasRows"),
    ])
    .orderBy("frozen_at", "desc")
    .orderBy("number", "desc")
    .execute();
  const issues = new Map<number, SentIssue>();
  for (const { editionId, isFolded, hasRows, segment_name, countsClicks, ...one } of rows) {
    const issue = issues.get(one.number) ?? { editionIds: [], ledger: "elsewhere" as const };
    const ledger = isFolded ? "forgotten" : hasRows && issue.ledger !== "forgotten" ? "kept" : issue.ledger;
    const editionIds = [...issue.editionIds, editionId];
    issues.set(one.number, {
      ...one,
      editionIds,
      ledger,
      toAll: segment_name === null,
      countsClicks: countsClicks === 1,
    });
  }
  return [...issues.values()];
}

function filesIn(json: string): string {
  const files = JSON.parse(json) as string[];
  return files.map((file) => String(file).slice(0, 60)).join(", ");
}
