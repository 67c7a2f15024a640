import { beforeEach, describe, expect, test } from "vitest";
import { day, hour } from "#app/models/durations.ts";
import { departuresAfter } from "#app/models/numbers/departures.server.ts";
import { figuresOfEditions, issueFigures, type IssueFigures } from "#app/models/numbers/issueFigures.server.ts";
import { erase } from "#app/models/privacy/erasure.server.ts";
import { personalDataOf } from "#app/models/privacy/personalData.server.ts";
import { retain } from "#app/models/privacy/retention.server.ts";
import { createList, type List } from "#app/models/readers/lists.server.ts";
import { complain } from "#app/models/readers/complaints.server.ts";
import type { Subscriber } from "#app/models/readers/subscribers.server.ts";
import { endSubscription, tellReason, undoLeave } from "#app/models/readers/unsubscribe.server.ts";
import { cancelSend, closeWhenDone, pauseSend } from "#app/models/sending/pauses.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { resolveUncertain } from "#app/models/sending/uncertain.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, anIssue, aReader } from "../../support/newsroom.ts";
import { anIssueThatWentOut, counted, handOver } from "../../support/numbers.ts";
import { aReply } from "../../support/replies.ts";

let context: TestContext;
let list: List;
let readers: Subscriber[];

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
  readers = [];
  for (const name of ["ana", "ben", "cem", "dea", "eli"])
    readers.push(await aReader(context, list, `${name}@readers.example`));
});

const leaving = (who: number, by: string, of = list) => endSubscription(context, readers[who]!.id, of.id, by);
const asLeave = (who: number) => ({ subscriberId: readers[who]!.id, listId: list.id, listName: list.name });
const figures = async (editionId: number): Promise<IssueFigures> => {
  await counted(context);
  return (await issueFigures(context, editionId))!;
};

describe("what became of the mails of an issue", () => {
  test("adds up to everybody that it was for, while it goes out and afterwards", async () => {
    const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
    if ("error" in sent) throw new Error(sent.error);
    const { editionId } = sent.send;
    expect(await figures(editionId)).toMatchObject({ audience: 5, waiting: 5, accepted: 0 });
    await handOver(context, editionId, ["accepted", "accepted", "refused", "uncertain", "accepted"]);
    const all = { audience: 5, accepted: 3, refused: 1, uncertain: 1, withdrawn: 0, cancelled: 0, waiting: 0 };
    expect(await figures(editionId)).toMatchObject(all);
    await closeWhenDone(context);
    expect(await figures(editionId)).toMatchObject(all);
  });

  test("is told of a send that was paused and then ended by an operator", async () => {
    const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
    if ("error" in sent) throw new Error(sent.error);
    await pauseSend(context, sent.send, "Ruth", "A wrong name.");
    expect(await figures(sent.send.editionId)).toMatchObject({ waiting: 5, cancelled: 0 });
    await cancelSend(context, sent.send, "Ruth");
    expect(await figures(sent.send.editionId)).toMatchObject({ audience: 5, waiting: 0, cancelled: 5 });
  });

  test("changes when an operator says that uncertain ones were accepted, and while they are sent again", async () => {
    const editionId = await anIssueThatWentOut(context, list, "uncertain");
    expect(await figures(editionId)).toMatchObject({ uncertain: 5, accepted: 0 });
    const send = { kind: "issue" as const, id: 1, editionId };
    await resolveUncertain(context, send, { how: "accept", readers: [readers[0]!.id], why: "The log" }, "Ruth");
    expect(await figures(editionId)).toMatchObject({ uncertain: 4, accepted: 1 });
    await resolveUncertain(context, send, { how: "resend", readers: "all", why: "The log" }, "Ruth");
    await handOver(context, editionId, ["accepted"]);
    await closeWhenDone(context);
    expect(await figures(editionId)).toMatchObject({ audience: 5, uncertain: 0, accepted: 5 });
  });

  test("stays when single deliveries become sums after a year, and when somebody tidies the table", async () => {
    const editionId = await anIssueThatWentOut(context, list, "accepted", "refused");
    const before = await figures(editionId);
    context.later(366 * day);
    while (await retain(context));
    expect(await figures(editionId)).toEqual(before);
    await context.db.deleteFrom("delivery_sums").execute();
    expect(await figures(editionId)).toEqual(before);
  });

  test("is nothing for an issue that another program sent", async () => {
    expect(await issueFigures(context, 77)).toBe(null);
    expect(await figuresOfEditions(context, [])).toEqual(new Map());
  });
});

