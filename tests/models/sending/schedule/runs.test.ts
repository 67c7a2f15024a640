import { beforeEach, describe, expect, test } from "vitest";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { advanceDatabaseVersion } from "#app/models/instance/homeDatabase.server.ts";
import { claimDatabase } from "#app/models/sending/claimDatabase.server.ts";
import { createIssue, deleteIssue, inputOf, issueByNumber, saveIssue } from "#app/models/issues/issues.server.ts";
import { dismissNotice, openNotices } from "#app/models/notices.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import type { Subscriber } from "#app/models/readers/subscribers.server.ts";
import { endSubscription } from "#app/models/readers/unsubscribe.server.ts";
import { approveIssue, scheduleIssue, withdrawApproval } from "#app/models/sending/approvals.server.ts";
import { runSlots } from "#app/models/sending/schedule/runs.server.ts";
import { endSlot } from "#app/models/sending/schedule/slots.server.ts";
import { bundled } from "../../../support/child.ts";
import { testContext, type TestContext } from "../../../support/context.ts";
import { aBriefing, anArticle, anIssue, aReader } from "../../../support/newsroom.ts";
import { anApprovedIssue, aSlot, hour, minute, week } from "../../../support/slots.ts";

let context: TestContext;
let list: List;
let ana: Subscriber;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
  ana = await aReader(context, list, "ana@readers.example");
});

async function statusOf(number: number) {
  return (await issueByNumber(context, number))!.status;
}

function runs() {
  return context.db.selectFrom("slot_runs").select(["slot_at", "status", "issue_id"]).orderBy("slot_at").execute();
}

async function statuses() {
  return (await runs()).map(({ status }) => status);
}

async function said() {
  const notices = (await openNotices(context)).filter(({ kind }) => !kind.startsWith("send-"));
  return notices.map(({ kind, text }) => `${kind}: ${text}`);
}

function editions() {
  return context.db.selectFrom("editions").select("issue_id").execute();
}

/** A second sender beside the first. */
function anotherSender(): TestContext {
  return { ...context };
}

describe("a slot", () => {
  test("sends nothing before its time", async () => {
    await aSlot(context, list);
    await anApprovedIssue(context, list);
    context.later(hour - 1);
    await runSlots(context);
    expect([await statusOf(1), await runs(), await said()]).toEqual(["ready", [], []]);
  });

  test("sends the approved issue at its time, and the log says by whose approval", async () => {
    await aSlot(context, list);
    await anApprovedIssue(context, list);
    context.later(hour);
    await runSlots(context);
    expect([await statusOf(1), await statuses(), await said()]).toEqual(["sending", ["sent"], []]);
    expect((await recentEvents(context))[0]).toMatchObject({
      actor: "the weekly slot (approved by Ruth)",
      action: "send",
      detail: "issue 1 to 1 reader of weekly",
    });
  });

  test("sends one issue a week, the one first that was approved first", async () => {
    await aSlot(context, list);
    await anIssue(context, list);
    context.later(minute);
    await anApprovedIssue(context, list);
    context.later(minute);
    await approveIssue(context, 1, "Ruth");
    for (const wait of [hour, 1000, 2 * hour]) {
      context.later(wait);
      await runSlots(context);
    }
    expect([await statusOf(1), await statusOf(2)]).toEqual(["ready", "sending"]);
    context.later(week);
    await runSlots(context);
    expect([await statusOf(1), await statuses()]).toEqual(["sending", ["sent", "sent"]]);
  });

  test("leaves drafts, issues of other lists and issues with a time of their own alone", async () => {
    await aSlot(context, list);
    const [other] = await context.db
      .insertInto("lists")
      .values({ slug: "europe", name: "Europe", created_at: 0 })
      .returning(["id", "slug", "name"])
      .execute();
    await aReader(context, other!, "bo@readers.example");
    await anIssue(context, list);
    await anApprovedIssue(context, other!);
    await anIssue(context, list, { articles: [await anArticle(context)] });
    await scheduleIssue(context, 3, context.clock() + week, "Ruth");
    context.later(hour);
    await runSlots(context);
    expect(await Promise.all([1, 2, 3].map(statusOf))).toEqual(["draft", "ready", "ready"]);
    expect(await statuses()).toEqual(["empty"]);
  });

  test("that was made after its time, or has been ended, waits", async () => {
    const ended = await aSlot(context, list);
    await aSlot(context, list, { time: "08:59" });
    await endSlot(context, ended.id, "Ruth");
    await anApprovedIssue(context, list);
    context.later(2 * hour);
    await runSlots(context);
    expect([await statusOf(1), await runs()]).toEqual(["ready", []]);
  });
});

