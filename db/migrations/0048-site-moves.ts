import { sql, type Kysely } from "kysely";
import { identity } from "#db/client.server.ts";

/** Exports of other sites that were brought to the desk, in pieces, with what they became. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("site_moves")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("actor", "text", (c) => c.notNull())
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("size", "integer", (c) => c.notNull())
    .addColumn("stage", "text", (c) =>
      c.notNull().check(sql`stage in ('here','looking','looked','moving','cancelled','ended')`),
    )
    .addColumn("settings", "text", (c) => c.notNull())
    .addColumn("found", "text")
    .addColumn("report", "text")
    .addColumn("total", "integer", (c) => c.notNull())
    .addColumn("done", "integer", (c) => c.notNull())
    .addColumn("now_at", "text", (c) => c.notNull())
    .addColumn("worker", "text")
    .addColumn("seen_at", "bigint")
    .addColumn("at", "bigint", (c) => c.notNull())
    .addColumn("ended_at", "bigint")
    .execute();
  await db.schema
    .createTable("site_move_parts")
    .addColumn("move_id", "integer", (c) => c.notNull().references("site_moves.id").onDelete("cascade"))
    .addColumn("part", "integer", (c) => c.notNull())
    .addColumn("bytes", "bytea", (c) => c.notNull())
    .addPrimaryKeyConstraint("site_move_parts_pk", ["move_id", "part"])
    .execute();
}
