import { isFrozen, wideNetworkOf } from "./programs.server.ts";
import type { Signal } from "./signals.server.ts";

/** The judgement of a request for a counted link; none is dropped. */
export type Verdict = "person" | "machine" | "unknown";

/** A request for a counted link, or for the picture of an open. */
export type Hit = {
  id: number;
  /** Of the link; 0 is the one that people cannot see, null the picture. */
  n: number | null;
  /** In milliseconds. */
  at: number;
  method: string;
  /** As the program names itself. */
  agent: string;
  /** An address; null once it is forgotten, and the agent with it. */
  network: string | null;
  /** Marks of the request. */
  signals: Signal[];
  /** How it was judged before; null the first time. */
  kept: { verdict: Verdict; rule: string; confidence: string } | null;
};

/** All that is known about the hits of one reader on one edition. */
export type HitSurroundings = {
  /** When our mail server took the message; null when nobody knows. */
  acceptedAt: number | null;
  /** How many links of the edition are counted, without the one that people cannot see. */
  links: number;
  /** Of the reader’s address. */
  domain: string;
  hits: Hit[];
  /** Other readers at the same domain who clicked within a second of a hit, by its id; absent: nobody. */
  sameSecond: Map<number, number>;
};

/** A hit among the others, as rules look at it. */
export type Seen = {
  hit: Hit;
  /** Milliseconds since the mail was taken; null when nobody knows. */
  age: number | null;
  /** Network and program together: as close to “the same machine” as one can come. */
  source: string;
  /** The first on its link within its stretch. */
  isFirst: boolean;
  stretch: Stretch;
  visit: Visit;
  /** The first on its link within its visit. */
  isFirstOfVisit: boolean;
  /** Others at its domain in the same second. */
  others: number;
  /** Its browser was years old. */
  isFrozen: boolean;
};

/** Hits that follow each other within a minute, whatever they come from. */
type Stretch = {
  /** Without repetitions of a link: a sweep looks at each once, and a person who comes after it repeats one. */
  firsts: Seen[];
  /** From which `firsts` came, as far as they are known. */
  networks: Set<string>;
  /** Sources that touched the link that people cannot see. */
  canaries: Set<string>;
  /** Milliseconds between the first looks at links, on average. */
  pace: number;
  /** The part of the mail’s links that was looked at, from 0 to 1. */
  covered: number;
  /** Milliseconds between the mail’s acceptance and its first hit; null when nobody knows. */
  begins: number | null;
};

/** Hits by one browser, from whatever networks, with less than ten minutes between them. */
type Visit = {
  links: Set<number>;
  /** Of the first hits on links. */
  networks: Set<string>;
  begins: number | null;
  pace: number;
  covered: number;
};

const stretchGap = 60_000;
const visitGap = 600_000;

/** Puts the hits of one reader in order, and each among those around it. Pictures stand alone. */
export function sceneOf(surroundings: HitSurroundings): Seen[] {
  const hits = surroundings.hits.toSorted((a, b) => a.at - b.at || a.id - b.id);
  const seen: Seen[] = [];
  let open: { stretch: Stretch; last: number; links: Set<number> } | null = null;
  for (const hit of hits) {
    if (hit.n === null) {
      seen.push(seenOf(surroundings, hit, emptyStretch()));
      continue;
    }
    if (open === null || hit.at - open.last > stretchGap)
      open = { stretch: emptyStretch(), last: hit.at, links: new Set() };
    const one = seenOf(surroundings, hit, open.stretch);
    if (open.stretch.firsts.length === 0) open.stretch.begins = one.age;
    one.isFirst = !open.links.has(hit.n);
    if (one.isFirst) open.stretch.firsts.push(one);
    if (one.isFirst && hit.network !== null) open.stretch.networks.add(wideNetworkOf(hit.network));
    if (hit.n === 0) open.stretch.canaries.add(one.source);
    open.links.add(hit.n);
    open.last = hit.at;
    seen.push(one);
  }
  for (const stretch of new Set(seen.map((one) => one.stretch))) measure(stretch, surroundings.links);
  for (const ofAgent of Map.groupBy(seen, ({ hit }) => hit.agent).values()) visits(ofAgent, surroundings.links);
  return seen;
}

/** Finds the visits of one browser; hits are in the order of time. */
function visits(seen: Seen[], links: number): void {
  let last: Seen | null = null;
  let began = 0;
  for (const one of seen) {
    const { n, at, network } = one.hit;
    if (n === null || network === null) continue;
    if (last && at - last.hit.at <= visitGap) one.visit = last.visit;
    else [one.visit.begins, began] = [one.age, at];
    const { visit } = one;
    one.isFirstOfVisit = !visit.links.has(n);
    if (one.isFirstOfVisit) {
      visit.links.add(n);
      visit.networks.add(wideNetworkOf(network));
      if (visit.links.size > 1) visit.pace = (at - began) / (visit.links.size - 1);
      const real = visit.links.size - Number(visit.links.has(0));
      visit.covered = links > 0 ? Math.min(1, real / links) : 0;
    }
    last = one;
  }
}

function emptyVisit(): Visit {
  return { links: new Set(), networks: new Set(), begins: null, pace: Infinity, covered: 0 };
}

function emptyStretch(): Stretch {
  return { firsts: [], networks: new Set(), canaries: new Set(), pace: Infinity, covered: 0, begins: null };
}

function seenOf({ acceptedAt, sameSecond }: HitSurroundings, hit: Hit, stretch: Stretch): Seen {
  return {
    hit,
    age: acceptedAt === null ? null : hit.at - acceptedAt,
    source: hit.network === null ? `forgotten ${hit.id}` : `${wideNetworkOf(hit.network)} ${hit.agent}`,
    isFirst: false,
    stretch,
    visit: emptyVisit(),
    isFirstOfVisit: false,
    others: sameSecond.get(hit.id) ?? 0,
    isFrozen: isFrozen(hit.agent, hit.at),
  };
}

function measure(stretch: Stretch, links: number): void {
  const { firsts } = stretch;
  const real = firsts.filter(({ hit }) => hit.n !== 0).length;
  stretch.covered = links > 0 ? Math.min(1, real / links) : 0;
  if (firsts.length > 1) stretch.pace = (firsts.at(-1)!.hit.at - firsts[0]!.hit.at) / (firsts.length - 1);
}

/** A sandbox looks at some links twice while it goes through the mail; so long after the last one nothing is its own any more. */
const afterSweep = 2000;

/** Says whether a hit belongs to those that go through a mail: the first on its link, or one more while that goes on. */
export function isOfSweep({ hit, isFirst, stretch }: Seen): boolean {
  return isFirst || hit.at <= (stretch.firsts.at(-1)?.hit.at ?? -Infinity) + afterSweep;
}

/** Returns how long it is from a hit to the nearest one on another link, in milliseconds. */
export function nearestOther({ hit, stretch }: Seen): number {
  const gaps = stretch.firsts.filter((other) => other.hit.n !== hit.n).map((other) => Math.abs(other.hit.at - hit.at));
  return Math.min(Infinity, ...gaps);
}
