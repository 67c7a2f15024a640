import type { Context } from "#app/context.server.ts";
import { insertRows } from "#db/bulk.server.ts";
import type { Verdict } from "./scene.server.ts";

/** A counted link, as far as sums go by it; see `edition_links`. */
export type SummedLink = { n: number; article_id: number | null; section: string | null };

/** Names what a link’s hits are summed under. The link that people cannot see is under itself alone. */
export function sumsOf(n: number | null, links: ReadonlyMap<number, SummedLink>): string[] {
  if (n === null) return [sumKeys.picture];
  if (n === 0) return [sumKeys.link(0)];
  const { article_id = null, section = null } = links.get(n) ?? {};
  return [
    sumKeys.all,
    sumKeys.link(n),
    ...(article_id === null ? [] : [sumKeys.article(article_id)]),
    ...(section === null ? [] : [sumKeys.section(section)]),
  ];
}

/** The names of sums, as rows have them. */
export const sumKeys = {
  all: "all",
  picture: "picture",
  link: (n: number) => `link ${n}`,
  article: (id: number) => `article ${id}`,
  section: (heading: string) => `section ${heading}`,
};

/** How many hits of one link have been judged so. */
export type Judged = { n: number | null; verdict: Verdict; count: number };

/** Numbers to be added to sums, by edition, name and verdict. */
export type SumChanges = Map<
  string,
  { edition_id: number; what: string; verdict: Verdict; hits: number; readers: number }
>;

/**
 * Adds what becomes different in the sums of an edition when hits of one reader are judged otherwise.
 * @param before all judged hits of the reader; null for hits of nobody, which count no reader
 */
export function noteChange(
  changes: SumChanges,
  editionId: number,
  links: ReadonlyMap<number, SummedLink>,
  before: readonly Judged[] | null,
  after: readonly Judged[],
): void {
  const had = countsOf(before ?? [], links);
  const has = countsOf(after, links);
  for (const name of new Set([...had.keys(), ...has.keys()])) {
    const [was, is] = [had.get(name) ?? 0, has.get(name) ?? 0];
    if (was === is) continue;
    const [verdict, what] = partsOf(name);
    const key = `${editionId} ${name}`;
    const sum = changes.get(key) ?? { edition_id: editionId, what, verdict, hits: 0, readers: 0 };
    sum.hits += is - was;
    if (before !== null) sum.readers += Number(is > 0) - Number(was > 0);
    changes.set(key, sum);
  }
}

function countsOf(judged: readonly Judged[], links: ReadonlyMap<number, SummedLink>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { n, verdict, count } of judged)
    for (const what of sumsOf(n, links)) {
      const name = `${verdict} ${what}`;
      counts.set(name, (counts.get(name) ?? 0) + count);
    }
  return counts;
}

function partsOf(name: string): [Verdict, string] {
  const space = name.indexOf(" ");
  return [name.slice(0, space) as Verdict, name.slice(space + 1)];
}

/** Writes changes into the sums, in one order. The process must have the turn of judging. */
export async function writeSums({ db }: Context, changes: SumChanges): Promise<void> {
  const rows = [...changes.entries()]
    .filter(([, { hits, readers }]) => hits !== 0 || readers !== 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row);
  const add = (column: string) => `${column} = click_sums.${column} + excluded.${column}`;
  const then = `on conflict (edition_id, what, verdict) do update set ${add("hits")}, ${add("readers")}`;
  await insertRows(db, "click_sums", rows, then);
}

/** Returns the links of an edition by their numbers. */
export async function summedLinksOf({ db }: Context, editionId: number): Promise<Map<number, SummedLink>> {
  const rows = await db
    .selectFrom("edition_links")
    .select(["n", "article_id", "section"])
    .where("edition_id", "=", editionId)
    .execute();
  return new Map(rows.map((row) => [row.n, row]));
}

/** Returns how many links people can see. */
export function countLinks(links: ReadonlyMap<number, SummedLink>): number {
  return [...links.keys()].filter((n) => n > 0).length;
}
