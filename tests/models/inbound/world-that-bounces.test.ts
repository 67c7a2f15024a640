import { createTransport } from "nodemailer";
import { expect, test } from "vitest";
import { tooManyComplaints } from "#app/models/deliveries/complaintRate.server.ts";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { returnsOf } from "#app/models/deliveries/returns.server.ts";
import { hour } from "#app/models/durations.ts";
import { followAll } from "#app/models/events/followers.server.ts";
import { walkLedger } from "#app/models/inbound/ledgerWalk.server.ts";
import { receiveInbound } from "#app/models/inbound/receiving.server.ts";
import { openSmtpDoor } from "#app/models/inbound/smtpDoor.server.ts";
import { workOnInbound } from "#app/models/inbound/work.server.ts";
import { openNotices } from "#app/models/notices.server.ts";
import { countSuppressions } from "#app/models/readers/liftSuppression.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { endsWithTheTest } from "../../support/cleanup.ts";
import { testContext } from "../../support/context.ts";
import { someLanes, workOff } from "../../support/lane.ts";
import { aBriefing, anIssue, manyReaders } from "../../support/newsroom.ts";
import { startFarEnd, type ReceivedMessage } from "../../support/smtp.ts";
import { waysToBounce, type CameBackAs } from "../../support/waysToBounce.ts";

const env = { BOUNCE_ADDRESS: "bounces@bounces.example.org", REPLY_ADDRESS: "replies@replies.example.org" };
const readers = 2000;
const bouncing = 300;

/** The mails to readers; a sender also writes to itself, to see whether mail comes back. */
const mailsTo = (farEnd: { messages: ReceivedMessage[] }) =>
  farEnd.messages.filter(({ envelope }) => envelope.to[0]!.endsWith("@readers.example"));

test(
  `of an issue to ${readers} readers ${bouncing} come back in twenty ways, later, in any order, some twice: each counts once`,
  { timeout: 300_000 },
  async () => {
    await using farEnd = await startFarEnd();
    const context = await testContext({ smtpUrl: farEnd.url, env });
    const list = await aBriefing(context);
    await manyReaders(context, list, readers);
    const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
    if ("error" in sent) throw new Error(sent.error);
    await workOff(context, await someLanes(context, 3));
    expect(mailsTo(farEnd)).toHaveLength(readers);
    const { editionId } = sent.send;
    await followAll(context);
    context.later(hour);
    for (let i = 0; i < 5; i += 1) await walkLedger(context);

    const rows = await context.db.selectFrom("subscribers").select(["id", "email"]).execute();
    const idOf = new Map(rows.map(({ id, email }) => [email, id]));
    const coming = mailsTo(farEnd)
      .slice(0, bouncing)
      .flatMap((message, i) => {
        const way = waysToBounce[i % waysToBounce.length]!;
        const to = message.envelope.to[0]!;
        const mail = { kind: way.kind, to, sentTo: message.envelope.from, raw: way.write(to, message) };
        // A server that heard no answer brings the same again; another one says it in its own words.
        const again = [mail, { ...mail, raw: `Received: from another by us\r\n${mail.raw}` }];
        return i % 7 === 0 && way.kind !== "auto-reply" ? [mail, ...again] : [mail];
      });
    coming.sort((a, b) => (a.raw.length % 37) - (b.raw.length % 37) || (a.sentTo < b.sentTo ? -1 : 1));

    const door = await openSmtpDoor(context, { host: "127.0.0.1", port: 0 }, null);
    endsWithTheTest(() => door.close());
    const transport = createTransport({ host: "127.0.0.1", port: door.port, ignoreTLS: true, pool: true });
    for (const { sentTo, raw } of coming) await transport.sendMail({ envelope: { from: "", to: sentTo }, raw });
    transport.close();
    expect((await workOnInbound(context)).failed).toBe(0);
    const numbersOf = (kind: CameBackAs) =>
      new Set(coming.filter((one) => one.kind === kind).map(({ to }) => idOf.get(to)!));
    const count = (kind: CameBackAs) => numbersOf(kind).size;

    // Each kind is understood as what it was, and acted on once.
    const reports = await context.db
      .selectFrom("inbound_reports")
      .select(["kind", "subscriber_id as id", "act", "acted_at as at"])
      .execute();
    for (const kind of ["hard", "soft", "block", "delayed", "auto-reply", "complaint"] as const) {
      const acted = reports.filter((one) => one.kind === kind && one.at !== null);
      expect(acted.map(({ id }) => id).sort(), kind).toEqual([...numbersOf(kind)].sort());
    }
    const repeated = reports.filter(({ act }) => act === "repeated");
    expect(repeated).toHaveLength(reports.length - bouncing);

    // The ledger is as it was, the figures count each once, and nobody is suppressed but those who had to be.
    expect(await countDeliveries(context, editionId)).toMatchObject({ total: readers, accepted: readers });
    const counts = { hard: count("hard"), soft: count("soft"), block: count("block"), complaint: count("complaint") };
    expect(await returnsOf(context, editionId)).toEqual({ accepted: readers, refused: 0, leave: 0, ...counts });
    const gone = reports.filter(({ kind, act }) => kind === "hard" && act === "suppressed").map(({ id }) => id!);
    expect(gone.length, "words without a code need a second time").toBeGreaterThanOrEqual(bouncing / 5);
    const suppressed = await context.db
      .selectFrom("subscribers")
      .select("id")
      .where("suppressed_at", "is not", null)
      .execute();
    expect(suppressed.map(({ id }) => id).sort()).toEqual([...gone, ...numbersOf("complaint")].sort());
    const reasons = await countSuppressions(context);
    expect(new Map(reasons.map(({ reason, count }) => [reason, Number(count)]))).toEqual(
      new Map([
        ["hard bounce", gone.length],
        ["complaint", count("complaint")],
      ]),
    );

    // Operators are told of blocks and complaints, and the next issue is kept back (P-01).
    const notices = (await openNotices(context)).map(({ kind }) => kind);
    expect(notices).toEqual(expect.arrayContaining(["blocked", "complaints"]));
    expect(await tooManyComplaints(context)).toEqual({ complaints: count("complaint"), accepted: readers });
    const next = await sendIssue(context, await anIssue(context, list), "Ruth");
    expect(next).toMatchObject({ error: "faults", faults: [{ error: "complaints" }] });
  },
);

