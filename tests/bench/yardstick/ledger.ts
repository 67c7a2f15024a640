/** A claimed reader. */
export type Claim = { id: number; email: string };
/** A server's answer to the message for a reader. */
export type Answer = { id: number; reply: string };

/**
 * The least that keeps the sender's promise: a claim is on the disk before its body leaves, and every answer is recorded
 * with a later commit. Nothing else is in it: no pacing, no breaker, no faults, no wishes of readers.
 */
export type Ledger = {
  /** Records the answers and claims up to `wanted` readers, in one commit. Claims are on the disk once it resolves. */
  exchange(answers: Answer[], wanted: number): Promise<Claim[]>;
  /** Counts the recorded messages. */
  recorded(): Promise<number>;
  close(): Promise<void>;
};

/** Lets connections that come during a commit share the next one. @returns `next`, which records and claims */
export function shared(ledger: Ledger): (last: Answer | null) => Promise<Claim | null> {
  let answers: Answer[] = [];
  let waiting: ((claim: Claim | null) => void)[] = [];
  let isServing = false;
  const serve = async () => {
    isServing = true;
    // Reads replies that have arrived already, before the commit begins.
    await new Promise(setImmediate);
    while (waiting.length > 0) {
      const [given, served] = [answers, waiting];
      [answers, waiting] = [[], []];
      const claims = await ledger.exchange(given, served.length);
      for (const [i, resolve] of served.entries()) resolve(claims[i] ?? null);
    }
    isServing = false;
  };
  return (last) =>
    new Promise((resolve) => {
      if (last) answers.push(last);
      waiting.push(resolve);
      if (!isServing) void serve();
    });
}
