import { stringify } from "csv-stringify/sync";
import { sql } from "kysely";
import type { Context } from "#app/context.server.ts";
import { pageRows, type ListPage, paginate } from "#app/models/pagination.server.ts";
import type { RedirectKind } from "#db/schema/site.ts";
import { livingAmong } from "./livingPages.server.ts";
import { redirectEnds } from "./redirectTargets.server.ts";

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

/** Yields where every old path leads, in parts, ordered by path; those that lead nowhere are left out. */
export async function* everyRedirect(context: Context, size = 1000): AsyncGenerator<{ from: string; to: string }[]> {
  for (let after = ""; ;) {
    const rows = await context.db
      .selectFrom("redirects")
      .select(columns)
      .where("key", ">", after)
      .orderBy("key")
      .limit(size)
      .execute();
    if (rows.length === 0) return;
    const ends = await redirectEnds(context, rows);
    yield rows.flatMap(({ path }, i) => (ends[i]!.to === null ? [] : [{ from: path, to: ends[i]!.to }]));
    after = rows.at(-1)!.key;
  }
}

/** Formats in which other servers read redirects. */
export const redirectFormats = {
  csv: {
    name: "CSV",
    fileName: "redirects.csv",
    type: "text/csv; charset=utf-8",
    head: "from,to\r\n",
    line: (from: string, to: string) => stringify([[from, to]], { record_delimiter: "\r\n" }),
  },
  netlify: {
    name: "Netlify",
    fileName: "_redirects",
    type: "text/plain; charset=utf-8",
    head: "",
    // A query is told apart by its own words there; a path alone takes any.
    line: (from: string, to: string) => {
      const [path, query] = from.split("?");
      const words = query ? ` ${query.split("&").join(" ")}` : "";
      return `${path}${words} ${to} 301\n`;
    },
  },
  nginx: {
    name: "nginx",
    fileName: "redirects.conf",
    type: "text/plain; charset=utf-8",
    head: "# In the http block: map $request_uri $moved { default ''; include redirects.conf; }\n# In the server block: if ($moved) { return 301 $moved; }\n",
    line: (from: string, to: string) => `${quoted(from)} ${quoted(to)};\n`,
  },
} as const;
export type RedirectFormat = keyof typeof redirectFormats;

function quoted(text: string): string {
  return `"${text.replace(/["\\$]/g, (sign) => (sign === "$" ? "%24" : `\\${sign}`))}"`;
}

/** Yields a file of all redirects. Targets on this site are whole addresses where `origin` is given. */
export async function* redirectFile(context: Context, format: RedirectFormat, origin = ""): AsyncGenerator<string> {
  const { head, line } = redirectFormats[format];
  yield head;
  for await (const part of everyRedirect(context))
    yield part.map(({ from, to }) => line(from, to.startsWith("/") ? origin + to : to)).join("");
}
