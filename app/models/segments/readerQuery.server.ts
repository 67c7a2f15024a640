import { sql, type Expression, type ExpressionBuilder, type SqlBool } from "kysely";
import type { Schema } from "#db/schema.ts";

/** The query that a condition is a part of: active subscriptions. A count has no more, and is quick without a join. */
export type ReaderQuery = ExpressionBuilder<Schema, "subscriptions">;

/** True, false, or null where nobody can know; `not` leaves null as it is, so that such a reader gets nothing. */
export type Holds = Expression<SqlBool>;

/** Of readers about whom nobody can know. */
export const nobodyKnows: Holds = sql<SqlBool>`cast(null as boolean)`;

/**
 * True where a query about one reader finds a row. With an offset a server looks these few up by their index; without, it may
 * read the whole table for a set of all readers, and do so again for each span of a count.
 */
export function finds(eb: ReaderQuery, query: Bounded): Holds {
  return eb.exists(query.limit(1).offset(0));
}

type Bounded = { limit(count: number): { offset(count: number): Expression<unknown> } };

/** True when the reader’s own row is such. Looked up by its id, and never null. */
export function readerWho(
  eb: ReaderQuery,
  isSuch: (eb: ExpressionBuilder<Schema & { who: Schema["subscribers"] }, "who">) => Holds,
) {
  return finds(
    eb,
    eb
      .selectFrom("subscribers as who")
      .select("who.id")
      .whereRef("who.id", "=", "subscriptions.subscriber_id")
      .where((who) => isSuch(who as never)),
  );
}