describe("a slot sends once (T-16)", () => {
  test("by however many senders at the same moment", async () => {
    await aSlot(context, list);
    for (let i = 0; i < 3; i += 1) await anApprovedIssue(context, list);
    context.later(hour);
    const senders = [context, anotherSender(), anotherSender(), anotherSender()];
    await Promise.all(senders.map((sender) => runSlots(sender)));
    await Promise.all(senders.map((sender) => runSlots(sender)));
    expect([await editions(), await statuses()]).toEqual([[{ issue_id: 1 }], ["sent"]]);
    expect(await said()).toEqual([]);
  });

  test("by however many processes, each with its own connection", async () => {
    await aSlot(context, list);
    for (let i = 0; i < 3; i += 1) await anApprovedIssue(context, list);
    const args = [context.database.url, String(context.clock() + hour), "10"];
    const look = await bundled("tests/models/sending/schedule/run-slots.ts");
    await Promise.all([1, 2, 3].map(() => look(args)));
    expect([await editions(), await statuses()]).toEqual([[{ issue_id: 1 }], ["sent"]]);
  });

  test("when a process that chose another issue comes second", async () => {
    await aSlot(context, list);
    await anApprovedIssue(context, list);
    await anApprovedIssue(context, list);
    context.later(hour);
    const slow = anotherSender();
    const templates = context.templates;
    // The slow one has chosen the second issue and renders it while the other sends the first.
    await withdrawApproval(context, 1, "Ruth");
    let sent: Promise<void> | undefined;
    Object.defineProperty(slow, "templates", {
      get: () => {
        sent ??= approveIssue(context, 1, "Ruth").then(async () => {
          await context.db.updateTable("issues").set({ approved_at: 0 }).where("number", "=", 1).execute();
          await runSlots(context);
        });
        return templates;
      },
    });
    await runSlots(slow);
    await sent;
    expect([(await editions()).length, await statuses()]).toEqual([1, ["sent"]]);
  });

  test("and a process that ends before its commit leaves nothing behind, so that the next one sends", async () => {
    await aSlot(context, list);
    await anApprovedIssue(context, list);
    context.later(hour);
    await context.db.schema.alterTable("editions").renameTo("editions_away").execute();
    await runSlots(context);
    await context.db.schema.alterTable("editions_away").renameTo("editions").execute();
    expect([await statusOf(1), await runs()]).toEqual(["ready", []]);
    await runSlots(context);
    expect([await statusOf(1), await statuses()]).toEqual(["sending", ["sent"]]);
  });

  test("though the clock goes back and comes again (row 37)", async () => {
    await aSlot(context, list);
    await anApprovedIssue(context, list);
    await anApprovedIssue(context, list);
    for (const jump of [hour, -2 * hour, 2 * hour, -24 * hour, 24 * hour, minute]) {
      context.later(jump);
      await runSlots(context);
    }
    expect([(await editions()).length, await statuses()]).toEqual([1, ["sent"]]);
  });

  test("though the clock goes a year ahead: only the newest time counts (row 37)", async () => {
    await aSlot(context, list);
    for (let i = 0; i < 3; i += 1) await anApprovedIssue(context, list);
    context.later(52 * week + 2 * hour);
    await runSlots(context);
    await runSlots(context);
    expect([(await editions()).length, await statuses()]).toEqual([1, ["sent"]]);
  });

  test("and a time that comes up after a later one has sent is held, and said (row 37)", async () => {
    await aSlot(context, list);
    await anApprovedIssue(context, list);
    await anApprovedIssue(context, list);
    context.later(3 * week + hour);
    await runSlots(context);
    context.later(-week);
    await runSlots(context);
    expect([await statuses(), await statusOf(2)]).toEqual([["missed", "sent"], "ready"]);
    expect(await said()).toEqual([expect.stringMatching(/^slot-missed: A clock went back: .* issue 2 was held back/)]);
  });

  test("not for an approval that is taken back while it renders", async () => {
    await aSlot(context, list);
    await anApprovedIssue(context, list);
    context.later(hour);
    const templates = context.templates;
    const slow = anotherSender();
    let withdrawn: Promise<boolean> | undefined;
    Object.defineProperty(slow, "templates", {
      get: () => {
        withdrawn ??= withdrawApproval(context, 1, "Ruth");
        return templates;
      },
    });
    await runSlots(slow);
    expect([await withdrawn, await statusOf(1), await runs()]).toEqual([true, "draft", []]);
  });
});

