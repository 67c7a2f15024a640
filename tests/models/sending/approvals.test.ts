import { beforeEach, describe, expect, test } from "vitest";
import { articleById, articleSchema, saveArticle } from "#app/models/articles/articles.server.ts";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { followAll } from "#app/models/events/followers.server.ts";
import { createIssue, inputOf, issueByNumber, saveIssue, type Issue } from "#app/models/issues/issues.server.ts";
import { renderIssue } from "#app/models/issues/rendering.server.ts";
import { openNotices } from "#app/models/notices.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { approveIssue, scheduleIssue, withdrawApproval } from "#app/models/sending/approvals.server.ts";
import { departureOf, scheduledLines, slotLines } from "#app/models/sending/schedule/overview.server.ts";
import { runSlots } from "#app/models/sending/schedule/runs.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, anArticle, anIssue, aReader, bodyOf } from "../../support/newsroom.ts";
import { anApprovedIssue, aSlot, hour, week } from "../../support/slots.ts";

let context: TestContext;
let list: List;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
  await aReader(context, list, "ana@readers.example");
});

async function approvalOf(number: number) {
  const { status, approvedAt, approvedBy, sendAt } = (await issueByNumber(context, number))!;
  return { status, approvedAt, approvedBy, sendAt };
}

const none = { status: "draft", approvedAt: null, approvedBy: null, sendAt: null };

async function fingerprintOf(number: number) {
  const rehearsed = await renderIssue(context, number);
  if ("error" in rehearsed) throw new Error(rehearsed.error);
  return rehearsed.fingerprint;
}

async function save(number: number, given: { subject?: string } = {}) {
  const issue = (await issueByNumber(context, number))!;
  return saveIssue(context, number, issue.version, { ...inputOf(issue), ...given }, "Tom");
}

async function saveItsArticle(number: number) {
  const [{ id }] = (await issueByNumber(context, number))!.articles as [Issue["articles"][0]];
  const { version } = (await articleById(context, id))!;
  const input = articleSchema.parse({ headline: "Robots learn to stack", byline: "Ines", body: bodyOf("Anew.") });
  return saveArticle(context, id, version, input, "Tom");
}

describe("approving", () => {
  test("makes a draft ready, and the log says who did (S-16)", async () => {
    await anIssue(context, list);
    expect(await approveIssue(context, 1, "Ruth", await fingerprintOf(1))).toEqual({ approved: true });
    expect(await approvalOf(1)).toEqual({
      status: "ready",
      approvedAt: context.clock(),
      approvedBy: "Ruth",
      sendAt: null,
    });
    expect((await recentEvents(context))[0]).toMatchObject({ actor: "Ruth", action: "approve", detail: "issue 1" });
  });

  test("again keeps the issue's place in the queue", async () => {
    await anApprovedIssue(context, list);
    const first = context.clock();
    context.later(hour);
    await approveIssue(context, 1, "Tom");
    expect(await approvalOf(1)).toMatchObject({ approvedAt: first, approvedBy: "Tom" });
  });

  test("is of what was seen, and of nothing else", async () => {
    await anIssue(context, list);
    const seen = await fingerprintOf(1);
    await save(1, { subject: "Another" });
    expect(await approveIssue(context, 1, "Ruth", seen)).toEqual({ error: "changed-meanwhile" });
    expect(await approvalOf(1)).toEqual(none);
  });

  test("is refused while something stands in the way, with what it is", async () => {
    await createIssue(context, list.id);
    const refused = await approveIssue(context, 1, "Ruth");
    expect("faults" in refused && refused.faults.map(({ error }) => error)).toEqual(["no-articles", "no-subject"]);
    expect(await approvalOf(1)).toEqual(none);
  });

  test("is too late once the issue is on its way, and of nothing that is not there", async () => {
    await anIssue(context, list);
    await sendIssue(context, 1, "Ruth");
    expect(await approveIssue(context, 1, "Ruth")).toEqual({ error: "already-sent" });
    expect(await approveIssue(context, 77, "Ruth")).toEqual({ error: "not-found" });
    expect(await withdrawApproval(context, 1, "Ruth")).toBe(false);
  });
});

