import { enough } from "./chances.ts";

/** 1.28 deviations to nine chances in ten for a winner, and as many again so that nine tests of ten find it. */
const deviations = 1.2816;

/** Of more subjects the best is harder to tell. */
const crowd = (subjects: number) => 1 + 0.15 * (subjects - 2);

/**
 * Returns the least share of readers, from 0 to 1, that a better subject has to reach, so that nine tests of ten find it. The
 * other subjects have `rate`. Null when none is large enough.
 * @param readers of each subject
 * @param subjects how many are compared: of more, the best is harder to tell
 */
export function tellableRate(readers: number, rate: number, subjects: number): number | null {
  const needed = 2 * deviations * crowd(subjects);
  const isTold = (better: number) => {
    const deviation = Math.sqrt((rate * (1 - rate) + better * (1 - better)) / readers);
    const did = readers * (rate * (subjects - 1) + better);
    return better - rate >= needed * deviation && did >= enough.did * 1.3;
  };
  if (readers < 1 || !isTold(0.999)) return null;
  let [low, high] = [rate, 0.999];
  for (let i = 0; i < 40; i += 1) {
    const middle = (low + high) / 2;
    if (isTold(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** 1.64 deviations more, so that 95 tests of 100 find the winner. */
const surely = 1.6449;

/**
 * Returns how many readers each subject needs, so that 95 tests of 100 find one that brings a tenth more of them to do
 * something. `npm run bench -- subjects` says the same of tests that were drawn.
 * @param rate of the other subjects, from 0 to 1
 */
export function readersForATenth(rate: number, subjects: number): number {
  const better = rate * 1.1;
  const needed = (deviations + surely) * crowd(subjects);
  const spread = rate * (1 - rate) + better * (1 - better);
  return Math.ceil(spread * (needed / (better - rate)) ** 2);
}

/** Returns the readers of each subject. @param share of the audience, in per cent, all subjects together */
function readersEach(audience: number, share: number, subjects: number): number {
  return Math.floor((audience * share) / 100 / subjects);
}

function roughly(count: number): string {
  return Number(count.toPrecision(2)).toLocaleString("en");
}

/** Says in plain words what a test with so many readers can tell. @param rate that answered earlier issues; null: unknown */
export function sayTellable(
  audience: number,
  share: number,
  subjects: number,
  did: string,
  rate: number | null,
): string {
  const each = readersEach(audience, share, subjects);
  const of = (one: number) => `${Math.round(one * 1000) / 10} in 100`;
  const usual = rate ?? 0.05;
  const better = tellableRate(each, usual, subjects);
  const readers = `About ${each.toLocaleString("en")} ${each === 1 ? "reader" : "readers"} for each of ${subjects} subjects`;
  const if_ = rate === null ? `If ${of(usual)} ${did}` : `As a rule ${of(usual)} ${did}`;
  const tenth = `To find a tenth more, ${of(usual * 1.1)}, in 95 tests of 100, each subject needs about ${roughly(readersForATenth(usual, subjects))} readers.`;
  if (better === null || better > 3 * usual)
    return `${readers}. ${if_}: these are too few to tell one subject from another, and the first one would go to all. ${tenth}`;
  return `${readers}. ${if_}: nine tests of ten find the better subject when it brings that to ${of(better)} or more. A smaller difference may stay untold, and the first subject goes then. ${tenth}`;
}