describe("a slot that comes late", () => {
  test("still sends within its grace time", async () => {
    await aSlot(context, list, { grace: "90" });
    await anApprovedIssue(context, list);
    context.later(hour + 90 * minute);
    await runSlots(context);
    expect(await statuses()).toEqual(["sent"]);
  });

  test("holds the issue after it, says so, and what becomes of the issue", async () => {
    await aSlot(context, list, { grace: "90" });
    await anApprovedIssue(context, list);
    context.later(hour + 90 * minute + 1);
    await runSlots(context);
    await runSlots(context);
    expect([await statusOf(1), await runs()]).toEqual([
      "ready",
      [{ slot_at: Date.UTC(2026, 10, 23, 9), status: "missed", issue_id: 1 }],
    ]);
    expect(await said()).toEqual([
      "slot-missed: No sender ran at Monday 23 November 2026, 10:00, nor in the 90 minutes after it, so issue 1 was held back. It stays approved: send it by hand, or it goes in the next slot, Monday 30 November 2026, 10:00.",
    ]);
  });

  test("goes with the next slot after that", async () => {
    await aSlot(context, list);
    await anApprovedIssue(context, list);
    context.later(8 * hour);
    await runSlots(context);
    context.later(week - 7 * hour);
    await runSlots(context);
    expect([await statusOf(1), await statuses()]).toEqual(["sending", ["missed", "sent"]]);
  });
});

describe("an empty slot", () => {
  test("reminds the editors a day before, once, even when somebody has dismissed it", async () => {
    await aSlot(context, list, { weekday: "3" });
    context.later(24 * hour);
    await runSlots(context);
    expect(await said()).toEqual([]);
    context.later(hour);
    await Promise.all([runSlots(context), runSlots(anotherSender())]);
    const [notice] = await openNotices(context);
    expect(notice).toMatchObject({
      kind: "slot-reminder",
      text: "No issue is approved yet for the slot of Wednesday 25 November 2026, 10:00, to “The Robotics Briefing”.",
      link: "/desk/schedule#slot-1",
    });
    await dismissNotice(context, notice!.id, "Tom");
    context.later(hour);
    await runSlots(context);
    expect(await said()).toEqual([]);
  });

  test("reminds nobody once an issue is approved, and the approval settles the reminder", async () => {
    await aSlot(context, list);
    await runSlots(context);
    expect(await said()).toHaveLength(1);
    await anApprovedIssue(context, list);
    expect(await said()).toEqual([]);
    await aSlot(context, list, { time: "10:30" });
    await runSlots(context);
    expect(await said()).toEqual([]);
  });

  test("says that it went by, in the reminder's place", async () => {
    await aSlot(context, list);
    await runSlots(context);
    context.later(hour);
    await runSlots(context);
    await runSlots(context);
    expect(await statuses()).toEqual(["empty"]);
    expect(await said()).toEqual([
      "slot-empty: Nothing went out in the slot of Monday 23 November 2026, 10:00: no issue for “The Robotics Briefing” was approved. The next one is Monday 30 November 2026, 10:00.",
    ]);
  });

  test("stays empty when an issue is approved a minute later", async () => {
    await aSlot(context, list);
    context.later(hour);
    await runSlots(context);
    context.later(minute);
    await anApprovedIssue(context, list);
    await runSlots(context);
    expect([await statusOf(1), await statuses()]).toEqual(["ready", ["empty"]]);
  });
});

