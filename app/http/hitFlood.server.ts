import type { Context } from "#app/context.server.ts";
import { hour } from "#app/models/durations.ts";

/** Says whether one more request for a link is kept. The link works all the same. */
type HitFlood = { admits(link: { editionId: number; subscriberId: number | null; n: number | null }): boolean };

/** Requests of an hour for one link, by one reader and by nobody known: beyond, a script asks, and tells nothing new. */
const most = { reader: 100, nobody: 5000 };
/** Different links and readers that are remembered at most, some 100 bytes each. */
const mostKeys = 50_000;

/** Keeps anybody who has one mail from filling the database with requests for its links, and the sender from judging them all. */
export function openHitFlood({ clock, log }: Pick<Context, "clock" | "log">): HitFlood {
  const counts = new Map<string, number>();
  let since = clock();
  let left = 0;
  const begin = () => {
    if (left > 0) log.warn({ left }, "requests for counted links were not kept: too many of the same one in an hour");
    counts.clear();
    [since, left] = [clock(), 0];
  };
  return {
    admits({ editionId, subscriberId, n }) {
      const now = clock();
      if (now - since >= hour || now < since || counts.size >= mostKeys) begin();
      const key = `${editionId} ${subscriberId} ${n}`;
      const count = (counts.get(key) ?? 0) + 1;
      const isKept = count <= (subscriberId === null ? most.nobody : most.reader);
      if (isKept) counts.set(key, count);
      else left += 1;
      return isKept;
    },
  };
}
