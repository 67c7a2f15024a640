/** One subject of a test: the readers who were handed their mail, and those of them who did what decides. */
type Arm = { readers: number; did: number };

/**
 * Returns for each subject the chance that it is the best, from 0 to 1; the chances add up to 1.
 *
 * Before the test every share of readers is held for equally likely, after it those near `did / readers` are (a beta
 * distribution). The chance adds up, over all shares, how likely this one has it and all others are below it. Unlike those of a
 * significance test, its words stay true for people who look earlier.
 */
export function chancesOfBest(arms: Arm[]): number[] {
  const grid = gridFor(arms);
  const densities = arms.map((arm) => densityOf(arm, grid));
  const below = densities.map(sumsUpTo);
  const chances = densities.map((density, i) =>
    density.reduce(
      (sum, mass, at) => sum + mass * below.reduce((all, other, j) => (j === i ? all : all * other[at]!), 1),
      0,
    ),
  );
  const total = chances.reduce((sum, one) => sum + one, 0);
  return chances.map((one) => one / total);
}

const steps = 4000;

/** The shares to look at: where any subject's may be, nine deviations around what was seen. */
function gridFor(arms: Arm[]): number[] {
  const ranges = arms.map(({ readers, did }) => {
    const mean = (did + 1) / (readers + 2);
    const deviation = Math.sqrt((mean * (1 - mean)) / (readers + 3));
    return [mean - 9 * deviation, mean + 9 * deviation] as const;
  });
  const from = Math.max(0, Math.min(...ranges.map(([low]) => low)));
  const to = Math.min(1, Math.max(...ranges.map(([, high]) => high)));
  return Array.from({ length: steps }, (_, i) => from + ((i + 0.5) / steps) * (to - from));
}

/** How likely each share is, added up to 1. Logarithms, because the powers of a million readers are no numbers. */
function densityOf({ readers, did }: Arm, grid: number[]): Float64Array {
  const logs = Float64Array.from(grid, (share) => did * Math.log(share) + (readers - did) * Math.log1p(-share));
  const most = logs.reduce((one, other) => Math.max(one, other), -Infinity);
  const masses = logs.map((log) => Math.exp(log - most));
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  return masses.map((mass) => mass / total);
}

function sumsUpTo(density: Float64Array): Float64Array {
  let sum = 0;
  return density.map((mass) => {
    sum += mass;
    return sum - mass / 2;
  });
}

/** A subject wins with nine chances in ten; with fewer than twenty readers who did anything, chance itself would. */
export const enough = { chance: 0.9, did: 20 };

/** The outcome of a test. `too-few`: hardly anybody did anything; `close`: no subject is better by nine chances in ten. */
export type TestFinding = { found: "better" | "too-few" | "close"; winner: number; chances: number[] };

/** Finds the subject that the rest shall get, by its index: the first where the test does not tell a better one. */
export function findWinner(arms: Arm[]): TestFinding {
  const chances = chancesOfBest(arms);
  const best = chances.indexOf(Math.max(...chances));
  if (arms.reduce((sum, { did }) => sum + did, 0) < enough.did) return { found: "too-few", winner: 0, chances };
  if (chances[best]! < enough.chance) return { found: "close", winner: 0, chances };
  return { found: "better", winner: best, chances };
}