test("of an issue that is still going out, complaints that come back stop the rest of it", async () => {
  await using farEnd = await startFarEnd();
  const context = await testContext({ smtpUrl: farEnd.url, env });
  const list = await aBriefing(context);
  await manyReaders(context, list, 200);
  const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
  if ("error" in sent) throw new Error(sent.error);
  const { editionId } = sent.send;
  // A hundred are not due yet.
  const some = context.db.selectFrom("deliveries").select("subscriber_id").orderBy("subscriber_id").limit(100);
  const later = context.db.updateTable("deliveries").set({ due_at: context.clock() + hour });
  await later.where("subscriber_id", "in", some).execute();
  await workOff(context, await someLanes(context, 2));
  expect(mailsTo(farEnd)).toHaveLength(100);

  const complaint = waysToBounce.find(({ kind }) => kind === "complaint")!;
  const mails = mailsTo(farEnd)
    .slice(0, 5)
    .map((message) => {
      const { from, to } = message.envelope;
      return { sentTo: [from], raw: Buffer.from(complaint.write(to[0]!, message)) };
    });
  await receiveInbound(
    context,
    mails.map((mail) => ({ door: "smtp" as const, provider: null, sentFrom: "", ...mail })),
  );
  await workOnInbound(context);
  const issue = await context.db.selectFrom("issues").select(["status", "pause_reason"]).executeTakeFirstOrThrow();
  expect(issue.status).toBe("paused");
  expect(issue.pause_reason).toMatch(/^Too many readers complain: 5 of the 100 mails handed over/);
  context.later(2 * hour);
  await workOff(context, await someLanes(context, 2));
  expect(mailsTo(farEnd)).toHaveLength(100);
  expect(await returnsOf(context, editionId)).toMatchObject({ complaint: 5 });
});
