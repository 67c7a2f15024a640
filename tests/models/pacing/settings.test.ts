import { beforeEach, describe, expect, test } from "vitest";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { endGroup, groupSchema, listGroups, setGroup } from "#app/models/pacing/destinations.server.ts";
import { destinationsOf, keepPermits, slowDown, takePermits } from "#app/models/pacing/limits.server.ts";
import { rateLimitLines } from "#app/models/pacing/overview.server.ts";
import {
  clearRateLimit,
  endSlowDown,
  rateLimitOf,
  rateLimitSchema,
  setRateLimit,
} from "#app/models/pacing/settings.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing } from "../../support/newsroom.ts";

let context: TestContext;
const [minute, day] = [60_000, 24 * 3_600_000];

beforeEach(async () => {
  context = await testContext();
  await aBriefing(context);
});

function set(destination: string, typed: Record<string, string>) {
  return setRateLimit(context, rateLimitSchema.parse({ destination, ...typed }), "Ruth");
}

/** A message leaves. */
async function leave(destination: string) {
  const turn = takePermits((await rateLimitOf(context, destination))!, context.clock());
  if ("waitUntil" in turn) throw new Error("it has to wait");
  await keepPermits(context, turn.pace);
}

const lines = () => rateLimitLines(context);
const lineOf = async (destination: string) => (await lines()).find((line) => line.destination === destination);
const group = (name: string, domains: string) => setGroup(context, groupSchema.parse({ group: name, domains }), "Ruth");

describe("rules", () => {
  test("are set for all mail and for a domain, said in words, and noted", async () => {
    expect(await lines()).toMatchObject([{ name: "All mail", rules: [], state: "free" }]);
    await set("*", { perSecond: "0.5", perDay: "20000" });
    await set("GMail.COM", { perHour: "1000", connections: "1" });
    expect(await lines()).toMatchObject([
      { destination: "*", rules: ["0.5 a second", "20,000 a day"], day: { used: 0, cap: 20_000 }, hour: null },
      { destination: "gmail.com", rules: ["1,000 an hour", "1 connection"], hour: { used: 0, cap: 1000 }, day: null },
    ]);
    expect((await recentEvents(context))[0]).toMatchObject({
      actor: "Ruth",
      action: "pace",
      detail: "gmail.com: 1,000 an hour, 1 connection",
    });
  });

  test("replace each other, and keep what was used of them", async () => {
    await set("*", { perHour: "3" });
    await leave("*");
    await leave("*");
    await set("*", { perHour: "2", connections: "4" });
    expect(await lineOf("*")).toMatchObject({
      rules: ["2 an hour", "4 connections"],
      hour: { used: 2, cap: 2, until: "10:00" },
      state: "capped",
      standing: "what may leave in an hour has left: goes on at 10:00",
    });
    context.later(61 * minute);
    expect(await lineOf("*")).toMatchObject({ hour: { used: 0 }, state: "free", standing: "" });
  });

  test("are taken away, and what was used is kept for the next ones (T-09)", async () => {
    await set("*", { perHour: "1" });
    await leave("*");
    expect(await clearRateLimit(context, "*", "Ruth")).toBe(true);
    expect(await clearRateLimit(context, "*", "Ruth")).toBe(false);
    expect(await clearRateLimit(context, "nowhere.example", "Ruth")).toBe(false);
    await set("*", { perHour: "1" });
    expect(await lineOf("*")).toMatchObject({ hour: { used: 1 }, state: "capped" });
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ["destination", { destination: "" }, /Name a domain/],
    ["destination", { destination: "a b.example" }, /Name a domain/],
    ["destination", { destination: "x".repeat(300) + ".example" }, /Name a domain/],
    ["perSecond", { perSecond: "0" }, /above 0/],
    ["perSecond", { perSecond: "-1" }, /above 0/],
    ["perSecond", { perSecond: "1e3" }, /above 0/],
    ["perSecond", { perSecond: "fast" }, /above 0/],
    ["perHour", { perHour: "0" }, /whole number from 1/],
    ["perHour", { perHour: "1.5" }, /whole number from 1/],
    ["perDay", { perDay: "9999999999" }, /whole number from 1/],
    ["connections", { connections: "1001" }, /1 to 1,000/],
    ["warmUp", { warmUp: "0", growth: "10" }, /no warm-up/],
    ["warmUp", { growth: "10" }, /first day/],
    ["growth", { warmUp: "500" }, /per cent/],
    ["growth", { warmUp: "500", growth: "100" }, /at least doubles/],
    ["growth", { warmUp: "500", growth: "1001", nevertheless: "on" }, /0 to 1,000/],
  ])("with a wrong %s are refused: %j", (field, given, words) => {
    const { error } = rateLimitSchema.safeParse({ destination: "*", ...given });
    expect(error?.issues.map(({ path }) => path[0])).toEqual([field]);
    expect(error?.issues[0]!.message).toMatch(words);
  });
});

