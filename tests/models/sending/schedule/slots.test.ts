import { beforeEach, describe, expect, test } from "vitest";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { formatMoment, readMoment, type MomentFault } from "#app/models/dates.server.ts";
import { wordMomentFault } from "#app/models/faultWords.server.ts";
import { createList, type List } from "#app/models/readers/lists.server.ts";
import {
  activeSlots,
  describeSlot,
  endSlot,
  latestOccurrence,
  makeSlot,
  nextOccurrences,
  slotSchema,
} from "#app/models/sending/schedule/slots.server.ts";
import { testContext, type TestContext } from "../../../support/context.ts";
import { aBriefing } from "../../../support/newsroom.ts";

const amsterdam = "Europe/Amsterdam";
const at = (iso: string) => Date.parse(iso);
const rule = (weekday: number, time: string, timeZone: string) => ({
  weekday,
  minute: Number(time.slice(0, 2)) * 60 + Number(time.slice(3)),
  timeZone,
});
const iso = (ms: number | undefined) => new Date(ms!).toISOString();

describe("the times of a slot", () => {
  test("stay at the same time of day when the clocks go forward (row 37)", () => {
    const [before, after] = nextOccurrences(rule(1, "07:00", amsterdam), at("2026-03-22T12:00Z"), 2);
    expect([iso(before), iso(after)]).toEqual(["2026-03-23T06:00:00.000Z", "2026-03-30T05:00:00.000Z"]);
  });

  test("stay at the same time of day when the clocks go back (row 37)", () => {
    const [before, after] = nextOccurrences(rule(1, "07:00", amsterdam), at("2026-10-18T12:00Z"), 2);
    expect([iso(before), iso(after)]).toEqual(["2026-10-19T05:00:00.000Z", "2026-10-26T06:00:00.000Z"]);
  });

  test("come an hour later on the day on which their hour does not exist", () => {
    const [gone, next] = nextOccurrences(rule(7, "02:30", amsterdam), at("2026-03-28T12:00Z"), 2);
    expect([iso(gone), formatMoment(gone!, amsterdam)]).toEqual([
      "2026-03-29T01:30:00.000Z",
      "Sunday 29 March 2026, 03:30",
    ]);
    expect(formatMoment(next!, amsterdam)).toBe("Sunday 5 April 2026, 02:30");
  });

  test("come once, at the first, on the day on which their hour exists twice", () => {
    const twice = rule(7, "02:30", amsterdam);
    expect(nextOccurrences(twice, at("2026-10-24T12:00Z"), 2).map(iso)).toEqual([
      "2026-10-25T00:30:00.000Z",
      "2026-11-01T01:30:00.000Z",
    ]);
    expect(iso(latestOccurrence(twice, at("2026-10-25T01:45Z")))).toBe("2026-10-25T00:30:00.000Z");
  });

  test("follow a southern zone, whose clocks go the other way round", () => {
    const sydney = rule(1, "07:00", "Australia/Sydney");
    expect(nextOccurrences(sydney, at("2026-03-30T12:00Z"), 1).map(iso)).toEqual(["2026-04-05T21:00:00.000Z"]);
    expect(nextOccurrences(sydney, at("2026-09-28T12:00Z"), 1).map(iso)).toEqual(["2026-10-04T20:00:00.000Z"]);
    expect(nextOccurrences(rule(7, "02:30", "Australia/Sydney"), at("2026-04-04T00:00Z"), 1).map(iso)).toEqual([
      "2026-04-04T15:30:00.000Z",
    ]);
  });

  test("never move in a zone without summer time", () => {
    const moments = nextOccurrences(rule(3, "18:15", "Asia/Kolkata"), at("2026-01-01T00:00Z"), 50);
    expect(moments).toHaveLength(50);
    expect(new Set(moments.slice(1).map((moment, i) => moment - moments[i]!))).toEqual(new Set([7 * 24 * 3_600_000]));
  });

  test("are found around any moment of the year: the newest is past and at most a week and an hour old", () => {
    for (const one of [rule(1, "00:00", amsterdam), rule(7, "23:59", "America/New_York"), rule(7, "02:30", amsterdam)])
      for (let now = at("2026-01-01T00:10Z"); now < at("2027-01-08T00:00Z"); now += 31 * 3_600_000) {
        const [latest, next] = [latestOccurrence(one, now), nextOccurrences(one, now)[0]!];
        expect(latest).toBeLessThanOrEqual(now);
        expect(next).toBeGreaterThan(now);
        expect(next - latest).toBeLessThanOrEqual(7 * 24 * 3_600_000 + 3_600_000);
      }
  });
});

