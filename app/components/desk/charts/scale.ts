/** The values that a chart spans, always with 0 among them; `ticks` are round numbers, the lowest first. */
export type Scale = { low: number; high: number; ticks: number[] };

const wantedTicks = 4;

/** Finds round numbers around values. Whole values have whole ticks; values that are all 0 span 0 to 1. */
export function scaleOf(values: number[]): Scale {
  const [least, most] = values.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [0, 0]);
  const isWhole = values.every(Number.isInteger);
  const step = stepOf((most - least) / wantedTicks || 1, isWhole);
  const from = Math.floor(least / step);
  const to = Math.max(Math.ceil(most / step), from === 0 ? 1 : 0);
  const ticks = Array.from({ length: to - from + 1 }, (_, i) => tidy((from + i) * step));
  return { low: ticks[0]!, high: ticks.at(-1)!, ticks };
}

/** The span of values without an axis beside them: the largest reaches the edge. */
export function exactScale(values: number[]): Scale {
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  return { low, high: low === high ? 1 : high, ticks: [] };
}

/** The next of 1, 2, 5, 10, 20 … */
function stepOf(rough: number, isWhole: boolean): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough * 0.999) ?? rough;
  return isWhole ? Math.max(1, step) : step;
}

/** Without what binary fractions leave behind, like 0.30000000000000004. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}

/** How far up a value stands, from 0 at the bottom of the scale to 1 at its top. */
export function heightOn({ low, high }: Scale, value: number): number {
  return (value - low) / (high - low);
}

/** A number as the desk writes it. */
export function plainNumber(value: number): string {
  return value.toLocaleString("en", { maximumFractionDigits: 2 });
}

/** A number that fits beside an axis, like `1.2M`. */
export function shortNumber(value: number): string {
  if (Math.abs(value) < 10_000) return plainNumber(value);
  return value.toLocaleString("en", { notation: "compact", maximumFractionDigits: 1 });
}

/** From where to where each value of a stack reaches: those above 0 upwards, those below downwards. */
export function stack(values: (number | null)[]): { from: number; to: number }[] {
  let [up, down] = [0, 0];
  return values.map((given) => {
    const value = given ?? 0;
    const from = value < 0 ? down : up;
    if (value < 0) down += value;
    else up += value;
    return { from, to: from + value };
  });
}