describe("an approval is taken back", () => {
  test("by hand", async () => {
    await anApprovedIssue(context, list);
    expect(await withdrawApproval(context, 1, "Tom")).toBe(true);
    expect(await approvalOf(1)).toEqual(none);
    expect((await recentEvents(context))[0]).toMatchObject({ actor: "Tom", action: "approval-withdrawn" });
    expect(await withdrawApproval(context, 1, "Tom")).toBe(false);
  });

  test("by a save of the issue: approved is what was seen", async () => {
    await anApprovedIssue(context, list);
    expect(await save(1, { subject: "Another" })).toMatchObject({ tookBack: true });
    expect(await approvalOf(1)).toEqual(none);
    expect((await recentEvents(context))[0]).toMatchObject({ actor: "Tom", detail: "issue 1: the issue was saved" });
    expect(await openNotices(context)).toMatchObject([
      {
        kind: "approval-ended",
        text: expect.stringMatching(/^Issue 1 was approved by Ruth, then Tom saved the issue/),
      },
    ]);
  });

  test("by a save of one of its articles, and only of its own", async () => {
    await anApprovedIssue(context, list);
    await anApprovedIssue(context, list);
    expect(await saveItsArticle(1)).toHaveProperty("article");
    expect([(await approvalOf(1)).status, (await approvalOf(2)).status]).toEqual(["draft", "ready"]);
    expect((await openNotices(context))[0]!.text).toContain("Tom saved its article “Robots learn to stack”");
  });

  test("by no save that is refused", async () => {
    await anApprovedIssue(context, list);
    const issue = (await issueByNumber(context, 1))!;
    await saveIssue(context, 1, issue.version + 1, inputOf(issue));
    await saveIssue(context, 1, issue.version, { ...inputOf(issue), listId: 999 });
    expect((await approvalOf(1)).status).toBe("ready");
    expect(await save(1)).toMatchObject({ tookBack: true });
    expect(await save(1)).toMatchObject({ tookBack: false });
  });

  test("and the next approval settles the notice of it", async () => {
    await anApprovedIssue(context, list);
    await save(1);
    await approveIssue(context, 1, "Ruth");
    expect(await openNotices(context)).toEqual([]);
  });

  test("by whichever of approval and save comes second, when they meet", async () => {
    for (let round = 1; round <= 10; round += 1) {
      const number = await anIssue(context, list, { articles: [await anArticle(context)] });
      const before = await fingerprintOf(number);
      await Promise.all([approveIssue(context, number, "Ruth", before), saveItsArticle(number)]);
      expect((await approvalOf(number)).status).toBe("draft");
    }
  });
});

describe("what is saved by a process that dies right after it", () => {
  /** Saves as `work` does, and follows nothing of it. */
  async function dying<T>(work: () => Promise<T>): Promise<T> {
    const whole = context;
    context = { ...whole, followAtOnce: undefined };
    return work().finally(() => (context = whole));
  }

  test("ends the approval as soon as a sender looks", async () => {
    await anApprovedIssue(context, list);
    await dying(() => saveItsArticle(1));
    expect((await approvalOf(1)).status).toBe("ready");
    await followAll(context);
    await followAll(context);
    expect(await approvalOf(1)).toEqual(none);
    const log = (await recentEvents(context)).filter(({ action }) => action === "approval-ended");
    expect(log).toMatchObject([{ actor: "Tom", detail: "issue 1: its article “Robots learn to stack” was saved" }]);
  });

  test.each(["the issue", "its article"])("does not go out before that: %s", async (what) => {
    await aSlot(context, list);
    await anApprovedIssue(context, list);
    await dying(() => (what === "the issue" ? save(1).then(String) : saveItsArticle(1).then(String)));
    context.later(hour);
    await runSlots(context);
    expect((await approvalOf(1)).status).toBe("ready");
    await followAll(context);
    await runSlots(context);
    expect((await approvalOf(1)).status).toBe("draft");
    expect((await openNotices(context)).map(({ kind }) => kind)).toEqual(["slot-empty", "approval-ended"]);
  });

  test("does not end an approval by somebody who has seen it", async () => {
    await anApprovedIssue(context, list);
    await dying(() => saveItsArticle(1));
    expect(await approveIssue(context, 1, "Ruth", await fingerprintOf(1))).toEqual({ approved: true });
    await followAll(context);
    expect(await approvalOf(1)).toMatchObject({ status: "ready", approvedBy: "Ruth" });
    await saveItsArticle(1);
    expect(await approvalOf(1)).toEqual(none);
  });

  test("does not touch an approval from before there was a log of events, which ends with the next save", async () => {
    await anApprovedIssue(context, list);
    await context.db.updateTable("issues").set({ approved_seq: null }).execute();
    await followAll(context);
    expect((await approvalOf(1)).status).toBe("ready");
    await saveItsArticle(1);
    expect(await approvalOf(1)).toEqual(none);
  });
});

