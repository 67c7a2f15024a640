import { describe, expect, test } from "vitest";
import { minute } from "#app/models/durations.ts";
import { openConnectionCount, type ConnectionCount } from "#app/sender/connectionCount.server.ts";

/** A mail server: the milliseconds of a message with so many connections, and how busy that keeps the sender. */
type Server = (connections: number) => { each: number; loop?: number; idle?: number };

const far: Server = () => ({ each: 40 });
/** Takes so many messages a second and no more, however many connections bring them. */
const takes =
  (perSecond: number, loop = 0.3): Server =>
  (connections) => ({ each: Math.max(40, (connections / perSecond) * 1000), loop });

let now = 0;

/** Lets the count look at a server four times a second; returns the number of connections at the end of each second. */
function watch(count: ConnectionCount, server: Server, seconds: number): number[] {
  return Array.from({ length: seconds }, () => {
    for (let look = 0; look < 4; look += 1) {
      now += 250;
      const size = count.size();
      const { each, loop = 0.3, idle = 0 } = server(size);
      const busy = 250 * size * (1 - idle);
      const spent = { opening: 0, answers: busy, recording: 0, idle: 250 * size * idle, parked: 0 };
      count.observe({ ms: 250, messages: busy / each, loop, cores: loop, spent }, now);
    }
    return count.size();
  });
}

describe("the number of connections", () => {
  test("begins with five, and is at twenty within seconds where answers are far away", () => {
    const count = openConnectionCount();
    expect([count.size(), count.room()]).toEqual([5, "trying"]);
    expect(watch(count, far, 5)).toEqual([10, 15, 20, 20, 20]);
    expect([...new Set(watch(count, far, 600))]).toEqual([20]);
    expect(count.room()).toBe("most");
  });

  test("goes back when more bring nothing, tries smaller steps, and then rests", () => {
    const count = openConnectionCount();
    const sizes = watch(count, takes(125), 30);
    expect(Math.max(...sizes)).toBe(10);
    expect([sizes.at(-1), count.room()]).toEqual([5, "settled"]);
    expect(watch(count, takes(125), 30)).toEqual(Array(30).fill(5));
  });

  test("finds the number from which on more bring nothing", () => {
    const count = openConnectionCount();
    watch(count, takes(300), 60);
    expect(count.size()).toBeGreaterThanOrEqual(12);
    expect(count.size()).toBeLessThanOrEqual(15);
  });

  test("is not judged by a moment in which everything became slower", () => {
    const [slowServer, busyMachine] = [openConnectionCount(), openConnectionCount()];
    for (const count of [slowServer, busyMachine]) watch(count, far, 1);
    expect([slowServer.size(), busyMachine.size()]).toEqual([10, 10]);
    // Less than half as fast from now on, with any number.
    expect(watch(slowServer, () => ({ each: 90 }), 20).at(-1)).toBe(20);
    expect(watch(busyMachine, () => ({ each: 90, loop: 0.95 }), 10).at(-1)).toBe(20);
  });

  test("is tried again more and more rarely, and grows when the server has become quicker", () => {
    const count = openConnectionCount();
    watch(count, takes(125), 30);
    const tries = watch(count, takes(125), 3_600).filter((size, i, all) => size > 5 && all[i - 1] === 5).length;
    expect(tries).toBeGreaterThan(3);
    expect(tries).toBeLessThan(14);
    watch(count, far, 20 * 60);
    expect(count.size()).toBe(20);
  });

  test("grows no further when answers slow down markedly, though more would still leave", () => {
    const count = openConnectionCount();
    watch(count, (connections) => ({ each: 20 + 3.5 * connections }), 60);
    // 37.5 ms with five, 55 with ten, 58.5 with eleven.
    expect(count.size()).toBe(10);
  });

  test("does not take its own full core for a slow server", () => {
    const count = openConnectionCount();
    const shared: Server = (connections) => ({ each: connections / (0.9 + 0.02 * connections), loop: 0.99 });
    watch(count, shared, 30);
    expect(count.size()).toBeGreaterThanOrEqual(10);
  });

  test("stays as it is while limits keep connections idle, and takes none for a gain that work brought", () => {
    const count = openConnectionCount();
    expect(new Set(watch(count, () => ({ each: 40, idle: 0.6 }), 60))).toEqual(new Set([5]));
    // Five connections are all that a limit lets work.
    const capped: Server = (connections) => ({ each: 40, idle: Math.max(0, 1 - 5 / connections) });
    expect(watch(count, capped, 120).filter((size) => size > 5).length).toBeLessThan(15);
  });

  test("goes back when the work ends in the middle of a try", () => {
    const count = openConnectionCount();
    watch(count, far, 1);
    expect(count.size()).toBe(10);
    watch(count, () => ({ each: Infinity, idle: 1 }), 1);
    expect(count.size()).toBe(5);
  });
});

describe("a server that refuses", () => {
  test("makes them fewer, one for each connection that it refuses, and they do not grow again", () => {
    const count = openConnectionCount();
    watch(count, far, 1);
    for (let refused = 0; refused < 3; refused += 1) count.oneTooMany(now);
    expect([count.size(), count.room()]).toEqual([7, "refused"]);
    expect(new Set(watch(count, far, 600))).toEqual(new Set([7]));
  });

  test("leaves one connection, whatever it says", () => {
    const count = openConnectionCount();
    for (let refused = 0; refused < 9; refused += 1) count.oneTooMany(now);
    expect(count.size()).toBe(1);
    now += minute;
    expect([count.askedForFewer(now), count.size()]).toEqual([false, 1]);
  });

  test("ends what is being tried, by a request for fewer or by a connection that does not come about", () => {
    const [asked, failed] = [openConnectionCount(), openConnectionCount()];
    for (const count of [asked, failed]) watch(count, far, 1);
    expect([asked.size(), failed.size()]).toEqual([10, 10]);
    expect(asked.askedForFewer(now)).toBe(true);
    failed.failed(now);
    expect([asked.size(), asked.room(), failed.size(), failed.room()]).toEqual([5, "refused", 5, "trying"]);
  });

  test("makes them fewer once when it asks now and then, and further when it asks often", () => {
    const [rarely, often] = [openConnectionCount(), openConnectionCount()];
    for (const count of [rarely, often]) watch(count, far, 4);
    for (let second = 0; second < 60; second += 1) {
      watch(rarely, far, 1);
      rarely.askedForFewer(now);
      watch(often, () => ({ each: 2000 }), 1);
      for (let times = 0; times < 5; times += 1) often.askedForFewer(now);
    }
    expect([rarely.size(), often.size()]).toEqual([15, 1]);
  });

  test("bounds them again from outside, as others share them or the day is over", () => {
    const count = openConnectionCount();
    watch(count, far, 4);
    count.allow(7, true);
    expect([count.size(), count.room()]).toEqual([7, "refused"]);
    count.allow(20, false);
    watch(count, far, 5);
    expect([count.size(), count.room()]).toEqual([20, "most"]);
    count.allow(0, true);
    expect(count.size()).toBe(1);
  });
});
