import { setImmediate as others, setTimeout as sleep } from "node:timers/promises";
import { flush, type Context } from "#app/context.server.ts";
import { keepHits, type NewHit } from "#app/models/clicks/hits.server.ts";

/** Hits wait in memory for the next write; the database may be away, and then they wait longer. */
export type HitStore = {
  note(hit: NewHit): void;
  /** Writes what waits, before the process ends. Resolves also when it could not, after a few seconds. */
  close(): Promise<void>;
};

/** The most that wait, some 300 bytes each; further ones are counted as lost. */
const mostWaiting = 50_000;
/** Of one write: a file is written by this process itself, and requests that come meanwhile wait until it is done. */
const batch = 100;
/** Milliseconds: from a hit to its write, after a write that failed, and for the last one. */
const times = { gather: 500, afterFault: 5000, last: 4000 };

/**
 * Opens what gathers hits, so that no request waits for the database, and a thousand a second are few writes.
 * @param most of them in memory
 */
export function openHitStore(context: Context, most = mostWaiting): HitStore {
  const state = { waiting: [] as NewHit[], lost: 0, writing: null as Promise<void> | null, closed: false };
  const closing = new AbortController();
  const pause = (ms: number) => sleep(ms, undefined, { ref: false, signal: closing.signal }).catch(() => {});
  const write = async () => {
    await pause(times.gather);
    while (state.waiting.length > 0 && !state.closed)
      await ((await writeSome(context, state)) ? others() : pause(times.afterFault));
    await onDisk(context);
  };
  const begin = () => {
    state.writing ??= write().finally(() => {
      state.writing = null;
      if (state.waiting.length > 0 && !state.closed) begin();
    });
  };
  return {
    note(hit) {
      if (state.waiting.length >= most) return void (state.lost += 1);
      state.waiting.push(hit);
      begin();
    },
    async close() {
      state.closed = true;
      closing.abort();
      const done = new AbortController();
      const rest = async () => {
        await state.writing;
        while (state.waiting.length > 0 && (await writeSome(context, state)));
        await onDisk(context);
        done.abort();
      };
      // This timer keeps the process until then: nothing else may be left of it.
      await Promise.race([rest(), sleep(times.last, undefined, { signal: done.signal }).catch(() => {})]);
      state.lost += state.waiting.length;
      tellLost(context, state);
    },
  };
}

type State = { waiting: NewHit[]; lost: number };

/** @returns false when the database took nothing */
async function writeSome(context: Context, state: State): Promise<boolean> {
  const some = state.waiting.slice(0, batch);
  try {
    await keepHits(context, some);
  } catch (error) {
    context.log.error({ error, waiting: state.waiting.length }, "clicks could not be written; they wait in memory");
    return false;
  }
  state.waiting.splice(0, some.length);
  tellLost(context, state);
  return true;
}

/** A power cut takes nothing that was written before; without it, what the last half second brought. */
async function onDisk(context: Context): Promise<void> {
  try {
    await flush(context.db);
  } catch (error) {
    context.log.warn({ error }, "written clicks may not be on the disk yet");
  }
}

/** Their links worked; only the figures lack them. */
function tellLost(context: Context, state: State): void {
  if (state.lost > 0)
    context.log.error({ lost: state.lost }, "clicks were lost, because the database was away for too long");
  state.lost = 0;
}
