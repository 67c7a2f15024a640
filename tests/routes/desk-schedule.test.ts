import { beforeEach, describe, expect, test } from "vitest";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { addNotice, openNotices, type Notice } from "#app/models/notices.server.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import type { SendReview } from "#app/models/sending/review.server.ts";
import { runSlots } from "#app/models/sending/schedule/runs.server.ts";
import { activeSlots } from "#app/models/sending/schedule/slots.server.ts";
import type { IssueEditor } from "#app/models/sending/issueEditor.server.ts";
import * as composePage from "#app/routes/desk.issues.$number._index/route.tsx";
import * as sendPage from "#app/routes/desk.issues.$number.send/route.tsx";
import { action as sheet } from "#app/routes/desk.issues.$number.sheet.ts";
import * as noticesDoor from "#app/routes/desk.notices.ts";
import * as schedulePage from "#app/routes/desk.schedule/route.tsx";
import * as desk from "#app/routes/desk/route.tsx";
import type { TestContext } from "../support/context.ts";
import { aDesk, anEditor, asked, cookieOf, outcomeOf } from "../support/desk.ts";
import { anIssue, aReader, bodyOf } from "../support/newsroom.ts";
import { sendSheet } from "../support/sheets.ts";
import { anApprovedIssue, aSlot, hour } from "../support/slots.ts";

let context: TestContext;
let list: List;
let operator: string;
let editor: string;
let tom: Editor;

beforeEach(async () => {
  ({ context, list, cookie: operator } = await aDesk("operator"));
  tom = await anEditor(context, "Tom", "editor");
  editor = await cookieOf(context, tom);
  await aReader(context, list, "ana@readers.example");
});

type Asked = ReturnType<typeof asked>;
type Page = { loader: (args: Asked) => Promise<unknown>; action: (args: Asked) => Promise<unknown> };

function open<T>(page: Pick<Page, "loader">, path: string, cookie = operator, params = {}) {
  return outcomeOf<T>(page.loader(asked(context, path, { cookie, params })));
}

type Said = {
  said: string;
  refused: string;
  changed: boolean;
  time?: { typed: string; fault: string };
  reply: { error: Record<string, string[]>; initialValue: Record<string, string> };
};

function send(page: Pick<Page, "action">, path: string, form: Record<string, string>, cookie = operator, params = {}) {
  return outcomeOf<Said>(page.action(asked(context, path, { cookie, params, form })));
}

const toSchedule = (form: Record<string, string>, cookie?: string) =>
  send(schedulePage, "/desk/schedule", form, cookie);
const decide = (form: Record<string, string>, cookie?: string) =>
  send(sendPage, "/desk/issues/1/send", form, cookie, { number: "1" });
const question = async () =>
  (await open<{ question: SendReview }>(sendPage, "/desk/issues/1/send", operator, { number: "1" })).data.question;
const composition = async (cookie = operator) =>
  (await open<{ composition: IssueEditor }>(composePage, "/desk/issues/1", cookie, { number: "1" })).data.composition;
const statusOf = async (number: number) => (await issueByNumber(context, number))!.status;

const monday = { intent: "make", weekday: "1", time: "07:00", timeZone: "Europe/Amsterdam", grace: "360" };

describe("who may do what (S-15)", () => {
  test("a stranger is sent to sign in, by every page and every form", async () => {
    await anIssue(context, list);
    await addNotice(context, { kind: "slot-empty", text: "Nothing went out." });
    for (const asking of [
      open(schedulePage, "/desk/schedule", ""),
      toSchedule({ ...monday, listId: String(list.id) }, ""),
      decide({ intent: "approve" }, ""),
      decide({ intent: "schedule", sendAt: "2026-11-30T07:00" }, ""),
      send(noticesDoor, "/desk/notices", { id: "1" }, ""),
    ])
      expect((await asking).location).toMatch(/^\/desk\/sign-in/);
    expect([await activeSlots(context), await statusOf(1)]).toEqual([[], "draft"]);
    expect(await openNotices(context)).toHaveLength(1);
  });

  test("an editor sees the schedule and takes note of notices, and changes nothing else", async () => {
    await aSlot(context, list);
    await anApprovedIssue(context, list);
    await addNotice(context, { kind: "slot-empty", text: "Nothing went out." });
    const { data } = await open<{ mayChange: boolean; slots: unknown[] }>(schedulePage, "/desk/schedule", editor);
    expect([data.mayChange, data.slots.length]).toEqual([false, 1]);
    for (const asking of [
      toSchedule({ ...monday, listId: String(list.id) }, editor),
      toSchedule({ intent: "end", id: "1" }, editor),
      decide({ intent: "approve" }, editor),
      decide({ intent: "withdraw" }, editor),
      decide({ intent: "schedule", sendAt: "2026-11-30T07:00" }, editor),
    ])
      expect((await asking).status).toBe(403);
    expect([(await activeSlots(context)).length, await statusOf(1)]).toEqual([1, "ready"]);
    expect((await send(noticesDoor, "/desk/notices", { id: "1" }, editor)).location).toBe("/desk?undo=1");
    expect(await openNotices(context)).toEqual([]);
  });
});