describe("who leaves", () => {
  test("counts for the issue that they got last, by the way and within a day or later", async () => {
    const first = await anIssueThatWentOut(context, list);
    context.later(hour);
    await leaving(0, "one-click");
    context.later(day);
    await leaving(1, "page");
    context.later(6 * day);
    const second = await anIssueThatWentOut(context, list);
    context.later(day);
    await leaving(2, "mail");
    await leaving(3, "operator Ruth");
    expect((await figures(first)).left).toMatchObject({
      all: 2,
      oneClick: 1,
      page: 1,
      mail: 0,
      withinDay: 1,
      later: 1,
    });
    expect((await figures(second)).left).toMatchObject({ all: 1, mail: 1, withinDay: 1, later: 0 });
  });

  test("of another list, or before any issue, counts for no issue", async () => {
    await leaving(4, "page");
    const made = await createList(context, { slug: "monthly", name: "Monthly" });
    if ("error" in made) throw new Error(made.error);
    await aReader(context, made.list, "ana@readers.example");
    const editionId = await anIssueThatWentOut(context, list);
    context.later(hour);
    await leaving(0, "page", made.list);
    expect((await figures(editionId)).left).toMatchObject({ all: 0 });
  });

  test("and takes it back is told beside, and who leaves twice counts for each issue", async () => {
    const first = await anIssueThatWentOut(context, list);
    context.later(hour);
    await leaving(0, "page");
    await tellReason(context, asLeave(0), { reason: "often", remark: "Too much." });
    expect(await figures(first)).toMatchObject({ left: { all: 1, reasons: [{ reason: "often", count: 1 }] } });
    await undoLeave(context, asLeave(0), "");
    expect((await figures(first)).left).toMatchObject({ all: 1, cameBack: 1, words: [] });
    context.later(7 * day);
    const second = await anIssueThatWentOut(context, list);
    context.later(2 * day);
    await leaving(0, "one-click");
    expect((await figures(first)).left).toMatchObject({ all: 1, cameBack: 1 });
    expect((await figures(second)).left).toMatchObject({ all: 1, later: 1, cameBack: 0 });
  });

  test("says why in words of their own; the last reason counts, and the words go with an erasure", async () => {
    const editionId = await anIssueThatWentOut(context, list);
    context.later(hour);
    await leaving(0, "page");
    await leaving(1, "page");
    await tellReason(context, asLeave(0), { reason: "often", remark: "" });
    await tellReason(context, asLeave(1), { reason: "topic", remark: "No more robots, please." });
    await figures(editionId);
    await tellReason(context, asLeave(0), { reason: "quality", remark: "It was better." });
    const { left } = await figures(editionId);
    expect(left.reasons).toEqual([
      { reason: "topic", count: 1 },
      { reason: "quality", count: 1 },
    ]);
    expect(left.words.map(({ remark }) => remark).sort()).toEqual(["It was better.", "No more robots, please."]);
    expect(await departuresAfter(context, editionId)).toHaveLength(2);
    const held = await personalDataOf(context, readers[0]!.id);
    expect(held!.leavings).toEqual([{ list: list.name, issue: 1, at: context.clock() }]);
    await erase(context, readers[0]!.id, "Ruth");
    const after = (await figures(editionId)).left;
    expect(after.reasons).toEqual(left.reasons);
    expect(after.words.map(({ remark }) => remark)).toEqual(["No more robots, please."]);
    expect((await departuresAfter(context, editionId)).map(({ subscriberId }) => subscriberId)).toEqual([
      readers[1]!.id,
    ]);
  });

  test("and complains afterwards is a complaint, and left once", async () => {
    const editionId = await anIssueThatWentOut(context, list);
    context.later(hour);
    await leaving(0, "one-click");
    await complain(context, readers[0]!.id, { messageId: 1, n: 0 });
    await complain(context, readers[1]!.id, { messageId: 2, n: 0 });
    expect((await figures(editionId)).left).toMatchObject({ all: 1, oneClick: 1 });
  });

  test("stays counted once the row that says who it was is a year old", async () => {
    const editionId = await anIssueThatWentOut(context, list);
    context.later(hour);
    await leaving(0, "one-click");
    const before = await figures(editionId);
    context.later(400 * day);
    while (await retain(context));
    expect(await figures(editionId)).toEqual(before);
    expect(await departuresAfter(context, editionId)).toEqual([]);
  });
});

test("answers of people count for the issue that they answer, also after they are deleted", async () => {
  const editionId = await anIssueThatWentOut(context, list);
  const target = { subscriberId: readers[0]!.id, editionId, letterId: null, listId: list.id };
  await aReply(context, target, { from: "ana@readers.example", text: "Thank you." });
  await aReply(context, target, {
    from: "ana@readers.example",
    text: "I am away.",
    headers: ["Auto-Submitted: auto-replied"],
  });
  expect(await figures(editionId)).toMatchObject({ replies: 1 });
  await context.db.deleteFrom("conversations").execute();
  expect(await figures(editionId)).toMatchObject({ replies: 1 });
});