describe("a warm-up", () => {
  test("is spelt out for seven days, and day after day lets more leave (P-03)", async () => {
    await set("gmail.com", { warmUp: "500", growth: "30" });
    const line = await lineOf("gmail.com");
    expect(line!.rules).toEqual(["500 on the first day of the warm-up, 30 % more each day"]);
    expect(line!.plan.map(({ cap }) => cap)).toEqual([500, 650, 845, 1098, 1428, 1856, 2413]);
    expect(line!.plan.slice(0, 2).map((one) => one.day)).toEqual(["today", "Tuesday 24 November, 09:00"]);
    context.later(2 * day);
    expect(await lineOf("gmail.com")).toMatchObject({ day: { used: 0, cap: 845 } });
    expect((await lineOf("gmail.com"))!.plan[0]).toEqual({ day: "today", cap: 845 });
  });

  test("goes on when other rules change, and begins anew when it is another", async () => {
    await set("*", { warmUp: "500", growth: "30" });
    context.later(day);
    await set("*", { warmUp: "500", growth: "30", perDay: "600" });
    expect(await lineOf("*")).toMatchObject({
      day: { cap: 600 },
      plan: [{ cap: 600 }, { cap: 600 }, {}, {}, {}, {}, {}],
    });
    await set("*", { warmUp: "400", growth: "30" });
    expect(await lineOf("*")).toMatchObject({ day: { cap: 400 } });
  });

  test("counts what left in the day that runs", async () => {
    await set("*", { perDay: "5" });
    await leave("*");
    context.later(60 * minute);
    await set("*", { warmUp: "2", growth: "0" });
    expect(await lineOf("*")).toMatchObject({ day: { used: 1, cap: 2, until: "Tuesday 24 November, 10:00" } });
  });

  test("may double once somebody confirms it", async () => {
    expect(await set("*", { warmUp: "500", growth: "150", nevertheless: "on" })).toEqual({ set: true });
    expect((await lineOf("*"))!.plan[1]!.cap).toBe(1250);
  });
});

describe("a destination that asked for patience", () => {
  beforeEach(() => slowDown(context, "gmail.com", 40, "421 4.7.28 Unusual rate"));

  test("is shown with since when, until when nothing leaves, and the server's words (P-02)", async () => {
    expect(await lineOf("gmail.com")).toMatchObject({
      rules: [],
      state: "held",
      standing: "asked for patience at 09:00: nothing until 09:10",
      reply: "421 4.7.28 Unusual rate",
    });
    context.later(10 * minute);
    expect(await lineOf("gmail.com")).toMatchObject({
      state: "slowed",
      standing: "asked for patience at 09:00: slower for now, at most 20 a second on one connection",
    });
  });

  test("is as fast as before when an operator ends it, and keeps its rules", async () => {
    await set("gmail.com", { perHour: "1000" });
    expect(await endSlowDown(context, "gmail.com", "Ruth")).toBe(true);
    expect(await endSlowDown(context, "gmail.com", "Ruth")).toBe(false);
    expect(await lineOf("gmail.com")).toMatchObject({
      state: "free",
      standing: "",
      reply: null,
      rules: ["1,000 an hour"],
    });
    expect((await recentEvents(context))[0]).toMatchObject({ action: "slow-down-ended", detail: "gmail.com" });
  });

  test("keeps its patience when its rules are taken away", async () => {
    await set("gmail.com", { perHour: "1000" });
    await clearRateLimit(context, "gmail.com", "Ruth");
    expect(await lineOf("gmail.com")).toMatchObject({ rules: [], state: "held" });
  });
});

describe("groups", () => {
  test("are made of domains, changed and taken apart", async () => {
    await group("Google", "gmail.com, GoogleMail.com\ngmail.com");
    expect(await listGroups(context)).toEqual([{ name: "google", domains: ["gmail.com", "googlemail.com"] }]);
    await group("google", "gmail.com");
    expect([...(await destinationsOf(context))]).toEqual([["gmail.com", "google"]]);
    expect(await endGroup(context, "google", "Ruth")).toBe(true);
    expect(await endGroup(context, "google", "Ruth")).toBe(false);
    expect(await listGroups(context)).toEqual([]);
  });

  test("share no domain", async () => {
    await group("google", "gmail.com");
    expect(await group("other", "gmail.com web.de")).toEqual({
      error: "in-other-group",
      domain: "gmail.com",
      group: "google",
    });
    expect(await listGroups(context)).toHaveLength(1);
  });

  test("are what rules are set for, not their domains", async () => {
    await group("google", "gmail.com");
    expect(await set("gmail.com", { perHour: "5" })).toEqual({ error: "in-group", group: "google" });
    expect(await set("yahoo", { perHour: "5" })).toEqual({ error: "no-group" });
    expect(await set("google", { perHour: "5" })).toEqual({ set: true });
    expect(await lineOf("google")).toMatchObject({ rules: ["5 an hour"] });
  });

  test("take the limits of their domains' own away, and go with theirs", async () => {
    await set("gmail.com", { perHour: "5" });
    await group("google", "gmail.com");
    await set("google", { perHour: "9" });
    expect((await lines()).map(({ destination }) => destination)).toEqual(["*", "google"]);
    await endGroup(context, "google", "Ruth");
    expect((await lines()).map(({ destination }) => destination)).toEqual(["*"]);
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ["group", { group: "gmail.com" }, /without a dot/],
    ["group", { group: "*" }, /without a dot/],
    ["group", { group: "" }, /small letters/],
    ["domains", { domains: " ,\n" }, /Name the group/],
    ["domains", { domains: "gmail.com, gmail" }, /“gmail” is no domain/],
    ["domains", { domains: "a@gmail.com" }, /no domain/],
  ])("with a wrong %s are refused: %j", (field, given, words) => {
    const { error } = groupSchema.safeParse({ group: "google", domains: "gmail.com", ...given });
    expect(error?.issues.map(({ path }) => path[0])).toEqual([field]);
    expect(error?.issues[0]!.message).toMatch(words);
  });
});
