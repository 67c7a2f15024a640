import { readFileSync } from "node:fs";
import { understandMail } from "#app/models/inbound/understanding/understandMail.server.ts";

/** A mail of a fixture file, and what it should be understood as: kind and category of each report. */
export type Sample = { name: string; expected: string[]; raw: Buffer };

/** An address of ours with the token of a delivery, as the envelope of an issue has it. */
export const tokenAddress = "bounces+beaaaaaaacaaaaaaadabcd234567abcdef@bounces.briefing.example";

/** The issue that bounces are about, as a server returns it. */
export const original = [
  `Return-Path: <${tokenAddress}>`,
  "Received: from out.briefing.example ([192.0.2.1]) by mx.example with ESMTP; Mon, 23 Nov 2026 09:00:00 +0000",
  "Message-ID: <issue-12.7@briefing.example>",
  "Feedback-ID: 12:weekly:briefing",
  "List-Unsubscribe: <https://briefing.example/one-click/abcdefghijklmnopqrstuvwx>",
  "From: The Briefing <news@briefing.example>",
  "To: reader@readers.example",
  "Subject: Issue 12: spam filters, full mailboxes and unknown users",
  "",
  "Hello reader, the mailbox is full and the user unknown, says an article.",
].join("\n");

/**
 * Reads the mails of a file. Each begins with `@@@ NAME | KIND CATEGORY, …`; `%ORIGINAL` stands for the returned issue,
 * `%ISO-2022-JP` says how the body is encoded, and `%FIELDS` stands above the fields of a delivery report.
 */
export function samplesIn(path: string): Sample[] {
  const blocks = readFileSync(path, "utf8").split(/^@@@ /m).slice(1);
  return blocks.map((block) => {
    const end = block.indexOf("\n");
    const [name, expected] = block.slice(0, end).split(" | ") as [string, string];
    const text = block.slice(end + 1).replaceAll("%ORIGINAL", original);
    return { name, expected: expected.split(", "), raw: encoded(withEnvelope(withFields(text))) };
  });
}

function withFields(text: string): string {
  const [written, fields] = text.split("%FIELDS\n") as [string, string?];
  if (fields === undefined) return text;
  const end = written.indexOf("\n\n");
  return [
    `${written.slice(0, end)}\nContent-Type: multipart/report; report-type=delivery-status; boundary=qq\n`,
    `--qq\nContent-Type: text/plain; charset=utf-8\n${written.slice(end)}`,
    `--qq\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; out.example\n\n${fields}`,
    `--qq\nContent-Type: text/rfc822-headers\n\n${original}\n--qq--\n`,
  ].join("\n");
}

function withEnvelope(text: string): string {
  const to = text.slice(0, text.indexOf("\n\n")).includes("\nTo: ") ? "" : `To: ${tokenAddress}\n`;
  return `Date: Mon, 23 Nov 2026 10:00:00 +0000\n${to}${text}`;
}

function encoded(text: string): Buffer {
  if (!text.includes("%ISO-2022-JP\n")) return Buffer.from(text);
  const [head, body] = text.split("%ISO-2022-JP\n") as [string, string];
  return Buffer.concat([Buffer.from(`${head}Content-Type: text/plain; charset=iso-2022-jp\n`), iso2022jp(body)]);
}

/** JIS X 0208 by way of EUC-JP, whose bytes are the same without their high bits. */
function iso2022jp(text: string): Buffer {
  const bytes: number[] = [];
  let inKanji = false;
  for (const character of text) {
    const code = eucJp(character);
    if ((code !== null) !== inKanji) bytes.push(0x1b, ...(code ? [0x24, 0x42] : [0x28, 0x42]));
    inKanji = code !== null;
    bytes.push(...(code ?? [character.charCodeAt(0)]));
  }
  return Buffer.from(bytes);
}

const kanji = new Map<string, [number, number]>();

function eucJp(character: string): [number, number] | null {
  if (character < "\x80") return null;
  if (kanji.size === 0)
    for (let row = 0x21; row < 0x7f; row++)
      for (let cell = 0x21; cell < 0x7f; cell++)
        kanji.set(new TextDecoder("euc-jp").decode(Uint8Array.from([row | 0x80, cell | 0x80])), [row, cell]);
  return kanji.get(character) ?? null;
}

/** What a mail is understood as, in the form of `Sample.expected`. */
export async function understoodAs(raw: Buffer): Promise<string[]> {
  const reports = await understandMail(raw);
  return reports.map(({ kind, category }) => (category ? `${kind} ${category}` : kind));
}
