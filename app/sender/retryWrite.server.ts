import { setTimeout as sleep } from "node:timers/promises";
import { databaseOutage, type Context } from "#app/context.server.ts";

const longestPause = 1000;

/**
 * Does a write that must not be lost: what a mail server answered stands nowhere else. While the database is in trouble
 * it is tried again each second, for as long as the process runs. One that shall end gives up after a minute; then the
 * row stays `sending` and becomes `uncertain` with the process: unknown, but never wrong.
 * @param stop aborted when the process shall end
 * @param patience how many tries there are then, and for an error that is no trouble of the database
 */
export async function retryWrite<T>(
  context: Context,
  write: () => Promise<T>,
  stop?: AbortSignal,
  patience = 60,
): Promise<T> {
  let left = patience;
  for (let tries = 1; ; tries += 1) {
    try {
      return await write();
    } catch (error) {
      if (!databaseOutage(error) || stop?.aborted) left -= 1;
      if (left <= 0) throw error;
      if (tries % patience === 1) context.log.warn({ error }, "the database did not take a record; trying again");
      await sleep(Math.min(50 * 2 ** tries, longestPause));
    }
  }
}
