import { sql, type Kysely } from "kysely";
import { readerSearchOf } from "#db/client.server.ts";

/** Readers are found by a part of their address or name without a look at each of them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("search_progress")
    .addColumn("id", "integer", (c) => c.primaryKey().check(sql`id = 1`))
    .addColumn("readers_up_to", "integer", (c) => c.notNull())
    .execute();
  await sql`insert into search_progress (id, readers_up_to) values (1, 0)`.execute(db);
  await readerSearchOf(db).create(db);
}
