import { sql, type ExpressionBuilder, type SqlBool } from "kysely";
import type { Schema } from "#db/schema.ts";

/**
 * True of editions whose deliveries are still single rows. The order says which index answers: a server's planner counts on
 * meeting a row of each edition soon, and would walk the whole ledger for every edition that has none.
 * @param edition its id, as the query names it
 */
export function hasDeliveries(eb: ExpressionBuilder<Schema, "editions">, edition = "editions.id") {
  const first = eb
    .selectFrom("deliveries")
    .select("subscriber_id")
    .whereRef("edition_id", "=", sql.ref<number>(edition))
    .orderBy("edition_id")
    .orderBy("subscriber_id")
    .limit(1);
  return sql<SqlBool>`${first} is not null`;
}
