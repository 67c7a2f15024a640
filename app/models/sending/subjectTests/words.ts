import type { TestFinding } from "./chances.ts";
import type { Decider } from "#app/models/issues/subjectPlan.ts";

/** The things that readers do and a test counts. */
export type CountedAct = Exclude<Decider, "hand">;

/** The readers that a test counts, by what is counted: one, and more of them. */
const doers: Record<CountedAct, { one: string; more: string }> = {
  clicks: { one: "reader who clicked", more: "readers who clicked" },
  replies: { one: "reader who replied", more: "readers who replied" },
};

/** Says a chance as people say it: `97 chances in 100`. @param chance from 0 to 1 */
export function sayChance(chance: number): string {
  if (chance > 0.995) return "more than 99 chances in 100";
  if (chance < 0.005) return "less than 1 chance in 100";
  const count = Math.round(chance * 100);
  return count === 1 ? "1 chance in 100" : `${count} chances in 100`;
}

/** The meaning of such a number, for those who are shown it. */
export const chanceMeaning =
  "97 chances in 100 mean: of a hundred decisions on such figures, about 97 choose the subject that does best.";

type Known = { subjects: string[]; counted: CountedAct; finding: TestFinding; did: number };

/** Says what a test has told, in a sentence, and which subject that is for the rest. */
export function sayFinding({ subjects, counted, finding, did }: Known): string {
  const who = `${did.toLocaleString("en")} ${did === 1 ? doers[counted].one : doers[counted].more}`;
  const best = Math.max(...finding.chances);
  const said: Record<TestFinding["found"], () => string> = {
    better: () =>
      `Subject ${finding.winner + 1}, “${subjects[finding.winner]}”, is the best with ${sayChance(best)}, as far as ${who} can tell.`,
    "too-few": () =>
      `${did === 0 ? `There is no ${doers[counted].one}` : `There ${did === 1 ? "is" : "are"} only ${who}`}: too few to tell one subject from another, so the first one counts.`,
    close: () =>
      `No subject is clearly better: the one that is ahead is the best with ${sayChance(best)}, as far as ${who} can tell, and nine in ten are asked for. So the first one counts.`,
  };
  return said[finding.found]();
}
