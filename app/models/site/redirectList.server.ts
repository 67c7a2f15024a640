import { sql } from "kysely";
import { inTransaction, type Context } from "#app/context.server.ts";
import { pageRows, paginate, type ListPage } from "#app/models/pagination.server.ts";
import type { RedirectKind } from "#db/schema/site.ts";
import { livingAmong } from "./livingPages.server.ts";
import { addRedirects, type NewRedirect, type RedirectConflict } from "./redirects.server.ts";
import { readTarget, redirectEnds } from "./redirectTargets.server.ts";

/**
 * A redirect as the desk shows it. `to`: its aim, null when that was deleted; `state`: whether readers get there, or why they
 * do not: the aim is not on the site, or `from` is a page itself.
 */
export type RedirectLine = {
  id: number;
  from: string;
  to: string | null;
  kind: RedirectKind;
  by: string;
  at: number;
  state: "leads" | "not-on-site" | "page-there";
};

const columns = ["id", "key", "path", "kind", "ref", "address", "made_by", "created_at"] as const;

/** Returns a page of the redirects whose old path, or address elsewhere, has these words; null beyond the last page. */
export async function listRedirects(
  context: Context,
  { words = "", page = 1, size = 50 }: { words?: string; page?: number; size?: number },
): Promise<ListPage<RedirectLine> | null> {
  const like = `%${words.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
  const query = context.db
    .selectFrom("redirects")
    .$if(words !== "", (query) =>
      query.where(
        sql<boolean>`(key like ${like} escape '\\' or lower(coalesce(address, '')) like ${like} escape '\\')`,
      ),
    );
  const { total } = await query.select(({ fn }) => fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  const { limit, offset } = pageRows(page, size);
  const rows = await query.select(columns).orderBy("key").limit(limit).offset(offset).execute();
  const ends = await redirectEnds(context, rows);
  const living = await livingAmong(
    context,
    rows.filter(({ key }) => !key.includes("?")).map(({ key }) => key),
  );
  const lines = rows.map((row, i) => {
    const { to, live } = ends[i]!;
    const state = living.has(row.key) ? ("page-there" as const) : live ? ("leads" as const) : ("not-on-site" as const);
    return { id: row.id, from: row.path, to, kind: row.kind, by: row.made_by, at: row.created_at, state };
  });
  return paginate(lines, total, page, size);
}

/** Removes redirects. @returns their old paths */
export async function removeRedirects({ db }: Context, ids: number[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const removed = await db.deleteFrom("redirects").where("id", "in", ids).returning("path").execute();
  return removed.map(({ path }) => path);
}

/** A row of a file, or of the form: an old path, and where it shall lead, as somebody wrote it. */
export type TypedRedirect = { from: string; to: string };
/** `no-target`: what was typed as the aim is neither a path of this site nor a web address. */
export type TypedConflict = RedirectConflict | { error: "no-target"; from: string; to: string };

/**
 * Adds what an operator typed, who may lead readers to other sites.
 * @param order `replace`: paths that lead elsewhere are changed; `instead`: of this redirect, which goes if all is well
 */
export async function addTypedRedirects(
  context: Context,
  typed: TypedRedirect[],
  order: { by: string; replace: boolean; instead?: number },
): Promise<{ added: number; replaced: number; same: number; conflicts: TypedConflict[] }> {
  const conflicts: TypedConflict[] = [];
  const redirects: NewRedirect[] = [];
  for (const { from, to } of typed) {
    const target = await readTarget(context, to);
    if (target) redirects.push({ from, to: target });
    else conflicts.push({ error: "no-target", from, to });
  }
  if (order.instead !== undefined && conflicts.length > 0) return { added: 0, replaced: 0, same: 0, conflicts };
  return changed(context, redirects, order, conflicts);
}

async function changed(
  context: Context,
  redirects: NewRedirect[],
  { by, replace, instead }: { by: string; replace: boolean; instead?: number },
  conflicts: TypedConflict[],
) {
  class Unchanged extends Error {}
  let sum = { added: 0, replaced: 0, same: 0, conflicts };
  await inTransaction(context, async (context) => {
    if (instead !== undefined) await removeRedirects(context, [instead]);
    const added = await addRedirects(context, redirects, { by, replace, foreign: true });
    sum = { ...added, conflicts: [...conflicts, ...added.conflicts] };
    // The former one stays where its successor was not added.
    if (instead !== undefined && added.conflicts.length > 0) throw new Unchanged();
  }).catch((error: unknown) => {
    if (!(error instanceof Unchanged)) throw error;
  });
  return sum;
}

/** Rows of one file at most: more are several files. */
const mostRows = 20_000;

/** Reads a CSV file of old paths and aims, by comma, semicolon or tab; a head line `from,to` is passed over. */
export function readRedirectCsv(text: string): { rows: TypedRedirect[] } | { error: "too-many"; most: number } {
  const lines = text
    .replace(/^\uFEFF/, "")
    .split(/\r\n?|\n/)
    .filter((line) => line.trim() !== "");
  if (lines.length > mostRows + 1) return { error: "too-many", most: mostRows };
  const sign = [",", ";", "\t"].find((one) => lines[0]?.includes(one)) ?? ",";
  const rows = lines.map((line) => {
    const [from = "", to = ""] = cells(line, sign);
    return { from, to };
  });
  return { rows: /^(from|old|source)/i.test(rows[0]?.from ?? "") ? rows.slice(1) : rows };
}

function cells(line: string, sign: string): string[] {
  const found: string[] = [];
  const cell = new RegExp(`\\s*(?:"((?:[^"]|"")*)"|([^${sign}]*))\\s*(?:${sign}|$)`, "gy");
  for (let match; found.length < 2 && (match = cell.exec(line)) !== null && match[0] !== "";)
    found.push((match[1]?.replaceAll('""', '"') ?? match[2]!).trim());
  return found;
}
