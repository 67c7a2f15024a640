type Ratio = { of: number; what: string; aim?: number };

/** Prints a figure in messages a second, and its ratio to another one of the same run. */
export function row(name: string, perSecond: number | null, ratio?: Ratio | null): void {
  const figure = perSecond === null ? "not installed" : `${Math.round(perSecond)} messages/s`;
  console.log(`  ${name.padEnd(42)} ${figure.padStart(16)}${ratioWords(ratio)}`);
}

/** Prints what a message took of the processor. @param micros microseconds */
export function cpuRow(name: string, micros: number, ratio?: Ratio | null): void {
  console.log(`  ${name.padEnd(42)} ${`${Math.round(micros)} µs`.padStart(16)}${ratioWords(ratio)}`);
}

function ratioWords(ratio: Ratio | null | undefined): string {
  return ratio ? `   ${ratio.of.toFixed(2)} ${ratio.what}${ratio.aim ? ` (aim ${ratio.aim})` : ""}` : "";
}
