import type { Context } from "#app/context.server.ts";
import { forUpdate } from "#db/client.server.ts";

/** Where the chain of consent ends: how many events, and the hash of the last. */
export type ChainHead = { events: number; hash: string };

export async function consentHead(context: Context): Promise<ChainHead> {
  return query(context).executeTakeFirstOrThrow();
}

/** The same, and nobody else adds to the chain until the transaction ends. */
export async function lockHead(context: Context): Promise<ChainHead> {
  return forUpdate(context.db, query(context)).executeTakeFirstOrThrow();
}

export async function moveHead(context: Context, { events, hash }: ChainHead): Promise<void> {
  await context.db.updateTable("consent_head").set({ events, hash }).where("id", "=", 1).execute();
}

function query(context: Context) {
  return context.db.selectFrom("consent_head").select(["events", "hash"]).where("id", "=", 1);
}
