import type { Context } from "#app/context.server.ts";
import { insertRows, isAmong } from "#db/bulk.server.ts";
import { editionsBeside, editionsOf, triedEditions } from "./sends.server.ts";

/** Fates of mails: at the hand-over, and afterwards. */
const returnKinds = ["accepted", "refused", "hard", "soft", "block", "complaint", "leave"] as const;
export type ReturnKind = (typeof returnKinds)[number];

/** A return that is counted; `category`: of the reply, empty where there is none. */
export type Return = { editionId: number; domain: string; kind: ReturnKind; category: string };

/** The key under which the sums of all domains stand. */
const allDomains = "";

/** Adds to the counts of editions, by domain and altogether, in the caller's transaction. */
export async function countReturns(context: Context, returns: (Return & { count: number })[]): Promise<void> {
  const sums = new Map<string, { edition_id: number; domain: string; kind: string; category: string; count: number }>();
  for (const { editionId, domain, kind, category, count } of returns)
    for (const of of [domain, allDomains]) {
      const key = JSON.stringify([editionId, of, kind, category]);
      const row = sums.get(key) ?? { edition_id: editionId, domain: of, kind, category, count: 0 };
      sums.set(key, { ...row, count: row.count + count });
    }
  // One order, so that two processes cannot deadlock.
  const rows = [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  const add =
    "on conflict (edition_id, domain, kind, category) do update set count = edition_returns.count + excluded.count";
  await insertRows(context.db, "edition_returns", rows, add);
}

/** Takes one off the counts again, where they still stand, in the caller's transaction. */
export async function takeOffReturn({ db }: Context, { editionId, domain, kind, category }: Return): Promise<void> {
  await db
    .updateTable("edition_returns")
    .set((eb) => ({ count: eb("count", "-", 1) }))
    .where("edition_id", "=", editionId)
    .where("domain", "in", [domain, allDomains])
    .where("kind", "=", kind)
    .where("category", "=", category)
    .where("count", ">", 0)
    .execute();
}

/** @returns what became of an edition's mails altogether, by kind */
export async function returnsOf(context: Context, editionId: number): Promise<Record<ReturnKind, number>> {
  const counts = (await returnsOfEditions(context, [editionId])).get(editionId);
  return counts ?? noReturns();
}

/** Like `returnsOf`, of several. Editions of which nothing is counted are left out. */
export async function returnsOfEditions(
  context: Context,
  editionIds: number[],
): Promise<Map<number, Record<ReturnKind, number>>> {
  const found = new Map<number, Record<ReturnKind, number>>();
  if (editionIds.length === 0) return found;
  const rows = await context.db
    .selectFrom("edition_returns")
    .select(["edition_id as editionId", "kind", "count"])
    .where("edition_id", "in", editionIds)
    .where("domain", "=", allDomains)
    .execute();
  for (const { editionId, kind, count } of rows) {
    const counts = found.get(editionId) ?? noReturns();
    if (isKind(kind)) counts[kind] += count;
    found.set(editionId, counts);
  }
  return found;
}

/** The counts of one receiving domain, by kind, or of one category of what came back. */
type ReturnsOfDomain = { domain: string; counts: Record<ReturnKind, number> };
type ReturnsOfCategory = { kind: ReturnKind; category: string; count: number };

/** Returns of an edition in detail: `others`, domains left out; `refused`, of all domains. */
export type ReturnsInDetail = {
  domains: ReturnsOfDomain[];
  categories: ReturnsOfCategory[];
  others: number;
  refused: number;
};

/** The same of sends, with those of tried subjects added to their issue's own edition. */
export async function returnsOfSends(
  context: Context,
  editionIds: number[],
): Promise<Map<number, Record<ReturnKind, number>>> {
  const tried = await triedEditions(context, editionIds);
  const found = await returnsOfEditions(context, [...editionIds, ...tried.keys()]);
  for (const [id, own] of tried) {
    const [counts, sums] = [found.get(id), found.get(own) ?? noReturns()];
    found.delete(id);
    if (!counts) continue;
    for (const kind of Object.keys(counts) as ReturnKind[]) sums[kind] += counts[kind];
    found.set(own, sums);
  }
  return found;
}

/** The domains of a send from which most came back, at most `most`, and the sums by category. */
export async function returnsInDetail(context: Context, editionId: number, most: number): Promise<ReturnsInDetail> {
  const editions = await editionsOf(context, editionId);
  const rows = await context.db
    .selectFrom("edition_returns")
    .select(({ fn, cast }) => ["domain", "kind", "category", cast<number>(fn.sum("count"), "integer").as("count")])
    .where("edition_id", "in", editions)
    .where("kind", "!=", "accepted")
    .where("count", ">", 0)
    .groupBy(["domain", "kind", "category"])
    .execute();
  const totals = rows.filter(({ domain }) => domain === allDomains);
  const categories = totals.flatMap(({ kind, category, count }) => (isKind(kind) ? [{ kind, category, count }] : []));
  const byDomain = new Map<string, typeof rows>();
  for (const row of rows)
    if (row.domain !== allDomains) byDomain.set(row.domain, [...(byDomain.get(row.domain) ?? []), row]);
  const weight = (of: { count: number }[]) => of.reduce((sum, { count }) => sum + count, 0);
  const worst = [...byDomain].sort(([a, one], [b, other]) => weight(other) - weight(one) || (a < b ? -1 : 1));
  const shown = worst.slice(0, most);
  const accepted = await acceptedBy(context, editions, shown);
  const domains = shown.map(([domain, of]) => {
    const counts = { ...noReturns(), accepted: accepted.get(domain) ?? 0 };
    for (const { kind, count } of of) if (isKind(kind)) counts[kind] += count;
    return { domain, counts };
  });
  const refused = weight(totals.filter(({ kind }) => kind === "refused"));
  categories.sort((a, b) => b.count - a.count);
  return { domains, categories, others: worst.length - shown.length, refused };
}

async function acceptedBy(
  context: Context,
  editions: number[],
  shown: [string, unknown][],
): Promise<Map<string, number>> {
  if (shown.length === 0) return new Map();
  const rows = await context.db
    .selectFrom("edition_returns")
    .select(({ fn, cast }) => ["domain", cast<number>(fn.sum("count"), "integer").as("count")])
    .where("edition_id", "in", editions)
    .where("kind", "=", "accepted")
    .where(
      "domain",
      "in",
      shown.map(([domain]) => domain),
    )
    .groupBy("domain")
    .execute();
  return new Map(rows.map(({ domain, count }) => [domain, count]));
}

/** Deletes the counts by domain of editions frozen before a time, at most `most`: a domain may be one person's. */
export async function forgetReturnDomains(context: Context, before: number, most: number): Promise<number> {
  const edition = await context.db
    .selectFrom("editions")
    .select("id")
    .where("frozen_at", "<", before)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("edition_returns")
          .select("edition_id")
          .whereRef("edition_id", "=", "editions.id")
          .where("domain", ">", allDomains),
      ),
    )
    .limit(1)
    .executeTakeFirst();
  if (!edition) return 0;
  const gone = await context.db
    .deleteFrom("edition_returns")
    .where("edition_id", "=", edition.id)
    .where("domain", "in", (eb) =>
      eb
        .selectFrom("edition_returns as old")
        .select("old.domain")
        .where("old.edition_id", "=", edition.id)
        .where("old.domain", ">", allDomains)
        .orderBy("old.domain")
        .limit(most),
    )
    .returning("domain")
    .execute();
  return gone.length;
}

