import {
  eventHash,
  noHash,
  personHash,
  requestHash,
  wordingHash,
  type ChainedEvent,
  type ChainedWording,
  type RequestMetadata,
  type Who,
} from "./chain.server.ts";
import type { ChainHead } from "./head.server.ts";

/**
 * The first fault of a chain, of a kind. `seq` is the number of the receipt; null when the fault concerns no single
 * receipt.
 */
export type ChainFault = { seq: number | null; what: What; found: ChainFinding };

/** The exact fault. `last`: the receipt before, or the last one. `events`: how many there are, or the head counts. */
export type ChainFinding =
  | { error: "no-head" | "empty-file" }
  | { error: "beyond-head"; seq: number; events: number }
  | { error: "head-differs"; last: number }
  | { error: "chain-cut"; events: number; last: number }
  | { error: "hash-not-found"; hash: string }
  | { error: "comes-after" | "other-past"; seq: number; last: number }
  | { error: "not-there"; from: number; to: number }
  /** Another receipt stands there, of the number `place`. */
  | { error: "moved"; seq: number; place: number }
  | { error: "hash-differs" | "person-differs" | "request-differs"; seq: number }
  | { error: "wording-differs"; hash: string; purpose: string; version: number | null }
  | { error: "wording-not-there"; seq: number; wording: string }
  | { error: "no-export"; line: number }
  | { error: "file-cut"; events: number; declared: number };

type What = "changed" | "missing" | "forked" | "reordered" | "cut off" | "head" | "wording" | "expected" | "unreadable";

export type CheckedEvent = ChainedEvent & { hash: string } & Partial<Who & RequestMetadata>;
type CheckedWording = ChainedWording & { hash: string };

/** Counts of the receipts and wordings checked, and of receipts whose personal parts are erased. */
export type ChainTally = { events: number; wordings: number; whoErased: number; tracesErased: number };

type Order = {
  head: ChainHead;
  /** False for a part of the chain, chosen by list or reader; gaps are then allowed. */
  whole: boolean;
  /** False for an export without the personal parts. */
  personal: boolean;
  /** The hash of an earlier head; one of the receipts must have it. */
  expect?: string;
};

/** Checks a chain event by event. Each call returns a fault, or null. */
export function chainCheck({ head, whole, personal, expect }: Order) {
  const tally: ChainTally = { events: 0, wordings: 0, whoErased: 0, tracesErased: 0 };
  const wordings = new Set<string>();
  let last = { seq: 0, hash: noHash };
  let expected = expect === undefined || expect === noHash;

  return {
    tally,
    wording(wording: CheckedWording): ChainFault | null {
      tally.wordings += 1;
      wordings.add(wording.hash);
      if (wordingHash(wording) === wording.hash) return null;
      const { hash, purpose, version } = wording;
      return fault(null, "wording", { error: "wording-differs", hash, purpose, version });
    },
    event(event: CheckedEvent): ChainFault | null {
      const wrong = faultOf(event, last, { head, whole, personal }) ?? wordingFault(event, wordings);
      if (wrong) return wrong;
      last = event;
      expected ||= event.hash === expect;
      tally.events += 1;
      if (personal && event.whoSeal && event.whoSalt === null) tally.whoErased += 1;
      if (personal && event.traceSeal && event.traceSalt === null) tally.tracesErased += 1;
      return null;
    },
    end(): ChainFault | null {
      return (whole ? endFault(last, head) : null) ?? (expected ? null : notOnTheWay(expect!));
    },
  };
}

type Place = { seq: number; hash: string };

function faultOf(event: CheckedEvent, last: Place, { head, whole, personal }: Order): ChainFault | null {
  const { seq } = event;
  const next = last.seq + 1;
  if (seq <= last.seq) return fault(seq, "reordered", { error: "comes-after", seq, last: last.seq });
  if (whole && seq > next) return fault(next, "missing", { error: "not-there", from: next, to: seq - 1 });
  if (eventHash(event) !== event.hash) {
    const place = placeOf(event, head.events);
    if (place) return fault(seq, "reordered", { error: "moved", seq, place });
    return fault(seq, "changed", { error: "hash-differs", seq });
  }
  if (seq === next && event.prev !== last.hash)
    return fault(seq, "forked", { error: "other-past", seq, last: last.seq });
  return personal ? personalFault(event) : null;
}

/** Finds the original position of a moved event. */
function placeOf(event: CheckedEvent, events: number): number | null {
  for (let seq = 1; seq <= events; seq += 1) if (eventHash({ ...event, seq }) === event.hash) return seq;
  return null;
}

/** Erasable fields are either as they were hashed, or all gone together with their salt. */
function personalFault(event: CheckedEvent): ChainFault | null {
  const { seq, address = null, name = null, whoSalt = null } = event;
  const { ip = null, userAgent = null, traceSalt = null } = event;
  const who = { address, name, whoSalt };
  const traces = { ip, userAgent, traceSalt };
  if (whoSalt === null ? address !== null || name !== null : personHash(who) !== event.whoSeal)
    return fault(seq, "changed", { error: "person-differs", seq });
  if (traceSalt === null ? ip !== null || userAgent !== null : requestHash(traces) !== event.traceSeal)
    return fault(seq, "changed", { error: "request-differs", seq });
  return null;
}

function wordingFault({ seq, wording }: CheckedEvent, wordings: Set<string>): ChainFault | null {
  if (wording === null || wordings.has(wording)) return null;
  return fault(seq, "wording", { error: "wording-not-there", seq, wording });
}

function endFault(last: Place, head: ChainHead): ChainFault | null {
  if (last.seq < head.events)
    return fault(last.seq + 1, "cut off", { error: "chain-cut", events: head.events, last: last.seq });
  if (last.hash !== head.hash) return fault(last.seq, "head", { error: "head-differs", last: last.seq });
  return null;
}

function notOnTheWay(expect: string): ChainFault {
  return fault(null, "expected", { error: "hash-not-found", hash: expect });
}

export function fault(seq: number | null, what: What, found: ChainFinding): ChainFault {
  return { seq, what, found };
}
