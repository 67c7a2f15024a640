import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { understandMail } from "#app/models/inbound/understanding/understandMail.server.ts";
import { failedAt, writtenReport } from "../../../support/deliveryReports.ts";

const report = writtenReport({
  lineEnd: "\n",
  recipients: [failedAt("ana@far.example", "5.1.1", "smtp; 550 User unknown")],
});

/** A multipart of so many levels. */
function nested(levels: number): string {
  const opening = Array.from(
    { length: levels },
    (_, n) => `Content-Type: multipart/mixed; boundary="b${n}"\n\n--b${n}\n`,
  );
  return `From: a@b.example\n${opening.join("")}\ntext\n`;
}

/** A message of so many parts. */
function wide(parts: number): string {
  const part = "--b\nContent-Type: text/plain\n\nx\n";
  return `From: MAILER-DAEMON@b.example\nContent-Type: multipart/report; boundary=b\n\n${part.repeat(parts)}--b--\n`;
}

describe("a message that is made to hurt (B-08, 8.31)", () => {
  test.each([
    ["5,000 levels", nested(5000)],
    ["eleven levels", nested(11)],
    ["20,000 parts", wide(20_000)],
    ["101 parts", wide(101)],
    ["20 MB", `From: a@b.example\n\n${"x".repeat(20_000_000)}`],
    ["a byte more than a megabyte", "x".repeat(1_000_001)],
  ])("is set aside: %s", async (_, text) => {
    const reports = await understandMail(Buffer.from(text));
    expect(reports).toMatchObject([{ kind: "unknown", rule: "quarantined" }]);
  });

  const head = "From: MAILER-DAEMON@b.example\nSubject: Undelivered Mail Returned to Sender\n";
  test.each([
    ["a sender of signs", `From: ${"@".repeat(100_000)}\n\nHello`],
    ["a sender without an end, who is away", `From: ${"a".repeat(400_000)}\nAuto-Submitted: auto-replied\n\nAway.`],
    ["only spaces", " ".repeat(900_000)],
    ["only line ends", "\n".repeat(900_000)],
    ["only carriage returns", "\r".repeat(900_000)],
    ["one header without an end", `Subject: ${"a".repeat(900_000)}`],
    ["300,000 headers", "a:b\n".repeat(225_000)],
    ["one folded header", `Subject: a\n${" b\n".repeat(300_000)}`],
    ["an endless encoded word", `Subject: ${"=?utf-8?q?=41".repeat(60_000)}\n\nx`],
    ["tags that never close", `${head}Content-Type: text/html\n\n${"<".repeat(900_000)}`],
    ["styles that never close", `${head}Content-Type: text/html\n\n${"<style>".repeat(120_000)}`],
    ["comments that never close", `${head}Content-Type: text/html\n\n${"<!--".repeat(200_000)}`],
    ["addresses without an end", `${head}\n${"a@".repeat(400_000)}`],
    ["names of hosts without an end", `${head}\n${"550 a.b.c ".repeat(80_000)}`],
    ["quotes without an end", `${head}\n${">".repeat(900_000)}`],
    ["the word “to” without an end", `${head}\n${"to ".repeat(300_000)}`],
    ["the word “user” without an end", `${head}\n${"user mailbox account ".repeat(40_000)}`],
    ["words without spaces", `${head}\n${"could not be delivered".replaceAll(" ", "").repeat(40_000)}`],
    ["50,000 recipients", `${head}\n${"<ana@far.example>: user unknown\n".repeat(28_000)}`],
    [
      "20,000 groups",
      writtenReport({
        recipients: Array.from({ length: 12_000 }, (_, n) => failedAt(`a${n}@far.example`, "5.1.1")),
      }).toString(),
    ],
    ["base64 of nothing", `${head}Content-Transfer-Encoding: base64\n\n${"====".repeat(200_000)}`],
    ["boundaries in boundaries", `${head}Content-Type: multipart/mixed; boundary="-"\n\n${"---\n".repeat(60)}`],
    ["an empty boundary", `${head}Content-Type: multipart/mixed; boundary=""\n\n${"--\n".repeat(250_000)}`],
    ["NUL", "\0".repeat(900_000)],
    ["escape sequences", "\x1b$B".repeat(300_000)],
  ])("is answered for, soon: %s", async (_, text) => {
    const began = performance.now();
    const reports = await understandMail(Buffer.from(text));
    expect(reports.length).toBeGreaterThan(0);
    expect(reports.length).toBeLessThanOrEqual(100);
    // A machine under load takes longer; what explodes takes minutes.
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  test("never throws, whatever its bytes are", async () => {
    const bytes = fc.asyncProperty(fc.uint8Array({ maxLength: 3_000 }), async (raw) => {
      expect(await understandMail(Buffer.from(raw))).not.toEqual([]);
    });
    await fc.assert(bytes, { numRuns: 300 });
  });

  test("never throws, wherever a report is cut, doubled or overwritten", async () => {
    const change = fc.record({ at: fc.nat(report.length), length: fc.nat(200), by: fc.uint8Array({ maxLength: 100 }) });
    const changed = fc.asyncProperty(fc.array(change, { maxLength: 6 }), async (changes) => {
      const raw = changes.reduce(
        (bytes, { at, length, by }) => Buffer.concat([bytes.subarray(0, at), by, bytes.subarray(at + length)]),
        report,
      );
      const reports = await understandMail(raw);
      expect(reports.every(({ kind, rule }) => kind && rule && rule !== "unreadable")).toBe(true);
    });
    await fc.assert(changed, { numRuns: 500 });
  });

  test("cannot make its words be taken for properties", async () => {
    const text = `From: fbl@b.example\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: __proto__\nVersion: 1\n--b--\n`;
    expect(await understandMail(Buffer.from(text))).toMatchObject([{ kind: "complaint" }]);
  });
});
