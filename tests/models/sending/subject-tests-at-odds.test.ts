import { beforeEach, describe, expect, test } from "vitest";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { countReturns, isDomainInDoubt } from "#app/models/deliveries/returns.server.ts";
import { answersUrl, openQuestion } from "#app/models/feedback/questions.server.ts";
import { setAsking } from "#app/models/feedback/asking.server.ts";
import { heedReturns } from "#app/models/inbound/lateBreaker.server.ts";
import { markAsBackup } from "#app/models/instance/homeDatabase.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { openNotices } from "#app/models/notices.server.ts";
import { addUpNext } from "#app/models/numbers/editionSums.server.ts";
import { issueNumbers } from "#app/models/numbers/issueNumbers.server.ts";
import { erase } from "#app/models/privacy/erasure.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { claimDatabase } from "#app/models/sending/claimDatabase.server.ts";
import { cancelSend, pauseSend, resumeSend } from "#app/models/sending/pauses.server.ts";
import { chooseSubject } from "#app/models/sending/subjectTests/decision.server.ts";
import { subjectFacts } from "#app/models/sending/subjectTests/evidence.server.ts";
import { testOfIssue } from "#app/models/sending/subjectTests/store.server.ts";
import { resolveUncertain } from "#app/models/sending/uncertain.server.ts";
import { feedOf } from "#app/models/site/feeds/feed.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { someLanes, workOff } from "../../support/lane.ts";
import { aBriefing, aReader, manyReaders } from "../../support/newsroom.ts";
import { hour } from "../../support/slots.ts";
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

async function work() {
  await workOff(context, await someLanes(context, 2));
}

const four = [...subjects.slice(1), "A fourth"];
const statusOf = async (number: number) => (await issueByNumber(context, number))!.status;
const receivers = () => farEnd.received.map(({ envelope }) => envelope.to[0]!);

test.each([1, 2, 3])("an issue with %i of readers gives each its one mail", async (count) => {
  await manyReaders(context, list, count);
  const number = await anIssueToTry(context, list, { share: 2 });
  const send = await started(context, number);
  const { editions, rows } = await ledgerOf(context, send);
  const isTried = rows.some(({ editionId }) => editionId !== editions[0]);
  await work();
  // Nobody waits for what nobody can answer.
  if (isTried) context.later(4 * hour);
  await work();
  await work();
  expect(new Set(receivers()).size).toBe(count);
  expect(receivers()).toHaveLength(count);
  expect(await statusOf(number)).toBe("sent");
});

describe("what goes wrong with the subjects that are tried keeps the rest from their mail", () => {
  test("complaints about all of them together", async () => {
    await manyReaders(context, list, 200);
    const number = await anIssueToTry(context, list, { others: four, share: 60 });
    const send = await started(context, number);
    await work();
    const { editions } = await ledgerOf(context, send);
    for (const editionId of [editions[1]!, editions[2]!, editions[1]!, editions[3]!, editions[4]!]) {
      expect(await statusOf(number)).toBe("sending");
      const complaint = { editionId, domain: "readers.example", kind: "complaint", category: "" } as const;
      await countReturns(context, [{ ...complaint, count: 1 }]);
      await heedReturns(context, [{ editionId, kind: "complaint" }]);
    }
    expect(await statusOf(number)).toBe("paused");
    context.later(9 * hour);
    const before = receivers().length;
    await work();
    expect(receivers()).toHaveLength(before);
    expect((await testOfIssue(context, send.id))!.decidedAt).toBeNull();
    // An operator who lets it go on has seen them.
    await resumeSend(context, send, "Ruth");
    await work();
    await work();
    expect(await statusOf(number)).toBe("sent");
  });

  test("refusals of few readers each", async () => {
    await manyReaders(context, list, 160);
    const number = await anIssueToTry(context, list, { others: four, share: 40 });
    const send = await started(context, number);
    let asked = 0;
    farEnd.behave({
      data: () => ((asked += 1) > 8 && asked % 2 === 0 ? "554 5.7.1 Blocked: see our policy" : undefined),
    });
    await workOff(context, await someLanes(context, 1));
    expect(await statusOf(number)).toBe("paused");
    const counts = await countDeliveries(context, send.editionId);
    expect(counts.accepted + counts.refused, "it was heard early").toBeLessThan(40);
  });
});