describe("the schedule", () => {
  test("makes a slot, shows what would go in it, and ends it", async () => {
    const made = await toSchedule({ ...monday, listId: String(list.id) });
    expect([made.status, made.data.said]).toEqual([
      201,
      "The slot is made: Every Monday at 07:00, Europe/Amsterdam, to “The Robotics Briefing”.",
    ]);
    await anApprovedIssue(context, list);
    const { data } = await open<{ slots: unknown[] }>(schedulePage, "/desk/schedule");
    expect(data.slots).toMatchObject([
      { next: "Monday 30 November 2026, 07:00", grace: "6 hours", issue: { number: 1, approvedBy: "Ruth" } },
    ]);
    expect(await toSchedule({ intent: "end", id: "1" })).toMatchObject({ location: "/desk/schedule?undo=1" });
    const again = await toSchedule({ intent: "end", id: "1" });
    expect([again.status, again.data.refused]).toEqual([409, "That slot had been ended already."]);
    expect(await activeSlots(context)).toEqual([]);
  });

  test("says beside the field what is wrong, keeps what was typed, and makes nothing", async () => {
    const cases: [Record<string, string>, string, RegExp][] = [
      [{ weekday: "9" }, "weekday", /weekday/],
      [{ time: "25:00" }, "time", /24 hours/],
      [{ time: "" }, "time", /Give a time/],
      [{ timeZone: "Mars/Base" }, "timeZone", /not a time zone/],
      [{ listId: "99999999999" }, "listId", /Choose a list/],
      [{ listId: "999" }, "listId", /no longer there/],
      [{ grace: "1e9" }, "grace", /3 days/],
    ];
    for (const [given, field, words] of cases) {
      const { status, data } = await toSchedule({ ...monday, listId: String(list.id), ...given });
      expect([status, field], JSON.stringify(given)).toEqual([400, field]);
      expect(data.reply.error[field]!.join(" ")).toMatch(words);
      expect(data.reply.initialValue.timeZone).toBe(given.timeZone ?? "Europe/Amsterdam");
    }
    expect(await activeSlots(context)).toEqual([]);
  });

  test("does not make the same slot twice", async () => {
    await toSchedule({ ...monday, listId: String(list.id) });
    const again = await toSchedule({ ...monday, listId: String(list.id) });
    expect([again.status, again.data.reply.error.time]).toEqual([
      400,
      ["There is such a slot already, at this time for this list."],
    ]);
  });

  test("shows what became of the last slots", async () => {
    await aSlot(context, list);
    await anApprovedIssue(context, list);
    context.later(hour);
    await runSlots(context);
    const { data } = await open<{ runs: unknown[] }>(schedulePage, "/desk/schedule");
    expect(data.runs).toEqual([
      { slot: 1, at: "Monday 23 November 2026, 10:00", status: "sent", number: 1, detail: "Issue 1 went out." },
    ]);
  });
});

