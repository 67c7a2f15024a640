import type { Context } from "#app/context.server.ts";
import { dueAfter, dueAt, type Prospect } from "#app/models/deliveries/due.server.ts";
import type { Share } from "#app/models/instance/senderProcesses.server.ts";
import type { Admission } from "./pacing.server.ts";

/** The rows of one query, and the most that are kept of a destination that must wait. */
const pageSize = 500;
const mostKept = 200;
const fewKept = 50;

export type Destined = Prospect & { destination: string };

/** The due deliveries of one edition, read ahead. They are not locked: only claiming decides. */
export type Prefetch = {
  /** From now on only this share is read; rows of other shares are dropped. */
  follow(share: Share): void;
  /** Reads the next page. @returns false at the end of what is due */
  refill(destinationOf: (domain: string) => string): Promise<boolean>;
  /** Takes up to `wanted` deliveries, alternating between destinations, as `admission` allows. */
  take(wanted: number, admission: Admission): Destined[];
  /** Puts back one that was taken and is still due. */
  putBack(prospect: Destined): void;
  /** Counts what `take` would take of the rows in memory, up to `wanted`. */
  count(wanted: number, admission: Admission): number;
  isEmpty(): boolean;
};

type Queue = {
  prospects: Destined[];
  /** Set when more came than are kept: its domains are then read separately, after this subscriber. */
  leftOut: { domains: Set<string>; after: number } | null;
};

/**
 * Walks the index once, from the first due row to the last. A destination that must wait keeps a few rows in memory and
 * is read separately later. It therefore delays no other destination, and memory stays flat.
 * Long because: its functions share the queues and the place in the index.
 */
export function openPrefetch(context: Context, editionId: number): Prefetch {
  const queues = new Map<string, Queue>();
  const known = new Set<number>();
  let place: Prospect | null = null;
  let readFor: Share = { rank: 0, of: 1 };

  const add = (queue: Queue, prospect: Destined) => {
    if (known.has(prospect.subscriberId)) return;
    known.add(prospect.subscriberId);
    queue.prospects.push(prospect);
  };

  const readOn = async (destinationOf: (domain: string) => string) => {
    const page = await dueAfter(context, editionId, place, readFor, pageSize);
    for (const prospect of page) {
      const destination = destinationOf(prospect.domain);
      const queue = queues.get(destination) ?? { prospects: [], leftOut: null };
      queues.set(destination, queue);
      if (queue.leftOut || queue.prospects.length >= mostKept) {
        queue.leftOut ??= { domains: new Set(), after: 0 };
        queue.leftOut.domains.add(prospect.domain);
      } else add(queue, { ...prospect, destination });
    }
    const isWaitedFor = [...queues.values()].some((queue) => queue.leftOut);
    // Restarts: a row may have become due before the position, and rows in memory are recognised.
    place = page.at(-1) ?? (isWaitedFor ? place : null);
    return page.length > 0;
  };

  const readLeftOut = async (queue: Queue, destination: string) => {
    const { domains, after } = queue.leftOut!;
    const page = await dueAt(context, editionId, [...domains], after, readFor, mostKept);
    for (const prospect of page) add(queue, { ...prospect, destination });
    if (page.length < mostKept) queue.leftOut = null;
    else queue.leftOut!.after = page.at(-1)!.subscriberId;
  };

  return {
    follow(share) {
      if (share.rank === readFor.rank && share.of === readFor.of) return;
      // A process came or went, so the shares have changed.
      queues.clear();
      known.clear();
      [place, readFor] = [null, share];
    },
    async refill(destinationOf) {
      const before = known.size;
      for (const [destination, queue] of queues)
        if (queue.leftOut && queue.prospects.length < fewKept) await readLeftOut(queue, destination);
      const more = known.size > before;
      return (await readOn(destinationOf)) || more;
    },
    putBack(prospect) {
      const queue = queues.get(prospect.destination) ?? { prospects: [], leftOut: null };
      queues.set(prospect.destination, queue);
      add(queue, prospect);
    },
    isEmpty: () => known.size === 0,
    count(wanted, admission) {
      let count = 0;
      for (const [destination, { prospects }] of queues)
        for (let i = 0; i < prospects.length; i += 1) {
          if (count === wanted || admission.closed()) return count;
          if (!admission.admits(destination)) break;
          count += 1;
        }
      return count;
    },
    take(wanted, admission) {
      const taken: Destined[] = [];
      // A queue moved to the end is visited again when more is wanted than there are destinations.
      for (const [destination, queue] of queues) {
        if (taken.length === wanted || admission.closed()) break;
        if (queue.prospects.length > 0 && admission.admits(destination)) {
          const prospect = queue.prospects.shift()!;
          known.delete(prospect.subscriberId);
          taken.push(prospect);
          // To the end, so that destinations alternate.
          queues.delete(destination);
          queues.set(destination, queue);
        }
        if (queue.prospects.length === 0 && !queue.leftOut) queues.delete(destination);
      }
      return taken;
    },
  };
}
