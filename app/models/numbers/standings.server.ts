import { askedByMail, type ConsentKind } from "#app/models/consent/steps.ts";

/** The figures of a list by day. `growth` is no figure of its own: it is the sum of some of these. */
const listFigures = {
  /** Asked at a form, with the day of asking. */
  asked: 0,
  /** Of those who asked on that day, so many have confirmed since. */
  "confirmed-of-asked": 0,
  joined: 1,
  left: -1,
  /** Their mailbox is no more, or an operator suppressed them. */
  lost: -1,
  back: 1,
  erased: -1,
  /** By how many an undone import changed the list. */
  "import-undone": 1,
  "topics-chosen": 0,
  "digest-chosen": 0,
  "every-chosen": 0,
  paused: 0,
  resumed: 0,
} as const;

export type ListFigure = keyof typeof listFigures;

/** By how much one of each changes the number of readers. */
export const growthBy: Record<ListFigure, number> = listFigures;

/** A step of a reader in the chain of consent. `seq` orders them; `source` is the way in; `at` in milliseconds. */
export type ChainFact = {
  seq: number;
  at: number;
  kind: ConsentKind;
  listId: number | null;
  source: string;
  detail: string | null;
};

/** When a reader's address became unreachable, or reachable again; `seq` orders those of one moment. */
export type ReachFact = { at: number; seq: number; reach: "lost" | "back"; reason: string };

/** One thing that counts. */
export type Counted = { listId: number; at: number; figure: ListFigure; source: string; count: number };

type Standing = { status: "none" | "pending" | "active"; askedAt: number | null; source: string };
type Reader = {
  lists: Map<number, Standing>;
  /** Why their address is unreachable; null while it is not. */
  lost: string | null;
  /** How a list stood before an import changed it, by `list import`. */
  before: Map<string, Standing>;
  counted: Counted[];
};

/**
 * Tells what one reader's history counts for: a pure function of it, so that figures are the same however often and in whatever
 * order they are added up. The chain's own order holds; an address lost or back again comes before what the chain says later.
 */
export function historyCounts(chain: readonly ChainFact[], reach: readonly ReachFact[]): Counted[] {
  const reader: Reader = { lists: new Map(), lost: null, before: new Map(), counted: [] };
  const waiting = [...reach].sort((a, b) => a.at - b.at || a.seq - b.seq);
  for (const fact of [...chain].sort((a, b) => a.seq - b.seq)) {
    while (waiting[0] && waiting[0].at <= fact.at) heedReach(reader, waiting.shift()!);
    steps[fact.kind](reader, fact);
  }
  for (const fact of waiting) heedReach(reader, fact);
  return reader.counted;
}

type Step = (reader: Reader, fact: ChainFact) => void;

const nothing: Step = () => {};

/** The effect of each step of the chain on the standing of its reader. */
const steps: Record<ConsentKind, Step> = {
  "signed-up": onList((reader, fact, standing, listId) => {
    if (standing.status !== "none") return;
    reader.lists.set(listId, { status: "pending", askedAt: fact.at, source: fact.source });
    count(reader, listId, fact.at, "asked", fact.source);
  }),
  confirmed: onList((reader, fact, standing, listId) => {
    if (standing.status === "active") return;
    const source = standing.status === "pending" ? standing.source : fact.source;
    if (standing.status === "pending" && standing.askedAt !== null)
      count(reader, listId, standing.askedAt, "confirmed-of-asked", source);
    enter(reader, listId, fact.at, source);
  }),
  imported: onList((reader, fact, standing, listId) => {
    if (standing.status === "active") return;
    remember(reader, listId, fact.source, standing);
    const source = importIn(fact.source);
    if (isAskedByMail(fact.source)) reader.lists.set(listId, { status: "pending", askedAt: null, source });
    else enter(reader, listId, fact.at, source);
  }),
  "import-undone": onList((reader, fact, standing, listId) => {
    const key = `${listId} ${importIn(fact.source)}`;
    const before = reader.before.get(key) ?? none;
    reader.before.delete(key);
    const change = isHere(reader, before) - isHere(reader, standing);
    reader.lists.set(listId, before);
    if (change !== 0) count(reader, listId, fact.at, "import-undone", importIn(fact.source), change);
  }),
  ended: onList((reader, fact, standing, listId) => {
    if (standing.status === "none") return;
    remember(reader, listId, fact.source, standing);
    reader.lists.set(listId, none);
    if (isHere(reader, standing)) count(reader, listId, fact.at, "left", wayOfLeaving(fact.source));
  }),
  undone: onList((reader, fact, standing, listId) => {
    if (standing.status !== "active") enter(reader, listId, fact.at, "took leaving back");
  }),
  /** An operator let them go and took that back. */
  "ending-undone": onList((reader, fact, standing, listId) => {
    if (standing.status !== "active") enter(reader, listId, fact.at, "brought back");
  }),
  erased(reader, fact) {
    for (const [listId, standing] of reader.lists) {
      reader.lists.set(listId, none);
      if (isHere(reader, standing)) count(reader, listId, fact.at, "erased", "");
    }
  },
  complained: nothing,
  stayed: nothing,
  paused: choice("paused"),
  resumed: choice("resumed"),
  "frequency-changed": (reader, fact) =>
    choice(fact.detail === "monthly" ? "digest-chosen" : "every-chosen")(reader, fact),
  "topics-changed": choice("topics-chosen"),
  "name-changed": nothing,
  "address-changed": nothing,
  "counting-allowed": nothing,
  "counting-refused": nothing,
};

