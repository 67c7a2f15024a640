import { minute } from "#app/models/durations.ts";

/**
 * Waits for an abort signal or the end of some work, whichever comes first, and keeps the process alive meanwhile.
 * @throws the error of the work
 */
export function until(signal: AbortSignal, work?: Promise<unknown>): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return resolve();
    // A timer keeps the process alive; a signal handler does not.
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
