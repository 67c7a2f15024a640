import { sql } from "kysely";
import type { TestContext } from "./context.ts";
import { engine } from "./database.ts";

/**
 * From now on writes fail as they do on a disk without room.
 * @param table on a server, rows of this one alone
 * @returns what makes room again
 */
export async function fillDisk({ db }: TestContext, table: string): Promise<() => Promise<unknown>> {
  if (engine === "sqlite") {
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(db);
    await sql.raw(`pragma max_page_count = ${rows[0]!.page_count}`).execute(db);
    return () => sql`pragma max_page_count = 1073741823`.execute(db);
  }
  await sql`create or replace function no_room() returns trigger language plpgsql as
    $$ begin raise exception 'the disk is full' using errcode = '53100'; end $$`.execute(db);
  await sql`create trigger no_room before insert or update on ${sql.table(table)} for each row execute function no_room()`.execute(
    db,
  );
  return () => sql`drop function no_room() cascade`.execute(db);
}
