import type { Context } from "#app/context.server.ts";
import { deskArticlePath, deskImportPath, deskIssuePath } from "#app/models/deskPaths.ts";
import { forwarded, joinSource } from "#app/models/joinSources.ts";
import { chunksOf } from "#db/client.server.ts";

/** A way to a list as people say it; `path`: where the desk shows more of it. */
type WordedSource<T> = T & { name: string; path: string | null };

/**
 * Returns sources in words, those of one key as one: a campaign's word counts once, on whichever page its address was.
 * @param rows with the sources of receipts, and what is counted of each
 * @returns the most first, by `count`
 */
export async function wordedSources<T extends { source: string; count: number; confirmed?: number }>(
  context: Context,
  rows: T[],
): Promise<WordedSource<T>[]> {
  const sums = new Map<string, T>();
  for (const row of rows) {
    const key = ownWays[row.source] === undefined ? joinSource(row.source) : row.source;
    const sum = sums.get(key);
    if (!sum) sums.set(key, { ...row });
    else {
      sum.count += row.count;
      if (row.confirmed !== undefined) sum.confirmed = (sum.confirmed ?? 0) + row.confirmed;
    }
  }
  const shown = await namesOf(context, [...sums.keys()]);
  const named = [...sums].map(([key, sum]) => ({ ...sum, ...(shown.get(key) ?? { name: nameOf(key), path: null }) }));
  return named.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}

/** Sources that are no form and no import. */
const ownWays: Record<string, string> = {
  "took leaving back": "Took leaving back",
  "brought back": "Brought back after they were let go",
  "reader’s page": "Chose it on their own page",
  "confirmation page": "A confirmation whose sign-up is not known any more",
};

const ownPages: Record<string, string> = {
  "/": "The front page",
  "/subscribe": "The sign-up page",
  "/articles": "The list of articles",
  "/issues": "The list of issues",
  "/topics": "The list of topics",
  "/authors": "The list of authors",
  "/about": "The page about us",
  "/privacy": "The privacy policy",
  "/search": "The search",
};

/** The words of a key that names nothing of the newsroom's. */
function nameOf(key: string): string {
  const own = ownWays[key];
  if (own !== undefined) return own;
  const [kind, of] = [key.split(":", 1)[0]!, key.slice(key.indexOf(":") + 1)];
  if (kind === "from") return of === forwarded ? "A mail that somebody forwarded" : `Addresses with “from=${of}”`;
  if (kind === "page") return ownPages[of] ?? of;
  if (kind === "site") return of === "" ? "Forms on other sites" : `A form on ${of}`;
  if (kind === "import") return `Import ${of}`;
  const others: Record<string, string> = { reader: "Readers’ personal links", desk: "Added by an operator" };
  return others[kind] ?? "Another way";
}

type Shown = { name: string; path: string | null };

/** The names of what keys tell of, as long as it is there. */
async function namesOf(context: Context, keys: string[]): Promise<Map<string, Shown>> {
  const behind = (start: string) => keys.flatMap((key) => (key.startsWith(start) ? key.slice(start.length) : []));
  const found = [
    ...(await articlesNamed(context, behind("page:/articles/"))),
    ...(await issuesNamed(context, behind("page:/issues/"))),
    ...(await topicsNamed(context, behind("page:/topics/"))),
    ...(await importsNamed(context, behind("import:"))),
  ];
  return new Map(found);
}

type Named = [key: string, shown: Shown][];

async function articlesNamed({ db }: Context, slugs: string[]): Promise<Named> {
  const of = db.selectFrom("articles").select(["id", "slug", "headline"]);
  const rows = await Promise.all(chunksOf(slugs).map((some) => of.where("slug", "in", some).execute()));
  return rows
    .flat()
    .map(({ id, slug, headline }) => [
      `page:/articles/${slug}`,
      { name: `“${headline}”`, path: deskArticlePath(id, "numbers") },
    ]);
}

async function issuesNamed({ db }: Context, numbers: string[]): Promise<Named> {
  const known = numbers.filter((one) => /^[1-9]\d{0,8}$/.test(one)).map(Number);
  const of = db.selectFrom("issues").select(["number", "subject"]);
  const rows = await Promise.all(chunksOf(known).map((some) => of.where("number", "in", some).execute()));
  return rows
    .flat()
    .map(({ number, subject }) => [
      `page:/issues/${number}`,
      { name: `Issue ${number}: ${subject}`, path: deskIssuePath(number, "numbers") },
    ]);
}

async function topicsNamed({ db }: Context, slugs: string[]): Promise<Named> {
  const of = db.selectFrom("topics").select(["slug", "name"]);
  const rows = await Promise.all(chunksOf(slugs).map((some) => of.where("slug", "in", some).execute()));
  return rows.flat().map(({ slug, name }) => [`page:/topics/${slug}`, { name: `The topic “${name}”`, path: null }]);
}

async function importsNamed({ db }: Context, ids: string[]): Promise<Named> {
  const of = db.selectFrom("imports").select(["id", "files"]);
  const rows = await Promise.all(chunksOf(ids.map(Number)).map((some) => of.where("id", "in", some).execute()));
  return rows
    .flat()
    .map(({ id, files }) => [`import:${id}`, { name: `Import ${id}: ${filesIn(files)}`, path: deskImportPath(id) }]);
}

function filesIn(json: string): string {
  const [first = "", ...more] = JSON.parse(json) as string[];
  return more.length === 0 ? first : `${first} and ${more.length} more`;
}
