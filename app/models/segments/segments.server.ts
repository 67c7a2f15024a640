import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { recordEvent } from "#app/models/events.server.ts";
import { isUniqueViolation } from "#db/client.server.ts";
import { mostOfSegment, type DraftRule } from "./draft.ts";
import { segmentFacts } from "./facts.server.ts";
import { narrowingOf, type Narrowing } from "./narrowing.server.ts";
import { draftOfRule, lacksOfRule, storedRule, wordRule, wordSegmentLack, type SegmentRule } from "./rules.server.ts";

/** A segment for a list or a choice. `words`: its rule in plain English. */
export type SegmentLine = {
  id: number;
  name: string;
  words: string;
  /** Why nobody can be judged by it, in sentences; empty when it can be used. */
  lacks: string[];
  /** Numbers of issues that have not gone out and use it. */
  waiting: number[];
  /** Numbers of issues that went out by it, the newest first. */
  sent: number[];
};

/** A segment at the desk. Times in milliseconds. */
type StoredSegment = SegmentLine & {
  version: number;
  savedAt: number;
  savedBy: string | null;
  draft: DraftRule | null;
};

const columns = ["id", "name", "rule", "version", "updated_at", "saved_by", "deleted_at"] as const;

/** Lists the segments by name. */
export async function segmentLines(context: Context): Promise<SegmentLine[]> {
  return (await segmentsWhere(context)).map(({ id, name, words, lacks, waiting, sent }) => ({
    ...{ id, name, words, lacks, waiting, sent },
  }));
}

/** Returns a segment that is not deleted. */
export async function segmentById(context: Context, id: number): Promise<StoredSegment | undefined> {
  return (await segmentsWhere(context, id))[0];
}

async function segmentsWhere(context: Context, id?: number): Promise<StoredSegment[]> {
  let query = context.db.selectFrom("segments").select(columns).where("deleted_at", "is", null);
  if (id !== undefined) query = query.where("id", "=", id);
  const rows = await query.orderBy("name").orderBy("id").execute();
  if (rows.length === 0) return [];
  const [facts, uses] = [await segmentFacts(context), await usesOfSegments(context)];
  return rows.map((row) => {
    const rule = storedRule(row.rule);
    const used = uses.filter(({ segment_id }) => segment_id === row.id);
    const numbers = (isOpen: boolean) =>
      used.filter(({ sending_at }) => (sending_at === null) === isOpen).map(({ number }) => number);
    return {
      id: row.id,
      name: row.name,
      words: rule ? wordRule(rule, facts) : "",
      lacks: (rule ? lacksOfRule(rule, facts, null) : [{ error: "unreadable" as const }]).map(wordSegmentLack),
      waiting: numbers(true),
      sent: numbers(false),
      version: row.version,
      savedAt: row.updated_at,
      savedBy: row.saved_by,
      draft: rule && draftOfRule(rule),
    };
  });
}

function usesOfSegments({ db }: Context) {
  return db
    .selectFrom("issues")
    .select(["segment_id", "number", "sending_at"])
    .where("segment_id", "is not", null)
    .orderBy("number", "desc")
    .execute();
}

/** Returns the test of a segment for readers of a list, or of any; null when it is deleted or was never there. */
export async function segmentNarrowing(context: Context, id: number, listId: number | null): Promise<Narrowing | null> {
  const row = await context.db
    .selectFrom("segments")
    .select(columns)
    .where("id", "=", id)
    .where("deleted_at", "is", null)
    .executeTakeFirst();
  return row ? narrowingOf(context, row, listId) : null;
}

/** True when an issue may name it. */
export async function isSegment({ db }: Context, id: number): Promise<boolean> {
  const row = await db
    .selectFrom("segments")
    .select("id")
    .where("id", "=", id)
    .where("deleted_at", "is", null)
    .executeTakeFirst();
  return row !== undefined;
}

/** Returns the id of a segment by its name, as commands give it. */
export async function segmentNamed({ db }: Context, name: string): Promise<number | null> {
  const row = await db
    .selectFrom("segments")
    .select("id")
    .where("name", "=", name)
    .where("deleted_at", "is", null)
    .executeTakeFirst();
  return row?.id ?? null;
}

/** `changed-meanwhile`: saved by somebody else since it was opened. */
type SegmentSaved =
  | { id: number; version: number }
  | { error: "gone" }
  | { error: "name-taken" }
  | { error: "changed-meanwhile"; version: number; by: string | null; at: number };

/** Makes a segment. */
export async function createSegment(
  context: Context,
  given: { name: string; rule: SegmentRule },
  actor: string,
): Promise<SegmentSaved> {
  return takingName(() =>
    inTransaction(context, async (context) => {
      const now = context.clock();
      const { id } = await context.db
        .insertInto("segments")
        .values({
          ...{ name: given.name, rule: JSON.stringify(given.rule), version: 1, created_at: now, updated_at: now },
          ...{ saved_by: actor, saved_by_id: context.editorId ?? null },
        })
        .returning("id")
        .executeTakeFirstOrThrow();
      await logAction(context, actor, "segment-made", `segment ${id}`);
      return { id, version: 1 };
    }),
  );
}

