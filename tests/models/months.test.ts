import { describe, expect, test } from "vitest";
import { formatMonth, latestMonth, nextMonth } from "#app/models/months.server.ts";

const at = (iso: string) => Date.parse(iso);

describe("when a month's digest goes out", () => {
  test("on the first of the next month at nine, by the clock of the briefing", () => {
    expect(latestMonth(at("2026-12-01T07:59:59Z"), "Europe/Amsterdam").month).toBe("2026-10");
    expect(latestMonth(at("2026-12-01T08:00:00Z"), "Europe/Amsterdam")).toEqual({
      month: "2026-11",
      from: at("2026-10-31T23:00:00Z"),
      to: at("2026-11-30T23:00:00Z"),
      dueAt: at("2026-12-01T08:00:00Z"),
    });
    expect(latestMonth(at("2026-12-31T23:59:00Z"), "Europe/Amsterdam").month).toBe("2026-11");
  });

  test("when the clocks change in it, it still begins and ends at midnight and comes at nine", () => {
    expect(latestMonth(at("2026-04-01T12:00:00Z"), "Europe/Amsterdam")).toEqual({
      month: "2026-03",
      from: at("2026-02-28T23:00:00Z"),
      to: at("2026-03-31T22:00:00Z"),
      dueAt: at("2026-04-01T07:00:00Z"),
    });
    expect(latestMonth(at("2026-11-01T15:00:00Z"), "America/New_York").dueAt).toBe(at("2026-11-01T14:00:00Z"));
  });

  test("the next one is the month after the newest, over the year's end too", () => {
    expect(nextMonth(at("2026-11-23T08:00:00Z"), "Europe/Amsterdam").month).toBe("2026-11");
    expect(nextMonth(at("2026-12-15T08:00:00Z"), "UTC").dueAt).toBe(at("2027-01-01T09:00:00Z"));
    expect(nextMonth(at("2027-01-01T09:00:00Z"), "UTC").month).toBe("2027-01");
  });

  test("a month has a name for the desk", () => {
    expect(formatMonth("2026-11")).toBe("November 2026");
  });
});