test("a company whose server says that all its readers are gone is in doubt, however few of them got each subject", async () => {
  await manyReaders(context, list, 60);
  const send = await started(context, await anIssueToTry(context, list, { others: four, share: 80 }));
  const { editions } = await ledgerOf(context, send);
  for (const editionId of editions) {
    const of = { editionId, domain: "firm.example", category: "" };
    await countReturns(context, [
      { ...of, kind: "accepted", count: 2 },
      { ...of, kind: "hard", count: 2 },
    ]);
  }
  for (const editionId of editions) expect(await isDomainInDoubt(context, editionId, "firm.example")).toBe(true);
  expect(await isDomainInDoubt(context, editions[0]!, "other.example")).toBe(false);
});

describe("the end of a test", () => {
  test("by a cancellation leaves nobody waiting who is sent it again", async () => {
    await manyReaders(context, list, 40);
    const number = await anIssueToTry(context, list);
    const send = await started(context, number);
    await work();
    await markAsBackup(context, context.clock());
    await claimDatabase(context, "Ruth");
    const { editions, rows } = await ledgerOf(context, send);
    const rest = rows.filter(({ editionId }) => editionId === editions[0]);
    expect(rest.every(({ status }) => status === "uncertain")).toBe(true);
    await cancelSend(context, send, "Ruth");
    const [one] = rest;
    await resolveUncertain(context, send, { how: "resend", readers: [one!.subscriberId], why: "our log" }, "Ruth");
    await work();
    await work();
    expect(farEnd.messagesTo(one!.email)).toHaveLength(1);
    expect(await statusOf(number)).toBe("sent");
  });

  test("comes for readers of a restored database who are sent it again before it", async () => {
    await manyReaders(context, list, 40);
    const number = await anIssueToTry(context, list);
    const send = await started(context, number);
    await work();
    const tried = receivers().length;
    await markAsBackup(context, context.clock());
    await claimDatabase(context, "Ruth");
    await resolveUncertain(context, send, { how: "resend", readers: "all", why: "our log" }, "Ruth");
    await work();
    expect(receivers(), "they wait").toHaveLength(tried);
    context.later(5 * hour);
    await work();
    await work();
    expect(new Set(receivers()).size).toBe(40);
    expect(receivers()).toHaveLength(40);
    expect(await statusOf(number)).toBe("sent");
  });

  test("by a cancellation asks nobody to choose any more", async () => {
    await manyReaders(context, list, 40);
    const send = await started(context, await anIssueToTry(context, list, { decides: "hand" }));
    await work();
    context.later(5 * hour);
    await work();
    const asked = async () =>
      (await openNotices(context)).filter(({ kind }) => kind === "subject-to-choose").map(({ text }) => text);
    expect(await asked()).toHaveLength(1);
    await cancelSend(context, send, "Ruth");
    expect(await asked()).toEqual([]);
  });

  test("by two hands at once is one of the two, and nobody waits for ever", async () => {
    await manyReaders(context, list, 6);
    for (let i = 0; i < 8; i += 1) {
      const send = await started(context, await anIssueToTry(context, list));
      const [cancelled, chosen] = await Promise.all([
        cancelSend(context, send, "Ruth"),
        chooseSubject(context, send.id, 2, "Ines"),
        pauseSend(context, send, "Ada", "A wrong link"),
      ]);
      const { winner, decidedBy } = (await testOfIssue(context, send.id))!;
      expect(cancelled).not.toBeNull();
      expect("chosen" in chosen).toBe(decidedBy === "Ines");
      expect(winner).toBe(decidedBy === "Ines" ? 2 : null);
      expect((await countDeliveries(context, send.editionId)).queued).toBe(0);
    }
  });

  test("waits while the clock goes back, and comes once", async () => {
    await manyReaders(context, list, 40);
    const number = await anIssueToTry(context, list);
    const send = await started(context, number);
    await work();
    context.later(-20 * hour);
    await work();
    expect((await testOfIssue(context, send.id))!.decidedAt).toBeNull();
    context.later(25 * hour);
    await work();
    await work();
    expect(receivers()).toHaveLength(40);
    expect(new Set(receivers()).size).toBe(40);
    expect(await statusOf(number)).toBe("sent");
  });
});

