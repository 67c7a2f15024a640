import { describe, expect, test } from "vitest";
import { openRateMeter } from "#app/sender/rateMeter.server.ts";

const second = 1000;

describe("the rate of a steady send", () => {
  const meter = openRateMeter();
  const send = (from: number, seconds: number, each: number) => {
    for (let i = 0; i < seconds * each; i += 1) meter.count("gmail.example", from + (i * second) / each);
    return meter.perSecond("gmail.example", from + seconds * second);
  };

  test("is told after a second or two, not after a quarter of a minute", () => {
    for (const [seconds, from] of [
      [1, 0],
      [3, 100 * second],
      [30, 300 * second],
    ] as const)
      expect(Math.abs(send(from, seconds, 100) / 100 - 1)).toBeLessThan(0.15);
  });

  test("is told as soon when it begins again after a rest", () => {
    expect(Math.abs(send(1_000 * second, 2, 40) / 40 - 1)).toBeLessThan(0.15);
  });

  test("fades when nothing leaves any more", () => {
    const end = 2_000 * second;
    send(end - 10 * second, 10, 100);
    expect(meter.perSecond("gmail.example", end + 30 * second)).toBeLessThan(5);
  });

  test("of one message is no more than one a second", () => {
    const one = openRateMeter();
    one.count("a.example", 0);
    expect(one.perSecond("a.example", 0)).toBeLessThanOrEqual(1.1);
    expect(one.perSecond("b.example", 0)).toBe(0);
  });
});
