import type { Context } from "#app/context.server.ts";
import { editionsUnderWay, type Send } from "#app/models/deliveries/sends.server.ts";
import type { Share, Wait } from "#app/models/instance/senderProcesses.server.ts";
import type { Admission, Pacing } from "./pacing.server.ts";
import { openPrefetch, type Destined, type Prefetch } from "./prefetch.server.ts";

/** The due deliveries of all running sends, as far as they were prefetched. */
export type DueQueue = {
  /** Reads the next pages of all sends. @returns false at the end of what is due */
  readOn(): Promise<boolean>;
  /** Reads only who waits, while nothing at all may leave. */
  readWho(): Promise<void>;
  /** Takes up to `wanted` deliveries of one send, as `admission` allows; null when there are none. */
  take(wanted: number, admission: Admission): { send: Send; prospects: Destined[] } | null;
  /** Counts those that could be taken. */
  count(wanted: number, admission: Admission): number;
  /** Puts back one that is still due. */
  putBack(send: Send, prospect: Destined): void;
  /** Lists the editions with due readers, and which of them wait for a limit. */
  waits(peek: () => Admission): Wait[];
};

/**
 * Long because: its functions share what was read ahead of each send.
 * @param gone called for each send that has ended
 */
export function openDueQueue(context: Context, orders: Orders, gone: (send: Send) => void): DueQueue {
  let ahead: { send: Send; prospects: Prefetch }[] = [];

  const ofEdition = ({ editionId }: Send) => ahead.find(({ send }) => send.editionId === editionId);

  const readSends = async () => {
    const all = await editionsUnderWay(context);
    const { issueId } = orders;
    const now = issueId === undefined ? all : all.filter(({ kind, id }) => kind === "issue" && id === issueId);
    for (const { send } of ahead) if (!now.some(({ editionId }) => editionId === send.editionId)) gone(send);
    ahead = now.map((send) => ofEdition(send) ?? { send, prospects: openPrefetch(context, send.editionId) });
    for (const { prospects } of ahead) prospects.follow(orders.share);
  };

  return {
    async readOn() {
      await readSends();
      let more = false;
      for (const { prospects } of ahead) more = (await prospects.refill(orders.pacing.destinationOf)) || more;
      return more;
    },
    async readWho() {
      await readSends();
      for (const { prospects } of ahead) if (prospects.isEmpty()) await prospects.refill(orders.pacing.destinationOf);
    },
    take(wanted, admission) {
      for (const [at, { send, prospects }] of ahead.entries()) {
        const taken = prospects.take(wanted, admission);
        if (taken.length === 0) continue;
        takeTurns(ahead, at);
        return { send, prospects: taken };
      }
      return null;
    },
    count(wanted, admission) {
      let count = 0;
      for (const { prospects } of ahead) count += prospects.count(wanted - count, admission);
      return count;
    },
    putBack: (send, prospect) => ofEdition(send)?.prospects.putBack(prospect),
    waits: (peek) =>
      ahead.flatMap(({ send, prospects }) => {
        if (prospects.isEmpty()) return [];
        const admission = peek();
        const until = prospects.count(1, admission) === 0 ? admission.waitUntil() : null;
        return [{ editionId: send.editionId, until, destinations: admission.refused() }];
      }),
  };
}

/** The tried subjects of an issue go out side by side, so that none is read at a better hour than the others. */
function takeTurns(ahead: { send: Send }[], at: number): void {
  const isOther = ({ send }: { send: Send }) => send.kind !== ahead[at]!.send.kind || send.id !== ahead[at]!.send.id;
  const next = ahead.findIndex((one, i) => i > at && isOther(one));
  const last = (next === -1 ? ahead.length : next) - 1;
  if (last > at) ahead.splice(last, 0, ...ahead.splice(at, 1));
}

/** The parameters of the dispatcher, refreshed each second. */
export type Orders = {
  share: Share;
  pacing: Pacing;
  /** Only this issue. */
  issueId?: number;
  /** Aborted when the process should end. */
  stop?: AbortSignal;
};
