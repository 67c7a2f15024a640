import { describe, expect, test } from "vitest";
import { bucketCount, bucketOf, type Seed } from "#app/models/deliveries/trials.ts";
import { chancesOfBest, findWinner } from "#app/models/sending/subjectTests/chances.ts";
import { readersForATenth, sayTellable, tellableRate } from "#app/models/sending/subjectTests/tellable.ts";
import { sayChance, sayFinding } from "#app/models/sending/subjectTests/words.ts";
import { dice } from "../../support/mailboxes.ts";

const arm = (readers: number, did: number) => ({ readers, did });

describe("the chance that a subject is the best", () => {
  test("is the same for all while nobody did anything", () => {
    for (const chance of chancesOfBest([arm(100, 0), arm(100, 0), arm(100, 0), arm(100, 0)]))
      expect(chance).toBeCloseTo(0.25, 6);
    expect(chancesOfBest([arm(0, 0), arm(0, 0)])[0]).toBeCloseTo(0.5, 6);
  });

  test("is that of the beta distributions, which some figures give exactly", () => {
    // Of two readers one each way: 1 - B(2+…) by hand is 5/6 against none of one.
    const [first] = chancesOfBest([arm(1, 1), arm(1, 0)]);
    expect(first).toBeCloseTo(5 / 6, 3);
    // By the normal approximation for many: z = 2.108.
    const [, second] = chancesOfBest([arm(10_000, 500), arm(10_000, 567)]);
    expect(second).toBeCloseTo(0.9824, 2);
  });

  test("adds up to one, also with a million readers and with all of them", () => {
    for (const arms of [
      [arm(1_000_000, 50_000), arm(1_000_000, 50_100)],
      [arm(40, 40), arm(40, 39), arm(40, 0)],
      [arm(500_000, 0), arm(3, 3)],
    ]) {
      const chances = chancesOfBest(arms);
      expect(chances.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 6);
      expect(chances.every((one) => one >= 0 && one <= 1)).toBe(true);
    }
  });
});

describe("the subject for the rest", () => {
  test("is the best one once it is that with nine chances in ten", () => {
    expect(findWinner([arm(1000, 50), arm(1000, 90)])).toMatchObject({ found: "better", winner: 1 });
    expect(findWinner([arm(1000, 90), arm(1000, 50)])).toMatchObject({ found: "better", winner: 0 });
    expect(findWinner([arm(1000, 50), arm(1000, 55), arm(1000, 99)])).toMatchObject({ found: "better", winner: 2 });
  });

  test("is the first while none is clearly better, or hardly anybody did anything", () => {
    expect(findWinner([arm(1000, 50), arm(1000, 54)])).toMatchObject({ found: "close", winner: 0 });
    expect(findWinner([arm(1000, 1), arm(1000, 12)])).toMatchObject({ found: "too-few", winner: 0 });
    expect(findWinner([arm(0, 0), arm(0, 0)])).toMatchObject({ found: "too-few", winner: 0 });
  });

  test("is told in plain words", () => {
    const say = (arms: ReturnType<typeof arm>[]) =>
      sayFinding({
        ...{ subjects: ["Robots", "Hands of steel"], counted: "clicks", finding: findWinner(arms) },
        did: arms.reduce((sum, { did }) => sum + did, 0),
      });
    expect(say([arm(1000, 50), arm(1000, 90)])).toBe(
      "Subject 2, “Hands of steel”, is the best with more than 99 chances in 100, as far as 140 readers who clicked can tell.",
    );
    expect(say([arm(1000, 50), arm(1000, 54)])).toMatch(
      /^No subject is clearly better: the one that is ahead is the best with 6\d chances in 100, as far as 104 readers who clicked can tell, and nine in ten are asked for. So the first one counts.$/,
    );
    expect(say([arm(9, 1), arm(9, 0)])).toBe(
      "There is only 1 reader who clicked: too few to tell one subject from another, so the first one counts.",
    );
    expect(say([arm(9, 0), arm(9, 0)])).toMatch(/^There is no reader who clicked: too few/);
    expect([0.001, 0.01, 0.5, 0.999].map(sayChance)).toEqual([
      "less than 1 chance in 100",
      "1 chance in 100",
      "50 chances in 100",
      "more than 99 chances in 100",
    ]);
  });
});

describe("what so many readers can tell", () => {
  test("is a smaller difference with more of them", () => {
    const least = [500, 5000, 50_000].map((readers) => tellableRate(readers, 0.05, 2)!);
    expect(least[0]).toBeGreaterThan(least[1]!);
    expect(least[1]).toBeGreaterThan(least[2]!);
    expect(tellableRate(50_000, 0.05, 4)).toBeGreaterThan(least[2]!);
    expect(tellableRate(5, 0.05, 2)).toBeNull();
    expect(tellableRate(0, 0.05, 2)).toBeNull();
  });

  test("says how many find a tenth more, which drawn tests confirm", () => {
    const { between } = dice(7);
    const bernoulli = (count: number, share: number) => {
      let did = 0;
      for (let i = 0; i < count; i += 1) did += between(0, 1) < share ? 1 : 0;
      return arm(count, did);
    };
    const readers = readersForATenth(0.4, 2);
    const runs = 200;
    let right = 0;
    for (let run = 0; run < runs; run += 1) {
      const { found, winner } = findWinner([bernoulli(readers, 0.4), bernoulli(readers, 0.44)]);
      right += found === "better" && winner === 1 ? 1 : 0;
    }
    expect(right / runs).toBeGreaterThan(0.9);
    expect(readersForATenth(0.05, 4)).toBeGreaterThan(readersForATenth(0.05, 2));
  });

  test("is said before a send", () => {
    expect(sayTellable(50_000, 20, 2, "click", null)).toBe(
      "About 5,000 readers for each of 2 subjects. If 5 in 100 click: nine tests of ten find the better subject when it brings that to 6.2 in 100 or more. A smaller difference may stay untold, and the first subject goes then. To find a tenth more, 5.5 in 100, in 95 tests of 100, each subject needs about 34,000 readers.",
    );
    expect(sayTellable(200, 20, 2, "click", 0.08)).toBe(
      "About 20 readers for each of 2 subjects. As a rule 8 in 100 click: these are too few to tell one subject from another, and the first one would go to all. To find a tenth more, 8.8 in 100, in 95 tests of 100, each subject needs about 21,000 readers.",
    );
  });
});

test("buckets of readers are spread evenly, whatever their ids have in common", () => {
  const seed: Seed = [123_456_789, 987_654_321, 192_837_465, 564_738_291];
  for (const step of [1, 2, 10, 1000]) {
    const tenths = Array.from({ length: 10 }, () => 0);
    for (let id = step; id <= 20_000 * step; id += step)
      tenths[Math.floor((bucketOf(seed, id) / bucketCount) * 10)]! += 1;
    for (const count of tenths) expect(Math.abs(count - 2000), `steps of ${step}`).toBeLessThan(250);
  }
});
