import type { Context } from "#app/context.server.ts";
import { statement } from "#db/statements.server.ts";

/** Counts the changes of everything that readers' pages show; a page stored at this number is still current. */
export async function siteVersion(context: Context): Promise<number> {
  const [site] = await readVersion(context.db, {});
  return site!.version;
}

const readVersion = statement((db) => db.selectFrom("site").select("version"));
