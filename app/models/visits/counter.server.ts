import type { Visits } from "#app/context.server.ts";
import { countedPage, keptWords, referringHost, type CountedPage } from "./pages.server.ts";
import { feedProgram, openSorter, readersBehind, type VisitSort } from "./sorts.server.ts";

/** Names the day of a time, like `2026-11-28`. */
type DayOf = (at: number) => string;

/** Counts that wait to be written; the keys are parts joined by a tab, which none of them contains. */
export type VisitCounts = {
  /** By day, kind, name and sort. */
  pages: Map<string, number>;
  /** By day and host. */
  hosts: Map<string, number>;
  /** By day and words. */
  searches: Map<string, number>;
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
  /** Days are of this zone from now on. */
  setDays(dayOf: DayOf): void;
};

/**
 * @param ownHost without a port
 * Long because: a page leaves fifteen thousand times a second, and what is remembered for that is shared.
 */
export function openVisits(clock: () => number, ownHost: string, firstDays: DayOf): VisitCounter {
  const sortOf = openSorter();
  const own = ownHost.replace(/^www\./, "");
  const known = new Map<string, CountedPage | null>();
  let dayOf = firstDays;
  let counts = none();

  const pageOf = (target: string) => {
    const found = known.get(target);
    if (found !== undefined) return found;
    const page = countedPage(target);
    if (known.size >= most.pages) known.clear();
    // Of a page with a query there are any number.
    if (!target.includes("?")) known.set(target, page);
    return page;
  };
  const add = (which: "pages" | "hosts" | "searches", key: string) => {
    const of = counts[which];
    const before = of.get(key);
    if (before === undefined && of.size >= most[which]) counts.lost += 1;
    else of.set(key, (before ?? 0) + 1);
  };
  const addFeed = (day: string, agent: string) => {
    const key = `${day}\t${feedProgram(agent)}`;
    const before = counts.feeds.get(key) ?? { fetches: 0, readers: 0 };
    if (counts.feeds.size < most.feeds || before.fetches > 0)
      counts.feeds.set(key, { fetches: before.fetches + 1, readers: Math.max(before.readers, readersBehind(agent)) });
  };

  return {
    seen({ method, url = "", headers }) {
      if (method !== "GET") return;
      const page = pageOf(url);
      if (!page) return;
      const sort = sortOf(headers);
      if (sort === "none") return;
      const day = dayOf(clock());
      add("pages", `${day}\t${page.kind}\t${page.name}\t${sort satisfies VisitSort}`);
      if (page.kind === "feed") addFeed(day, headers["user-agent"] ?? "");
      if (sort !== "person" || headers.referer === undefined) return;
      const host = referringHost(headers.referer, own);
      if (host !== null) add("hosts", `${day}\t${host}`);
    },
    foundNothing(typed, headers) {
      const words = sortOf(headers) === "person" ? keptWords(typed) : null;
      if (words !== null) add("searches", `${dayOf(clock())}\t${words}`);
    },
    take() {
      const taken = counts;
      counts = none();
      return taken;
    },
    giveBack(back) {
      for (const which of ["pages", "hosts", "searches"] as const)
        for (const [key, count] of back[which]) {
          const before = counts[which].get(key);
          if (before === undefined && counts[which].size >= most[which]) counts.lost += count;
          else counts[which].set(key, (before ?? 0) + count);
        }
      for (const [key, { fetches, readers }] of back.feeds) {
        const before = counts.feeds.get(key) ?? { fetches: 0, readers: 0 };
        counts.feeds.set(key, { fetches: before.fetches + fetches, readers: Math.max(before.readers, readers) });
      }
      counts.lost += back.lost;
    },
    setDays: (days) => void (dayOf = days),
  };
}

function none(): VisitCounts {
  return { pages: new Map(), hosts: new Map(), searches: new Map(), feeds: new Map(), lost: 0 };
}
