import { countOf } from "#app/models/fields.server.ts";
import { wording } from "#app/models/faults.ts";
import type { ChainFault, ChainFinding } from "./verification.server.ts";

const wordFinding = wording<ChainFinding>({
  "no-head": () => "The head of the chain is missing.",
  "beyond-head": ({ seq, events }) => `The head counts ${events} receipts, but receipt ${seq} is there.`,
  "head-differs": ({ last }) => `The head's hash is not that of receipt ${last}: one of them was changed.`,
  "chain-cut": ({ events, last }) =>
    `The chain is cut off: the head counts ${events} receipts, and the last is ${last}.`,
  "hash-not-found": ({ hash }) => `No receipt has the hash ${hash}: the chain was made anew or cut since it was noted.`,
  "comes-after": ({ seq, last }) => `Receipt ${seq} comes after receipt ${last}.`,
  "not-there": ({ from, to }) => `${to > from ? `Receipts ${from} to ${to} are` : `Receipt ${from} is`} missing.`,
  moved: ({ seq, place }) => `In the place of receipt ${seq} stands receipt ${place}.`,
  "hash-differs": ({ seq }) =>
    `Receipt ${seq} was changed, or the one before it was made anew: it does not fit its own hash.`,
  "other-past": ({ seq, last }) => `Receipt ${seq} continues another receipt ${last} than the one that stands there.`,
  "person-differs": ({ seq }) => `Receipt ${seq} was changed: its address or name is not the one that was sealed.`,
  "request-differs": ({ seq }) => `Receipt ${seq} was changed: its IP address or user agent is not the one sealed.`,
  "wording-differs": ({ hash, purpose, version }) =>
    `The wording ${hash.slice(0, 12)}… (${purpose}, version ${version ?? "–"}) was changed.`,
  "wording-not-there": ({ seq, wording: hash }) => `The wording ${hash.slice(0, 12)}… of receipt ${seq} is missing.`,
  "no-export": ({ line }) => `Line ${line} is not of an export of consent.`,
  "empty-file": () => "The file is empty.",
  "file-cut": ({ events, declared }) =>
    `The file has ${countOf(events, "receipt")} where its first line says ${declared}.`,
});

/** Words the first fault of a chain of receipts, for operators and auditors. */
export function wordChainFault({ found }: ChainFault): string {
  return wordFinding(found);
}
