import { sql, type Kysely } from "kysely";
import { countChanges, identity } from "#db/client.server.ts";

/** Clicks: the lists that count them, the links of an edition, and each request for one. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("list_counting")
    .addColumn("list_id", "integer", (c) => c.primaryKey().references("lists.id").onDelete("cascade"))
    .addColumn("clicks_since", "bigint")
    .addColumn("opens_since", "bigint")
    .addColumn("changed_by", "text", (c) => c.notNull())
    .addColumn("changed_at", "bigint", (c) => c.notNull())
    .execute();
  // The privacy policy follows from it.
  await countChanges(db, "list_counting");
  await db.schema.alterTable("subscribers").addColumn("uncounted_at", "bigint").execute();
  for (const column of ["counts_clicks", "counts_opens"])
    await db.schema
      .alterTable("editions")
      .addColumn(column, "integer", (c) => c.notNull().defaultTo(0))
      .execute();
  await db.schema
    .createTable("edition_links")
    .addColumn("edition_id", "integer", (c) => c.notNull().references("editions.id").onDelete("cascade"))
    .addColumn("n", "integer", (c) => c.notNull())
    .addColumn("href", "text", (c) => c.notNull())
    .addColumn("label", "text", (c) => c.notNull())
    .addColumn("section", "text")
    .addColumn("article_id", "integer", (c) => c.references("articles.id").onDelete("set null"))
    .addColumn("item", "text")
    .addColumn("place", "integer", (c) => c.notNull())
    .addPrimaryKeyConstraint("edition_links_pk", ["edition_id", "n"])
    .execute();
  await db.schema.createIndex("edition_links_of_article").on("edition_links").column("article_id").execute();
  await createHits(db);
}

/** Hits refer to nothing: a server would look up reader, edition and program for each of ten million (decision 50). */
async function createHits(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("agents")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("text", "text", (c) => c.notNull().unique())
    .addColumn("seen_at", "bigint", (c) => c.notNull())
    .execute();
  await db.schema
    .createTable("edition_hits")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("edition_id", "integer", (c) => c.notNull())
    .addColumn("subscriber_id", "integer")
    .addColumn("n", "integer")
    .addColumn("at", "bigint", (c) => c.notNull())
    .addColumn("method", "text", (c) => c.notNull())
    .addColumn("signals", "text", (c) => c.notNull())
    .addColumn("agent_id", "integer")
    .addColumn("network", "text")
    .addColumn("verdict", "text")
    .addColumn("rule", "text")
    .addColumn("confidence", "text")
    .addColumn("judged_at", "bigint")
    .execute();
  await db.schema
    .createIndex("edition_hits_of_reader")
    .on("edition_hits")
    .columns(["edition_id", "subscriber_id"])
    .execute();
  await db.schema
    .createIndex("edition_hits_to_judge")
    .on("edition_hits")
    .column("id")
    .where(sql<boolean>`judged_at is null`)
    .execute();
  // Those whose network and program are to be forgotten are found without a look at those that were.
  await db.schema
    .createIndex("edition_hits_kept")
    .on("edition_hits")
    .column("at")
    .where(sql<boolean>`network is not null`)
    .execute();
}