describe("a time of its own", () => {
  test("is kept with the approval, and the log has it", async () => {
    await anIssue(context, list);
    const at = context.clock() + week;
    expect(await scheduleIssue(context, 1, at, "Ruth", await fingerprintOf(1))).toEqual({ approved: true });
    expect(await approvalOf(1)).toMatchObject({ status: "ready", approvedBy: "Ruth", sendAt: at });
    expect((await recentEvents(context))[0]).toMatchObject({
      action: "schedule",
      detail: "issue 1 for 2026-11-30T08:00:00.000Z",
    });
    expect(await scheduledLines(context)).toEqual([
      { number: 1, subject: "Robots learn to pack", at: "Monday 30 November 2026, 09:00", by: "Ruth" },
    ]);
  });

  test("cannot be past, nor more than a year ahead", async () => {
    await anIssue(context, list);
    expect(await scheduleIssue(context, 1, context.clock(), "Ruth")).toEqual({ error: "past" });
    expect(await scheduleIssue(context, 1, context.clock() + 53 * week, "Ruth")).toEqual({ error: "too-far" });
    expect(await approvalOf(1)).toEqual(none);
  });

  test("goes with an approval for the slot", async () => {
    await anIssue(context, list);
    await scheduleIssue(context, 1, context.clock() + week, "Ruth");
    await approveIssue(context, 1, "Ruth");
    expect(await approvalOf(1)).toMatchObject({ status: "ready", sendAt: null });
  });
});

describe("what will happen, in words", () => {
  async function words(number: number) {
    return (await departureOf(context, (await issueByNumber(context, number))!)).words;
  }

  test("says when a draft would go, and the approved ones in their order", async () => {
    await aSlot(context, list);
    await anIssue(context, list);
    expect(await words(1)).toBe(
      "Once approved, it goes out by itself with the weekly slot on Monday 23 November 2026, 10:00.",
    );
    await approveIssue(context, 1, "Ruth");
    await anApprovedIssue(context, list);
    expect(await words(1)).toBe("It goes out by itself with the weekly slot on Monday 23 November 2026, 10:00.");
    expect(await words(2)).toBe(
      "It goes out by itself with the weekly slot on Monday 30 November 2026, 10:00. Another approved issue goes first.",
    );
    expect(await slotLines(context)).toMatchObject([
      { next: "Monday 23 November 2026, 10:00", grace: "6 hours", issue: { number: 1, approvedBy: "Ruth" } },
    ]);
  });

  test("shares the approved issues out among the slots of a list, the sooner first", async () => {
    await aSlot(context, list, { weekday: "4" });
    await aSlot(context, list, { weekday: "2" });
    await anApprovedIssue(context, list);
    await anApprovedIssue(context, list);
    expect((await slotLines(context)).map(({ next, issue }) => [next, issue?.number])).toEqual([
      ["Tuesday 24 November 2026, 10:00", 1],
      ["Thursday 26 November 2026, 10:00", 2],
    ]);
    expect(await words(2)).toContain("Thursday 26 November 2026, 10:00");
  });

  test("says that a slot is due and waits for a sender, until its grace time is over", async () => {
    await aSlot(context, list);
    await anApprovedIssue(context, list);
    context.later(2 * hour);
    expect(await words(1)).toBe(
      "It goes out by itself with the weekly slot on Monday 23 November 2026, 10:00, as soon as a sender runs.",
    );
    expect(await slotLines(context)).toMatchObject([{ isDue: true, issue: { number: 1 } }]);
    context.later(6 * hour);
    expect(await words(1)).toContain("Monday 30 November 2026, 10:00.");
    expect(await slotLines(context)).toMatchObject([{ isDue: false, next: "Monday 30 November 2026, 10:00" }]);
  });

  test("says that there is no slot, and the time of its own", async () => {
    await anIssue(context, list);
    expect(await words(1)).toContain("“The Robotics Briefing” has no weekly slot: once approved, somebody sends it");
    await approveIssue(context, 1, "Ruth");
    expect(await words(1)).toContain("has no weekly slot, so it waits for somebody to send it");
    await scheduleIssue(context, 1, context.clock() + hour, "Ruth");
    expect(await words(1)).toBe("It goes out by itself on Monday 23 November 2026, 10:00 (Europe/Amsterdam).");
  });
});
