import type { Kysely } from "kysely";
import { countFewerUpdates } from "#db/client.server.ts";

/**
 * A sheet saves itself: each save keeps its editor, its tab and its step, so that a repeated save is no conflict. An
 * article on the site keeps changes that are not on the site yet.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of ["articles", "issues"])
    for (const [name, type] of [
      ["saved_by", "text"],
      ["saved_tab", "text"],
      ["saved_step", "bigint"],
    ] as const)
      await db.schema.alterTable(table).addColumn(name, type).execute();
  await db.schema.alterTable("articles").addColumn("saved_at", "bigint").execute();
  await db.schema.alterTable("articles").addColumn("unpublished", "text").execute();
  await db.schema.alterTable("articles").addColumn("made_in_tab", "text").execute();
  await db.schema.createIndex("articles_made_in_tab").on("articles").column("made_in_tab").unique().execute();
  // Words that wait for their publication change no page, and neither does a lock on the row.
  const shown = "version published_at updated_at slug headline dek byline body image_id image_credit image_alt sources";
  const isLocked = shown.split(" ").map((column) => `new.${column} is not distinct from old.${column}`);
  const waits = "new.unpublished is not null and new.unpublished is distinct from old.unpublished";
  const isOnTheSite = (row: string) => `${row}.published_at is not null`;
  await countFewerUpdates(db, "articles", isOnTheSite, `(${isLocked.join(" and ")}) or (${waits})`);
}
