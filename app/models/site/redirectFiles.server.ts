import { stringify } from "csv-stringify/sync";
import type { Context } from "#app/context.server.ts";
import { redirectEnds } from "./redirectTargets.server.ts";

const columns = ["key", "path", "kind", "ref", "address"] as const;

/** Yields where every old path leads, in parts, ordered by path; those that lead nowhere are left out. */
async function* everyRedirect(context: Context, size = 1000): AsyncGenerator<{ from: string; to: string }[]> {
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
