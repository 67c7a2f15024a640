import { beforeEach, describe, expect, test } from "vitest";
import { consentOf } from "#app/models/consent/record.server.ts";
import { returnsOf } from "#app/models/deliveries/returns.server.ts";
import type { Send } from "#app/models/deliveries/sends.server.ts";
import { day } from "#app/models/durations.ts";
import { actOn } from "#app/models/inbound/acting.server.ts";
import { newAddressOf } from "#app/models/inbound/newAddresses.server.ts";
import { noReferences, type Fact, type Report, type Target } from "#app/models/inbound/reports.ts";
import { openNotices } from "#app/models/notices.server.ts";
import { erase } from "#app/models/privacy/erasure.server.ts";
import { liftSuppression } from "#app/models/readers/liftSuppression.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { subscriberByEmail } from "#app/models/readers/subscribers.server.ts";
import { suppressionRecord } from "#app/models/readers/suppressionRecords.server.ts";
import { closeWhenDone } from "#app/models/sending/pauses.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, anArticle, anIssue, aReader } from "../../support/newsroom.ts";

const ana = "ana@readers.example";
let context: TestContext;
let list: List;
let n = 0;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
  await aReader(context, list, ana, "Ana Berg");
  n = 0;
});

const reader = async () => (await subscriberByEmail(context, ana))!;
const kept = () => suppressionRecord(context, ana);

/** Sends an issue to everybody, which the server takes. */
async function issueTaken(): Promise<Send> {
  const sent = await sendIssue(context, await anIssue(context, list, { articles: [await anArticle(context)] }), "Ruth");
  if ("error" in sent) throw new Error(JSON.stringify(sent));
  const taken = { status: "accepted" as const, finished_at: context.clock(), verdict: "accepted", reply: "250 Ok" };
  await context.db.updateTable("deliveries").set(taken).where("edition_id", "=", sent.send.editionId).execute();
  await closeWhenDone(context);
  return sent.send;
}

/** What came back of an issue, as the worker keeps it: acted on, then written down. */
async function comesBack(send: Send | null, report: Partial<Report>, more: Partial<Fact & Target> = {}) {
  const target: Target = {
    ...{ by: "token", subscriberId: (await reader()).id, editionId: send?.editionId ?? null, letterId: null },
    ...{ listId: list.id, domain: "readers.example", ...(more.by && { by: more.by }) },
  };
  const fact: Fact = {
    ...{ messageId: (n += 1), n: 0, at: context.clock(), door: "smtp", provider: null, sentFrom: "" },
    ...{ reference: null, before: null, raw: Buffer.from("Subject: x\r\n\r\nx") },
    target: more.target === undefined ? target : more.target,
    report: {
      ...{ kind: "hard", category: "address", status: "5.1.1", diagnostic: "550 5.1.1 No such user", evidence: [] },
      ...{ rule: "a test", confidence: "certain", newAddress: null, references: noReferences, ...report },
    },
    ...(more.door && { door: more.door }),
    ...(more.raw && { raw: more.raw }),
  };
  const act = await actOn(context, fact);
  await keep(fact, act);
  return act;
}

async function keep({ messageId, at, report, target }: Fact, act: string | null) {
  await context.db
    .insertInto("inbound_messages")
    .values({
      ...{ id: messageId, door: "smtp", provider: null, dedupe_key: `m${messageId}`, received_at: at, sent_from: "" },
      ...{
        sent_to: "[]",
        raw: null,
        size: 1,
        state: "understood",
        rules_version: 1,
        understood_at: at,
        held_until: null,
      },
    })
    .execute();
  const { kind, category, status, diagnostic, rule, confidence } = report;
  await context.db
    .insertInto("inbound_reports")
    .values({
      ...{ message_id: messageId, n: 0, kind, category, status, diagnostic, evidence: "[]", rule, confidence, at },
      ...{ matched_by: target?.by ?? null, edition_id: target?.editionId ?? null, letter_id: null },
      ...{ subscriber_id: target?.subscriberId ?? null, domain: target?.domain ?? null, acted_at: at, act },
    })
    .execute();
}

