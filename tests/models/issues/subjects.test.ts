import { describe, expect, test } from "vitest";
import { commonPattern, fillPattern, patternOf } from "#app/models/issues/subjects.ts";

const of = (...subjects: [number, string][]) =>
  commonPattern(subjects.map(([number, subject]) => ({ number, subject })));

describe("the pattern of a subject", () => {
  test("has the issue's own number, and no other", () => {
    expect(patternOf({ number: 12, subject: "Issue 12: 12 robots" })).toBe("Issue {number}: 12 robots");
    expect(patternOf({ number: 12, subject: "Issue 11 was wrong" })).toBe("Issue 11 was wrong");
    expect(patternOf({ number: 12, subject: "12 robots" })).toBe("12 robots");
    expect(fillPattern("Issue {number}: ", 13)).toBe("Issue 13: ");
  });

  test("is what stays from one issue to the next, and nothing of a headline that ran", () => {
    expect(of([2, "The Briefing: No. 2 – Ports"], [1, "The Briefing: No. 1 – Robots"])).toBe(
      "The Briefing: No. {number} – ",
    );
    expect(of([2, "Ports wait | #2"], [1, "Robots wait | #1"])).toBe(" | #{number}");
    expect(of([2, "Ports wait (No. 2)"], [1, "Robots pack (No. 1)"])).toBe(" (No. {number})");
    expect(of([2, "Robots, part two"], [1, "Robots, part one"])).toBe("");
    expect(of([2, "Issue 2: Robots"], [1, "No number here"])).toBe("");
  });

  test("is read from one issue alone where its number stands at the beginning or the end", () => {
    expect(of([1, "The Briefing No. 1: Robots pack"])).toBe("The Briefing No. {number}: ");
    expect(of([1, "Robots pack | No. 1"])).toBe(" | No. {number}");
    expect(of([1, "The Briefing: No. 1 – Robots"])).toBe("");
    expect(of([1, "العدد 1: روبوتات"])).toBe("العدد {number}: ");
    expect(of()).toBe("");
  });
});
