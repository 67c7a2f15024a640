import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "../context.server.ts";

/**
 * Does a write that must not be lost, again while the database is busy or away for a moment. When it stays away, the
 * row stays `sending` and becomes `uncertain` with the process: unknown, but never wrong.
 * @param patience how many tries, a second apart
 */
export async function insist<T>(context: Context, write: () => Promise<T>, patience = 60): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await write();
    } catch (error) {
      if (tries >= patience) throw error;
      context.log.warn({ error }, "the database did not take a record; trying again");
      await sleep(1000);
    }
  }
}
