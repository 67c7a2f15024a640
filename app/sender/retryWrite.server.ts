import { setTimeout as sleep } from "node:timers/promises";
import { databaseOutage, type Context } from "#app/context.server.ts";

const longestPause = 1000;

/**
 * Retries a write that must not be lost, because a mail server's reply is stored nowhere else. During a database outage
 * it
 * is retried each second, as long as the process runs. A stopping process gives up after a minute. The row then stays
 * `sending` and becomes `uncertain` with the process: unknown, but never wrong.
 * @param stop aborted when the process should stop
 * @param patience attempts after that, and for an error that is no database outage
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
