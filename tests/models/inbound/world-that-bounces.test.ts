import { createTransport } from "nodemailer";
import { expect, test } from "vitest";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { openSmtpDoor } from "#app/models/inbound/smtpDoor.server.ts";
import { understood } from "#app/models/inbound/understood.server.ts";
import { workOnInbound } from "#app/models/inbound/work.server.ts";
import { hour } from "#app/models/durations.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { endsWithTheTest } from "../../support/cleanup.ts";
import { testContext } from "../../support/context.ts";
import { actsOf, bySubject } from "../../support/inbound.ts";
import { someLanes, workOff } from "../../support/lane.ts";
import { aBriefing, anIssue, manyReaders } from "../../support/newsroom.ts";
import { startFarEnd, type ReceivedMessage } from "../../support/smtp.ts";

const readers = 2000;
const bouncing = 300;

type Kind = "hard" | "soft" | "block" | "delayed" | "auto-reply" | "complaint";
type Way = { kind: Kind; write: (to: string, sent: ReceivedMessage) => string };

const head = (subject: string, type: string) =>
  `From: MAILER-DAEMON@mx.example\r\nSubject: ${subject}\r\nMIME-Version: 1.0\r\nContent-Type: ${type}\r\n\r\n`;
const returned = ({ raw }: ReceivedMessage) => raw.toString("latin1").split("\r\n\r\n")[0]!;

/** A notice as RFC 3464 has it. */
const notice =
  (status: string, says: string, action = "failed") =>
  (to: string, sent: ReceivedMessage) =>
    head("Undelivered Mail Returned to Sender", 'multipart/report; report-type=delivery-status; boundary="b"') +
    [
      `--b\r\nContent-Type: text/plain\r\n\r\nYour message to <${to}> is in trouble: ${says}\r\n`,
      "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n",
      `Final-Recipient: rfc822; ${to}\r\nAction: ${action}\r\nStatus: ${status}\r\nDiagnostic-Code: smtp; ${says}\r\n`,
      `--b\r\nContent-Type: text/rfc822-headers\r\n\r\n${returned(sent)}\r\n--b--\r\n`,
    ].join("\r\n");
const prose = (subject: string, words: (to: string) => string) => (to: string) =>
  `${head(subject, "text/plain")}${words(to)}\r\n`;

/** Twenty ways in which servers answer later. */
const ways: Way[] = [
  { kind: "hard", write: notice("5.1.1", "550 5.1.1 User unknown") },
  { kind: "hard", write: notice("5.1.1", "550 5.1.1 The email account that you tried to reach does not exist") },
  { kind: "hard", write: notice("5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found") },
  { kind: "hard", write: notice("5.1.1", "550 No such user here") },
  { kind: "hard", write: notice("5.1.2", "550 5.1.2 Host unknown (Domain not found)") },
  {
    kind: "hard",
    write: prose(
      "failure notice",
      (to) =>
        `Hi. This is the qmail-send program at mx.example.\r\nI'm afraid I wasn't able to deliver your message to the following addresses.\r\nThis is a permanent error; I've given up. Sorry it didn't work out.\r\n\r\n<${to}>:\r\nSorry, no mailbox here by that name. (#5.1.1)\r\n`,
    ),
  },
  {
    kind: "hard",
    write: prose(
      "Mail delivery failed: returning message to sender",
      (to) =>
        `This message was created automatically by mail delivery software.\r\n\r\nA message that you sent could not be delivered to one or more of its\r\nrecipients. This is a permanent error. The following address(es) failed:\r\n\r\n  ${to}\r\n    host mx.example [192.0.2.1]\r\n    SMTP error from remote mail server after RCPT TO:<${to}>:\r\n    550 5.1.1 User unknown\r\n`,
    ),
  },
  { kind: "soft", write: notice("5.2.2", "552 5.2.2 Mailbox full") },
  { kind: "soft", write: notice("5.2.2", "550 5.2.2 Over quota") },
  { kind: "soft", write: notice("4.4.1", "connect to mx.example: Connection timed out") },
  { kind: "soft", write: notice("4.2.2", "452 4.2.2 The email account that you tried to reach is over quota") },
  { kind: "soft", write: notice("5.4.7", "Delivery time expired: 451 4.7.1 Greylisted, please try again later") },
  {
    kind: "block",
    write: notice("5.7.1", "554 5.7.1 Service unavailable; Client host [192.0.2.9] blocked using Spamhaus"),
  },
  { kind: "block", write: notice("5.7.1", "550 5.7.1 Message rejected as spam by content filter") },
  {
    kind: "block",
    write: notice("5.7.26", "550 5.7.26 This mail has been blocked because the sender is unauthenticated (DMARC)"),
  },
  { kind: "delayed", write: notice("4.4.1", "connect to mx.example: Connection timed out", "delayed") },
  { kind: "delayed", write: notice("4.7.1", "451 4.7.1 Greylisted", "delayed") },
  {
    kind: "auto-reply",
    write: (to) =>
      `From: ${to}\r\nAuto-Submitted: auto-replied\r\nSubject: Out of office\r\n\r\nI am away until Monday.\r\n`,
  },
  {
    kind: "auto-reply",
    write: (to) =>
      `From: ${to}\r\nAuto-Submitted: auto-replied\r\nX-Autoreply: yes\r\nSubject: Abwesenheitsnotiz\r\n\r\nIch bin im Urlaub.\r\n`,
  },
  {
    kind: "complaint",
    write: (to, sent) =>
      `${head("FW: an issue", 'multipart/report; report-type=feedback-report; boundary="b"')}--b\r\nContent-Type: text/plain\r\n\r\nAn abuse report.\r\n--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nUser-Agent: Loop/1\r\nVersion: 1\r\nOriginal-Mail-From: <${sent.envelope.from}>\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n${returned(sent)}\r\n\r\n--b--\r\n`,
  },
];

test(
  `of an issue to ${readers} readers ${bouncing} come back in twenty ways, later, in any order, some twice: each counts once`,
  { timeout: 300_000 },
  async () => {
    await using farEnd = await startFarEnd();
    const env = { BOUNCE_ADDRESS: "bounces@bounces.example.org", REPLY_ADDRESS: "replies@replies.example.org" };
    const context = await testContext({ smtpUrl: farEnd.url, env });
    const list = await aBriefing(context);
    await manyReaders(context, list, readers);
    const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
    if ("error" in sent) throw new Error(sent.error);
    await workOff(context, await someLanes(context, 3));
    // The sender may try the way back meanwhile, by a letter to ourselves.
    const issues = farEnd.messages.filter(({ envelope }) => !envelope.to[0]!.endsWith("@bounces.example.org"));
    expect(issues).toHaveLength(readers);
    context.later(hour);

    const rows = await context.db.selectFrom("subscribers").select(["id", "email"]).execute();
    const idOf = new Map(rows.map(({ id, email }) => [email, id]));
    const coming = issues.slice(0, bouncing).flatMap((message, i) => {
      const way = ways[i % ways.length]!;
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
    const done = await workOnInbound(context, undefined, { ...bySubject, understand: understood });
    expect(done.failed).toBe(0);

    const wanted = new Set(coming.map(({ kind, to }) => `${kind} ${idOf.get(to)}`));
    expect((await actsOf(context)).sort()).toEqual([...wanted].sort());
    expect(await countDeliveries(context, sent.send.editionId)).toMatchObject({ total: readers, accepted: readers });
  },
);
