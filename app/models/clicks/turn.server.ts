import type { Context } from "#app/context.server.ts";
import { forUpdate, skipLocked } from "#db/client.server.ts";

/**
 * Takes the turn of judging until the transaction ends: sums are changed by one process at a time. Readers are locked before it,
 * hits after it.
 * @returns false while another process has it
 */
export async function takeTurn({ db }: Context): Promise<boolean> {
  const row = db.selectFrom("click_judging").select("id").where("id", "=", 1);
  return (await skipLocked(db, row, "click_judging").executeTakeFirst()) !== undefined;
}

/** Waits for the turn of judging, and has it until the transaction ends. */
export async function awaitTurn({ db }: Context): Promise<void> {
  await forUpdate(db, db.selectFrom("click_judging").select("id").where("id", "=", 1)).executeTakeFirst();
}
