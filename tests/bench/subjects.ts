import { findWinner } from "#app/models/sending/subjectTests/chances.ts";
import { dice } from "../support/mailboxes.ts";

/** What became of some tests in which the second subject was better: it was told, nothing was told, or the first was told. */
type Score = { right: number; untold: number; wrong: number };

const audiences = [10_000, 50_000, 100_000, 200_000, 500_000, 1_000_000];
const rates = [0.02, 0.05, 0.1, 0.2, 0.4];
/** In per cent, as a new plan has it; and the largest that a plan may have. */
const shares = [20, 80];
const aim = 95;

/**
 * How often a test of subjects finds the better one when that brings a tenth more readers to do something, by audience and by what
 * readers usually do; and what it says where there is no difference. Readers are drawn, nothing is sent.
 * @param runs of each size
 */
export function benchSubjects(runs = 1000): Promise<void> {
  const { between } = dice(14);
  const draw = () => between(0, 1);
  console.log(
    `Two subjects, the second brings a tenth more; ${runs} tests each, in per cent: told rightly, untold, told wrongly`,
  );
  for (const share of shares) {
    console.log(`  ${share} of 100 readers try them`);
    console.log(
      `  ${"readers of the list".padEnd(22)}${rates.map((rate) => `${rate * 100} in 100`.padStart(20)).join("")}`,
    );
    for (const audience of audiences) {
      const each = Math.floor((audience * share) / 200);
      const scores = rates.map((rate) => scoreOf(draw, runs, [each, each], [rate, rate * 1.1]));
      console.log(
        `  ${audience.toLocaleString("en").padEnd(22)}${scores.map((score) => said(score).padStart(20)).join("")}`,
      );
    }
  }
  console.log(`Least readers of each subject for ${aim} right of 100, as far as ${runs} tests tell`);
  for (const subjects of [2, 4])
    console.log(
      `  ${`${subjects} subjects`.padEnd(22)}${rates.map((rate) => leastFor(draw, runs, rate, subjects).padStart(20)).join("")}`,
    );
  console.log("No difference at all: untold, told that one is better (either is as good)");
  for (const subjects of [2, 4]) {
    const even = scoreOf(draw, runs, Array(subjects).fill(10_000), Array(subjects).fill(0.05));
    console.log(
      `  ${`${subjects} subjects`.padEnd(22)}${percent(even.untold).padStart(20)}${percent(even.right + even.wrong).padStart(20)}`,
    );
  }
  return Promise.resolve();
}

/** Runs tests in which the last subject is the best one. */
function scoreOf(draw: () => number, runs: number, readers: number[], shares: number[]): Score {
  const score = { right: 0, untold: 0, wrong: 0 };
  for (let run = 0; run < runs; run += 1) {
    const { found, winner } = findWinner(
      readers.map((count, i) => ({ readers: count, did: binomial(draw, count, shares[i]!) })),
    );
    if (found !== "better") score.untold += 1 / runs;
    else if (winner === readers.length - 1) score.right += 1 / runs;
    else score.wrong += 1 / runs;
  }
  return score;
}

/** Draws how many of `count` did it, each with a chance of `share`: by the lengths of the gaps between them. */
function binomial(draw: () => number, count: number, share: number): number {
  const log = Math.log1p(-share);
  let did = 0;
  for (let at = -1; ; did += 1) {
    at += 1 + Math.floor(Math.log1p(-draw()) / log);
    if (at >= count) return did;
  }
}

function leastFor(draw: () => number, runs: number, rate: number, subjects: number): string {
  const better = Array.from({ length: subjects }, (_, i) => (i === subjects - 1 ? rate * 1.1 : rate));
  let [low, high] = [100, 400_000];
  while (high / low > 1.05) {
    const middle = Math.round(Math.sqrt(low * high));
    if (scoreOf(draw, runs, Array(subjects).fill(middle), better).right * 100 >= aim) high = middle;
    else low = middle;
  }
  return `about ${Number(high.toPrecision(2)).toLocaleString("en")}`;
}

function said({ right, untold, wrong }: Score): string {
  return [right, untold, wrong].map(percent).join(" / ");
}

function percent(share: number): string {
  return (share * 100).toFixed(1);
}
