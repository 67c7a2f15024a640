import type { Context } from "#app/context.server.ts";
import { carriedRule } from "#app/models/segments/carrying.server.ts";
import { tablesOf } from "#db/client.server.ts";
import { knownMigrations } from "#db/migrate.server.ts";
import type { Schema } from "#db/schema.ts";
import { referencedFirst, type RowValues, type TableShape } from "#db/tables.server.ts";
import { accountColumns, partOfTable } from "./siteTables.server.ts";
import type { ExportFile } from "./zipWriting.server.ts";

/** The words of an export about itself, in `pressrun-site.json`. */
type SiteManifest = {
  format: 1;
  /** The newest migration of the database that it comes from. */
  migration: string;
  /** When it was made, and the address of its site. */
  madeAt: string;
  site: string;
  /** Rows of each table. */
  tables: Record<string, number>;
  /** The last id that each table gave. */
  lastIds: Record<string, number>;
};

export const siteManifestName = "pressrun-site.json";

/** Returns the tables of the site, with those first that others refer to. */
export async function siteShapes(context: Context): Promise<TableShape[]> {
  const shapes = await tablesOf(context.db).shapes(context.db);
  return referencedFirst(shapes.filter(({ name }) => partOfTable[name as keyof Schema] === "site"));
}

/**
 * Yields the site's tables as JSON, a file for each part of a few megabytes, and at last the manifest. Pictures are files of
 * their own.
 * @param context whose database stands still meanwhile
 */
export async function* siteInJson(context: Context): AsyncGenerator<ExportFile> {
  const tables = tablesOf(context.db);
  const counts: SiteManifest["tables"] = {};
  const shapes = (await siteShapes(context)).filter(({ name }) => name !== "image_files");
  const editions = new Set<unknown>();
  const notes = await context.db.selectFrom("notes").select(["id", "name"]).execute();
  const names = new Map(notes.map(({ id, name }) => [id, name]));
  const carried = (table: string, row: Row) =>
    table === "segments" ? { ...row, rule: carriedRule(String(row.rule), names) } : settled(table, row);
  for (const shape of shapes) {
    counts[shape.name] = 0;
    let part = 0;
    for await (const rows of tables.rows(context.db, shape)) {
      const kept = rows.map((row) => objectOf(shape, row)).filter((row) => isOfSite(shape.name, row, editions));
      counts[shape.name]! += kept.length;
      part += 1;
      const name = `tables/${shape.name}/${String(part).padStart(5, "0")}.jsonl`;
      yield { name, bytes: Buffer.from(kept.map((row) => `${JSON.stringify(carried(shape.name, row))}\n`).join("")) };
    }
  }
  const ids = [...(await tables.lastIds(context.db))].filter(([name]) => name in counts);
  const manifest: SiteManifest = {
    format: 1,
    migration: knownMigrations.at(-1)!,
    madeAt: new Date(context.clock()).toISOString(),
    site: context.config.appUrl,
    tables: counts,
    lastIds: Object.fromEntries(ids),
  };
  yield { name: siteManifestName, bytes: Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`) };
}

type Row = Record<string, unknown>;

function objectOf({ columns }: TableShape, row: RowValues): Row {
  return Object.fromEntries(
    columns.map(({ name, kind }, i) => {
      if (accountColumns.has(name)) return [name, null];
      return [name, kind === "boolean" && row[i] !== null ? Number(row[i]) : row[i]];
    }),
  );
}

/** Digests are made for readers, and stay with them. @param editions of issues, so far */
function isOfSite(table: string, row: Row, editions: Set<unknown>): boolean {
  if (table === "editions" && row.issue_id !== null) editions.add(row.id);
  if (table === "editions") return row.issue_id !== null;
  return table !== "image_uses" || row.edition_id === null || editions.has(row.edition_id);
}

/**
 * Nothing goes out by itself from where it is brought back: what was approved is a draft, what was under way was sent. Asked when
 * an export is written, and again when one is read: somebody may have written in it.
 */
export function settled(table: string, row: Row): Row {
  if (table !== "issues") return row;
  const none = {
    approved_at: null,
    approved_by: null,
    approved_seq: null,
    send_at: null,
    review_at: null,
    review_by: null,
  };
  if (row.status === "ready") return { ...row, ...none, status: "draft" };
  if (row.status === "sending" || row.status === "paused")
    return { ...row, status: "sent", sent_at: row.sent_at ?? row.sending_at };
  return row.status === "draft" ? { ...row, ...none } : row;
}