describe("a time as typed", () => {
  test("is read in the zone, with a T or a space", () => {
    const seven = { at: at("2026-11-30T06:00Z") };
    expect(readMoment("2026-11-30 07:00", amsterdam)).toEqual(seven);
    expect(readMoment("2026-11-30T07:00", amsterdam)).toEqual(seven);
    expect(readMoment(" 2026-11-30T07:00:00 ", amsterdam)).toEqual(seven);
  });

  test("that does not exist that day is said so", () => {
    const skipped = readMoment("2026-03-29 02:30", amsterdam) as MomentFault;
    expect(skipped).toEqual({ error: "skipped", time: "02:30", timeZone: amsterdam });
    expect(wordMomentFault(skipped)).toBe(
      "The clocks go forward that day: there is no 02:30 in Europe/Amsterdam. Choose another time.",
    );
  });

  test("that exists twice is the first one", () => {
    expect(readMoment("2026-10-25 02:30", amsterdam)).toEqual({ at: at("2026-10-25T00:30Z") });
  });

  test.each(["", "tomorrow", "2026-02-30 07:00", "2026-11-30", "2026-11-30 24:30", "30.11.2026 07:00"])(
    "%j is none",
    (typed) => {
      expect(readMoment(typed, amsterdam)).toEqual({ error: "unreadable" });
    },
  );
});

describe("slots", () => {
  let context: TestContext;
  let list: List;
  beforeEach(async () => {
    context = await testContext();
    list = await aBriefing(context);
  });

  const typed = { weekday: "1", time: "07:00", timeZone: amsterdam };

  async function aSlot(given: Record<string, string> = {}) {
    return makeSlot(context, slotSchema.parse({ listId: list.id, ...typed, ...given }), "Ruth");
  }

  test("are made, said in words, and ended", async () => {
    await aSlot();
    const [slot] = await activeSlots(context);
    expect(describeSlot(slot!)).toBe("Every Monday at 07:00, Europe/Amsterdam, to “The Robotics Briefing”");
    expect(slot).toMatchObject({ weekday: 1, minute: 420, graceMinutes: 360, createdAt: context.clock() });
    expect(await endSlot(context, slot!.id, "Tom")).toBe(true);
    expect(await endSlot(context, slot!.id, "Tom")).toBe(false);
    expect(await activeSlots(context)).toEqual([]);
    expect((await recentEvents(context)).map(({ actor, action }) => [actor, action])).toEqual([
      ["Tom", "slot-ended"],
      ["Ruth", "slot-made"],
    ]);
  });

  test("are not made twice at one time for one list", async () => {
    await aSlot();
    expect(await aSlot()).toEqual({ error: "there-already" });
    const created = await createList(context, { slug: "europe", name: "Europe" });
    if ("error" in created) throw new Error(created.error);
    expect(await aSlot({ listId: String(created.list.id) })).toHaveProperty("slot");
    expect(await aSlot({ time: "07:01" })).toHaveProperty("slot");
    expect(await aSlot({ listId: "999" })).toEqual({ error: "list-gone" });
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ["weekday", { weekday: "8" }, /weekday/],
    ["weekday", { weekday: "Monday" }, /weekday/],
    ["time", { time: "24:00" }, /00:00 of the day after/],
    ["time", { time: "7" }, /24 hours/],
    ["timeZone", { timeZone: "Mars/Olympus" }, /not a time zone/],
    ["grace", { grace: "0" }, /1 minute/],
    ["grace", { grace: "5000" }, /3 days/],
    ["listId", { listId: "x" }, /list/],
  ])("refuse a %s that is none: %j", (field, given, words) => {
    const { error } = slotSchema.safeParse({ listId: "1", ...typed, ...given });
    expect(error?.issues.map(({ path }) => path[0])).toEqual([field]);
    expect(error?.issues[0]!.message).toMatch(words);
  });
});
