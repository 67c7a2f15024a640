import { beforeEach, describe, expect, test } from "vitest";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { allowComplaints, tooManyComplaints } from "#app/models/deliveries/complaintRate.server.ts";
import { wordComplaints } from "#app/models/deliveries/returnLimits.ts";
import { countReturns, isDomainInDoubt, returnsInDetail, returnsOf } from "#app/models/deliveries/returns.server.ts";
import type { Send } from "#app/models/deliveries/sends.server.ts";
import { day } from "#app/models/durations.ts";
import { followAll } from "#app/models/events/followers.server.ts";
import { recentFigures } from "#app/models/inbound/figures.server.ts";
import { heedReturns, isStep } from "#app/models/inbound/lateBreaker.server.ts";
import { receiveInbound } from "#app/models/inbound/receiving.server.ts";
import { walkLedger } from "#app/models/inbound/ledgerWalk.server.ts";
import { workOnInbound } from "#app/models/inbound/work.server.ts";
import { referenceAddress } from "#app/models/mailReferences.server.ts";
import { openNotices } from "#app/models/notices.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { subscriberByEmail } from "#app/models/readers/subscribers.server.ts";
import { suppressionRecord } from "#app/models/readers/suppressionRecords.server.ts";
import { closeWhenDone, resumeSend } from "#app/models/sending/pauses.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { failedAt, writtenReport } from "../../support/deliveryReports.ts";
import { aBriefing, anArticle, anIssue, aReader, manyReaders } from "../../support/newsroom.ts";

let context: TestContext;
let list: List;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
});

/** An issue to so many readers, all but `waiting` of whom the server has taken. */
async function anIssueTo(readers: number, waiting = 0): Promise<Send> {
  await manyReaders(context, list, readers);
  const sent = await sendIssue(context, await anIssue(context, list, { articles: [await anArticle(context)] }), "Ruth");
  if ("error" in sent) throw new Error(JSON.stringify(sent));
  const { send } = sent;
  const some = context.db.selectFrom("deliveries").select("subscriber_id").where("edition_id", "=", send.editionId);
  const taken = { status: "accepted" as const, finished_at: context.clock(), verdict: "accepted", reply: "250 Ok" };
  await context.db
    .updateTable("deliveries")
    .set(taken)
    .where("edition_id", "=", send.editionId)
    .where("subscriber_id", "in", some.orderBy("subscriber_id").limit(readers - waiting))
    .execute();
  return send;
}

async function comeBack({ editionId }: Pick<Send, "editionId">, kind: "hard" | "block" | "complaint", times: number) {
  for (let i = 0; i < times; i += 1) {
    await countReturns(context, [{ editionId, domain: "readers.example", kind, category: "", count: 1 }]);
    await heedReturns(context, [{ editionId, kind }]);
  }
}

const issueNow = () =>
  context.db
    .selectFrom("issues")
    .select(["status", "pause_reason as why"])
    .orderBy("id", "desc")
    .executeTakeFirstOrThrow();

