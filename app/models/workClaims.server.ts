import type { Updateable } from "kysely";
import type { Context } from "#app/context.server.ts";
import { randomToken } from "#app/models/signedTokens.server.ts";
import type { Schema } from "#db/schema.ts";

/** Tables whose rows wait for a process: `worker` names the one that has a row, `seen_at` is its last sign of life. */
type WorkTable = "uploads" | "site_moves";

/** A row that this process works on. */
export type Claim<Stage extends string> = { id: number; worker: string; stage: Stage };

/**
 * Claims the oldest row that waits in one of some stages, or whose process is gone.
 * @param aliveFor milliseconds: a process that gave no sign of life for longer is gone
 */
export async function claimWork<Stage extends string>(
  context: Context,
  table: WorkTable,
  stages: readonly Stage[],
  aliveFor: number,
): Promise<Claim<Stage> | null> {
  // Both tables have these columns; a union of tables has no type of its own.
  const one = table as "uploads";
  const [now, worker] = [context.clock(), randomToken()];
  const waiting = await context.db
    .selectFrom(one)
    .select("id")
    .where("stage", "in", stages as readonly never[])
    .where(({ or, eb }) => or([eb("worker", "is", null), eb("seen_at", "<", now - aliveFor)]))
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  if (!waiting) return null;
  const row = await context.db
    .updateTable(one)
    .set({ worker, seen_at: now })
    .where("id", "=", waiting.id)
    .where("stage", "in", stages as readonly never[])
    .where(({ or, eb }) => or([eb("worker", "is", null), eb("seen_at", "<", now - aliveFor)]))
    .returning(["id", "stage"])
    .executeTakeFirst();
  return row ? { id: row.id, worker, stage: row.stage as string as Stage } : null;
}

/** Changes a row that was claimed. @returns false when the work is not this process's any more, or was stopped */
export async function changeClaimed<Table extends WorkTable>(
  context: Context,
  table: Table,
  { id, worker, stage }: Claim<string>,
  changes: Updateable<Schema[Table]>,
): Promise<boolean> {
  const row = await context.db
    .updateTable(table as "uploads")
    .set(changes as Updateable<Schema["uploads"]>)
    .where("id", "=", id)
    .where("worker", "=", worker)
    .where("stage", "=", stage as never)
    .returning("id")
    .executeTakeFirst();
  return row !== undefined;
}
