import type { Expression, ExpressionBuilder, SqlBool } from "kysely";
import type { Schema } from "#db/schema.ts";

/** The query that a condition is a part of: active subscriptions. A count has no more, and is quick without a join. */
export type ReaderQuery = ExpressionBuilder<Schema, "subscriptions">;

/** True, false, or null where nobody can know; `not` leaves null as it is, so that such a reader gets nothing. */
export type Holds = Expression<SqlBool>;

/** True when the reader’s own row is such. Looked up by its id, and never null. */
export function readerWho(
  eb: ReaderQuery,
  isSuch: (eb: ExpressionBuilder<Schema & { who: Schema["subscribers"] }, "who">) => Holds,
) {
  return eb.exists(
    eb
      .selectFrom("subscribers as who")
      .select("who.id")
      .whereRef("who.id", "=", "subscriptions.subscriber_id")
      .where((who) => isSuch(who as never)),
  );
}