const soft = { kind: "soft", category: "mailbox", status: "5.2.2", diagnostic: "552 5.2.2 Mailbox full" } as const;

describe("a bounce", () => {
  test("suppresses at once where a server says by its code that there is no such mailbox", async () => {
    const send = await issueTaken();
    expect(await comesBack(send, {})).toBe("suppressed");
    expect(await kept()).toMatchObject({
      ...{ reason: "hard bounce", by: "what came back", evidence: { messageId: 1, n: 0 } },
    });
    expect(await comesBack(send, {})).toBe("known");
    expect((await reader()).subscriptions).toMatchObject([{ status: "active" }]);
  });

  test.each<[string, Partial<Report>]>([
    ["words alone say so", { status: null, confidence: "likely" }],
    ["the code is another one", { status: "5.0.0" }],
    ["it is a guess", { confidence: "guess" }],
  ])("suppresses on the second time where %s", async (_what, report) => {
    expect(await comesBack(await issueTaken(), report)).toBe("counted");
    expect(await kept()).toBeNull();
    context.later(7 * day);
    expect(await comesBack(await issueTaken(), report)).toBe("suppressed");
    expect(await kept()).toMatchObject({ reason: "hard bounce" });
  });

  test("twice of the same issue is once", async () => {
    const send = await issueTaken();
    await comesBack(send, { status: null });
    expect(await comesBack(send, { status: null })).toBe("counted");
    expect(await kept()).toBeNull();
  });

  test("for now suppresses after three issues in a row over fifteen days", async () => {
    for (const expected of ["counted", "counted", "counted", "suppressed"]) {
      expect(await comesBack(await issueTaken(), soft)).toBe(expected);
      context.later(7 * day);
    }
    expect(await kept()).toMatchObject({ reason: "soft bounces", evidence: { messageId: 4 } });
  });

  test("for now counts from the beginning after an issue that arrived", async () => {
    for (const comes of [true, true, false, true, true]) {
      const send = await issueTaken();
      if (comes) await comesBack(send, soft);
      context.later(7 * day);
    }
    expect(await kept()).toBeNull();
  });

  test("from before a suppression was lifted counts no more", async () => {
    await comesBack(await issueTaken(), { status: null });
    context.later(day);
    await comesBack(await issueTaken(), {});
    expect(await liftSuppression(context, ana, "Ruth", "it works again")).toHaveProperty("lifted");
    context.later(7 * day);
    expect(await comesBack(await issueTaken(), { status: null })).toBe("counted");
  });

  test.each<[Partial<Report>]>([
    [{ kind: "block", category: "block", status: "5.7.1", diagnostic: "550 5.7.1 ana@readers.example Spam" }],
    [{ kind: "hard", category: "content", status: "5.6.0" }],
    [{ kind: "soft", category: "setup", status: "5.7.8" }],
  ])("about us suppresses nobody, and warns once an issue: %j", async (report) => {
    const send = await issueTaken();
    expect(await comesBack(send, report)).toBe("warned");
    expect(await comesBack(send, report)).toBe("warned");
    expect(await kept()).toBeNull();
    const warnings = (await openNotices(context)).filter(({ kind }) => kind === "blocked");
    expect(warnings).toHaveLength(1);
    expect(warnings[0]!.text).toMatch(/^Issue 1 came back because a receiver does not want mail from us/);
    expect(warnings[0]!.text).not.toContain("ana@");
  });

  test("of a mail to one person suppresses where it is certain, and counts for nothing else", async () => {
    expect(await comesBack(null, soft)).toBe("counted");
    expect(await comesBack(null, {})).toBe("suppressed");
  });
});

