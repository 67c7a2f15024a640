import { isIPv6 } from "node:net";
import { sql } from "kysely";
import type { Context } from "#app/context.server.ts";
import { quickTrip } from "#db/quick.server.ts";
import { statement, type Value } from "#db/statements.server.ts";
import { keyedHashes } from "./signedTokens.server.ts";

/**
 * Counts one attempt of `subject` (an IP network, an address) at `scope`, and says whether it is within the limit.
 * The counters are rows, so that a restart resets nothing (S-08, C-22).
 * @param windowMs the counter starts again this long after its first attempt
 */
export async function withinLimit(
  context: Context,
  scope: string,
  subject: string,
  limit: number,
  windowMs: number,
): Promise<boolean> {
  return (await countAttempt(context, scope, subject, windowMs)) <= limit;
}

/** Counts one attempt, like `withinLimit`. @returns the attempts within the window, this one included */
export async function countAttempt(
  context: Context,
  scope: string,
  subject: string,
  windowMs: number,
): Promise<number> {
  const now = context.clock();
  const values = { scope, subject: keyedHashes(context, subject)[0], now, stale: now - windowMs };
  // A power cut may forget the last ones; to wait for the disk would hold up every other page.
  const [row] = await quickTrip<{ count: number }>(context.db, {
    steps: (atOnce) => countOne.now(atOnce, values),
    single: (db) => countOne.ready(db, values),
  });
  return row!.count;
}

const countOne = statement((db, value: Value<{ scope: string; subject: string; now: number; stale: number }>) =>
  db
    .insertInto("throttles")
    .values({ scope: value("scope"), subject: value("subject"), window_at: value("now"), count: sql.lit(1) })
    .onConflict((conflict) =>
      conflict.columns(["scope", "subject"]).doUpdateSet({
        count: sql`case when throttles.window_at <= ${value("stale")} then 1 else throttles.count + 1 end`,
        window_at: sql`case when throttles.window_at <= ${value("stale")} then ${value("now")} else throttles.window_at end`,
      }),
    )
    .returning("count"),
);

/** Uncounts one successful attempt; others stay counted. */
export async function takeBackAttempt(context: Context, scope: string, subject: string): Promise<void> {
  await context.db
    .updateTable("throttles")
    .set((eb) => ({ count: eb("count", "-", 1) }))
    .where("scope", "=", scope)
    .where("subject", "=", keyedHashes(context, subject)[0])
    .where("count", ">", 0)
    .execute();
}

/** @returns milliseconds until the counter of a subject starts again */
export async function waitFor(context: Context, scope: string, subject: string, windowMs: number): Promise<number> {
  const row = await context.db
    .selectFrom("throttles")
    .select("window_at")
    .where("scope", "=", scope)
    .where("subject", "=", keyedHashes(context, subject)[0])
    .executeTakeFirst();
  return Math.max(0, (row?.window_at ?? 0) + windowMs - context.clock());
}

/** Returns the attempts of each subject within `windowMs`, by scope, without counting one. */
export async function attemptsSoFar(
  context: Context,
  subjects: Record<string, string>,
  windowMs: number,
): Promise<Record<string, number>> {
  const rows = await context.db
    .selectFrom("throttles")
    .select(["scope", "count"])
    .where("window_at", ">", context.clock() - windowMs)
    .where((eb) =>
      eb.or(
        Object.entries(subjects).map(([scope, subject]) =>
          eb.and([eb("scope", "=", scope), eb("subject", "=", keyedHashes(context, subject)[0])]),
        ),
      ),
    )
    .execute();
  return Object.fromEntries(rows.map(({ scope, count }) => [scope, count]));
}

/** Deletes the counters of `scopes` that began before `before`. */
export async function forgetOldAttempts(context: Context, scopes: string[], before: number): Promise<void> {
  await context.db.deleteFrom("throttles").where("scope", "in", scopes).where("window_at", "<", before).execute();
}

/** Resets a counter after a successful attempt. */
export async function forgetAttempts(context: Context, scope: string, subject: string): Promise<void> {
  await context.db
    .deleteFrom("throttles")
    .where("scope", "=", scope)
    .where("subject", "in", keyedHashes(context, subject))
    .execute();
}

/**
 * Returns the network of a caller, like `192.0.2.0/24` or `2001:db8:0:7::/64`: one person may have a whole one.
 * @param ip in any spelling, also IPv4 within IPv6; anything else is its own network
 */
export function networkOf(ip: string): string {
  const v4 = /(\d+\.\d+\.\d+)\.\d+$/.exec(ip);
  if (v4) return `${v4[1]!}.0/24`;
  const plain = ip.replace(/%.*$/, "").toLowerCase();
  if (!isIPv6(plain)) return ip;
  const [head = "", tail] = plain.split("::");
  const groups = head.split(":").filter(Boolean);
  const behind = tail?.split(":").filter(Boolean).length ?? 0;
  if (tail !== undefined) groups.push(...Array<string>(Math.max(0, 8 - groups.length - behind)).fill("0"));
  const network = [...groups, ...(tail?.split(":").filter(Boolean) ?? [])].slice(0, 4);
  return `${network.map((group) => parseInt(group, 16).toString(16)).join(":")}::/64`;
}
