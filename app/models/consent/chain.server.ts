import { hash } from "node:crypto";

/** The input of a hash. docs/decisions/0010-consent-receipts.md documents the same fields for auditors. */
type Values = (string | number | null)[];

/** One consent event as the chain stores it. Nothing in it identifies a person. */
export type ChainedEvent = {
  seq: number;
  /** Hash of the event before. */
  prev: string;
  at: number;
  subscriber: number;
  /** Slug of the list; null when the event concerns all lists. */
  list: string | null;
  kind: string;
  /** Hash of the wording; null when there was none. */
  wording: string | null;
  detail: string | null;
  source: string;
  method: string | null;
  letterId: number | null;
  letterAt: number | null;
  whoSeal: string | null;
  traceSeal: string | null;
};

/** The person, and the salt without which `personHash` reveals nothing. All three are null when erased or never known. */
export type Who = { address: string | null; name: string | null; whoSalt: string | null };
/** The IP address and user agent, and the salt of their seal. All three are null when erased or never known. */
export type RequestMetadata = { ip: string | null; userAgent: string | null; traceSalt: string | null };

export type ChainedWording = {
  purpose: string;
  language: string | null;
  version: number | null;
  text: string;
  shownFrom: number;
  madeBy: string;
};

/** `prev` of the first event. */
export const noHash = "0".repeat(64);

export function eventHash(event: ChainedEvent): string {
  const { seq, prev, at, subscriber, list, kind, wording, detail, source, method, letterId, letterAt } = event;
  const fields = [seq, prev, at, subscriber, list, kind, wording, detail, source, method, letterId, letterAt];
  return hashOf(["pressrun consent 1", ...fields, event.whoSeal, event.traceSeal]);
}

type Common = Omit<ChainedEvent, keyof Single>;
type Single = Pick<ChainedEvent, "seq" | "prev" | "subscriber" | "detail" | "whoSeal" | "traceSeal">;

/** Returns `eventHash` for events that have much in common, whose JSON is then made once: a million of them take half the time. */
export function eventHashes({ at, list, kind, wording, source, method, letterId, letterAt }: Common) {
  const json = (values: Values) => JSON.stringify(values).slice(1, -1);
  const [middle, after] = [json([list, kind, wording]), json([source, method, letterId, letterAt])];
  // Hashes are hexadecimal digits, which JSON writes as they are.
  const quoted = (hash: string | null) => (hash === null ? "null" : `"${hash}"`);
  return ({ seq, prev, subscriber, detail, whoSeal, traceSeal }: Single): string => {
    const [own, seals] = [JSON.stringify(detail), `${quoted(whoSeal)},${quoted(traceSeal)}`];
    const text = `["pressrun consent 1",${seq},"${prev}",${at},${subscriber},${middle},${own},${after},${seals}]`;
    return hash("sha256", text, "hex");
  };
}

export function personHash({ whoSalt, address, name }: Who): string {
  return hashOf(["pressrun consent who 1", whoSalt, address, name]);
}

export function requestHash({ traceSalt, ip, userAgent }: RequestMetadata): string {
  return hashOf(["pressrun consent traces 1", traceSalt, ip, userAgent]);
}

export function wordingHash({ purpose, language, version, text, shownFrom, madeBy }: ChainedWording): string {
  return hashOf(["pressrun wording 1", purpose, language, version, text, shownFrom, madeBy]);
}

/** JSON of texts, whole numbers and null has exactly one spelling (RFC 8785). */
function hashOf(values: Values): string {
  return hash("sha256", JSON.stringify(values), "hex");
}
