import type { Context } from "#app/context.server.ts";
import type { TaughtRule } from "./understanding/taughtRules.ts";

/** @returns the rules that operators taught, the oldest first */
export async function taughtRules({ db }: Context): Promise<TaughtRule[]> {
  const rows = await db
    .selectFrom("taught_rules")
    .select(["id", "phrase", "place", "kind", "category"])
    .orderBy("id")
    .execute();
  return rows as TaughtRule[];
}

/** A taught rule as it is listed. `at`: milliseconds. */
export type TaughtLine = { id: number; phrase: string; kind: string; by: string; at: number };

/** @returns the rules with who taught them and when, the newest first */
export function taughtLines({ db }: Context): Promise<TaughtLine[]> {
  return db
    .selectFrom("taught_rules")
    .select(["id", "phrase", "kind", "taught_by as by", "taught_at as at"])
    .orderBy("id", "desc")
    .execute();
}
