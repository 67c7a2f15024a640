import type { Context } from "#app/context.server.ts";
import {
  countReturns,
  fateKey,
  fatesOfDomains,
  isUnbelievable,
  type DomainFate,
  type Return,
} from "#app/models/deliveries/returns.server.ts";
import { lockReadersById } from "#app/models/readers/subscribers.server.ts";
import { suppressThose } from "#app/models/readers/suppressions.server.ts";
import { heedReturns } from "./lateBreaker.server.ts";
import { openPatience, type Patience } from "./patience.server.ts";
import type { Fact } from "./reports.ts";

/** A reader as acting knows them; `suppressed` changes as facts are acted on. */
export type KnownReader = { id: number; email: string; key: string; suppressed: boolean };

/**
 * Everybody whom many facts are about, as read at once, with all that is to be written about them together. Each
 * fact sees what those before it changed.
 */
export type ActingRoom = {
  /** Those who are there and not erased; locked. */
  readers: Map<number, KnownReader>;
  patience: Patience;
  fates: Map<string, DomainFate>;
  returns: Return[];
  suppressions: Parameters<typeof suppressThose>[1];
  /** Blocks that operators are told of already. */
  blocks: Set<string>;
  /** Editions of which the walk was asked to judge again. */
  doubts: Set<number>;
};

/** Opens the room of many facts, in their transaction. */
export async function openActingRoom(context: Context, facts: Fact[]): Promise<ActingRoom> {
  const targets = facts.flatMap(({ target }) => target ?? []);
  const ids = [...new Set(targets.map(({ subscriberId }) => subscriberId))];
  const rows = ids.length === 0 ? [] : await lockReadersById(context, ids);
  const here = rows.filter(({ erasedAt }) => erasedAt === null);
  const ofEditions = facts.flatMap(({ report, target }) =>
    report.kind === "hard" && target && target.editionId !== null ? [target] : [],
  );
  const bounced = facts.filter(({ report }) => report.kind === "hard" || report.kind === "soft");
  const judged = new Set(bounced.flatMap(({ target }) => target?.subscriberId ?? []));
  return {
    readers: new Map(
      here.map(({ id, email, key, suppressedAt }) => [id, { id, email, key, suppressed: suppressedAt !== null }]),
    ),
    patience: await openPatience(context, [...judged], new Set(bounced.map(({ messageId, n }) => `${messageId} ${n}`))),
    fates: await fatesOfDomains(
      context,
      [...new Set(ofEditions.map(({ editionId }) => editionId!))],
      [...new Set(ofEditions.map(({ domain }) => domain))],
    ),
    ...{ returns: [], suppressions: [], blocks: new Set(), doubts: new Set() },
  };
}

/** Like `isDomainInDoubt`, with what came back just now. */
export function isInDoubt({ fates }: ActingRoom, editionId: number, domain: string): boolean {
  const fate = fates.get(fateKey(editionId, domain));
  return fate !== undefined && isUnbelievable(fate);
}

/** Counts what came back of an edition. */
export function noteReturn({ returns, fates }: ActingRoom, one: Return): void {
  returns.push(one);
  if (one.kind !== "hard") return;
  const key = fateKey(one.editionId, one.domain);
  const fate = fates.get(key) ?? { all: 0, gone: 0 };
  fate.gone += 1;
  fates.set(key, fate);
}

/** Writes what the facts of a room changed together, and lets the circuit breaker hear it. */
export async function closeActingRoom(context: Context, { returns, suppressions }: ActingRoom): Promise<void> {
  await suppressThose(context, suppressions);
  if (returns.length === 0) return;
  await countReturns(
    context,
    returns.map((one) => ({ ...one, count: 1 })),
  );
  await heedReturns(context, returns);
}