describe("an issue that has come to have a fault", () => {
  test("is held, with the reason, and can be deleted all the same", async () => {
    await aSlot(context, list);
    await anApprovedIssue(context, list);
    await endSubscription(context, ana.id, list.id, "page");
    context.later(hour);
    await runSlots(context);
    await runSlots(context);
    expect([await statusOf(1), await statuses()]).toEqual(["ready", ["held"]]);
    expect(await said()).toEqual([
      "slot-held: Issue 1 did not go out in the slot of Monday 23 November 2026, 10:00. Nobody would get it: “The Robotics Briefing” has no active readers whom it is for. It stays approved: send it by hand, or it goes in the next slot, Monday 30 November 2026, 10:00.",
    ]);
    expect(await deleteIssue(context, 1)).toBe(true);
    expect(await runs()).toMatchObject([{ status: "held", issue_id: null }]);
  });
});

describe("an issue at a time of its own", () => {
  async function aScheduledIssue(inHours = 2) {
    const number = await anIssue(context, list);
    await scheduleIssue(context, number, context.clock() + inHours * hour, "Ruth");
    return number;
  }

  test("goes out then, once, and not before", async () => {
    await aScheduledIssue();
    context.later(2 * hour - 1);
    await runSlots(context);
    expect(await statusOf(1)).toBe("ready");
    context.later(1);
    await Promise.all([runSlots(context), runSlots(anotherSender())]);
    await runSlots(context);
    expect([await statusOf(1), (await editions()).length]).toEqual(["sending", 1]);
    expect((await recentEvents(context))[0]).toMatchObject({ actor: "the schedule (set by Ruth)", action: "send" });
  });

  test("is held when no sender ran for six hours, and said", async () => {
    await aScheduledIssue();
    context.later(8 * hour + 1);
    await runSlots(context);
    expect(await issueByNumber(context, 1)).toMatchObject({ status: "ready", sendAt: null });
    expect(await said()).toEqual([
      "slot-held: Issue 1 did not go out on Monday 23 November 2026, 11:00, as it was to. No sender ran then, nor in the 6 hours after it. It stays approved: send it by hand, give it another time, or leave it to the next slot of its list.",
    ]);
  });

  test("is held for a fault, with the reason", async () => {
    await aScheduledIssue();
    await endSubscription(context, ana.id, list.id, "page");
    context.later(3 * hour);
    await runSlots(context);
    expect(await said()).toEqual([expect.stringContaining("Nobody would get it")]);
    expect(await issueByNumber(context, 1)).toMatchObject({ status: "ready", sendAt: null });
  });

  test("stays when its approval is taken back, by hand or by a save", async () => {
    await aScheduledIssue();
    await withdrawApproval(context, 1, "Ruth");
    const saved = await aScheduledIssue();
    const issue = (await issueByNumber(context, saved))!;
    await saveIssue(context, saved, issue.version, inputOf(issue));
    context.later(3 * hour);
    await runSlots(context);
    expect([await statusOf(1), await statusOf(2)]).toEqual(["draft", "draft"]);
  });
});

test("a restored database sends nothing by itself until it is claimed, then what is approved anew and still in time", async () => {
  await aSlot(context, list);
  await anApprovedIssue(context, list);
  await advanceDatabaseVersion(context);
  await context.db.updateTable("home").set({ token: "of a backup", former_token: "of a backup" }).execute();
  context.later(hour);
  await runSlots(context);
  expect([await statusOf(1), await runs(), await said()]).toEqual(["ready", [], []]);
  await claimDatabase(context, "Ruth");
  // It may have gone out in this slot already.
  expect(await statusOf(1)).toBe("draft");
  await approveIssue(context, 1, "Ruth");
  await runSlots(context);
  expect(await statuses()).toEqual(["sent"]);
});

test("what goes wrong with one slot does not keep the others", async () => {
  await aSlot(context, list);
  await anApprovedIssue(context, list);
  await createIssue(context, list.id);
  await context.db.updateTable("slots").set({ created_at: 0 }).execute();
  await scheduleIssue(
    context,
    await anIssue(context, list, { articles: [await anArticle(context)] }),
    context.clock() + 1,
    "Ruth",
  );
  context.later(hour);
  let broken = true;
  const templates = context.templates;
  Object.defineProperty(context, "templates", {
    get: () => {
      if (!broken) return templates;
      broken = false;
      throw new Error("the template is broken");
    },
  });
  await runSlots(context);
  expect([await statusOf(1), await statusOf(3)]).toEqual(["ready", "sending"]);
});