describe("deciding about an issue", () => {
  beforeEach(async () => {
    await anIssue(context, list);
  });

  test("approves what was shown, and the issue's page says what will happen", async () => {
    await aSlot(context, list);
    const { fingerprint, way } = await question();
    expect(way.words).toContain("Once approved, it goes out by itself with the weekly slot on Monday 23 November");
    expect((await decide({ intent: "approve", seen: fingerprint })).location).toBe("/desk/issues/1");
    const shown = await composition(editor);
    expect([shown.status, shown.way.approvedBy, shown.way.words]).toEqual([
      "ready",
      "Ines Halloran",
      "It goes out by itself with the weekly slot on Monday 23 November 2026, 10:00.",
    ]);
    expect((await decide({ intent: "withdraw" })).location).toBe("/desk/issues/1");
    expect(await statusOf(1)).toBe("draft");
  });

  test("approves nothing that was changed since, and nothing that was not shown", async () => {
    for (const seen of ["", "0".repeat(64)]) {
      const { status, data } = await decide({ intent: "approve", seen });
      expect([status, data.changed]).toEqual([409, true]);
    }
    expect(await statusOf(1)).toBe("draft");
  });

  test("approves nothing with a fault, and shows the faults instead", async () => {
    await context.db.updateTable("issues").set({ subject: "" }).execute();
    const { fingerprint, faults } = await question();
    expect(faults).toHaveLength(1);
    expect(await decide({ intent: "approve", seen: fingerprint })).toMatchObject({
      status: 409,
      data: { changed: false },
    });
  });

  test("keeps a time of its own, in the briefing's zone", async () => {
    const { fingerprint } = await question();
    const sendAt = "2026-11-30T07:00";
    expect((await decide({ intent: "schedule", seen: fingerprint, sendAt })).location).toBe("/desk/issues/1");
    expect((await issueByNumber(context, 1))!.sendAt).toBe(Date.parse("2026-11-30T06:00Z"));
    expect((await question()).way).toMatchObject({
      sendAt,
      words: "It goes out by itself on Monday 30 November 2026, 07:00 (Europe/Amsterdam).",
    });
  });

  test.each([
    ["", /Give a day and a time/],
    ["soon", /Give a day and a time/],
    ["2026-11-23T08:59", /has passed/],
    ["2027-03-28T02:30", /there is no 02:30 in Europe\/Amsterdam/],
    ["2030-01-01T07:00", /more than a year ahead/],
    ["x".repeat(5000), /Give a day and a time/],
  ])("refuses the time %j, says why, and keeps what was typed", async (sendAt, words) => {
    const { fingerprint } = await question();
    const { status, data } = await decide({ intent: "schedule", seen: fingerprint, sendAt });
    expect([status, data.time!.typed]).toEqual([400, sendAt.slice(0, 100)]);
    expect(data.time!.fault).toMatch(words);
    expect(await statusOf(1)).toBe("draft");
  });

  test("a save at the desk takes the approval back, and says so to whoever saves and to everybody", async () => {
    await decide({ intent: "approve", seen: (await question()).fingerprint });
    const draft = {
      listId: list.id,
      subject: "Another",
      preheader: "",
      intro: JSON.parse(bodyOf("Hello.")) as unknown,
    };
    const by = { context, cookie: editor, as: tom.id };
    const { data } = await sendSheet(sheet, by, { number: "1" }, { version: 1, draft });
    expect(data).toMatchObject({ saved: { version: 2, tookBack: true } });
    expect(await statusOf(1)).toBe("draft");
    const told = await open<{ notices: Notice[] }>(desk, "/desk", editor);
    expect(told.data.notices).toMatchObject([{ text: expect.stringContaining("Issue 1 was approved by") }]);
  });

  test("of an issue that is on its way leads back to it", async () => {
    const { fingerprint } = await question();
    await decide({ seen: fingerprint });
    expect(await statusOf(1)).toBe("sending");
    expect((await decide({ intent: "approve", seen: fingerprint })).location).toBe("/desk/issues/1?again");
    expect((await decide({ intent: "withdraw" })).location).toBe("/desk/issues/1");
    expect(await statusOf(1)).toBe("sending");
  });

  test("of an issue that is not there is not found", async () => {
    const asking = send(sendPage, "/desk/issues/7/send", { intent: "approve" }, operator, { number: "7" });
    expect((await asking).status).toBe(404);
  });
});

describe("taking note of a notice", () => {
  test("leads back to the page it was read on, and to none outside of the desk (S-11)", async () => {
    for (const [to, back] of [
      ["/desk/issues/3?again", "/desk/issues/3?again&undo=1"],
      ["https://evil.example/", "/desk?undo=2"],
      ["//evil.example", "/desk?undo=3"],
    ] as const) {
      await addNotice(context, { kind: "slot-empty", text: `Nothing went out: ${to}` });
      const [notice] = await openNotices(context);
      const { status, location } = await send(noticesDoor, "/desk/notices", { id: String(notice!.id), to });
      expect([status, location]).toEqual([302, back]);
    }
    expect(await openNotices(context)).toEqual([]);
  });

  test("that is not there, or is named badly, changes nothing", async () => {
    await addNotice(context, { kind: "slot-empty", text: "Nothing went out." });
    for (const id of ["", "0", "-1", "7", "1 or 1=1", "99999999999"])
      expect((await send(noticesDoor, "/desk/notices", { id })).status).toBe(302);
    expect(await openNotices(context)).toHaveLength(1);
  });
});
