import { inTransaction, type Context } from "#app/context.server.ts";
import { isShortLink, keysOfRequest, oldPath, redirectKey } from "#app/models/oldPaths.ts";
import { chunksOf } from "#db/client.server.ts";
import { livingAmong } from "./livingPages.server.ts";
import { redirectEnds, redirectPlaces, type RedirectPlace, type RedirectTarget } from "./redirectTargets.server.ts";

/** `from`: the old path, or the whole old URL, of which the path counts. */
export type NewRedirect = { from: string; to: RedirectTarget };

/**
 * Why a redirect was not added. `no-path`: `from` is no path; `living-page`: the site has a page there, which wins;
 * `taken`: it leads elsewhere already; `loop`: it would lead to itself; `nowhere`: nothing is where it should lead;
 * `foreign`: only an operator sends readers to another site.
 */
export type RedirectConflict = {
  error: "no-path" | "living-page" | "taken" | "loop" | "nowhere" | "foreign";
  from: string;
};

/** `added` and `replaced` were written; `same` stood there already. */
type AddedRedirects = { added: number; replaced: number; same: number; conflicts: RedirectConflict[] };

type Terms = {
  /** An editor's name, or the script. */
  by: string;
  /** An operator wrote them, who may lead to other sites. */
  foreign?: boolean;
  /** Paths that lead elsewhere are changed, instead of being a conflict. */
  replace?: boolean;
};

type Wanted = { from: string; path: string; key: string; place: RedirectPlace };

/**
 * Adds redirects, all that can be added, in one transaction; adding the same again changes nothing. A row of these may
 * lead to the path of another.
 */
export async function addRedirects(context: Context, redirects: NewRedirect[], terms: Terms): Promise<AddedRedirects> {
  return inTransaction(context, async (context) => {
    const { wanted, conflicts } = await readable(context, redirects, terms);
    const known = await knownPlaces(context, wanted);
    const living = await livingAmong(context, bareKeys(wanted));
    const pages = await livingAmong(context, targetKeys(wanted));
    const sum: AddedRedirects = { added: 0, replaced: 0, same: 0, conflicts };
    const writes = new Map<string, Wanted>();
    const all = new Map([...known, ...wanted.map(({ key, place }) => [key, known.get(key) ?? place] as const)]);
    for (const one of wanted) {
      const former = writes.get(one.key)?.place ?? known.get(one.key);
      const error = fault(one, living, pages, all, former, terms);
      if (error === "same") sum.same += 1;
      else if (error) conflicts.push({ error, from: one.from });
      else {
        sum[former ? "replaced" : "added"] += 1;
        all.set(one.key, one.place);
        writes.set(one.key, one);
      }
    }
    await write(context, [...writes.values()], terms.by);
    return sum;
  });
}

/** Leaves out, and names, what is no path and what leads to nothing or where it must not. */
async function readable(context: Context, redirects: NewRedirect[], { foreign = false }: Terms) {
  const places = await redirectPlaces(
    context,
    redirects.map(({ to }) => to),
  );
  const conflicts: RedirectConflict[] = [];
  const wanted: Wanted[] = [];
  for (const [i, { from, to }] of redirects.entries()) {
    const [path, place] = [oldPath(from), places[i]!];
    if (path === null) conflicts.push({ error: "no-path", from });
    else if (place === null) conflicts.push({ error: "nowhere", from });
    else if (to.kind === "address" && !foreign) conflicts.push({ error: "foreign", from });
    else wanted.push({ from, path, key: redirectKey(path), place });
  }
  return { wanted, conflicts };
}

/** Returns what already leads somewhere: from the paths themselves, and from where they shall lead, as far as it goes. */
async function knownPlaces(context: Context, wanted: Wanted[]): Promise<Map<string, RedirectPlace>> {
  const known = new Map<string, RedirectPlace>();
  let asked = new Set([...wanted.map(({ key }) => key), ...targetKeys(wanted)]);
  for (let hop = 0; asked.size > 0 && hop <= mostHops; hop += 1) {
    const next = new Set<string>();
    for (const chunk of chunksOf([...asked]))
      for (const row of await rowsOf(context, chunk)) {
        known.set(row.key, row);
        const key = row.kind === "page" ? redirectKey(row.address!) : "";
        if (key && !known.has(key)) next.add(key);
      }
    asked = next;
  }
  return withoutDeleted(context, known);
}