test("who joined or was erased between the test and the decision gets nothing", async () => {
  await manyReaders(context, list, 40);
  const number = await anIssueToTry(context, list);
  const send = await started(context, number);
  await work();
  const { editions, rows } = await ledgerOf(context, send);
  const [gone, ...others] = rows.filter(({ editionId }) => editionId === editions[0]);
  const [tried] = rows.filter(({ editionId }) => editionId === editions[1]);
  await aReader(context, list, "new@readers.example");
  for (const { subscriberId } of [gone!, tried!]) await erase(context, subscriberId, "Ruth");
  context.later(5 * hour);
  await work();
  await work();
  expect(farEnd.messagesTo("new@readers.example")).toHaveLength(0);
  expect(farEnd.messagesTo(gone!.email)).toHaveLength(0);
  for (const { email } of others) expect(farEnd.messagesTo(email)).toHaveLength(1);
  expect(await countDeliveries(context, send.editionId)).toMatchObject({ total: 40, accepted: 39, withdrawn: 1 });
});

test("the rest is asked about the issue by the subject that it got", async () => {
  await setAsking(context, list.id, "issue", "Ruth");
  await manyReaders(context, list, 40);
  const send = await started(context, await anIssueToTry(context, list));
  const { editions, rows } = await ledgerOf(context, send);
  await chooseSubject(context, send.id, 2, "Ruth");
  const asked = async (edition: number) => {
    const { subscriberId } = rows.find(({ editionId }) => editionId === edition)!;
    return (await openQuestion(context, answersUrl(context, edition, subscriberId).split("/").at(-1)!, 1))?.words;
  };
  expect(await asked(editions[0]!)).toBe(subjects[1]);
  expect(await asked(editions[1]!)).toBe(subjects[0]);
  expect(await asked(editions[2]!)).toBe(subjects[1]);
});

test("feeds have the issue once, with the subject that was chosen", async () => {
  await manyReaders(context, list, 40);
  const send = await started(context, await anIssueToTry(context, list));
  await chooseSubject(context, send.id, 2, "Ruth");
  const items = (await feedOf(context, { of: "issues" }))!.items;
  expect(items.map(({ title }) => title)).toEqual([subjects[1]]);
});

test("figures count each reader once, while it goes out and when its ledger is added up", async () => {
  await manyReaders(context, list, 60);
  const number = await anIssueToTry(context, list, { others: four, share: 60 });
  const send = await started(context, number);
  await work();
  const seen = async () => {
    const numbers = await issueNumbers(context, number);
    if (!numbers || "state" in numbers) throw new Error("no numbers");
    const { audience, accepted, waiting } = numbers.figures;
    return { audience, accepted, waiting };
  };
  const first = receivers().length;
  expect(await seen()).toEqual({ audience: 60, accepted: first, waiting: 60 - first });
  await chooseSubject(context, send.id, 2, "Ruth");
  for (let i = 0; i < 4; i += 1) await work();
  expect(await statusOf(number)).toBe("sent");
  while (await addUpNext(context));
  expect(await seen()).toEqual({ audience: 60, accepted: 60, waiting: 0 });
});

test("the usual share of a list is that of its issues, whatever subjects they were tried with", async () => {
  await manyReaders(context, list, 100);
  const number = await anIssueToTry(context, list);
  const send = await started(context, number);
  await work();
  const { editions } = await ledgerOf(context, send);
  await answered(context, editions[1]!, 10);
  await chooseSubject(context, send.id, null, "Ruth");
  await work();
  await work();
  for (let i = 0; i < 5; i += 1) await work();
  const facts = await subjectFacts(context, (await issueByNumber(context, await anIssueToTry(context, list)))!);
  expect(facts.replyRate).toBeCloseTo(0.1, 2);
});
