import { beforeEach, describe, expect, test } from "vitest";
import { returnsOf } from "#app/models/deliveries/returns.server.ts";
import { day } from "#app/models/durations.ts";
import { matchReports } from "#app/models/inbound/matching.server.ts";
import { receiveInbound } from "#app/models/inbound/receiving.server.ts";
import type { InboundDoor, ReportKind, ReportReferences } from "#app/models/inbound/reports.ts";
import { understandMail } from "#app/models/inbound/understanding/understandMail.server.ts";
import { workOnInbound } from "#app/models/inbound/work.server.ts";
import { referenceAddress } from "#app/models/mailReferences.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { subscriberById } from "#app/models/readers/subscribers.server.ts";
import { leaveUrls } from "#app/models/readers/unsubscribe.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { messageId } from "#emails/message/messageId.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aReport } from "../../support/inbound.ts";
import { aBriefing, anIssue, aReader } from "../../support/newsroom.ts";

const env = { BOUNCE_ADDRESS: "bounces@bounces.example.org", REPLY_ADDRESS: "replies@replies.example.org" };
let context: TestContext;
let list: List;
let ada: number;
let bob: number;
let editionId: number;

beforeEach(async () => {
  context = await testContext({ env });
  list = await aBriefing(context);
  ada = (await aReader(context, list, "ada@example.org")).id;
  bob = (await aReader(context, list, "bob@example.org")).id;
  const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
  if ("error" in sent) throw new Error(sent.error);
  editionId = sent.send.editionId;
  const taken = { status: "accepted" as const, finished_at: context.clock(), verdict: "accepted", reply: "250 Ok" };
  await context.db.updateTable("deliveries").set(taken).execute();
});

async function match(kind: ReportKind, references: Partial<ReportReferences>, door: InboundDoor = "smtp") {
  const told = { door, sentTo: ["bounces@bounces.example.org"], at: context.clock() };
  const [found] = await matchReports(context, [{ report: aReport(kind, { references }), told }]);
  const { by, subscriberId, editionId } = found!.target ?? {};
  return found!.target ? [by, subscriberId, editionId] : null;
}

async function messageIdTo(reader: number): Promise<string> {
  const edition = context.db.selectFrom("editions").select(["marker_key", "from_address"]).where("id", "=", editionId);
  const { marker_key, from_address } = await edition.executeTakeFirstOrThrow();
  return messageId(marker_key, reader, from_address);
}

const link = (reader: number) => leaveUrls(context, reader, list.id).oneClick;

describe("without a reference a delivery is found (B-03)", () => {
  test("by the Message-ID in the returned copy, for the reader whom the copy names, for 30 days", async () => {
    const ids = { messageIds: [await messageIdTo(ada)] };
    const byId = ["message-id", ada, editionId];
    expect(await match("hard", { ...ids, finalRecipient: "Ada@example.org" })).toEqual(byId);
    expect(await match("hard", { ...ids, originalRecipient: "rfc822;ada@example.org" })).toEqual(byId);
    expect(await match("hard", { ...ids, listUnsubscribe: [link(ada)] })).toEqual(byId);
    expect(await match("hard", ids)).toBeNull();
    expect(await match("hard", { ...ids, finalRecipient: "bob@example.org" })).toBeNull();
    context.later(31 * day);
    expect(await match("hard", { ...ids, finalRecipient: "ada@example.org" })).toBeNull();
  });

  test("by the name that our mail server gave it, in a bounce of the reader's address (B-02)", async () => {
    await context.db.updateTable("deliveries").set({ reply: "250 2.0.0 Ok: queued as 4bXk2m1Zz9" }).execute();
    const named = { queueIds: ["4bXk2m1Zz9"], finalRecipient: "ada@example.org" };
    expect(await match("hard", named)).toEqual(["queue-id", ada, editionId]);
    expect(await match("hard", { ...named, queueIds: ["4bXk2m1Zz"] })).toBeNull();
    expect(await match("hard", { ...named, finalRecipient: "nobody@example.org" })).toBeNull();
    expect(await match("complaint", named), "others could have seen it").toBeNull();
    context.later(31 * day);
    expect(await match("hard", named)).toBeNull();
  });

  test.each([
    ["of Postfix", "X-Postfix-Queue-ID: 4bXk2m1Zz9", ""],
    ["of Exim, in its words", "Reporting-MTA: dns; mx", "The message identifier is:     4bXk2m1Zz9"],
    ["in other words", "Reporting-MTA: dns; mx", "Your mail (queue id 4bXk2m1Zz9) was not delivered."],
  ])("that name stands in a report %s", async (_, field, words) => {
    const report = dsn("ada@example.org", "Subject: x").replace("Reporting-MTA: dns; mx.example", field);
    const [read] = await understandMail(
      Buffer.from(report.replace("--b\nContent-Type: text/plain\n\n", `$&${words}\n\n`)),
    );
    expect(read!.references.queueIds).toEqual(["4bXk2m1Zz9"]);
  });

  test("by the link to leave, where it is about the reader whichever mail it was; a bounce is not", async () => {
    for (const kind of ["complaint", "opt-out", "not-spam"] as const)
      expect(await match(kind, { listUnsubscribe: [link(ada)] })).toEqual(["list-unsubscribe", ada, editionId]);
    expect(await match("hard", { listUnsubscribe: [link(ada)] })).toBeNull();
    expect(await match("complaint", { listUnsubscribe: [link(ada).replace(/.{3}$/, "aaa")] })).toBeNull();
    context.later(11 * day);
    expect(await match("complaint", { listUnsubscribe: [link(ada)] })).toEqual(["list-unsubscribe", ada, null]);
  });

  test("by the recipient alone only in a provider's signed event, for 10 days", async () => {
    for (const door of ["smtp", "mailbox", "pipe"] as const)
      expect(await match("hard", { finalRecipient: "ada@example.org" }, door)).toBeNull();
    expect(await match("hard", { finalRecipient: "ada@example.org" }, "webhook")).toEqual([
      ...["final-recipient", ada, editionId],
    ]);
    expect(
      await match("hard", { originalRecipient: "ada@example.org", finalRecipient: "bob@example.org" }, "webhook"),
    ).toEqual(["original-recipient", ada, editionId]);
    expect(await match("hard", { finalRecipient: "nobody@example.org" }, "webhook")).toBeNull();
    context.later(11 * day);
    expect(await match("hard", { finalRecipient: "ada@example.org" }, "webhook")).toBeNull();
  });
});

