import { describe, expect, test } from "vitest";
import type { FormerIssue, PreflightFacts } from "#app/models/preflight/check.server.ts";
import { peopleChecks } from "#app/models/preflight/people.server.ts";
import { sendingChecks } from "#app/models/preflight/sending.server.ts";
import { approveIssue, scheduleIssue } from "#app/models/sending/approvals.server.ts";
import { monday, testContext } from "../../support/context.ts";
import { aBriefing, anArticle, anIssue, aReader } from "../../support/newsroom.ts";
import { aSlot } from "../../support/slots.ts";
import { factsOf, hitsAndNearMisses } from "../../support/preflight.ts";

const hour = 3_600_000;
const last = (readers: number, sentAt = 0): FormerIssue[] => [{ number: 11, subject: "Other", sentAt, readers }];
const readers =
  (gets: number, before: number, otherTopics = 0) =>
  (facts: PreflightFacts) => ({
    ...facts,
    audience: { ...facts.audience, gets, otherTopics },
    former: last(before),
  });

describe("people", () => {
  hitsAndNearMisses(peopleChecks, {
    "fewer-readers": { hit: readers(79, 100), near: readers(80, 100), says: /79 readers, and issue 11 went to 100/ },
    "more-readers": { hit: readers(201, 100), near: readers(200, 100), says: /201 readers, and issue 11 went to 100/ },
    "many-left-out": { hit: readers(30, 30, 31), near: readers(30, 30, 30), says: /31 readers chose other topics/ },
  });
});

describe("sending", () => {
  const before = (count: number) => (facts: PreflightFacts) => ({
    ...facts,
    departure: { ...facts.departure, before: count },
  });
  const sentAt = (ago: number) => (facts: PreflightFacts) => ({ ...facts, former: last(30, monday - ago) });
  const departs = (time: string) => (facts: PreflightFacts) => ({
    ...facts,
    departure: { at: Date.parse(`2026-11-24T${time}:00+01:00`), before: 0, timeZone: "Europe/Amsterdam" },
  });
  const from = (fromAddress: string) => (facts: PreflightFacts) => ({
    ...facts,
    briefing: { ...facts.briefing, fromAddress },
  });
  const replyTo = (address: string) => (facts: PreflightFacts) => ({
    ...facts,
    briefing: { ...facts.briefing, replyTo: address },
  });
  const answersAt = (takesMail: boolean | null) => (facts: PreflightFacts) => ({
    ...facts,
    answersTo: { address: "replies@replies.example.org", takesMail },
  });
  hitsAndNearMisses(sendingChecks, {
    "slot-taken": { hit: before(1), near: before(0), says: /Another approved issue takes the next slot/ },
    "two-a-day": { hit: sentAt(11 * hour), near: sentAt(12 * hour), says: /got issue 11 on/ },
    "at-night": { hit: departs("23:00"), near: departs("22:59"), says: /at night: telephones ring/ },
    "other-domain": {
      hit: from("ruth@robots.example"),
      near: from("ruth@mail.example.org"),
      says: /comes from robots.example and its links lead to briefing.example.org/,
    },
    "answers-lost": {
      hit: answersAt(false),
      near: answersAt(null),
      says: /no mail server \(MX\)/,
    },
    "answers-nowhere": {
      hit: replyTo("no-reply@briefing.example"),
      near: replyTo("replies@briefing.example"),
      says: /Answers go to no-reply@/,
    },
  });
});

test("another issue of the list that goes within half a day is known, whether it has a time or had one", async () => {
  const context = await testContext();
  const list = await aBriefing(context);
  await aReader(context, list, "ana@readers.example");
  const make = async (headline: string) =>
    anIssue(context, list, { articles: [await anArticle(context, { headline })] });
  const [first, other] = [await make("One"), await make("Two")];
  await aSlot(context, list);
  await approveIssue(context, first, "Ruth");
  const found = async () => sendingChecks["two-a-day"].find(await factsOf(context, first)).map(({ why }) => why);
  await scheduleIssue(context, other, monday + 13 * hour, "Ruth");
  expect(await found()).toEqual([]);
  await scheduleIssue(context, other, monday + 12 * hour, "Ruth");
  expect(await found()).toEqual([
    expect.stringMatching(/gets issue 2 on Monday 23 November 2026, 21:00: two within half a day/),
  ]);
});