/** Saves a segment over `version`. Approvals of issues that use it end, as they are of other readers now. */
export async function saveSegment(
  context: Context,
  id: number,
  version: number,
  given: { name: string; rule: SegmentRule },
  actor: string,
): Promise<SegmentSaved> {
  return takingName(() =>
    inTransaction(context, async (context): Promise<SegmentSaved> => {
      const saved = await context.db
        .updateTable("segments")
        .set({
          ...{ name: given.name, rule: JSON.stringify(given.rule), version: version + 1 },
          ...{ updated_at: context.clock(), saved_by: actor, saved_by_id: context.editorId ?? null },
        })
        .where("id", "=", id)
        .where("version", "=", version)
        .where("deleted_at", "is", null)
        .returning("id")
        .executeTakeFirst();
      if (!saved) return conflictOf(context, id);
      recordEvent(context, "segment-saved", id, actor);
      await logAction(context, actor, "segment-saved", `segment ${id}`);
      return { id, version: version + 1 };
    }),
  );
}

async function conflictOf({ db }: Context, id: number): Promise<SegmentSaved> {
  const row = await db
    .selectFrom("segments")
    .select(["version", "saved_by", "updated_at"])
    .where("id", "=", id)
    .where("deleted_at", "is", null)
    .executeTakeFirst();
  if (!row) return { error: "gone" };
  return { error: "changed-meanwhile", version: row.version, by: row.saved_by, at: row.updated_at };
}

async function takingName(save: () => Promise<SegmentSaved>): Promise<SegmentSaved> {
  try {
    return await save();
  } catch (error) {
    if (isUniqueViolation(error)) return { error: "name-taken" };
    throw error;
  }
}

/** Makes a copy under a name of its own. @returns its id; null when the segment is gone */
export async function copySegment(context: Context, id: number, actor: string): Promise<number | null> {
  const segment = await context.db
    .selectFrom("segments")
    .select(["name", "rule"])
    .where("id", "=", id)
    .where("deleted_at", "is", null)
    .executeTakeFirst();
  const rule = segment && storedRule(segment.rule);
  if (!rule) return null;
  for (let copy = 1; copy <= 50; copy += 1) {
    const end = copy === 1 ? " (copy)" : ` (copy ${copy})`;
    const name = segment.name.slice(0, mostOfSegment.name - end.length) + end;
    const made = await createSegment(context, { name, rule }, actor);
    if (!("error" in made)) return made.id;
  }
  return null;
}

/**
 * Deletes a segment, which can be brought back for a while; refused while an issue that has not gone out uses it.
 * @returns its name
 */
export async function deleteSegment(
  context: Context,
  id: number,
  actor: string,
): Promise<{ name: string } | { error: "gone" } | { error: "in-use"; issues: number[] }> {
  return inTransaction(context, async (context) => {
    // Locks it first, so that no issue takes it meanwhile.
    const gone = await context.db
      .updateTable("segments")
      .set({ deleted_at: context.clock() })
      .where("id", "=", id)
      .where("deleted_at", "is", null)
      .returning("name")
      .executeTakeFirst();
    if (!gone) return { error: "gone" as const };
    const using = (await usesOfSegments(context)).filter((use) => use.segment_id === id && use.sending_at === null);
    if (using.length > 0) {
      await context.db.updateTable("segments").set({ deleted_at: null }).where("id", "=", id).execute();
      return { error: "in-use" as const, issues: using.map(({ number }) => number) };
    }
    await logAction(context, actor, "segment-deleted", `segment ${id}`);
    return { name: gone.name };
  });
}

/** Brings a deleted segment back; where its name is taken, under another. @returns false when it is gone for good */
export async function restoreSegment(context: Context, id: number, actor: string): Promise<boolean> {
  return inTransaction(context, async (context) => {
    const row = await context.db
      .selectFrom("segments")
      .select("name")
      .where("id", "=", id)
      .where("deleted_at", "is not", null)
      .executeTakeFirst();
    if (!row) return false;
    const name = (await segmentNamed(context, row.name)) === null ? row.name : `${row.name} (${id})`;
    await context.db.updateTable("segments").set({ deleted_at: null, name }).where("id", "=", id).execute();
    await logAction(context, actor, "segment-restored", `segment ${id}`);
    return true;
  });
}

/** Deletes segments for good that were deleted before a time, but for those that an issue names. */
export async function forgetSegments({ db }: Context, before: number): Promise<void> {
  await db
    .deleteFrom("segments")
    .where("deleted_at", "<", before)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom("issues").select("issues.id").whereRef("issues.segment_id", "=", "segments.id"))),
    )
    .execute();
}