/**
 * The least of a domain's readers whose mailboxes are said to be missing at once, and their share, that nobody believes: of a
 * large domain, and of a small one, like a company's whose server is moved.
 */
const unbelievable = { large: { least: 20, share: 0.2 }, small: { least: 5, share: 0.5 } };

type GoneLine = { kind: string; category: string; count: number };

/** Of an edition's mails to one domain: how many were handed over or refused, and of how many it is said that there is no mailbox. */
export type DomainFate = { all: number; gone: number };

/**
 * True when so many mailboxes of one domain are said not to exist that its server is more likely at fault: Gmail's was, on
 * 15 December 2020. The share is known once an edition has gone out; until then nobody believes the twentieth.
 */
export async function isDomainInDoubt(context: Context, editionId: number, domain: string): Promise<boolean> {
  const fate = (await fatesOfDomains(context, [editionId], [domain])).get(fateKey(editionId, domain));
  return fate !== undefined && isUnbelievable(fate);
}

export function isUnbelievable({ all, gone }: DomainFate): boolean {
  const { large, small } = unbelievable;
  if (all === 0) return gone >= large.least;
  return [large, small].some(({ least, share }) => gone >= least && gone / all > share);
}

/** The key of an edition's domain among those of `fatesOfDomains`. */
export function fateKey(editionId: number, domain: string): string {
  return `${editionId} ${domain}`;
}

/**
 * Tried subjects of an issue count together: a company's few readers are fewer still in each.
 * @returns what is known of domains in editions, by `fateKey`; those of one send are the same object
 */
export async function fatesOfDomains(
  { db }: Context,
  editionIds: number[],
  domains: string[],
): Promise<Map<string, DomainFate>> {
  const fates = new Map<string, DomainFate>();
  if (editionIds.length === 0) return fates;
  const beside = await editionsBeside({ db }, editionIds);
  const rows = await db
    .selectFrom("edition_returns")
    .select(["edition_id", "domain", "kind", "category", "count"])
    .where(isAmong(db, "edition_id", [...beside.keys()]))
    .where(isAmong(db, "domain", domains))
    .execute();
  const asked = Map.groupBy(editionIds, (id) => beside.get(id)!);
  const ofSends = new Map<string, DomainFate>();
  for (const { edition_id, domain, kind, category, count } of rows) {
    const key = fateKey(beside.get(edition_id)!, domain);
    const fate = ofSends.get(key) ?? { all: 0, gone: 0 };
    if (kind === "accepted" || kind === "refused") fate.all += count;
    if (saysGone({ kind, category, count })) fate.gone += count;
    ofSends.set(key, fate);
    for (const id of asked.get(beside.get(edition_id)!)!) fates.set(fateKey(id, domain), fate);
  }
  return fates;
}

/** @returns the domains of an edition for which `isDomainInDoubt` is true */
export async function domainsInDoubt(context: Context, editionId: number): Promise<string[]> {
  const rows = await context.db
    .selectFrom("edition_returns")
    .select(["domain", "kind", "category", "count"])
    .where("edition_id", "=", editionId)
    .where("domain", ">", allDomains)
    .where("kind", "in", ["hard", "refused"])
    .execute();
  const domains = [...new Set(rows.filter(saysGone).map(({ domain }) => domain))];
  const fates = await fatesOfDomains(context, [editionId], domains);
  return domains.filter((domain) => isUnbelievable(fates.get(fateKey(editionId, domain))!));
}

function saysGone({ kind, category }: GoneLine): boolean {
  return kind === "hard" || (kind === "refused" && category === "address");
}

/** The counts of a send of which nothing is counted. */
export function noReturns(): Record<ReturnKind, number> {
  return { accepted: 0, refused: 0, hard: 0, soft: 0, block: 0, complaint: 0, leave: 0 };
}

function isKind(kind: string): kind is ReturnKind {
  return (returnKinds as readonly string[]).includes(kind);
}
