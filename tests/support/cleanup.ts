import { onTestFinished, TestRunner } from "vitest";

type Work = () => Promise<void>;
const atTheEndOfTheFile: Work[] = [];

/**
 * Ends a thing with whatever it was made for: the test, when made in one or in its beforeEach; else the file.
 * @returns `end` as a method that may be called sooner, and again
 */
export function endsWithTheTest(end: Work): Work {
  let ended: Promise<void> | undefined;
  const endOnce = () => (ended ??= end());
  if (TestRunner.getCurrentTest()) onTestFinished(endOnce);
  else atTheEndOfTheFile.push(endOnce);
  return endOnce;
}

/** Ends a thing with the file, though a test made it. */
export function endsWithTheFile(end: Work): void {
  atTheEndOfTheFile.push(end);
}

/** Ends what was made for the file, last made first; cleanup.setup.ts calls it. */
export async function cleanUp(): Promise<void> {
  for (const end of atTheEndOfTheFile.splice(0).reverse()) await end();
}
