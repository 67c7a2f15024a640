import type { Context } from "#app/context.server.ts";
import { statement } from "#db/statements.server.ts";

/** How often what readers' pages show has changed; a page made at this number is as good as new. */
export async function siteVersion(context: Context): Promise<number> {
  const [site] = await readVersion(context.db, {});
  return site!.version;
}

const readVersion = statement((db) => db.selectFrom("site").select("version"));
