import { sql } from "kysely";
import { z } from "zod";
import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { indexMissing } from "#app/models/search/index.server.ts";
import { carriedRule } from "#app/models/segments/carrying.server.ts";
import { tablesOf } from "#db/client.server.ts";
import { knownMigrations } from "#db/migrate.server.ts";
import { Bytes, countRows, type RowValues, type TableShape } from "#db/tables.server.ts";
import { settled, siteManifestName, siteShapes } from "./exportJson.server.ts";
import { imageFileName } from "./exportPictures.server.ts";
import { siteAt, type SiteFault, type SiteFiles } from "./siteFiles.server.ts";

const manifestSchema = z.object({
  format: z.literal(1),
  migration: z.string(),
  madeAt: z.string(),
  site: z.string(),
  tables: z.record(z.string(), z.number()),
  lastIds: z.record(z.string(), z.number()),
});
type Manifest = z.infer<typeof manifestSchema>;

export type BringBackFault =
  | SiteFault
  | { error: "no-export" | "not-set-up-anew" }
  | { error: "newer"; migration: string }
  | { error: "damaged"; file: string };

/** Rows of each table, and pictures that the export has not. */
export type BroughtBack = { tables: Record<string, number>; rows: number; missing: string[] };

/** In bytes: a part of a table, and the file of a picture. */
const largest = { part: 200_000_000, picture: 60_000_000 };

class Damaged extends Error {}

/**
 * Makes an empty installation the same as the one that an export (JSON) was made of, all of it or nothing: articles, issues,
 * pictures, topics, redirects and settings with their ids. Accounts of the desk stay as they are.
 * @param path of the export's folder or zip file
 */
export async function bringBackSite(
  context: Context,
  path: string,
  actor: string,
): Promise<BroughtBack | BringBackFault> {
  const site = await siteAt(path);
  if ("error" in site) return site;
  const manifest = await readManifestOf(site);
  if (!manifest) return { error: "no-export" };
  if (!knownMigrations.includes(manifest.migration)) return { error: "newer", migration: manifest.migration };
  try {
    // With its index and its line in the log: what fails at the end, as on a full disk, leaves nothing and is run again.
    return await inTransaction(context, async (context) => {
      if (!(await holdEmpty(context))) return { error: "not-set-up-anew" };
      const brought = await fill(context, site, manifest);
      await indexMissing(context);
      await logAction(context, actor, "site brought back", `${brought.rows} rows of ${manifest.site}`);
      return brought;
    });
  } catch (error) {
    if (error instanceof Damaged) return { error: "damaged", file: error.message };
    throw error;
  }
}

/** Has another one that fills the installation at this moment wait, and see then that it is not empty any more. */
async function holdEmpty({ db }: Context): Promise<boolean> {
  await db
    .updateTable("site")
    .set((eb) => ({ version: eb.ref("version") }))
    .execute();
  for (const table of ["briefing", "lists", "articles", "issues", "images", "subscribers"])
    if ((await countRows(db, table)) > 0) return false;
  return true;
}

async function readManifestOf(site: SiteFiles): Promise<Manifest | null> {
  if (!site.has(siteManifestName)) return null;
  const read = await site.read(siteManifestName, 1_000_000);
  if ("error" in read) return null;
  try {
    return manifestSchema.parse(JSON.parse(read.bytes.toString()));
  } catch {
    return null;
  }
}

async function fill(context: Context, site: SiteFiles, manifest: Manifest): Promise<BroughtBack> {
  const { db } = context;
  const tables = tablesOf(db);
  const shapes = await siteShapes(context);
  const close = await tables.open(db, shapes);
  const counts: Record<string, number> = {};
  for (const shape of shapes.filter(({ name }) => name in manifest.tables)) {
    counts[shape.name] = 0;
    const parts = site.all.filter((path) => path.startsWith(`tables/${shape.name}/`)).sort();
    for (const part of parts) counts[shape.name]! += await insertPart(context, site, shape, part);
    if (counts[shape.name] !== manifest.tables[shape.name]) throw new Damaged(`tables/${shape.name}`);
  }
  const missing = await insertPictures(
    context,
    site,
    shapes.find(({ name }) => name === "image_files")!,
  );
  await tables.setLastIds(db, new Map(Object.entries(manifest.lastIds)));
  await close();
  // Pages that were kept are of the empty site.
  await db
    .updateTable("site")
    .set({ version: sql`version + 1` })
    .execute();
  const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return { tables: counts, rows, missing };
}

/** A column that an older export lacks has its default. */
async function insertPart({ db }: Context, site: SiteFiles, shape: TableShape, part: string): Promise<number> {
  const read = await site.read(part, largest.part);
  if ("error" in read) throw new Damaged(part);
  const rows = read.bytes
    .toString()
    .split("\n")
    .filter(Boolean)
    .map((line) => settled(shape.name, parsed(line, part)))
    .map((row) => (shape.name === "segments" ? narrowedAnew(row, part) : row));
  if (rows.length === 0) return 0;
  const columns = shape.columns.filter(({ name }) => name in rows[0]!);
  // The key is the name of a file in the store of pictures.
  if (shape.name === "images" && rows.some(({ key }) => !/^[0-9a-f]{32}$/.test(String(key)))) throw new Damaged(part);
  if (Object.keys(rows[0]!).some((name) => !columns.some((column) => column.name === name))) throw new Damaged(part);
  const values: RowValues[] = rows.map((row) => columns.map(({ name }) => row[name] ?? null));
  await tablesOf(db).insert(db, { ...shape, columns }, values);
  return rows.length;
}

function parsed(line: string, part: string): Record<string, unknown> {
  try {
    const row: unknown = JSON.parse(line);
    if (typeof row === "object" && row !== null && !Array.isArray(row)) return row as Record<string, unknown>;
  } catch {
    // The file is named below.
  }
  throw new Damaged(part);
}

/** The readers of the installation that it comes from stay there, with the numbers of their imports and notes. */
function narrowedAnew(row: Record<string, unknown>, part: string): Record<string, unknown> {
  try {
    return { ...row, rule: carriedRule(String(row.rule), new Map()) };
  } catch {
    throw new Damaged(part);
  }
}

async function insertPictures({ db }: Context, site: SiteFiles, shape: TableShape): Promise<string[]> {
  const missing: string[] = [];
  const pictures = await db
    .selectFrom("images")
    .select(["id", "key", "content_type as contentType", "byte_size as size"])
    .orderBy("id")
    .execute();
  for (const picture of pictures) {
    const path = `images/${imageFileName(picture)}`;
    const read = site.has(path) ? await site.read(path, largest.picture) : { error: "unreadable" as const };
    if ("error" in read) missing.push(path);
    else if (read.bytes.length !== picture.size) throw new Damaged(path);
    else {
      const values = shape.columns.map(({ name }) => (name === "image_id" ? picture.id : new Bytes(read.bytes)));
      await tablesOf(db).insert(db, shape, [values]);
    }
  }
  return missing;
}
