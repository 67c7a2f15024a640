import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import type { Context } from "#app/context.server.ts";
import { sendsUnderWay } from "#app/models/deliveries/sends.server.ts";

/** Milliseconds between two looks at what is sent, and between two signs of life. */
const lookEvery = 500;
/** Milliseconds of work after which others take their turn. */
const slice = 5;
/** While a send is under way, the work rests this many times as long as it took, and at most so many milliseconds. */
const restShare = 4;
const longestRest = 2000;

/** Thrown into work that is not to go on: it was stopped, or another process has taken it over. */
export class WorkStopped extends Error {}

/**
 * Returns what long work calls after every few rows: it lets others of this process take their turn, and rests while a
 * send is under way, so that the send keeps its pace.
 * @param alive gives a sign of life; false when the work is not to go on
 * @param stop aborted when the process ends
 * @returns a function that throws WorkStopped
 */
export function openBreath(context: Context, alive: () => Promise<boolean>, stop: AbortSignal): () => Promise<void> {
  let since = performance.now();
  let lookedAt = -Infinity;
  let isSending = false;
  return async () => {
    const took = performance.now() - since;
    if (took < slice) return;
    if (performance.now() - lookedAt > lookEvery) {
      isSending = (await sendsUnderWay(context)).length > 0;
      if (!(await alive())) throw new WorkStopped();
      lookedAt = performance.now();
    }
    if (isSending) await sleep(Math.min(took * restShare, longestRest), undefined, { signal: stop }).catch(() => {});
    else await turn();
    if (stop.aborted) throw new WorkStopped();
    since = performance.now();
  };
}

const sliceBytes = 1 << 16;

/** Reads a file in small slices, with a breath after each. */
export async function* withBreath(
  bytes: AsyncIterable<Uint8Array>,
  breathe: () => Promise<void>,
): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes)
    for (let at = 0; at < piece.length; at += sliceBytes) {
      yield piece.subarray(at, at + sliceBytes);
      await breathe();
    }
}
