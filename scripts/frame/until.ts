import { minute } from "#app/models/durations.ts";

/**
 * Waits for a signal to abort, or for some work to end, whichever comes first; meanwhile this process stays up.
 * @throws what the work throws
 */
export function until(signal: AbortSignal, work?: Promise<unknown>): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return resolve();
    // The timer keeps the process up: a signal handler does not.
    const alive = setInterval(() => {}, minute);
    const over = () => {
      clearInterval(alive);
      resolve();
    };
    signal.addEventListener("abort", over, { once: true });
    work?.then(over, (error) => {
      clearInterval(alive);
      reject(error);
    });
  });
}
