import { createHash } from "node:crypto";
import { databaseOutage, inTransaction, type Context } from "#app/context.server.ts";
import { openReference } from "#app/models/mailReferences.server.ts";
import type { InboundDoor } from "./reports.ts";

/** The most bytes of a mail that is understood (B-08), of one that brings a reader's answer, and what is kept of a larger one. */
export const mostBytes = 1_000_000;
const mostBytesOfReply = 10_000_000;
const keptOfTooLarge = 64_000;
/** Rows of one statement. */
const atOnce = 100;

/** Something that comes in. */
export type Inbound = {
  door: InboundDoor;
  /** The provider of a webhook. */
  provider: string | null;
  /** Names it, so that the same is kept once; left out: its envelope and bytes do. */
  dedupeKey?: string;
  /** The envelope: the sender, empty for the null sender, and the recipients. */
  sentFrom: string;
  sentTo: string[];
  /** All of it, or the beginning of what is larger. */
  raw: Buffer;
  /** In bytes, when `raw` is only the beginning. */
  size?: number;
};

/**
 * Writes down what came in, whole, before anybody tries to understand it; its bringer may be answered then (B-09).
 * All of it is kept, or nothing. Of what is too large the beginning is kept, for people to look at.
 * @returns how many of them are new; the others were kept before
 */
export async function receiveInbound(context: Context, given: Inbound[]): Promise<number> {
  return inTransaction(context, async (context) => {
    let news = 0;
    for (let i = 0; i < given.length; i += atOnce) news += await keep(context, given.slice(i, i + atOnce));
    return news;
  });
}

/**
 * Keeps mails that come at the same time together: one commit for all that wait, which is what keeping a mail costs most.
 * Each promise is fulfilled once its own mail is kept.
 */
export function openSharedKeeping(context: Context): (one: Inbound) => Promise<void> {
  type Waiting = { one: Inbound; done: () => void; failed: (error: unknown) => void };
  let waiting: Waiting[] = [];
  let isRunning = false;
  const keepAll = async (some: Waiting[]) => {
    try {
      await receiveInbound(
        context,
        some.map(({ one }) => one),
      );
      for (const { done } of some) done();
    } catch (error) {
      const isAlone = some.length === 1 || databaseOutage(error) !== null;
      // One that the database does not take is no fault of the others.
      for (const one of some) await (isAlone ? one.failed(error) : keepAll([one]));
    }
  };
  return (one) =>
    new Promise((done, failed) => {
      waiting.push({ one, done, failed });
      if (isRunning) return;
      isRunning = true;
      void (async () => {
        while (waiting.length > 0) {
          const some = waiting;
          waiting = [];
          await keepAll(some);
        }
        isRunning = false;
      })();
    });
}

async function keep(context: Context, some: Inbound[]): Promise<number> {
  const rows = some.map((one) => {
    const size = Math.max(one.size ?? 0, one.raw.length);
    const isTooLarge = size > mostBytesOf(context, one.sentTo, size);
    return {
      ...{ door: one.door, provider: one.provider, dedupe_key: one.dedupeKey ?? keyOf(one) },
      ...{ received_at: context.clock(), sent_from: plain(one.sentFrom), size },
      sent_to: JSON.stringify(one.sentTo.slice(0, 100).map(plain)),
      raw: isTooLarge ? one.raw.subarray(0, keptOfTooLarge) : one.raw,
      state: isTooLarge ? ("quarantined" as const) : ("new" as const),
      ...{ rules_version: null, understood_at: null, held_until: null },
    };
  });
  const kept = await context.db
    .insertInto("inbound_messages")
    .values(rows)
    .onConflict((conflict) => conflict.column("dedupe_key").doNothing())
    .returning("id")
    .execute();
  return kept.length;
}

/**
 * Returns the most bytes that a mail may have. Checking an address costs as much as a small mail: only of a large one it is
 * asked whether it is a reader's answer.
 */
export function mostBytesOf(context: Context, sentTo: string[], size: number): number {
  if (size <= mostBytes) return mostBytes;
  return sentTo.some((to) => openReference(context, to)?.purpose === "reply") ? mostBytesOfReply : mostBytes;
}

/** A server that does not hear our answer brings the same mail again, with the same envelope. */
function keyOf({ door, sentFrom, sentTo, raw }: Inbound): string {
  const hash = createHash("sha256").update(JSON.stringify([sentFrom, sentTo]));
  return `${door}:${hash.update("\0").update(raw).digest("hex")}`;
}

/** Databases take no NUL and no half of a letter; an address has at most 254 octets. */
function plain(text: string): string {
  return text.replaceAll("\0", "").toWellFormed().slice(0, 320);
}