const none: Standing = { status: "none", askedAt: null, source: "" };

function onList(step: (reader: Reader, fact: ChainFact, standing: Standing, listId: number) => void): Step {
  return (reader, fact) => {
    if (fact.listId !== null) step(reader, fact, reader.lists.get(fact.listId) ?? none, fact.listId);
  };
}

/** A choice without a list counts for each list that the reader is on. */
function choice(figure: ListFigure): Step {
  return (reader, { listId, at }) => {
    for (const [id, { status }] of reader.lists)
      if (status === "active" && (listId === null || listId === id)) count(reader, id, at, figure, "");
  };
}

function heedReach(reader: Reader, { reach, at, reason }: ReachFact): void {
  if ((reach === "lost") === (reader.lost !== null)) return;
  const source = reach === "lost" ? reason : "";
  reader.lost = reach === "lost" ? reason : null;
  for (const [listId, { status }] of reader.lists) if (status === "active") count(reader, listId, at, reach, source);
}

/** A reader whose address is unreachable joins and is lost at once. */
function enter(reader: Reader, listId: number, at: number, source: string): void {
  reader.lists.set(listId, { status: "active", askedAt: null, source });
  count(reader, listId, at, "joined", source);
  if (reader.lost !== null) count(reader, listId, at, "lost", reader.lost);
}

function isHere(reader: Reader, { status }: Standing): 0 | 1 {
  return status === "active" && reader.lost === null ? 1 : 0;
}

function remember(reader: Reader, listId: number, source: string, standing: Standing): void {
  if (source.startsWith("import ")) reader.before.set(`${listId} ${importIn(source)}`, standing);
}

function count(reader: Reader, listId: number, at: number, figure: ListFigure, source: string, by = 1): void {
  reader.counted.push({ listId, at, figure, source: source.slice(0, longestSource), count: by });
}

const longestSource = 200;

function isAskedByMail(source: string): boolean {
  return source.endsWith(askedByMail);
}

/** `import 7` of `import 7 of readers.csv by Ruth`. */
function importIn(source: string): string {
  return /^import \d+/.exec(source)?.[0] ?? source;
}

/** The ways of leaving, without names. */
const waysOfLeaving = ["one-click", "page", "mail", "complaint", "let-go", "operator", "import", "other"] as const;
export type WayOfLeaving = (typeof waysOfLeaving)[number];

/** @param source of the receipt of an ended subscription */
export function wayOfLeaving(source: string): WayOfLeaving {
  if (source === "reader’s page") return "page";
  if (source.startsWith("let go ")) return "let-go";
  if (source.startsWith("operator ")) return "operator";
  if (source.startsWith("import ")) return "import";
  return (waysOfLeaving as readonly string[]).includes(source) ? (source as WayOfLeaving) : "other";
}
