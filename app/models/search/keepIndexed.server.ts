import { setTimeout as rest } from "node:timers/promises";
import type { Context } from "#app/context.server.ts";
import { minute } from "#app/models/durations.ts";
import { indexMissing, isOutdated } from "./index.server.ts";

/** Milliseconds between checks for a change of language and for missing documents. */
const lookAgain = 30_000;
const lookThrough = 10 * minute;

/**
 * Keeps the index complete while the site runs: after an upgrade, after a change of language, and while another host
 * still runs the former version with its own rules.
 */
export async function keepIndexed(context: Context, stop: AbortSignal): Promise<void> {
  let wholeAt = -Infinity;
  while (!stop.aborted) {
    try {
      if (context.clock() - wholeAt >= lookThrough || (await isOutdated(context))) {
        const done = await indexMissing(context, stop);
        if (done > 0) context.log.info({ documents: done }, "what readers search through was made anew");
        wholeAt = context.clock();
      }
    } catch (error) {
      context.log.warn({ error }, "what readers search through could not be made anew; it is tried again");
    }
    await rest(lookAgain, undefined, { signal: stop, ref: false }).catch(() => {});
  }
}