describe("the circuit breaker hears what comes back of a running issue", () => {
  test("and pauses it where too many mailboxes are gone, once until more are", async () => {
    const send = await anIssueTo(200, 50);
    await comeBack(send, "hard", 19);
    expect(await issueNow()).toMatchObject({ status: "sending" });
    await comeBack(send, "hard", 1);
    expect(await issueNow()).toEqual({
      status: "paused",
      why: "Too many mailboxes are gone: 20 of the 150 mails handed over came back as unknown. The list may be old; providers judge senders by that.",
    });
    await resumeSend(context, send, "Ruth");
    await comeBack(send, "hard", 5);
    expect(await issueNow()).toMatchObject({ status: "sending" });
  });

  test("and lets the bounces of an ordinary list pass", async () => {
    const send = await anIssueTo(300, 50);
    await comeBack(send, "hard", 24);
    expect(await issueNow()).toMatchObject({ status: "sending" });
  });

  test("and pauses it where receivers do not want it", async () => {
    const send = await anIssueTo(150, 50);
    await comeBack(send, "block", 10);
    expect((await issueNow()).why).toBe(
      "Receivers do not want this mail: 10 of the 100 mails handed over came back blocked.",
    );
  });

  test("and pauses it at five complaints of 0.3 %, but never for the complaint of one reader of fifty (P-01)", async () => {
    const send = await anIssueTo(50, 10);
    await comeBack(send, "complaint", 1);
    expect((await openNotices(context)).map(({ kind }) => kind)).not.toContain("complaints");
    await comeBack(send, "complaint", 2);
    expect(await issueNow()).toMatchObject({ status: "sending" });
    expect((await openNotices(context)).map(({ kind }) => kind)).toContain("complaints");
    await comeBack(send, "complaint", 2);
    expect(await issueNow()).toMatchObject({
      status: "paused",
      why: expect.stringMatching(/^Too many readers complain: 5 of the 40/),
    });
  });

  test("looks in ever larger steps", () => {
    const looks = Array.from({ length: 100_000 }, (_, i) => i + 1).filter((count) => isStep(count, 20));
    expect(looks[0]).toBe(20);
    expect(looks.length).toBeLessThan(200);
  });
});

describe("too many complaints (P-01)", () => {
  test("keep the next issue back until an operator allows it for a week, with a reason in the log", async () => {
    const send = await anIssueTo(40);
    await closeWhenDone(context);
    await comeBack(send, "complaint", 5);
    expect(wordComplaints((await tooManyComplaints(context))!)).toMatch(
      /^5 of the 40 mails of the last 30 days were marked as spam, 13 %/,
    );
    const next = await anIssue(context, list, { articles: [await anArticle(context)] });
    expect(await sendIssue(context, next, "Ruth")).toMatchObject({
      error: "faults",
      faults: [{ error: "complaints" }],
    });
    await allowComplaints(context, "Ruth", "it was a test");
    expect((await recentEvents(context, 1))[0]).toMatchObject({
      action: "complaints-allowed",
      detail: "5 of 40, for a week: it was a test",
    });
    expect(await tooManyComplaints(context)).toBeNull();
    context.later(8 * day);
    expect(await tooManyComplaints(context)).not.toBeNull();
    context.later(30 * day);
    expect(await tooManyComplaints(context)).toBeNull();
  });
});

