/** `take-numbers.ts URL N`: takes the next issue number N times, each read and written in one transaction. */
import { sql } from "kysely";
import { openDb } from "#db/client.server.ts";

const [url, times] = process.argv.slice(2);
const db = openDb(url!);
for (let taken = 0; taken < Number(times); taken++) {
  await db.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom("throttles")
      .select("count")
      .where("scope", "=", "numbers")
      // SQLite has one writer at a time; PostgreSQL is asked for the row.
      .$if(url!.startsWith("postgres"), (query) => query.forUpdate())
      .executeTakeFirstOrThrow();
    await sql`select 1`.execute(tx);
    await tx
      .updateTable("throttles")
      .set({ count: row.count + 1 })
      .where("scope", "=", "numbers")
      .execute();
  });
}
await db.destroy();
