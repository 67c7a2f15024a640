import { availableParallelism } from "node:os";

/**
 * Node's options for each process; `serve` and `sender` as in package.json. A sender's memory stays below 120 MB for any
 * list, with a live heap of 30. The site also works with a heap of 128 MB; without a limit it takes what the machine has
 * (docs/benchmarks.md, "Pages").
 */
export const memory = {
  serve: ["--max-semi-space-size=4", "--max-old-space-size=256"],
  sender: ["--max-semi-space-size=2", "--max-old-space-size=128"],
  inbox: ["--max-semi-space-size=2", "--max-old-space-size=128"],
};

/** Their environment. The C library would keep an arena for each thread, and give none of them back. */
export const lean = { MALLOC_ARENA_MAX: "1" };

/**
 * A sender's environment beside it: the threads that sign. With more of them than processors they take turns with the
 * thread that everything else waits for. Two at least, because they look names up as well.
 */
export const signers = { UV_THREADPOOL_SIZE: String(Math.min(4, Math.max(2, availableParallelism()))) };
