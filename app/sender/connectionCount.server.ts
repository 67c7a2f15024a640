import { hour, minute } from "#app/models/durations.ts";
import type { Workload } from "#app/models/instance/workload.server.ts";

import type { between } from "./laneTimes.server.ts";

/** The work of all connections since the last look. */
type Sample = ReturnType<typeof between>;

/**
 * Finds out how many connections a mail server can use: from five up while more bring more, and no answer slows or
 * refuses. It knows no clock and no connection, and is asked several times a second. Times in milliseconds.
 */
export type ConnectionCount = {
  /** The connections to use now. */
  size(): number;
  room(): Workload["room"];
  /** Takes the work since the last look into account. */
  observe(sample: Sample, now: number): void;
  /** Bounds the number from now on. @param isRefused true when the server refused more than these */
  allow(most: number, isRefused: boolean): void;
  /** One connection of these could not be opened beside the others: it is one too many. */
  oneTooMany(now: number): void;
  /** A connection that was being tried could not be opened, and no reply said why. */
  failed(now: number): void;
  /** A reply asked for fewer connections. @returns true when there are fewer now */
  askedForFewer(now: number): boolean;
};

const first = 5;
const firstStep = 5;
/** Shares of time: more idle connections than this need no further ones; a busier program slows answers itself. */
const idleShare = 0.1;
const ownShare = 0.8;
/** Messages for each connection before a number is judged, and the time that it takes at least and at most. */
const enoughEach = 4;
const [leastLook, longestLook] = [700, 3_000];
/** New connections may take this long to open before they count. */
const longestOpening = 10_000;
/** The gain of rate that keeps further connections: this share of the hoped-for one at once, or this much at last. */
const clearGain = 0.35;
const leastGain = 0.05;
/** Answers are slower when they take so much longer than with the first connections. */
const slower = { times: 1.5, by: 10, ofItself: 1.25 };
/** The time to the next try after the best number is found; doubled each time, up to the longest. */
const [firstRest, longestRest] = [minute, 16 * minute];
const restWithoutWork = 10_000;
/** Replies that ask for fewer within this time are one request. */
const sameRequest = 5_000;
/** After the first request, only a larger share of the messages than this makes the connections fewer again. */
const few = 0.2;

type Look = { ms: number; messages: number; answers: number; idle: number; all: number; loop: number };

const nothingSeen = (): Look => ({ ms: 0, messages: 0, answers: 0, idle: 0, all: 0, loop: 0 });

/** Long because: its functions share what was tried and what it brought. */
export function openConnectionCount(): ConnectionCount {
  let size = first;
  /** The number that is known to be good; while `size` is larger, it is being tried. */
  let proven = first;
  let [most, isRefused] = [20, false];
  let step = firstStep;
  let [restUntil, restFor] = [0, firstRest];
  let changedAt: number | null = null;
  let seen = nothingSeen();
  let before: { rate: number; each: number } | null = null;
  /** The time of an answer with the first connections. */
  let reference: { each: number; at: number } | null = null;
  /** The last number that brought too little; once, in case everything had become slower meanwhile. */
  let doubted: { size: number; rate: number; step: number } | null = null;
  let isSecondTry = false;
  let requests = { count: 0, messages: 0, at: -Infinity };

  const use = (next: number, now: number) => {
    size = Math.max(1, Math.min(next, most));
    [seen, changedAt] = [nothingSeen(), now];
  };
  const goBack = (now: number) => {
    use(proven, now);
    before = null;
    step = Math.floor(step / 2);
    if (step > 0) return;
    [restUntil, restFor, step] = [now + restFor, Math.min(restFor * 2, longestRest), 2];
  };
  const shrink = (next: number, now: number) => {
    use(next, now);
    [proven, before, most, isRefused] = [size, null, size, true];
  };

  const tryAgain = (now: number, { size: again, step: former }: NonNullable<typeof doubted>) => {
    [step, restUntil, isSecondTry, doubted] = [former, 0, true, null];
    use(again, now);
  };

  /** Decides once it is plain what the number in use brings. */
  const judge = (now: number): void => {
    const found = { rate: seen.messages / seen.ms, each: seen.answers / seen.messages };
    if (!reference || now - reference.at > hour) reference = { each: found.each, at: now };
    if (size <= proven || !before) {
      [before, proven] = [found, size];
      // With as many as before, so the connections are not the reason.
      if (isSlower(found.each, reference.each)) reference = { each: found.each / slower.ofItself, at: now };
      if (doubted && doubted.rate > found.rate * (1 + leastGain)) return tryAgain(now, doubted);
      [doubted, isSecondTry] = [null, false];
      if (size < most && now >= restUntil) use(size + step, now);
      else seen = nothingSeen();
      return;
    }
    const gain = found.rate / before.rate - 1;
    if (seen.loop < ownShare * seen.ms && isSlower(found.each, reference.each)) return goBack(now);
    const hopedFor = size / proven - 1;
    if (gain < clearGain * hopedFor && seen.ms < longestLook) return;
    if (gain < leastGain) {
      doubted = isSecondTry ? null : { size, rate: found.rate, step };
      return goBack(now);
    }
    [before, proven, restFor, isSecondTry] = [found, size, firstRest, false];
    if (size < most) use(size + step, now);
  };

  return {
    size: () => size,
    room() {
      if (size >= most) return isRefused ? "refused" : "most";
      return restUntil > 0 && size === proven ? "settled" : "trying";
    },
    allow(next, refused) {
      [most, isRefused] = [Math.max(1, next), refused];
      if (size > most) [size, proven, before, seen] = [most, Math.min(proven, most), null, nothingSeen()];
    },
    observe(sample, now) {
      requests.messages += sample.messages;
      const { opening, answers, recording, idle } = sample.spent;
      const all = opening + answers + recording + idle;
      if (sample.messages === 0 && idle > idleShare * all) {
        // Nothing is being sent; what was tried is not comparable later.
        if (size > proven) use(proven, now);
        [before, seen] = [null, nothingSeen()];
        return;
      }
      changedAt ??= now;
      const isOpening = now - changedAt < longestOpening && opening > idleShare * all;
      if (isOpening || changedAt === now) return;
      seen = {
        ...{ ms: seen.ms + sample.ms, messages: seen.messages + sample.messages, answers: seen.answers + answers },
        ...{ idle: seen.idle + idle, all: seen.all + all, loop: seen.loop + sample.loop * sample.ms },
      };
      if (seen.ms < leastLook || seen.messages < enoughEach * size) return;
      if (seen.idle <= idleShare * seen.all) return judge(now);
      // A limit, or too little work, keeps connections idle.
      if (size > proven) use(proven, now);
      [before, seen, restUntil] = [null, nothingSeen(), Math.max(restUntil, now + restWithoutWork)];
    },
    oneTooMany(now) {
      if (size > 1) shrink(size - 1, now);
    },
    failed(now) {
      if (size > proven) goBack(now);
    },
    askedForFewer(now) {
      requests.count += 1;
      if (now - requests.at < sameRequest || size <= 1) return false;
      const isOften = requests.count > few * (requests.count + requests.messages);
      requests = { count: 0, messages: 0, at: now };
      if (size > proven) shrink(proven, now);
      else if (isOften || !isRefused) shrink(Math.floor(size * 0.75), now);
      else return false;
      return true;
    },
  };
}

function isSlower(each: number, reference: number): boolean {
  return each > slower.times * reference && each - reference > slower.by;
}
