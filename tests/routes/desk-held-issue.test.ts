import { beforeEach, expect, test } from "vitest";
import { minute } from "#app/models/durations.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { sendReview } from "#app/models/sending/review.server.ts";
import { askLock } from "#app/models/sheetLocks.server.ts";
import { action as articleSchedule } from "#app/routes/desk.articles.$id_.schedule.ts";
import { action as articleSheet } from "#app/routes/desk.articles.$id_.sheet.ts";
import { action as cancel } from "#app/routes/desk.issues.$number.cancel.tsx";
import { action as pause } from "#app/routes/desk.issues.$number.pause.ts";
import { action as sendPage } from "#app/routes/desk.issues.$number.send/route.tsx";
import { action as issueSheet } from "#app/routes/desk.issues.$number.sheet.ts";
import type { TestContext } from "../support/context.ts";
import { aDesk, anEditor, asked, outcomeOf } from "../support/desk.ts";
import { anArticle, anIssue, aReader } from "../support/newsroom.ts";
import { sendSheet } from "../support/sheets.ts";

let context: TestContext;
let cookie: string;
let ines: Editor;
let tom: Editor;

beforeEach(async () => {
  const desk = await aDesk("operator");
  ({ context, cookie, ines } = desk);
  tom = await anEditor(context, "Tom", "editor");
  await aReader(context, desk.list, "ana@readers.example");
  await anIssue(context, desk.list);
});

const opens = ({ id }: Editor, sheet = "issue 1") =>
  askLock(context, id, { sheet, tab: "tab-of-a-writer", act: "write" });
const closes = ({ id }: Editor) => askLock(context, id, { sheet: "issue 1", tab: "tab-of-a-writer", act: "leave" });
const statusOf = async () => (await issueByNumber(context, 1))!.status;
const inIssue = (form: Record<string, string>) =>
  asked(context, "/desk/issues/1", { cookie, params: { number: "1" }, form });

/** Ines acts on the page before a send, having seen the issue as it is. */
async function decide(intent: string, more = {}) {
  const question = await sendReview(context, 1);
  const seen = "error" in question ? "" : question.fingerprint;
  return outcomeOf<{ held?: string }>(sendPage(inIssue({ intent, seen, ...more })));
}

const told = /^Tom has this issue open to write in, so nothing was done. Open the issue and press “Take over” there/;

test("an issue in which somebody else writes is neither approved, scheduled, sent nor deleted", async () => {
  await opens(tom);
  for (const deciding of [decide("approve"), decide("schedule", { sendAt: "2027-01-04T07:00" }), decide("send")]) {
    const { status, data } = await deciding;
    expect([status, data.held]).toEqual([409, expect.stringMatching(told)]);
  }
  const page = { context, cookie, as: ines.id };
  const deleted = await sendSheet(issueSheet, page, { number: "1" }, { intent: "delete" });
  expect(deleted).toMatchObject({ status: 409, data: { said: expect.stringMatching(told) as string } });
  expect(await statusOf()).toBe("draft");
});

test("it is decided by whoever writes in it, and by others once that page is gone", async () => {
  await opens(ines);
  await decide("approve");
  expect(await statusOf()).toBe("ready");
  await decide("withdraw");
  await closes(ines);
  await opens(tom);
  await decide("approve");
  expect(await statusOf()).toBe("draft");
  context.later(minute);
  await decide("approve");
  expect(await statusOf()).toBe("ready");
});

test("nobody's open page keeps an operator from stopping it: approvals are taken back, sends paused and cancelled", async () => {
  await decide("approve");
  await opens(tom);
  await decide("withdraw");
  expect(await statusOf()).toBe("draft");
  await closes(tom);
  await decide("send");
  await opens(tom);
  await pause(inIssue({ intent: "pause", reason: "" }));
  expect(await statusOf()).toBe("paused");
  await outcomeOf(cancel(inIssue({})));
  expect(await countDeliveries(context, (await issueByNumber(context, 1))!.editionId!)).toMatchObject({ cancelled: 1 });
});

test("an article in which somebody else writes gets no time of publication, and is not deleted", async () => {
  const { id } = await anArticle(context);
  await opens(tom, `article ${id}`);
  const params = { id: String(id) };
  const form = { intent: "schedule", at: "2027-01-04T07:00" };
  const timed = await outcomeOf<string>(articleSchedule(asked(context, "/desk", { cookie, params, form })));
  expect([timed.status, timed.data]).toEqual([400, expect.stringContaining("Tom has this article open")]);
  const page = { context, cookie, as: ines.id };
  const deleted = await sendSheet<{ error: string; by: string }>(articleSheet, page, params, { intent: "delete" });
  expect([deleted.status, deleted.data]).toEqual([409, { error: "written", by: "Tom" }]);
});
