import { describe, expect, test } from "vitest";
import { openCircuitBreaker, type CircuitBreaker } from "#app/sender/circuitBreaker.server.ts";
import { readReply } from "#emails/smtp/replies.server.ts";

const taken = readReply(250, "250 2.0.0 Ok", "DATA");
const unknownUser = readReply(550, "550 5.1.1 No such user", "RCPT");
const blocked = readReply(554, "554 5.7.1 Blocked: see our policy", "DATA");

function count(breaker: CircuitBreaker, ...answers: [number, typeof taken][]) {
  const reasons = answers.flatMap(([times, answer]) =>
    Array.from({ length: times }, () => breaker.count("issue 1", answer)).filter((reason) => reason !== null),
  );
  return reasons[0] ?? null;
}

describe("the circuit breaker (T-08)", () => {
  test("lets the refusals of an ordinary list pass", () => {
    const breaker = openCircuitBreaker();
    expect(count(breaker, [5, unknownUser], [95, taken])).toBeNull();
    expect(
      count(
        breaker,
        ...Array.from(
          { length: 50 },
          () =>
            [
              [5, unknownUser],
              [95, taken],
            ] as const,
        )
          .flat()
          .map((a) => [...a] as [number, typeof taken]),
      ),
    ).toBeNull();
  });
  test("does not judge by the first few answers", () => {
    expect(count(openCircuitBreaker(), [10, unknownUser])).toBeNull();
  });
  test("trips when more than a tenth are refused, with the last refusal's words", () => {
    expect(count(openCircuitBreaker(), [30, taken], [10, unknownUser])).toBe(
      "Too many refusals: 10 of the last 40 answers, like “550 5.1.1 No such user”.",
    );
  });
  test("trips sooner when receivers block us", () => {
    expect(count(openCircuitBreaker(), [30, taken], [5, blocked])).toBe(
      "Receivers do not want this mail: 5 of the last 35 answers were blocks, like “554 5.7.1 Blocked: see our policy”.",
    );
  });
  test("trips late in a long send too", () => {
    expect(count(openCircuitBreaker(), [20_000, taken], [200, blocked])).toMatch(/^Receivers do not want/);
  });
  test("begins anew once somebody let the issue go on", () => {
    const breaker = openCircuitBreaker();
    expect(count(breaker, [30, taken], [5, blocked])).not.toBeNull();
    expect(count(breaker, [30, taken], [1, blocked])).toBeNull();
  });
  test("does not count what was put off", () => {
    expect(count(openCircuitBreaker(), [100, readReply(451, "451 4.7.1 Later", "RCPT")])).toBeNull();
  });
});