describe("whoever cannot prove what it is about", () => {
  test("changes nobody: no delivery, an address that is merely named, an erased reader (B-01)", async () => {
    const send = await issueTaken();
    expect(await comesBack(send, {}, { target: null })).toBeNull();
    for (const by of ["original-recipient", "final-recipient"] as const)
      for (const kind of ["hard", "complaint", "leave"] as const)
        expect(await comesBack(send, { kind }, { by })).toBeNull();
    expect(await kept()).toBeNull();
    const { id } = await reader();
    await erase(context, id, "Ruth");
    const target: Target = {
      ...{ by: "token", subscriberId: id, editionId: send.editionId, letterId: null, listId: list.id },
      domain: "readers.example",
    };
    expect(await comesBack(send, { kind: "complaint" }, { target }).catch(() => null)).toBeNull();
  });

  test("is believed in a provider's signed event", async () => {
    expect(await comesBack(await issueTaken(), {}, { by: "final-recipient", door: "webhook" })).toBe("suppressed");
  });
});

test.each([
  "delayed",
  "delivered",
  "not-spam",
  "authentication-failure",
  "auto-reply",
  "challenge",
  "unknown",
] as const)("%s changes nothing (B-04, B-07)", async (kind) => {
  const send = await issueTaken();
  expect(await comesBack(send, { kind })).toBeNull();
  expect(await kept()).toBeNull();
  expect((await reader()).subscriptions).toMatchObject([{ status: "active" }]);
  expect(await returnsOf(context, send.editionId)).toMatchObject({ hard: 0, soft: 0, complaint: 0 });
});

describe("a complaint", () => {
  test("ends and suppresses for good, once, whatever bounced before (B-10)", async () => {
    const send = await issueTaken();
    await comesBack(send, {});
    expect(await comesBack(send, { kind: "complaint", category: null, status: null })).toBe("complained");
    expect(await comesBack(send, { kind: "complaint", category: null, status: null })).toBe("known");
    expect(await kept()).toMatchObject({ reason: "complaint", liftable: false });
    expect((await reader()).subscriptions).toMatchObject([{ status: "ended", endedBy: "complaint" }]);
    const letters = await context.db.selectFrom("letters").select("id").execute();
    expect(letters).toEqual([]);
  });

  test("of one reader about every issue counts once: nobody alone stops the sends of a small list", async () => {
    const sends = [];
    for (let i = 0; i < 6; i += 1) sends.push(await issueTaken());
    for (const send of sends) await comesBack(send, { kind: "complaint", category: null, status: null });
    const counts = await Promise.all(sends.map(({ editionId }) => returnsOf(context, editionId)));
    expect(counts.reduce((sum, { complaint }) => sum + complaint, 0)).toBe(1);
  });
});

describe("leaving by mail (H-19)", () => {
  const leave = { kind: "leave", category: null, status: null } as const;

  test("ends what its token names, once, and stands in the chain as a mail", async () => {
    const send = await issueTaken();
    expect(await comesBack(send, leave)).toBe("ended");
    expect(await comesBack(send, leave)).toBe("known");
    expect((await reader()).subscriptions).toMatchObject([{ status: "ended", endedBy: "mail" }]);
    const steps = await consentOf(context, (await reader()).id);
    expect(steps.filter(({ kind }) => kind === "ended")).toMatchObject([{ source: "mail", method: "mail" }]);
    expect(await kept()).toBeNull();
  });

  test("is not what a machine sends by itself", async () => {
    const raw = Buffer.from("From: x\r\nAuto-Submitted: auto-replied (vacation)\r\n\r\nAuto-Submitted: no");
    expect(await comesBack(await issueTaken(), leave, { raw })).toBeNull();
    const person = Buffer.from("auto-submitted: No\r\n\r\nplease");
    expect(await comesBack(await issueTaken(), leave, { raw: person })).toBe("ended");
  });
});

test("a new address waits for an operator, and nobody is written to there", async () => {
  const moved = { kind: "moved", category: null, newAddress: "Ana@Elsewhere.example" } as const;
  expect(await comesBack(await issueTaken(), moved)).toBe("noted");
  expect(await newAddressOf(context, (await reader()).id)).toMatchObject({ email: "Ana@elsewhere.example" });
  expect(await comesBack(null, { ...moved, newAddress: ana })).toBeNull();
  expect(await comesBack(null, { ...moved, newAddress: "no address" })).toBeNull();
  const [told] = (await openNotices(context)).filter(({ kind }) => kind === "reader-moved");
  expect(told!.text).not.toContain("@");
});
