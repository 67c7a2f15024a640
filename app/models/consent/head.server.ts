import type { Context } from "#app/context.server.ts";
import { forUpdate } from "#db/client.server.ts";

/** The end of the consent chain: the number of events, and the hash of the last one. */
export type ChainHead = { events: number; hash: string };

export async function consentHead(context: Context): Promise<ChainHead> {
  return query(context).executeTakeFirstOrThrow();
}

/** Reads the head and locks it: until the transaction ends, no other process can append. */
export async function lockHead(context: Context): Promise<ChainHead> {
  return forUpdate(context.db, query(context)).executeTakeFirstOrThrow();
}

export async function moveHead(context: Context, { events, hash }: ChainHead): Promise<void> {
  await context.db.updateTable("consent_head").set({ events, hash }).where("id", "=", 1).execute();
}

function query(context: Context) {
  return context.db.selectFrom("consent_head").select(["events", "hash"]).where("id", "=", 1);
}
