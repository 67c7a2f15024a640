import type { Kysely } from "kysely";
import { guardDeletions } from "#db/bulk.server.ts";

/** A million deliveries are written without a look at each reader and the edition once more (decision 50). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await guardDeletions(db, "deliveries", { edition_id: "editions", subscriber_id: "subscribers" });
}
