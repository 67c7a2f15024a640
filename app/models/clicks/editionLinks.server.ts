import type { Insertable } from "kysely";
import type { Context } from "#app/context.server.ts";
import { insertRows } from "#db/bulk.server.ts";
import type { EditionLinksTable } from "#db/schema/clicks.ts";
import { countableLinks, countedHtml, hiddenLink, type PlainMail } from "./countedCut.server.ts";

/** A link as it is written down; its number is its place among those that are counted. */
export type LinkOfEdition = Pick<EditionLinksTable, "href" | "label" | "section" | "article_id" | "item">;

/** The place of a link in a mail; `article`: a slug. */
type Belongs = { href: string; section: string | null; article: string | null; item: string | null };

/**
 * Finds out what each counted link of a mail belongs to: the places of its content are in the order of the mail, and those of the
 * same target follow one another in both.
 * @param ids of the articles, by their slugs
 */
export function linksOfMail(
  context: Context,
  mail: PlainMail,
  places: Belongs[],
  ids: Map<string, number>,
): LinkOfEdition[] {
  const waiting = byTarget(places);
  return countableLinks(context, mail).map(({ href, words }) => {
    const place = waiting.get(href)?.shift();
    const { section = null, article = null, item = null } = place ?? {};
    return { href, label: words, section, article_id: (article !== null && ids.get(article)) || null, item };
  });
}

/** Writes down the counted links of an edition, from 1, and the one that people cannot see. Part of the transaction that freezes it. */
export async function keepLinks(context: Context, editionId: number, links: LinkOfEdition[]): Promise<void> {
  const hidden = { href: `${context.config.appUrl}/`, label: "", section: null, article_id: null, item: null };
  const rows: Insertable<EditionLinksTable>[] = [hidden, ...links].map((link, n) => ({
    ...{ edition_id: editionId, n, place: n },
    ...link,
  }));
  await insertRows(context.db, "edition_links", rows);
}

/**
 * Returns a frozen mail’s HTML with counted addresses, by the numbers that were written down; null where its edition does not count
 * clicks. A digest may have a part of its edition’s links.
 */
export async function countedCopy(
  context: Context,
  edition: PlainMail & { id: number; counts_clicks: number },
): Promise<string | null> {
  if (edition.counts_clicks === 0) return null;
  const rows = await context.db
    .selectFrom("edition_links")
    .select(["href", "n"])
    .where("edition_id", "=", edition.id)
    .where("n", ">", hiddenLink)
    .orderBy("n")
    .execute();
  const numbers = byTarget(rows);
  return countedHtml(context, edition, edition.id, (href, before) => numbers.get(href)?.[before]?.n ?? null);
}

function byTarget<T extends { href: string }>(links: T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const link of links) groups.set(link.href, [...(groups.get(link.href) ?? []), link]);
  return groups;
}
