/**
 * Returns how many times as much work four times as much of something makes: about 4 where each piece costs the same, 16
 * where each costs all others once more. Processor time is counted, so that a busy machine changes nothing.
 * @param work on so many; the last call has all of them
 * @param most how many there are at most
 */
export async function growth(work: (count: number) => unknown, most: number): Promise<number> {
  const [few, many] = [() => work(most / 4), () => work(most)];
  // What is compiled or loaded at the first use is no part of it.
  await few();
  let [ofFew, ofMany] = [Infinity, Infinity];
  for (let tries = 0; tries < 5 && !(ofMany / ofFew < 8); tries += 1) {
    ofFew = Math.min(ofFew, await workOf(few));
    ofMany = Math.min(ofMany, await workOf(many));
  }
  return ofMany / ofFew;
}

/** Returns the processor time that something takes, in microseconds; what takes little is done until it can be measured. */
export async function workOf(something: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  for (let times = 1; ; times += 1) {
    await something();
    const { user, system } = process.cpuUsage(before);
    if (user + system > 5_000) return (user + system) / times;
  }
}
