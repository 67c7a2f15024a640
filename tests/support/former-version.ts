import type { Context } from "#app/context.server.ts";
import { tablesOf } from "#db/client.server.ts";
import { migrateTo } from "#db/migrate.server.ts";
import type { Db } from "#db/schema.ts";
import { referencedFirst, type TableShape } from "#db/tables.server.ts";
import { emptyDb } from "./database.ts";

/** Rows that follow from others, and the mark of where a database belongs. */
const left = new Set(["search_documents", "home"]);

/** What a former version had not: kinds of events, and who followed them. */
type Unknown = { events: string[]; followers: string[] };

/** Copies an installation into a database of a former version: what its tables and columns have, as it would have written it. */
export async function asOfVersion(context: Context, migration: string, unknown: Unknown): Promise<Db> {
  const { db } = await emptyDb();
  await migrateTo(db, migration);
  const [here, there] = [tablesOf(context.db), tablesOf(db)];
  const now = new Map((await here.shapes(context.db)).map((shape) => [shape.name, shape]));
  const shapes = await there.shapes(db);
  await context.db.transaction().execute((from) =>
    db.transaction().execute(async (to) => {
      const close = await there.open(to, shapes);
      for (const shape of referencedFirst(shapes).filter(({ name }) => !left.has(name))) {
        const of = (wanted: TableShape) => ({ ...wanted, columns: columnsOfBoth(shape, now.get(shape.name)!) });
        for await (const rows of here.rows(from, of(now.get(shape.name)!))) await there.insert(to, of(shape), rows);
      }
      const names = new Set(shapes.map(({ name }) => name));
      await there.setLastIds(to, new Map([...(await here.lastIds(from))].filter(([name]) => names.has(name))));
      await to
        .deleteFrom("events")
        .where("kind", "in", unknown.events as never)
        .execute();
      await to.deleteFrom("event_cursors").where("follower", "in", unknown.followers).execute();
      await close();
    }),
  );
  return db;
}

function columnsOfBoth(one: TableShape, other: TableShape): TableShape["columns"] {
  return one.columns.filter(({ name }) => other.columns.some((column) => column.name === name));
}
