import { describe, expect, test } from "vitest";
import { asksForFewer, readReply, type Stage } from "#emails/smtp/replies.server.ts";

describe("one table says what an answer means (T-04, T-06, T-08, STANDARDS 3.2, row 36)", () => {
  test.each<[number, string, Stage, string, string]>([
    [250, "2.0.0 Ok: queued as 4F2A", "DATA", "accepted", "accepted"],
    [421, "4.7.28 Gmail has detected an unusual rate of unsolicited mail", "RCPT", "deferred", "rate"],
    [421, "4.7.28 Quota for sending messages that have the same Message-ID", "DATA", "deferred", "rate"],
    [421, "4.3.2 Service shutting down", "RCPT", "deferred", "temporary"],
    [451, "4.7.1 Too many connections from your host", "RCPT", "deferred", "rate"],
    [452, "4.5.3 Too many recipients in the last hour", "RCPT", "deferred", "rate"],
    [454, "Throttling failure: Maximum sending rate exceeded.", "DATA", "deferred", "rate"],
    [450, "4.2.0 Greylisted, see the postmaster's page", "RCPT", "deferred", "greylist"],
    [451, "4.7.1 Greylisting in action, please come back later", "RCPT", "deferred", "greylist"],
    [452, "4.2.2 Mailbox full", "RCPT", "deferred", "temporary"],
    [530, "5.7.0 Must issue a STARTTLS command first", "MAIL", "stop", "setup"],
    [535, "5.7.8 Username and password not accepted", "connection", "stop", "setup"],
    [550, "5.7.1 Relaying denied", "RCPT", "stop", "setup"],
    [554, "5.7.1 <x@y.example>: Relay access denied", "RCPT", "stop", "setup"],
    [553, "5.7.1 Sender address rejected: not owned by user", "MAIL", "stop", "setup"],
    [554, "No SMTP service here", "connection", "stop", "setup"],
    [550, "5.7.26 Unauthenticated email from briefing.example is not accepted", "DATA", "stop", "setup"],
    [
      550,
      "5.7.515 Access denied, sending domain does not meet the required authentication level",
      "DATA",
      "stop",
      "setup",
    ],
    [550, "5.7.25 The IP address sending this message does not have a PTR record", "DATA", "stop", "setup"],
    // The words of RFC 5321 4.5.3.1.9 for a message that is too large, which is no full mailbox.
    [552, "Too much mail data", "DATA", "refused", "content"],
    [550, "SPF check failed for your domain", "RCPT", "stop", "setup"],
    [550, "5.1.1 The email account that you tried to reach does not exist", "RCPT", "refused", "address"],
    [550, "5.1.2 Host unknown", "RCPT", "refused", "address"],
    [550, "5.1.10 Recipient domain has a null MX", "RCPT", "refused", "address"],
    [550, "User unknown", "RCPT", "refused", "address"],
    [550, "5.2.1 The email account is disabled", "RCPT", "refused", "mailbox"],
    [552, "5.2.2 Mailbox over quota", "RCPT", "refused", "mailbox"],
    [550, "5.7.1 Message rejected as spam", "DATA", "refused", "block"],
    [554, "Your address is listed at Spamhaus", "RCPT", "refused", "block"],
    [552, "5.3.4 Message size exceeds fixed limit", "DATA", "refused", "content"],
    [554, "5.6.0 Malformed message", "DATA", "refused", "content"],
    [550, "No", "RCPT", "refused", "address"],
    [554, "Transaction failed", "DATA", "refused", "content"],
    [503, "Bad sequence of commands", "DATA", "deferred", "temporary"],
    [999, "What?", "RCPT", "deferred", "temporary"],
  ])("%i %s", (code, reply, stage, kind, verdict) => {
    expect(readReply(code, `${code} ${reply}`, stage)).toMatchObject({ kind, verdict, code });
  });
});

describe("a reply asks for fewer connections (T-08)", () => {
  test.each<[boolean, number, string, Stage]>([
    [true, 421, "4.7.0 mx.example Error: too many connections from 192.0.2.1", "connection"],
    [true, 421, "Service not available, closing transmission channel", "MAIL"],
    [true, 421, "4.7.0 Try again later, closing connection", "DATA"],
    [true, 451, "4.7.1 Too many concurrent SMTP connections from your host", "RCPT"],
    [true, 450, "4.7.1 You send too fast", "MAIL"],
    [true, 454, "4.7.0 Temporary authentication failure", "connection"],
    [false, 421, "4.3.2 Service shutting down", "MAIL"],
    [false, 421, "4.4.2 Too long without a command", "MAIL"],
    [false, 421, "4.7.0 Too many messages in this session", "MAIL"],
    [false, 450, "4.7.1 Greylisted", "MAIL"],
    [false, 450, "4.7.1 <ana@readers.example>: Recipient address rejected", "RCPT"],
    [false, 452, "4.2.2 Mailbox full", "RCPT"],
    [false, 550, "5.7.1 Too many connections", "RCPT"],
    [false, 250, "2.0.0 Ok", "DATA"],
  ])("is %s for %i %s", (asks, code, text, stage) => {
    expect(asksForFewer(readReply(code, text, stage))).toBe(asks);
  });
});
