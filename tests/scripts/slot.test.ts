import { beforeEach, describe, expect, test } from "vitest";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { activeSlots } from "#app/models/sending/schedule/slots.server.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { aBriefing, anIssue, aReader } from "../support/newsroom.ts";
import { aTerminal, type Terminal } from "../support/scripts.ts";
import { aSlot } from "../support/slots.ts";

let context: TestContext;
let list: List;
let terminal: Terminal;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
  terminal = aTerminal({ databaseUrl: context.database.url });
});

const monday = ["--list", "weekly", "--weekday", "monday", "--time", "07:00"];

describe("npm run slot", () => {
  test("makes a slot in the briefing's time zone, lists it and ends it", async () => {
    expect(await terminal.run("slot")).toMatchObject({ code: 0, stdout: "There is no weekly slot.\n" });
    expect(await terminal.run("slot", monday)).toMatchObject({
      code: 0,
      stdout: "Slot 1: Every Monday at 07:00, Europe/Amsterdam, to “The Robotics Briefing”.\n",
    });
    expect((await terminal.run("slot")).stdout).toMatch(
      /^1 {2}Every Monday at 07:00, .*\n {3}next: Monday \d+ \w+ \d{4}, 07:00, nothing approved\n$/,
    );
    const listed = JSON.parse((await terminal.run("slot", ["--json"])).stdout) as unknown[];
    expect(listed).toMatchObject([{ id: 1, grace: "6 hours", issue: null }]);
    expect(await terminal.run("slot", ["--end", "1"])).toMatchObject({ code: 0, stdout: "Slot 1 is ended.\n" });
    expect(await activeSlots(context)).toEqual([]);
  });

  test("says that there is such a slot already, and which slots there are", async () => {
    await terminal.run("slot", monday);
    expect(await terminal.run("slot", monday)).toMatchObject({
      code: 1,
      stderr: "There is such a slot already. npm run slot lists them.\n",
    });
    expect(await terminal.run("slot", ["--end", "7"])).toMatchObject({
      code: 1,
      stderr: "There is no slot 7. npm run slot lists them.\n",
    });
  });

  test("takes a zone and a grace time", async () => {
    await terminal.run("slot", [...monday, "--time-zone", "Asia/Tokyo", "--grace", "90"]);
    expect(await activeSlots(context)).toMatchObject([{ timeZone: "Asia/Tokyo", graceMinutes: 90 }]);
  });

  test.each<[string, string[], number, string]>([
    ["no list", ["--weekday", "monday", "--time", "07:00"], 2, "--list SLUG is missing."],
    ["no weekday", ["--list", "weekly", "--time", "07:00"], 2, "--weekday DAY is missing."],
    ["no time", ["--list", "weekly", "--weekday", "monday"], 2, "--time HH:MM is missing."],
    ["no list", ["--list", "no", "--weekday", "monday", "--time", "07:00"], 1, "There is no list “no”."],
    ["a day that is none", [...monday, "--weekday", "moonday"], 2, "--weekday: Choose a weekday."],
    ["a time that is none", [...monday, "--time", "7 am"], 2, "--time: Give a time of 24 hours"],
    ["the end of a day", [...monday, "--time", "24:00"], 2, "--time: 24:00 is 00:00 of the day after"],
    ["a zone without summer time", [...monday, "--time-zone", "EST"], 2, "in it, like America/New_York."],
    ["an offset", [...monday, "--time-zone", "+02:00"], 2, "is an offset, without summer time"],
    ["a zone that is none", [...monday, "--time-zone", "Mars/Base"], 2, "--time-zone: This is not a time zone"],
    ["a grace that is none", [...monday, "--grace", "0"], 2, "--grace: Between 1 minute and 3 days"],
    ["a slot that is not there", ["--end", "7"], 1, "There is no slot 7."],
    ["a slot's number that is none", ["--end", "one"], 2, "--end is a slot's number, not “one”."],
  ])("refuses %s, and changes nothing", async (_what, args, code, words) => {
    const said = await terminal.run("slot", args);
    expect(said).toMatchObject({ code, stdout: "" });
    expect(said.stderr).toContain(words);
    expect(await activeSlots(context)).toEqual([]);
  });
});

describe("npm run approve-issue", () => {
  beforeEach(async () => {
    await aReader(context, list, "ana@readers.example");
    await anIssue(context, list);
  });

  async function statusOf(number: number) {
    return (await issueByNumber(context, number))!.status;
  }

  test("approves, says what will happen, and takes it back", async () => {
    await aSlot(context, list);
    const said = await terminal.run("approve-issue", ["--issue", "1"]);
    expect(said).toMatchObject({ code: 0 });
    expect(said.stdout).toMatch(/^Issue 1 is approved\. It goes out by itself with the weekly slot on Monday/);
    expect(await statusOf(1)).toBe("ready");
    const undone = await terminal.run("approve-issue", ["--issue", "1", "--undo"]);
    expect(undone).toMatchObject({ code: 0, stdout: "Issue 1 is a draft again.\n" });
    expect(await terminal.run("approve-issue", ["--issue", "1", "--undo"])).toMatchObject({
      code: 1,
      stderr: "Issue 1 is not approved. Nothing was changed.\n",
    });
    expect(await statusOf(1)).toBe("draft");
  });

  test("gives it a time of its own", async () => {
    const day = new Date(Date.now() + 30 * 24 * 3_600_000).toISOString().slice(0, 10);
    const said = await terminal.run("approve-issue", ["--issue", "1", "--at", `${day} 07:00`, "--json"]);
    expect(JSON.parse(said.stdout)).toMatchObject({ issue: 1, status: "ready", sendAt: expect.any(Number) });
  });

  test.each<[string, string[], number, string]>([
    ["a time that has passed", ["--at", "2020-01-06 07:00"], 1, "--at: That time has passed."],
    ["a time far ahead", ["--at", "2199-01-06 07:00"], 1, "--at: That is more than a year ahead."],
    ["the end of a day", ["--at", "2026-11-30 24:00"], 2, "--at: 24:00 is 00:00 of the day after"],
    ["a time that is none", ["--at", "tomorrow"], 2, "--at: Give a day and a time"],
    ["both at once", ["--at", "2026-11-30 07:00", "--undo"], 2, "do not go together"],
    ["an approval and a question", ["--at", "2026-11-30 07:00", "--ask", "x@y.example"], 2, "do not go together"],
    [
      "a review of nobody",
      ["--ask", "nobody@briefing.example"],
      1,
      "no account with the address nobody@briefing.example.",
    ],
  ])("refuses %s, and changes nothing", async (_what, args, code, words) => {
    const said = await terminal.run("approve-issue", ["--issue", "1", ...args]);
    expect(said).toMatchObject({ code, stdout: "" });
    expect(said.stderr).toContain(words);
    expect(await statusOf(1)).toBe("draft");
  });

  test("names every fault that keeps it from going out", async () => {
    await context.db.updateTable("issues").set({ subject: "" }).execute();
    await context.db.deleteFrom("issue_articles").execute();
    expect(await terminal.run("approve-issue", ["--issue", "1"])).toMatchObject({
      code: 1,
      stderr: "Issue 1 cannot be approved:\n  - The issue has no articles yet.\n  - The issue has no subject.\n",
    });
  });
});
