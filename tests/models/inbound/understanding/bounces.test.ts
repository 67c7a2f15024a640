import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { understandMail } from "#app/models/inbound/understanding/understandMail.server.ts";
import { failedAt, writtenReport } from "../../../support/deliveryReports.ts";
import { original, samplesIn, tokenAddress, understoodAs } from "../../../support/mails.ts";

describe("a bounce that is written for people (B-06)", () => {
  test.each(samplesIn("tests/models/inbound/mails/prose-bounces.txt"))(
    "$name: $expected",
    async ({ expected, raw }) => {
      expect(await understoodAs(raw)).toEqual(expected);
    },
  );
});

describe("a delivery report (RFC 3464)", () => {
  const lines = readFileSync("tests/models/inbound/mails/diagnostics.txt", "utf8").trim().split("\n");
  test.each(lines.map((line) => line.split("|") as [string, string, string]))(
    "%s: %s %s",
    async (expected, status, said) => {
      const raw = writtenReport({ recipients: [failedAt("ana@far.example", status, said || undefined)] });
      expect(await understoodAs(raw)).toEqual([expected]);
    },
  );

  const three = [
    failedAt("ana@far.example", "5.1.1", "smtp; 550 5.1.1 User unknown"),
    [
      "Original-Recipient: rfc822;bo@far.example",
      "Final-Recipient: rfc822;b@in.far.example",
      "Action: failed",
      "Status: 5.2.2",
    ],
    ["Final-Recipient: rfc822;cy@far.example", "Action: delayed", "Status: 4.4.1"],
  ];

  test.each([
    ["as it should be", {}],
    ["with line ends of LF alone", { lineEnd: "\n" }],
    ["with line ends of CR alone", { lineEnd: "\r" }],
    ["in base64", { encoding: "base64" as const }],
    ["in quoted-printable", { encoding: "quoted-printable" as const }],
    ["of another type", { type: "text/plain" }],
    ["without a returned message", { returned: null }],
    ["with an internationalised type", { type: "message/global-delivery-status" }],
    ["whose charset nobody knows", { type: "message/delivery-status; charset=x-klingon" }],
    ["with letters that are no text", { text: "Empf\u00e4nger \ufffd\u0000 unbekannt" }],
  ])("about three recipients gives three reports (B-05): %s", async (_, how) => {
    const reports = await understandMail(writtenReport({ recipients: three, ...how }));
    expect(
      reports.map(({ kind, references }) => [kind, references.originalRecipient, references.finalRecipient]),
    ).toEqual([
      ["hard", null, "ana@far.example"],
      ["soft", "bo@far.example", "b@in.far.example"],
      ["delayed", null, "cy@far.example"],
    ]);
  });

  test.each([
    ["delayed", "4.4.1", "delayed"],
    ["delivered", "2.0.0", "delivered"],
    ["relayed", "2.0.0", "delivered"],
    ["expanded", "2.0.0", "delivered"],
    ["Delayed (will retry)", "5.0.0", "delayed"],
  ])("with the action %s and %s is no bounce (B-04)", async (action, status, kind) => {
    const group = ["Final-Recipient: rfc822;ana@far.example", `Action: ${action}`, `Status: ${status}`];
    expect(await understoodAs(writtenReport({ recipients: [group] }))).toEqual([kind]);
  });

  test.each([
    ["no Status", ["Action: failed", "Diagnostic-Code: smtp; 550 5.1.1 User unknown"], "hard address"],
    ["a Status that nobody defined", ["Action: failed", "Status: 9.9.9"], "soft temporary"],
    ["a Status of words", ["Action: failed", "Status: bad", "Diagnostic-Code: smtp; 550 Mailbox full"], "soft mailbox"],
    ["no Action", ["Status: 5.1.1 (no such user)"], "hard address"],
    ["an Action of its own", ["Action: FAILURE", "Status: 5.1.1"], "hard address"],
    [
      "a folded Diagnostic-Code",
      ["Action: failed", "Status: 5.0.0", "Diagnostic-Code: smtp; 550-no", "    such user here"],
      "hard address",
    ],
    [
      "an unfolded Diagnostic-Code",
      ["Action: failed", "Status: 5.0.0", "Diagnostic-Code: smtp; 550", "no such user here"],
      "hard address",
    ],
    ["a code in capitals and tabs", ["ACTION:\tfailed", "STATUS:\t5.1.1"], "hard address"],
  ])("with %s is understood", async (_, fields, expected) => {
    const raw = writtenReport({ recipients: [["Final-Recipient: rfc822; ana@far.example", ...fields]] });
    expect(await understoodAs(raw)).toEqual([expected]);
  });

  test("that tells its reason only to people is believed there", async () => {
    const text = "Your message to ana@far.example couldn't be delivered.\n\nana wasn't found at far.example.";
    const raw = writtenReport({
      text,
      recipients: [failedAt("ana@far.example", "5.0.0", "smtp; 550 Requested action aborted")],
    });
    expect(await understoodAs(raw)).toEqual(["hard address"]);
  });

  test("keeps what may tell the delivery, in the order of B-03", async () => {
    const ofAll = ["Reporting-MTA: dns; far.example", "Original-Envelope-Id: env+2B7", "Arrival-Date: now"];
    const group = ["Original-Recipient: rfc822;ana+2Bnews@far.example", ...failedAt("ana@in.far.example", "5.1.1")];
    const [report] = await understandMail(writtenReport({ ofAll, recipients: [group] }));
    expect(report!.references).toEqual({
      sentTo: [tokenAddress],
      envelopeId: "env+2B7",
      queueIds: [],
      messageIds: ["<issue-12.7@briefing.example>"],
      feedbackIds: ["12:weekly:briefing"],
      listUnsubscribe: ["https://briefing.example/one-click/abcdefghijklmnopqrstuvwx"],
      providerMessageId: null,
      originalRecipient: "ana+news@far.example",
      finalRecipient: "ana@in.far.example",
    });
  });

  test("keeps the lines that decided, short and without control characters", async () => {
    const raw = writtenReport({
      recipients: [failedAt("ana@far.example", "5.1.1", `smtp; 550 \u0007${"x".repeat(900)}`)],
    });
    const [report] = await understandMail(raw);
    expect(report!.diagnostic).toHaveLength(500);
    expect(report!.evidence.every((line) => line.length <= 200 && !/\p{Cc}/u.test(line))).toBe(true);
  });

  test.each([
    ["a boundary that is not announced", (text: string) => text.replace(/; boundary="[^"]+"/, "")],
    ["another boundary than the announced one", (text: string) => text.replace(/boundary="[^"]+"/, 'boundary="other"')],
    ["no last boundary", (text: string) => text.replace(/--=_report_7--\s*$/, "")],
    ["no content type at all", (text: string) => text.replace(/Content-Type: multipart[^\n]+\n/, "")],
    ["a line of an mbox above", (text: string) => `From MAILER-DAEMON Mon Nov 23 10:00:00 2026\n${text}`],
    ["everything as one text", (text: string) => text.replace(/multipart\/report[^\n]+/, "text/plain")],
    [
      "a second wrapping",
      (text: string) =>
        `From: postmaster@gate.example\nSubject: FW: failure\nContent-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: message/rfc822\n\n${text}\n--o--\n`,
    ],
  ])("with %s is understood", async (_, broken) => {
    const raw = writtenReport({
      lineEnd: "\n",
      recipients: [failedAt("ana@far.example", "5.1.1", "smtp; 550 User unknown")],
    });
    expect(await understoodAs(Buffer.from(broken(raw.toString())))).toEqual(["hard address"]);
  });

  test.each([
    ["/DDA:RFC-822=ana(a)far.example/C=us/", "X400;", "ana@far.example"],
    ["IMCEASMTP-ana+40far+2Eexample@in.example", "x-local;", "ana@far.example"],
    ["<ana@far.example>", "RFC822;", "ana@far.example"],
    ["ana@far.example (Ana)", "rfc822;", "ana@far.example"],
    ["ana@far.example.", "", "ana@far.example"],
  ])("names its recipient as %s", async (recipient, type, expected) => {
    const raw = writtenReport({
      recipients: [[`Final-Recipient: ${type}${recipient}`, "Action: failed", "Status: 5.1.1"]],
    });
    expect((await understandMail(raw))[0]!.references.finalRecipient).toBe(expected);
  });

  test("that anybody writes reads back as it was written", async () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9.]{0,20}[a-z]$/);
    const group = fc.record({
      local: word,
      host: word,
      code: fc.constantFrom(...Object.keys(kindOf)),
      action: fc.constantFrom("failed", "delayed", "relayed"),
    });
    const how = fc.record({
      lineEnd: fc.constantFrom("\n", "\r\n", "\r"),
      encoding: fc.constantFrom(undefined, "base64" as const, "quoted-printable" as const),
      returned: fc.constantFrom(undefined, null, original),
      boundary: fc.stringMatching(/^[A-Za-z0-9=_.]{1,40}$/),
    });
    const groups = fc.uniqueArray(group, {
      minLength: 1,
      maxLength: 5,
      selector: ({ local, host }) => `${local}@${host}`,
    });
    const reads = fc.asyncProperty(groups, how, async (recipients, form) => {
      const fields = recipients.map(({ local, host, code, action }) => [
        `Final-Recipient: rfc822; ${local}@${host}.example`,
        `Action: ${action}`,
        `Status: ${code}`,
      ]);
      const reports = await understandMail(writtenReport({ ...form, recipients: fields }));
      expect(reports.map(({ kind, references }) => [kind, references.finalRecipient])).toEqual(
        recipients.map(({ local, host, code, action }) => [
          { failed: kindOf[code]!, delayed: "delayed", relayed: "delivered" }[action],
          `${local}@${host}.example`,
        ]),
      );
    });
    await fc.assert(reads, { numRuns: 200 });
  });
});

/** What codes mean by themselves. */
const kindOf: Record<string, string> = {
  "5.1.1": "hard",
  "5.1.2": "hard",
  "5.2.2": "soft",
  "4.4.7": "soft",
  "5.7.1": "block",
};
