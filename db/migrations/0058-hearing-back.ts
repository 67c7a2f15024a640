import { sql, type Kysely } from "kysely";
import { identity } from "#db/client.server.ts";

/** Counts of what came back of editions, the rules by which it acts, tests of the way back, and what is taught. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createCounts(db);
  await db.schema
    .createTable("hearing_rules")
    .addColumn("id", "integer", (c) => c.primaryKey().check(sql`id = 1`))
    .addColumn("soft_issues", "integer", (c) => c.notNull().defaultTo(3))
    .addColumn("soft_days", "integer", (c) => c.notNull().defaultTo(15))
    .addColumn("complaints_allowed_until", "bigint")
    .execute();
  await sql`insert into hearing_rules (id) values (1)`.execute(db);
  await db.schema
    .createTable("self_tests")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("asked_by", "text", (c) => c.notNull())
    .addColumn("address", "text", (c) => c.notNull())
    .addColumn("sent_at", "bigint", (c) => c.notNull())
    .addColumn("fault", "text")
    .addColumn("back_at", "bigint")
    .execute();
  await db.schema
    .createTable("taught_rules")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("phrase", "text", (c) => c.notNull())
    .addColumn("place", "text", (c) => c.notNull())
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("category", "text")
    .addColumn("taught_by", "text", (c) => c.notNull())
    .addColumn("taught_at", "bigint", (c) => c.notNull())
    .addUniqueConstraint("taught_rules_once", ["phrase", "place"])
    .execute();
  await db.schema
    .createTable("new_addresses")
    .addColumn("subscriber_id", "integer", (c) => c.primaryKey().references("subscribers.id").onDelete("cascade"))
    .addColumn("email", "text", (c) => c.notNull())
    .addColumn("told_at", "bigint", (c) => c.notNull())
    .execute();
}

async function createCounts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("edition_returns")
    .addColumn("edition_id", "integer", (c) => c.notNull().references("editions.id").onDelete("cascade"))
    .addColumn("domain", "text", (c) => c.notNull())
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("category", "text", (c) => c.notNull())
    .addColumn("count", "integer", (c) => c.notNull())
    .addPrimaryKeyConstraint("edition_returns_pk", ["edition_id", "domain", "kind", "category"])
    .execute();
  await db.schema
    .createTable("edition_hearings")
    .addColumn("edition_id", "integer", (c) => c.primaryKey().references("editions.id").onDelete("cascade"))
    .addColumn("walked_through", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("counted_at", "bigint")
    .addColumn("heeded_through", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("walked_at", "bigint")
    .addColumn("accepted_before", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("returns_before", "text", (c) => c.notNull().defaultTo("{}"))
    .execute();
  await db.schema
    .createIndex("edition_hearings_to_walk")
    .on("edition_hearings")
    .column("edition_id")
    .where(sql<boolean>`walked_at is null`)
    .execute();
}
