import { beforeEach, describe, expect, test } from "vitest";
import { countAll, countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { assignedEdition } from "#app/models/deliveries/trials.ts";
import { archive, editionByNumber } from "#app/models/issues/editions.server.ts";
import { inputOf, issueByNumber, saveIssue } from "#app/models/issues/issues.server.ts";
import { issueRevisions } from "#app/models/issues/issueRevisions.server.ts";
import { renderIssue } from "#app/models/issues/rendering.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { suppress } from "#app/models/readers/suppressions.server.ts";
import { endSubscription } from "#app/models/readers/unsubscribe.server.ts";
import { approveIssue } from "#app/models/sending/approvals.server.ts";
import { explainDelivery } from "#app/models/sending/explanation.server.ts";
import { cancelSend, pauseSend, resumeSend } from "#app/models/sending/pauses.server.ts";
import { progressOf } from "#app/models/sending/progress.server.ts";
import { standstill } from "#app/models/sending/standstill.server.ts";
import { chooseSubject } from "#app/models/sending/subjectTests/decision.server.ts";
import { testOfIssue } from "#app/models/sending/subjectTests/store.server.ts";
import { indexMissing } from "#app/models/search/index.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { someLanes, workOff } from "../../support/lane.ts";
import { aBriefing, aReader, manyReaders } from "../../support/newsroom.ts";
import { aSegment } from "../../support/segments.ts";
import { aSlot, hour } from "../../support/slots.ts";
import { startFarEnd, type FarEnd } from "../../support/smtp.ts";
import { anIssueToTry, answered, ledgerOf, started, subjects } from "../../support/subject-tests.ts";

let context: TestContext;
let farEnd: FarEnd;
let list: List;

beforeEach(async () => {
  farEnd = await startFarEnd();
  context = await testContext({ smtpUrl: farEnd.url });
  list = await aBriefing(context);
});

/** Lets senders do all that may leave now, and their upkeep. */
async function work() {
  await workOff(context, await someLanes(context, 2));
}

async function subjectsByReader(): Promise<Map<string, string>> {
  const mails = await farEnd.parsed();
  return new Map(mails.map((mail) => [[mail.to!].flat()[0]!.text, mail.subject!]));
}

/** One mail each, at most; and the states add up to everybody. */
async function expectWhole(number: number, audience: number) {
  const to = farEnd.received.map(({ envelope }) => envelope.to[0]!);
  expect(new Set(to).size, "nobody has two").toBe(to.length);
  const { editionId } = (await issueByNumber(context, number))!;
  const { total, queued, sending, accepted, refused, uncertain, withdrawn, cancelled } = await countDeliveries(
    context,
    editionId,
  );
  expect(total).toBe(audience);
  expect(queued + sending + accepted + refused + uncertain + withdrawn + cancelled).toBe(audience);
}

describe("the start", () => {
  test("gives each reader one edition, by the seed that is kept, and holds those of the rest", async () => {
    await manyReaders(context, list, 300);
    const number = await anIssueToTry(context, list, { others: [subjects[1]!, subjects[2]!], share: 60 });
    const send = await started(context, number);
    const { editions, rows } = await ledgerOf(context, send);
    expect(editions).toHaveLength(4);
    expect(new Set(rows.map(({ subscriberId }) => subscriberId)).size).toBe(300);
    const { seed, share } = (await testOfIssue(context, send.id))!;
    const trial = { seed, share, editionIds: editions.slice(1) };
    for (const { editionId, subscriberId } of rows)
      expect(editionId).toBe(assignedEdition(trial, editions[0]!, subscriberId));
    for (const edition of editions)
      expect(rows.filter(({ editionId }) => editionId === edition).length, "none is empty").toBeGreaterThan(25);
    await expectWhole(number, 300);
  });

  test("sends only to those who try them, each subject to its own readers", async () => {
    await manyReaders(context, list, 60);
    const send = await started(context, await anIssueToTry(context, list));
    await work();
    const { editions, rows } = await ledgerOf(context, send);
    const got = await subjectsByReader();
    for (const { email, editionId, status } of rows) {
      expect(got.get(email)).toBe([undefined, subjects[0], subjects[1]][editions.indexOf(editionId)]);
      expect(status).toBe(editionId === editions[0] ? "queued" : "accepted");
    }
    expect((await issueByNumber(context, 1))!.status).toBe("sending");
  });

  test("of an ordinary issue makes one edition, which waits for nothing", async () => {
    await manyReaders(context, list, 3);
    const number = await anIssueToTry(context, list);
    const issue = (await issueByNumber(context, number))!;
    await saveIssue(context, number, issue.version, { ...inputOf(issue), subjectPlan: null });
    const { editions } = await ledgerOf(context, await started(context, number));
    expect(editions).toHaveLength(1);
    await work();
    expect(farEnd.messages).toHaveLength(3);
    expect(await testOfIssue(context, issue.id)).toBeNull();
  });

  test("goes to a segment alone", async () => {
    await manyReaders(context, list, 40);
    await manyReaders(context, list, 40, "others.example");
    const segmentId = await aSegment(context, "Ours", [
      { kind: "domain", not: false, value: { domain: "readers.example" } },
    ]);
    const number = await anIssueToTry(context, list);
    const issue = (await issueByNumber(context, number))!;
    await saveIssue(context, number, issue.version, { ...inputOf(issue), segmentId });
    const { rows } = await ledgerOf(context, await started(context, number));
    expect(rows).toHaveLength(40);
    expect(rows.every(({ email }) => email.endsWith("@readers.example"))).toBe(true);
  });

  test("can be a slot", async () => {
    await manyReaders(context, list, 20);
    await aSlot(context, list);
    const number = await anIssueToTry(context, list);
    expect(await approveIssue(context, number, "Ruth")).toEqual({ approved: true });
    context.later(hour);
    await work();
    expect((await issueByNumber(context, number))!.status).toBe("sending");
    expect(await testOfIssue(context, (await issueByNumber(context, number))!.id)).not.toBeNull();
    await expectWhole(number, 20);
  });
});

describe("what prevents it", () => {
  async function faultsWith(others: string[]) {
    const rendered = await renderIssue(context, await anIssueToTry(context, list, { others }));
    return "error" in rendered ? [] : rendered.faults;
  }

  test("are subjects that nobody could get, or that are the same", async () => {
    await aReader(context, list, "ana@readers.example");
    expect(await faultsWith([""])).toMatchObject([{ error: "subject-test", subject: 2 }]);
    expect(await faultsWith(["Hands of steel", "Re: robots"])).toMatchObject([{ error: "subject-test", subject: 3 }]);
    expect(await faultsWith([subjects[0]!])).toMatchObject([{ error: "subject-test", subject: 2 }]);
    expect(await faultsWith(["Hands of steel"])).toEqual([]);
  });

  test("an approval is of all subjects: another one ends it", async () => {
    await aReader(context, list, "ana@readers.example");
    const number = await anIssueToTry(context, list);
    const before = await renderIssue(context, number);
    const issue = (await issueByNumber(context, number))!;
    await saveIssue(context, number, issue.version, {
      ...inputOf(issue),
      subjectPlan: { ...issue.subjectPlan!, others: ["Another"] },
    });
    const after = await renderIssue(context, number);
    if ("error" in before || "error" in after) throw new Error("not rendered");
    expect(after.fingerprint).not.toBe(before.fingerprint);
    expect(JSON.stringify(await issueRevisions(context, issue))).toContain("Another");
  });
});

describe("the decision", () => {
  test("comes when the hours are over, and gives the rest the better subject", async () => {
    await manyReaders(context, list, 200);
    const number = await anIssueToTry(context, list);
    const send = await started(context, number);
    await work();
    const { editions } = await ledgerOf(context, send);
    await answered(context, editions[2]!, 25);
    context.later(4 * hour - 1000);
    await work();
    expect((await testOfIssue(context, send.id))!.decidedAt).toBeNull();
    context.later(2000);
    await work();
    await work();
    expect(await testOfIssue(context, send.id)).toMatchObject({ winner: 2, decidedBy: "the sender" });
    const got = await subjectsByReader();
    const { rows } = await ledgerOf(context, send);
    for (const { email, editionId } of rows)
      expect(got.get(email)).toBe(editionId === editions[1] ? subjects[0] : subjects[1]);
    await expectWhole(number, 200);
    expect((await issueByNumber(context, number))!).toMatchObject({ status: "sent", subject: subjects[1] });
  });

  test("is the first subject where too few did anything, and says so", async () => {
    await manyReaders(context, list, 60);
    const number = await anIssueToTry(context, list);
    const send = await started(context, number);
    await work();
    const { editions } = await ledgerOf(context, send);
    await answered(context, editions[2]!, 3);
    context.later(5 * hour);
    await work();
    expect((await testOfIssue(context, send.id))!.winner).toBe(1);
    const { test } = (await progressOf(context, (await issueByNumber(context, number))!))!;
    expect(test!.said.join(" ")).toMatch(/only 3 readers who replied: too few to tell/);
  });

  test("says that it came late, where nothing ran at its time", async () => {
    await manyReaders(context, list, 30);
    const number = await anIssueToTry(context, list);
    await started(context, number);
    await work();
    context.later(4 * hour + 3 * hour);
    await work();
    const { test } = (await progressOf(context, (await issueByNumber(context, number))!))!;
    expect(test!.said.join(" ")).toMatch(/3 hours later than planned/);
  });

  test("is made once, however many senders run", async () => {
    await manyReaders(context, list, 30);
    const number = await anIssueToTry(context, list);
    await started(context, number);
    await work();
    context.later(5 * hour);
    const [one, other] = [await someLanes(context, 1), await someLanes(context, 1)];
    await Promise.all([one[0]!.upkeep(), other[0]!.upkeep(), one[0]!.upkeep()]);
    const events = await context.db.selectFrom("events").select("kind").where("kind", "=", "subject-chosen").execute();
    expect(events).toHaveLength(1);
  });

  test("begins its hours only when all who try them were tried", async () => {
    await manyReaders(context, list, 30);
    const number = await anIssueToTry(context, list);
    const send = await started(context, number);
    const [lane] = await someLanes(context, 1);
    context.later(6 * hour);
    await lane!.upkeep();
    expect((await testOfIssue(context, send.id))!.countedFrom).toBeNull();
    await work();
    expect((await testOfIssue(context, send.id))!.dueAt).toBe(context.clock() + 4 * hour);
  });

  test("waits while the issue is paused, and is made when it goes on", async () => {
    await manyReaders(context, list, 40);
    const number = await anIssueToTry(context, list);
    const send = await started(context, number);
    await work();
    await pauseSend(context, send, "Ruth", "A wrong link");
    context.later(6 * hour);
    await work();
    expect((await testOfIssue(context, send.id))!.decidedAt).toBeNull();
    expect((await progressOf(context, (await issueByNumber(context, number))!))!.test!.said[0]).toMatch(/is paused/);
    await resumeSend(context, send, "Ruth");
    await work();
    await work();
    expect((await testOfIssue(context, send.id))!.winner).toBe(1);
    expect(farEnd.messages).toHaveLength(40);
    await expectWhole(number, 40);
  });

  test("holds through a pause after it", async () => {
    await manyReaders(context, list, 40);
    const number = await anIssueToTry(context, list);
    const send = await started(context, number);
    await work();
    expect(await chooseSubject(context, send.id, 2, "Ruth")).toEqual({ chosen: 2 });
    await pauseSend(context, send, "Ruth", "A wrong link");
    await work();
    const before = farEnd.messages.length;
    expect(before).toBeLessThan(40);
    await resumeSend(context, send, "Ruth");
    await work();
    expect(farEnd.messages).toHaveLength(40);
    await expectWhole(number, 40);
  });

  test("is an operator's at any time, also while it is paused, and only once", async () => {
    await manyReaders(context, list, 40);
    const number = await anIssueToTry(context, list, { decides: "replies" });
    const send = await started(context, number);
    await work();
    await pauseSend(context, send, "Ruth", "A wrong link");
    expect(await chooseSubject(context, send.id, 7, "Ruth")).toEqual({ error: "no-such-subject" });
    expect(await chooseSubject(context, send.id, null, "Ruth")).toEqual({ chosen: 1 });
    expect(await chooseSubject(context, send.id, 2, "Ruth")).toEqual({ error: "decided" });
    expect(await chooseSubject(context, 999, 2, "Ruth")).toEqual({ error: "no-test" });
  });

  test("by hand waits for somebody, and tells that it does", async () => {
    await manyReaders(context, list, 40);
    const number = await anIssueToTry(context, list, { decides: "hand" });
    const send = await started(context, number);
    await work();
    expect(await standstill(context)).toBe("");
    context.later(5 * hour);
    await work();
    await work();
    const told = () =>
      context.db.selectFrom("notices").select("text").where("kind", "=", "subject-to-choose").execute();
    expect(await told()).toHaveLength(1);
    expect(await standstill(context)).toBe("Issue 1 waits for somebody to choose its subject.");
    expect((await issueByNumber(context, number))!.status).toBe("sending");
    await chooseSubject(context, send.id, 2, "Ruth");
    await work();
    expect(await standstill(context)).toBe("");
    expect((await issueByNumber(context, number))!.status).toBe("sent");
    await expectWhole(number, 40);
  });

  test("never comes after a cancellation: nobody else gets anything", async () => {
    await manyReaders(context, list, 40);
    const number = await anIssueToTry(context, list);
    const send = await started(context, number);
    await work();
    const sent = farEnd.messages.length;
    expect(await cancelSend(context, send, "Ruth")).toBe(40 - sent);
    context.later(9 * hour);
    await work();
    expect(farEnd.messages).toHaveLength(sent);
    expect(await testOfIssue(context, send.id)).toMatchObject({ winner: null, decidedBy: "Ruth" });
    expect((await issueByNumber(context, number))!.status).toBe("sent");
    await expectWhole(number, 40);
  });
});

test("who left or was suppressed before the decision gets nothing after it", async () => {
  await manyReaders(context, list, 50);
  const number = await anIssueToTry(context, list);
  const send = await started(context, number);
  await work();
  const { editions, rows } = await ledgerOf(context, send);
  const [left, gone] = rows.filter(({ editionId }) => editionId === editions[0]);
  await endSubscription(context, left!.subscriberId, list.id, "page");
  await suppress(context, gone!.email, "complaint");
  context.later(5 * hour);
  await work();
  await work();
  expect(farEnd.messagesTo(left!.email)).toHaveLength(0);
  expect(farEnd.messagesTo(gone!.email)).toHaveLength(0);
  expect(await countDeliveries(context, send.editionId)).toMatchObject({ total: 50, accepted: 48, withdrawn: 2 });
});

describe("the issue stays one", () => {
  test("in the archive and the search, with the winner's subject and a frozen mail of its own", async () => {
    await manyReaders(context, list, 40);
    const number = await anIssueToTry(context, list);
    const send = await started(context, number);
    await work();
    expect(await archive(context)).toMatchObject([{ number, subject: subjects[0] }]);
    const before = (await editionByNumber(context, number))!;
    await chooseSubject(context, send.id, 2, "Ruth");
    expect(await archive(context)).toMatchObject([{ number, subject: subjects[1] }]);
    const after = (await editionByNumber(context, number))!;
    expect(after.id).toBe(before.id);
    expect(after.marker_key).toBe(before.marker_key);
    expect(after.html).toContain(after.marker_key);
    expect(after.html).toContain(subjects[1]);
    expect(after.html).not.toContain(`<title>${subjects[0]}`);
    expect(after.sha256).not.toBe(before.sha256);
    expect(await indexMissing(context)).toBe(0);
    const docs = await context.db.selectFrom("search_documents").selectAll().where("kind", "=", "issue").execute();
    expect(docs).toHaveLength(1);
    expect(JSON.stringify(docs)).toContain(subjects[1]);
  });

  test("in its counts, and for who asks why somebody got it", async () => {
    await manyReaders(context, list, 40);
    const number = await anIssueToTry(context, list);
    const send = await started(context, number);
    await work();
    const counts = await countDeliveries(context, send.editionId);
    expect(counts).toMatchObject({ total: 40, accepted: farEnd.messages.length });
    expect((await countAll(context, [send.editionId])).get(send.editionId)!.total).toBe(40);
    const { editions, rows } = await ledgerOf(context, send);
    const why = async (edition: number) => {
      const issue = (await issueByNumber(context, number))!;
      const explained = await explainDelivery(context, issue, rows.find((row) => row.editionId === edition)!.email);
      if ("error" in explained || explained.reason.because !== "delivery") throw new Error("no delivery");
      return explained.reason.delivery;
    };
    expect(await why(editions[2]!)).toMatchObject({ tried: subjects[1], status: "accepted" });
    expect(await why(editions[0]!)).toMatchObject({ tried: null, status: "queued", heldAt: context.clock() });
  });
});
