import { original, tokenAddress, type Sample } from "./mails.ts";

/** A delivery report (RFC 3464) as a program would write it; each of `recipients` is a group of fields. */
export type WrittenReport = {
  from?: string;
  subject?: string;
  text?: string;
  ofAll?: string[];
  recipients: string[][];
  /** The content type of the part with the fields, and its transfer encoding. */
  type?: string;
  encoding?: "base64" | "quoted-printable";
  /** Left out: the head of the issue. Null: nothing is returned. */
  returned?: string | null;
  boundary?: string;
  lineEnd?: string;
};

/** Writes a delivery report. */
export function writtenReport(report: WrittenReport): Buffer {
  const { boundary = "=_report_7", lineEnd = "\r\n", encoding, returned = original } = report;
  const fields = [
    (report.ofAll ?? ["Reporting-MTA: dns; mx.far.example", "Arrival-Date: Mon, 23 Nov 2026 09:00:00 +0000"]).join(
      "\n",
    ),
    ...report.recipients.map((group) => group.join("\n")),
  ].join("\n\n");
  const parts = [
    ["Content-Type: text/plain; charset=utf-8", "", report.text ?? "This is an automatic report.", ""],
    [
      `Content-Type: ${report.type ?? "message/delivery-status"}`,
      ...(encoding ? [`Content-Transfer-Encoding: ${encoding}`] : []),
      "",
      encode(`${fields}\n`, encoding),
      "",
    ],
    ...(returned === null ? [] : [["Content-Type: message/rfc822", "", returned, ""]]),
  ];
  const message = [
    "Return-Path: <>",
    `From: ${report.from ?? "Mail Delivery System <MAILER-DAEMON@mx.far.example>"}`,
    `To: ${tokenAddress}`,
    `Subject: ${report.subject ?? "Undelivered Mail Returned to Sender"}`,
    "MIME-Version: 1.0",
    `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
    "",
    ...parts.flatMap((part) => [`--${boundary}`, ...part]),
    `--${boundary}--`,
    "",
  ];
  return Buffer.from(message.join("\n").replaceAll("\n", lineEnd));
}

function encode(text: string, encoding: WrittenReport["encoding"]): string {
  if (encoding === "base64") return Buffer.from(text).toString("base64").replace(/.{76}/g, "$&\n");
  if (encoding === "quoted-printable") return text.replaceAll("=", "=3D").replaceAll("; ", "=3B=\n ");
  return text;
}

/** The fields of a recipient whose delivery failed. */
export function failedAt(recipient: string, status: string, diagnostic?: string): string[] {
  const fields = [`Final-Recipient: rfc822; ${recipient}`, "Action: failed", `Status: ${status}`];
  return diagnostic === undefined ? fields : [...fields, `Diagnostic-Code: ${diagnostic}`];
}

/** A sample of a report. */
export function reportSample(name: string, expected: string, report: WrittenReport): Sample {
  return { name, expected: expected.split(", "), raw: writtenReport(report) };
}
