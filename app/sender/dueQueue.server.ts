import type { Context } from "#app/context.server.ts";
import type { Share, Wait } from "#app/models/instance/senderProcesses.server.ts";
import { mailings, type Mailing } from "./mailings.server.ts";
import type { Admission, Pacing } from "./pacing.server.ts";
import { openPrefetch, type Destined, type Prefetch } from "./prefetch.server.ts";

/** What is due of all mailings that are on their way, as far as it was read ahead. */
type DueQueue = {
  /** Reads on, of all mailings. @returns false at the end of what is due */
  readOn(): Promise<boolean>;
  /** Reads no more than who waits, for the time while nothing at all may leave. */
  readWho(): Promise<void>;
  /** The next of one mailing, up to `wanted` as far as `admission` lets them pass; null when there are none. */
  take(wanted: number, admission: Admission): { mailing: Mailing; prospects: Destined[] } | null;
  /** How many could be taken. */
  count(wanted: number, admission: Admission): number;
  /** Puts one back that is due as before. */
  putBack(mailing: Pick<Mailing, "kind" | "id">, prospect: Destined): void;
  /** Leaves digests alone until then. */
  restDigests(until: number): void;
  /** Which issues have readers due, and which of them wait for the pace. */
  waits(peek: () => Admission): Wait[];
};

/** @param gone told of each mailing that is no longer on its way */
export function openDueQueue(context: Context, orders: Orders, gone: (mailing: Mailing) => void): DueQueue {
  let ahead: { mailing: Mailing; prospects: Prefetch }[] = [];
  let digestsRestUntil = 0;

  const isSame = (one: Pick<Mailing, "kind" | "id">, other: Pick<Mailing, "kind" | "id">) =>
    one.kind === other.kind && one.id === other.id;

  const awake = () => ahead.filter(({ mailing }) => mailing.kind !== "digest" || context.clock() >= digestsRestUntil);

  const readMailings = async () => {
    const known = ahead;
    const now = await mailings(context, orders.issueId);
    for (const { mailing } of known) if (!now.some((one) => isSame(one, mailing))) gone(mailing);
    ahead = now.map(
      (mailing) =>
        known.find((one) => isSame(one.mailing, mailing)) ?? { mailing, prospects: openPrefetch(context, mailing) },
    );
    for (const { prospects } of ahead) prospects.follow(orders.share);
  };

  return {
    async readOn() {
      await readMailings();
      let more = false;
      for (const { prospects } of awake()) more = (await prospects.refill(orders.pacing.destinationOf)) || more;
      return more;
    },
    async readWho() {
      await readMailings();
      for (const { prospects } of awake()) if (prospects.isEmpty()) await prospects.refill(orders.pacing.destinationOf);
    },
    take(wanted, admission) {
      for (const { mailing, prospects } of awake()) {
        const taken = prospects.take(wanted, admission);
        if (taken.length > 0) return { mailing, prospects: taken };
      }
      return null;
    },
    count(wanted, admission) {
      let count = 0;
      for (const { prospects } of awake()) count += prospects.count(wanted - count, admission);
      return count;
    },
    putBack: (mailing, prospect) => ahead.find((one) => isSame(one.mailing, mailing))?.prospects.putBack(prospect),
    restDigests: (until) => void (digestsRestUntil = until),
    waits: (peek) =>
      ahead.flatMap(({ mailing, prospects }) => {
        if (mailing.kind !== "issue" || prospects.isEmpty()) return [];
        const admission = peek();
        const until = prospects.count(1, admission) === 0 ? admission.waitUntil() : null;
        return [{ issueId: mailing.id, until, destinations: admission.refused() }];
      }),
  };
}

/** What the exchange is told from outside, each second. */
export type Orders = {
  share: Share;
  pacing: Pacing;
  /** Only this issue. */
  issueId?: number;
  /** Aborted when the process shall end. */
  stop?: AbortSignal;
};