/** A redirect to a page that was deleted leads nowhere, and keeps its path from nobody. */
async function withoutDeleted(
  context: Context,
  known: Map<string, RedirectPlace>,
): Promise<Map<string, RedirectPlace>> {
  const entries = [...known];
  const ends = await redirectEnds(
    context,
    entries.map(([, place]) => place),
  );
  return new Map(entries.filter((_, i) => ends[i]!.to !== null));
}

function rowsOf(context: Context, keys: string[]) {
  return context.db
    .selectFrom("redirects")
    .select(["key", "kind", "ref", "address"])
    .where("key", "in", keys)
    .execute();
}

/** @returns why it is not written: the fault, or that the same stands there; null for what is to be written */
function fault(
  { key, place }: Wanted,
  living: Set<string>,
  pages: Set<string>,
  all: Map<string, RedirectPlace>,
  former: RedirectPlace | undefined,
  { replace = false }: Terms,
): RedirectConflict["error"] | "same" | null {
  if (former && isSame(former, place)) return "same";
  if (living.has(key.split("?")[0]!) && !isShortLink(key)) return "living-page";
  if (former && !replace) return "taken";
  if (place.kind !== "page") return null;
  const to = bareKeyOf(place.address!);
  if (!pages.has(to) && !all.has(redirectKey(place.address!)) && !all.has(to)) return "nowhere";
  return !pages.has(to) && leadsBack(key, place, all) ? "loop" : null;
}

function isSame(one: RedirectPlace, other: RedirectPlace): boolean {
  return one.kind === other.kind && one.ref === other.ref && one.address === other.address;
}

function leadsBack(from: string, place: RedirectPlace, all: Map<string, RedirectPlace>): boolean {
  let at: RedirectPlace | undefined = place;
  for (let hop = 0; at?.kind === "page"; hop += 1) {
    const key = redirectKey(at.address!);
    if (key === from || hop >= mostHops) return true;
    at = all.get(key);
  }
  return false;
}

function bareKeys(wanted: Wanted[]): string[] {
  return wanted.map(({ key }) => key.split("?")[0]!);
}

function targetKeys(wanted: Wanted[]): string[] {
  return wanted.flatMap(({ place }) => (place.kind === "page" ? bareKeyOf(place.address!) : []));
}

function bareKeyOf(address: string): string {
  return redirectKey(address).split("?")[0]!;
}

async function write(context: Context, wanted: Wanted[], by: string): Promise<void> {
  const now = context.clock();
  for (const chunk of chunksOf(wanted))
    await context.db
      .insertInto("redirects")
      .values(chunk.map(({ key, path, place }) => ({ key, path, ...columnsOf(place), made_by: by, created_at: now })))
      .onConflict((conflict) =>
        conflict.column("key").doUpdateSet(({ ref }) => ({
          path: ref("excluded.path"),
          kind: ref("excluded.kind"),
          ref: ref("excluded.ref"),
          address: ref("excluded.address"),
          made_by: ref("excluded.made_by"),
          created_at: ref("excluded.created_at"),
        })),
      )
      .execute();
}

function columnsOf({ kind, ref, address }: RedirectPlace): RedirectPlace {
  return { kind, ref, address };
}

/** A redirect may lead to the path of another one so often. */
const mostHops = 10;

/**
 * Returns where a request leads that the site would answer with 404: the path of a page, or a URL that an
 * operator wrote. A redirect to a path that has moved on leads to the end at once.
 * @param target path and query as requested
 * @returns null where nothing leads, or where it leads to is not on the site
 */
export async function redirectFor(context: Context, target: string): Promise<string | null> {
  if (target.length > 4000 || !target.isWellFormed()) return null;
  let keys = keysOfRequest(target);
  for (let hop = 0; keys.length > 0 && hop <= mostHops; hop += 1) {
    const rows = await rowsOf(context, keys);
    const row = keys.map((key) => rows.find((one) => one.key === key)).find(Boolean);
    if (!row) return null;
    const [{ to, live }] = (await redirectEnds(context, [row])) as [Awaited<ReturnType<typeof redirectEnds>>[0]];
    if (row.kind !== "page") return live ? to : null;
    const key = bareKeyOf(to!);
    if ((await livingAmong(context, [key])).has(key)) return to;
    keys = keysOfRequest(to!);
  }
  return null;
}