const reference = (reader: number) => referenceAddress(context, "bounce", { editionId }, reader, context.clock())!;

const dsn = (recipient: string, returned: string) =>
  [
    "From: MAILER-DAEMON@mx.example\nSubject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0",
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n',
    `--b\nContent-Type: text/plain\n\n<${recipient}>: 550 5.1.1 User unknown\n`,
    "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n",
    `Original-Recipient: rfc822;${recipient}\nFinal-Recipient: rfc822;${recipient}\nAction: failed\nStatus: 5.1.1\n`,
    `--b\nContent-Type: text/rfc822-headers\n\n${returned}\n--b--\n`,
  ].join("\n");

const arf = (recipient: string, mailFrom: string, returned: string) =>
  [
    "From: feedback@provider.example\nSubject: FW: the issue\nMIME-Version: 1.0",
    'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\n',
    "--b\nContent-Type: text/plain\n\nAn abuse report.\n",
    "--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: Loop/1\nVersion: 1",
    `Original-Mail-From: <${mailFrom}>\nOriginal-Rcpt-To: <${recipient}>\n`,
    `--b\nContent-Type: message/rfc822\n\n${returned}\n\n--b--\n`,
  ].join("\n");

describe("forged reports", () => {
  const come = async (sentTo: string, mails: string[]) => {
    const given = mails.map((text) => Buffer.from(text.replaceAll("\n", "\r\n")));
    await receiveInbound(
      context,
      given.map((raw) => ({ door: "smtp" as const, provider: null, sentFrom: "", sentTo: [sentTo], raw })),
    );
    expect((await workOnInbound(context)).failed).toBe(0);
  };
  const standing = async (id: number) => {
    const reader = (await subscriberById(context, id))!;
    return [reader.suppressed, ...reader.subscriptions.map(({ status }) => status)];
  };
  const kinds = async () =>
    (await context.db.selectFrom("inbound_reports").select("kind").orderBy("message_id").execute()).map(
      ({ kind }) => kind,
    );

  test("change nobody: of failures (8.32) and of complaints (8.33) that name a reader, a guessed id or a bent reference", async () => {
    const bent = reference(ada).replace(/.{3}@/, "aaa@");
    const head = `Return-Path: <${bent}>\nTo: ada@example.org\nMessage-ID: <${"0".repeat(32)}@briefing.example.org>`;
    const guessed = `${head}\nList-Unsubscribe: <${link(ada).replace(/.{3}$/, "aaa")}>`;
    for (const sentTo of ["bounces@bounces.example.org", "postmaster@bounces.example.org", bent])
      await come(sentTo, [dsn("ada@example.org", head), arf("ada@example.org", bent, guessed)]);
    expect(await kinds()).toEqual(["hard", "complaint", "hard", "complaint", "hard", "complaint"]);
    expect(await standing(ada)).toEqual([false, "active"]);
    expect(await returnsOf(context, editionId)).toMatchObject({ hard: 0, complaint: 0 });
  });

  test("with a reference of one's own change oneself alone, whomever they name", async () => {
    await come(reference(bob), [
      dsn("ada@example.org", `Return-Path: <${reference(bob)}>\nTo: ada@example.org`),
      arf("ada@example.org", reference(bob), "To: ada@example.org"),
    ]);
    expect(await standing(ada)).toEqual([false, "active"]);
    expect(await standing(bob)).toEqual([true, "ended"]);
  });

  test("a reference for answers, which many have seen, tells of no failure and of no complaint", async () => {
    const reply = referenceAddress(context, "reply", { editionId }, ada, context.clock())!;
    await come(reply, [
      dsn("ada@example.org", `Reply-To: <${reply}>`),
      arf("ada@example.org", reply, "To: x@y.example"),
    ]);
    expect(await standing(ada)).toEqual([false, "active"]);
  });
});
