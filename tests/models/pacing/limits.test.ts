import { expect, test } from "vitest";
import { dayCap, recovered, slowed, takePermits, warmUpCap, type RateLimit } from "#app/models/pacing/limits.server.ts";
import { freePace } from "../../support/pace.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** Some Monday morning. */
const now = Date.UTC(2026, 10, 23, 8);

const free: RateLimit = { ...freePace, destination: "gmail.example" };

/** How many get their turn when somebody asks every `step` milliseconds for `span`. */
function turns(rules: Partial<RateLimit>, span: number, step = 10) {
  let pace: RateLimit = { ...free, ...rules };
  let taken = 0;
  for (let at = now; at < now + span; at += step)
    for (;;) {
      const turn = takePermits(pace, at);
      if ("waitUntil" in turn) {
        expect(turn.waitUntil, "a wait ends later").toBeGreaterThan(at);
        break;
      }
      pace = turn.pace;
      taken += 1;
      if (taken > 100_000) return taken;
    }
  return taken;
}

test("a destination without rules never waits", () => {
  expect("pace" in takePermits(free, now)).toBe(true);
});

test.each([0.5, 3, 14, 50, 250])(
  "%d messages a second are as many, over a minute, within a twentieth (T-09)",
  (rate) => {
    const taken = turns({ per_second: rate }, minute);
    expect(Math.abs(taken - rate * 60)).toBeLessThanOrEqual(Math.max(1, rate * 60 * 0.05));
  },
);

test("asked only now and then, a rate loses nothing that came due in between", () => {
  expect(turns({ per_second: 50 }, minute, 300)).toBeGreaterThan(50 * 60 * 0.97);
});

test("an hour's and a day's caps hold, and the next hour begins with its first message (T-09)", () => {
  expect(turns({ per_hour: 100 }, 59 * minute, 1000)).toBe(100);
  expect(turns({ per_hour: 100 }, 119 * minute, 1000)).toBe(200);
  expect(turns({ per_hour: 100, per_day: 150 }, 5 * hour, 10_000)).toBe(150);
});

test("a clock that was put back does not lock a destination out", () => {
  const ahead = { ...free, per_hour: 5, hour_at: now + day, hour_count: 5 };
  expect("pace" in takePermits(ahead, now)).toBe(true);
});

test("a warm-up lets more through each day, by the plan (P-03)", () => {
  const plan = { ...free, warm_up_at: now, warm_up_first: 1000, warm_up_growth: 50 };
  expect([0, 1, 2, 3].map((days) => warmUpCap(plan, now + days * day + hour))).toEqual([1000, 1500, 2250, 3375]);
  expect(dayCap({ ...plan, per_day: 1200 }, now + 2 * day)).toBe(1200);
});

test("asked for patience, a destination is left alone for ten minutes, then gets one connection and half its rate (P-02, T-08)", () => {
  const pace = { ...free, ...slowed(free, now, 40, "421 4.7.28 Too fast") };
  expect(takePermits(pace, now + 9 * minute)).toEqual({ waitUntil: now + 10 * minute });
  expect("pace" in takePermits(pace, now + 10 * minute)).toBe(true);
  expect(pace).toMatchObject({ slow_connections: 1, slow_per_second: 20, slow_reply: "421 4.7.28 Too fast" });
});

test("the same request on five connections at once is one request", () => {
  const pace = { ...free, ...slowed(free, now, 40, "421 4.7.28 Too fast") };
  const again = { ...pace, ...slowed(pace, now + 50, 40, "421 4.7.28 Too fast") };
  expect(again).toMatchObject({ slow_per_second: 20, slow_times: 1, held_until: now + 10 * minute });
});

test("asked again after the wait, it is left alone for longer, up to an hour", () => {
  let pace: RateLimit = { ...free, ...slowed(free, now, 40, "421") };
  for (const minutes of [20, 40, 60, 60]) {
    const at = pace.held_until!;
    pace = { ...pace, ...slowed(pace, at, 10, "421") };
    expect(pace.held_until).toBe(at + minutes * minute);
  }
});

test("a minute without complaint gives one connection and a tenth of the rate back, until it is as before", () => {
  let pace: RateLimit = { ...free, ...slowed(free, now, 40, "421") };
  expect(recovered(pace, now + 10 * minute)).toBeNull();
  const rates: number[] = [];
  for (let minutes = 11; pace.slow_step_at !== null; minutes += 1) {
    pace = { ...pace, ...recovered(pace, now + minutes * minute) };
    if (pace.slow_per_second !== null) rates.push(Math.round(pace.slow_per_second));
  }
  expect(rates.slice(0, 6)).toEqual([24, 28, 32, 36, 40, 44]);
  expect(pace).toMatchObject({ held_until: null, slow_connections: null, slow_times: 0, slow_reply: null });
});
