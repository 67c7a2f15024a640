import type { Visits } from "#app/context.server.ts";
import { countedPage, keptWords, referringHost, type CountedPage } from "./pages.server.ts";
import { feedProgram, openSorter, readersBehind, type VisitSort } from "./sorts.server.ts";

/** Names the day of a time, like `2026-11-28`. */
type DayOf = (at: number) => string;

/** A count; who adds to it holds it, and need not find it again. */
type Tally = { count: number };

/** Counts that wait to be written; the keys are parts joined by a tab, which none of them contains. */
export type VisitCounts = {
  /** By day, kind, name and sort. */
  pages: Map<string, Tally>;
  /** By day and host. */
  hosts: Map<string, Tally>;
  /** By day and words. */
  searches: Map<string, Tally>;
  /** By day and program. */
  feeds: Map<string, { fetches: number; readers: number }>;
  /** Requests that found no place here, because nothing could be written for too long. */
  lost: number;
};

/** Different keys of one kind that wait at most: then the memory is kept, and not the count. */
const most = { pages: 50_000, hosts: 2000, searches: 2000, feeds: 1000 };

/** Counts in the memory of one process. It keeps no address, no cookie and no name of a program. */
export type VisitCounter = Visits & {
  /** Takes all that waits; `giveBack` when it could not be written. */
  take(): VisitCounts;
  giveBack(counts: VisitCounts): void;
  /** Counts of a transaction of which nobody knows whether it was committed. */
  unsure: { counts: VisitCounts; transaction: string } | null;
  /** Days are of this zone from now on. */
  setDays(dayOf: DayOf): void;
};

/** A page with its counts of the day that is counted now, once somebody asked for it. */
type KnownPage = CountedPage & { of: VisitCounts | null; day: string } & Record<VisitSort, Tally | null>;

/** A referring host with its count of the day; `host` null for a referer that names none. */
type KnownHost = { host: string | null; of: VisitCounts | null; day: string; tally: Tally | null };

/**
 * @param ownHost without a port
 * Long because: a page leaves fifteen thousand times a second, and what is remembered for that is shared.
 */
export function openVisits(clock: () => number, ownHost: string, firstDays: DayOf): VisitCounter {
  const sortOf = openSorter();
  const own = ownHost.replace(/^www\./, "");
  const pages = bounded(most.pages, knownPage);
  const hosts = bounded(most.hosts, (referer): KnownHost => ({ ...newHost, host: referringHost(referer, own) }));
  let dayOf = firstDays;
  let counts = none();

  /** Null where there is no place for another. */
  const tally = (which: "pages" | "hosts" | "searches", key: string): Tally | null => {
    const of = counts[which];
    const before = of.get(key);
    if (before !== undefined) return before;
    if (of.size >= most[which]) return null;
    const made = { count: 0 };
    of.set(key, made);
    return made;
  };
  const addTo = (tally: Tally | null, count = 1) => {
    if (tally === null) counts.lost += count;
    else tally.count += count;
  };
  const addPage = (page: KnownPage, day: string, sort: VisitSort) => {
    // Counts that were taken grow no further.
    if (page.of !== counts || page.day !== day) Object.assign(page, { ...noTallies, of: counts, day });
    addTo((page[sort] ??= tally("pages", `${day}\t${page.kind}\t${page.name}\t${sort}`)));
  };
  const addHost = (known: KnownHost, day: string) => {
    if (known.host === null) return;
    if (known.of !== counts || known.day !== day) Object.assign(known, { of: counts, day, tally: null });
    addTo((known.tally ??= tally("hosts", `${day}\t${known.host}`)));
  };
  const addFeed = (day: string, program: string, said: { fetches: number; readers: number }) => {
    const key = `${day}\t${program}`;
    const before = counts.feeds.get(key) ?? { fetches: 0, readers: 0 };
    if (counts.feeds.size < most.feeds || before.fetches > 0)
      counts.feeds.set(key, {
        fetches: before.fetches + said.fetches,
        readers: Math.max(before.readers, said.readers),
      });
  };

  return {
    seen({ method, url = "", headers }) {
      if (method !== "GET") return;
      const page = pages(url);
      if (page === null) return;
      const sort = sortOf(headers);
      if (sort === "none") return;
      const day = dayOf(clock());
      addPage(page, day, sort);
      if (page.kind === "feed") {
        const agent = headers["user-agent"] ?? "";
        addFeed(day, feedProgram(agent), { fetches: 1, readers: readersBehind(agent) });
      }
      if (sort === "person" && headers.referer !== undefined) addHost(hosts(headers.referer), day);
    },
    foundNothing(typed, headers) {
      const words = sortOf(headers) === "person" ? keptWords(typed) : null;
      if (words !== null) addTo(tally("searches", `${dayOf(clock())}\t${words}`));
    },
    take() {
      const taken = counts;
      counts = none();
      return taken;
    },
    giveBack(back) {
      for (const which of ["pages", "hosts", "searches"] as const)
        for (const [key, { count }] of back[which]) addTo(tally(which, key), count);
      for (const [key, said] of back.feeds) addFeed(...(key.split("\t") as [string, string]), said);
      counts.lost += back.lost;
    },
    unsure: null,
    setDays: (days) => void (dayOf = days),
  };
}

const noTallies = { person: null, robot: null, feed: null } as const;
const newHost = { of: null, day: "", tally: null } as const;

function knownPage(path: string): KnownPage | null {
  const page = countedPage(path);
  return page && { ...page, ...noTallies, of: null, day: "" };
}

/** In characters; longer addresses are rare, and would fill the memory. */
const longestRemembered = 200;

/** Remembers what is made of an address without a query; at `most` addresses all are forgotten, so that nobody fills the memory. */
function bounded<T>(most: number, make: (address: string) => T): (address: string) => T {
  const known = new Map<string, T>();
  return (address) => {
    const found = known.get(address);
    if (found !== undefined) return found;
    const made = make(address);
    // Of an address with a query there are any number.
    if (address.length > longestRemembered || address.includes("?")) return made;
    if (known.size >= most) known.clear();
    known.set(address, made);
    return made;
  };
}

function none(): VisitCounts {
  return { pages: new Map(), hosts: new Map(), searches: new Map(), feeds: new Map(), lost: 0 };
}