describe("the ledger of an issue that has gone out", () => {
  const refuse = async (send: Send, email: string, verdict: string, reply: string) => {
    const { id } = (await subscriberByEmail(context, email))!;
    await context.db
      .updateTable("deliveries")
      .set({ status: "refused", verdict, reply, reply_code: 550, finished_at: context.clock() })
      .where("edition_id", "=", send.editionId)
      .where("subscriber_id", "=", id)
      .execute();
  };
  const walk = async () => {
    await closeWhenDone(context);
    await followAll(context);
    for (let i = 0; i < 5; i += 1) await walkLedger(context);
  };

  test("is counted by domain, and refusals suppress like bounces", async () => {
    for (const name of ["ana", "bo", "cai", "dee"]) await aReader(context, list, `${name}@others.example`, "");
    const send = await anIssueTo(30);
    await context.db.updateTable("deliveries").set({ status: "accepted", finished_at: 1 }).execute();
    await refuse(send, "ana@others.example", "address", "550 5.1.1 No such user");
    await refuse(send, "bo@others.example", "address", "550 No such user");
    await refuse(send, "cai@others.example", "block", "554 5.7.1 Spam");
    await walk();
    expect(await returnsOf(context, send.editionId)).toMatchObject({ accepted: 31, refused: 3 });
    const { domains, categories } = await returnsInDetail(context, send.editionId, 10);
    expect(domains).toMatchObject([{ domain: "others.example", counts: { accepted: 1, refused: 3 } }]);
    expect(categories).toMatchObject([
      { category: "address", count: 2 },
      { category: "block", count: 1 },
    ]);
    expect(await suppressionRecord(context, "ana@others.example")).toMatchObject({ by: "refusals at the hand-over" });
    for (const name of ["bo", "cai", "dee"])
      expect(await suppressionRecord(context, `${name}@others.example`)).toBeNull();
    const [figures] = await recentFigures(context);
    expect(figures).toMatchObject({ title: "Issue 1", counts: { accepted: 31, refused: 3 } });
  });

  test("suppresses nobody at once where a whole domain is said to be gone", async () => {
    for (let i = 0; i < 25; i += 1) await aReader(context, list, `r${i}@big.example`, "");
    const send = await anIssueTo(5);
    await context.db.updateTable("deliveries").set({ status: "accepted", finished_at: 1 }).execute();
    for (let i = 0; i < 22; i += 1) await refuse(send, `r${i}@big.example`, "address", "550 5.1.1 No such user");
    await walk();
    expect(await isDomainInDoubt(context, send.editionId, "big.example")).toBe(true);
    expect(await suppressionRecord(context, "r0@big.example")).toBeNull();
  });

  /** Bounces of readers at one domain come in, in this order. */
  const bounce = async ({ editionId }: Send, emails: string[]) => {
    for (const email of emails) {
      const { id } = (await subscriberByEmail(context, email))!;
      const to = referenceAddress(context, "bounce", { editionId }, id, context.clock())!;
      const raw = writtenReport({
        recipients: [failedAt(email, "5.1.1", "smtp; 550 5.1.1 No such user")],
        returned: null,
      });
      await receiveInbound(context, [{ door: "smtp", provider: null, sentFrom: "", sentTo: [to], raw }]);
    }
    await workOnInbound(context);
  };
  const suppressed = async (emails: string[]) => {
    const found = await Promise.all(emails.map((email) => suppressionRecord(context, email)));
    return found.filter((one) => one?.reason === "hard bounce").length;
  };
  const staff = async (many: number, domain: string) => {
    const emails = Array.from({ length: many }, (_, i) => `r${i}@${domain}`);
    for (const email of emails) await aReader(context, list, email, "");
    return emails;
  };

  test("takes back what came first when a whole company turns out to be gone, and believes it the second time", async () => {
    context = await testContext({ env: { BOUNCE_ADDRESS: "bounces@bounces.example.org" } });
    list = await aBriefing(context);
    const emails = await staff(8, "company.example");
    const send = await anIssueTo(10);
    await context.db.updateTable("deliveries").set({ status: "accepted", finished_at: 1 }).execute();
    await walk();
    await bounce(send, emails.slice(0, 4));
    expect(await suppressed(emails)).toBe(4);
    await bounce(send, emails.slice(4));
    await walk();
    expect(await suppressed(emails)).toBe(0);
    await bounce(send, emails);
    await walk();
    expect(await suppressed(emails), "the same told again").toBe(0);

    context.later(7 * day);
    const next = await sendIssue(
      context,
      await anIssue(context, list, { articles: [await anArticle(context)] }),
      "Ruth",
    );
    if ("error" in next) throw new Error(next.error);
    await context.db.updateTable("deliveries").set({ status: "accepted", finished_at: context.clock() }).execute();
    await walk();
    await bounce(next.send, emails.slice(5));
    expect(await suppressed(emails)).toBe(3);
  });

  test("waits with the twentieth of a domain until all of an issue has gone out", async () => {
    context = await testContext({ env: { BOUNCE_ADDRESS: "bounces@bounces.example.org" } });
    list = await aBriefing(context);
    const emails = await staff(200, "big.example");
    const send = await anIssueTo(200, 10);
    await bounce(send, emails.slice(0, 25));
    expect(await suppressed(emails)).toBeLessThan(25);
    await context.db.updateTable("deliveries").set({ status: "accepted", finished_at: 1 }).execute();
    await context.db.updateTable("issues").set({ status: "sending", pause_reason: null }).execute();
    await walk();
    expect(await suppressed(emails)).toBe(25);
  });
});
