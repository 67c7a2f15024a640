import type { IssueFigures } from "./issueFigures.server.ts";

/** Adds up the figures of the editions of one issue; the first is the issue's own. */
export function addFigures([first, ...others]: [IssueFigures, ...IssueFigures[]]): IssueFigures {
  return others.reduce(
    (sum, one) => ({
      ...sum,
      ...added(sum, one, [
        ...(["audience", "accepted", "refused", "uncertain", "withdrawn", "cancelled", "waiting"] as const),
        ...(["complained", "replies"] as const),
      ]),
      bounced: added(sum.bounced, one.bounced, ["hard", "soft", "blocked"]),
      left: {
        ...added(sum.left, one.left, ["all", "oneClick", "page", "mail", "withinDay", "later", "cameBack"]),
        reasons: addReasons([...sum.left.reasons, ...one.left.reasons]),
        words: [...sum.left.words, ...one.left.words].sort((a, b) => b.at - a.at),
      },
    }),
    first,
  );
}

function added<K extends string>(a: Record<K, number>, b: Record<K, number>, keys: K[]): Record<K, number> {
  return Object.fromEntries(keys.map((key) => [key, a[key] + b[key]])) as Record<K, number>;
}

type Reasons = IssueFigures["left"]["reasons"];

function addReasons(reasons: Reasons): Reasons {
  return [...Map.groupBy(reasons, ({ reason }) => reason)].map(([reason, same]) => ({
    ...{ reason, count: same.reduce((sum, { count }) => sum + count, 0) },
  }));
}
