import fc from "fast-check";
import { simpleParser } from "mailparser";
import { describe, expect, test } from "vitest";
import { markers, type ReaderValues } from "#emails/message/markers.server.ts";
import { messageBytes } from "#emails/message/message.server.ts";
import { prepareQuotedPrintable } from "#emails/message/quotedPrintable.server.ts";
import { joinParts, splitAtMarkers } from "#emails/message/segments.server.ts";
import { ana as withoutAnswers, markerKey } from "../samples.ts";

const ana = { ...withoutAnswers, answersUrl: "https://briefing.example.org/answer/abc" };

const marks = markers(markerKey);
const asItIs = (value: string) => value;

/** A part with marks, encoded for one reader. */
function encoded(text: string, reader: ReaderValues = ana): Buffer {
  const body = joinParts(prepareQuotedPrintable(splitAtMarkers(text, markerKey, asItIs)))(reader);
  return messageBytes({ head: "", body }).subarray("\r\n\r\n".length);
}

function filled(text: string, reader: ReaderValues): string {
  const names = Object.keys(marks) as (keyof ReaderValues)[];
  return names.reduce((text, name) => text.replaceAll(marks[name], () => reader[name] ?? ""), text);
}

/**
 * Decodes by RFC 2045 section 6.7 and nothing else.
 * @throws on whatever that section rules out, and on a line that cuts a character of UTF-8 in two
 */
function decoded(part: Buffer): string {
  const lines = part.toString("latin1").split("\r\n");
  const written = lines.map((line) => {
    if (line.length > 76) throw new Error(`rule 5: a line of ${line.length} signs: ${line}`);
    if (/[ \t]$/.test(line)) throw new Error(`rule 3: white space ends the line: ${line}`);
    if (!/^([\t -<>-~]|=[0-9A-F]{2})*=?$/.test(line)) throw new Error(`rules 1, 2 and 4: ${JSON.stringify(line)}`);
    const bytes = line
      .replace(/=$/, "")
      .replace(/=(..)/g, (_escape, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.from(bytes, "latin1"));
    return text + (line.endsWith("=") ? "" : "\r\n");
  });
  return written.join("").slice(0, -2);
}

const bit = fc.oneof(
  fc.constantFrom(...Object.values(marks)),
  fc.constantFrom(
    "\r\n",
    "\r\n",
    " ",
    "\t",
    "=",
    ".",
    "é",
    "漢字",
    "🤖",
    "word ",
    "\r\n.",
    " \r\n",
    "\t\r\n",
    "=\r\n",
    "=3D",
  ),
  fc.string({ maxLength: 90 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.nat(160).map((length) => "x".repeat(length)),
);
/** Whole lines, and no line end but CRLF: so a message's parts come to the encoder. */
const anyText = fc
  .array(bit, { maxLength: 30 })
  .map((bits) => `${bits.join("").replace(/\r(?!\n)|(?<!\r)\n|[^\P{Cc}\r\n\t]|\p{Cs}/gu, "")}\r\n`);
const value = fc
  .oneof(
    fc.string({ maxLength: 200 }),
    fc.string({ unit: "grapheme", maxLength: 100 }),
    fc.constantFrom(" ", "=", "y ="),
  )
  .map((value) => value.replace(/\p{Cc}|\p{Cs}/gu, ""));
const anyReader = fc.record({
  ...{ name: value, email: value, unsubscribeUrl: value, preferencesUrl: value, answersUrl: value, counted: value },
  shareUrl: value,
});

describe("E-02: a quoted-printable part", () => {
  test("decodes by RFC 2045 to the text filled in, whatever text and whatever values", () => {
    fc.assert(
      fc.property(anyText, anyReader, (text, reader) => {
        expect(decoded(encoded(text, reader))).toBe(filled(text, reader));
      }),
      { numRuns: 2000 },
    );
  });

  test("is read by mailparser as the text filled in", async () => {
    await fc.assert(
      fc.asyncProperty(anyText, anyReader, async (text, reader) => {
        const head = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n";
        const mail = await simpleParser(Buffer.concat([Buffer.from(head), encoded(`${text}.\r\n`, reader)]));
        // mailparser writes line ends as programs do, and drops a byte order mark at the beginning.
        const read = filled(`${text}.\r\n`, reader).replaceAll("\r\n", "\n");
        expect(mail.text).toBe(read.replace(/^\ufeff/, ""));
      }),
      { numRuns: 300 },
    );
  });

  test("is made of whole lines, of which at most one for each value is a reader's own", () => {
    fc.assert(
      fc.property(anyText, anyReader, anyReader, (text, one, other) => {
        const fill = joinParts(prepareQuotedPrintable(splitAtMarkers(text, markerKey, asItIs)));
        const [ofOne, ofOther] = [fill(one), fill(other)];
        for (const pieces of [ofOne, ofOther])
          for (const piece of pieces) expect(piece.toString("latin1")).toMatch(/\r\n$/);
        const shared = ofOne.filter((piece, i) => piece === ofOther[i]);
        const marked = text.split(new RegExp(Object.values(marks).join("|"))).length - 1;
        expect(ofOne.length).toBe(ofOther.length);
        expect(ofOne.length - shared.length).toBeLessThanOrEqual(Math.max(marked, 1));
      }),
    );
  });

  test("is written in few pieces: long text is encoded once for all readers, short text goes with their values", () => {
    const long = "What the second warehouse measured.\r\n".repeat(50);
    const text = `${long}Dear ${marks.name}, you are ${marks.email}.\r\n${long}`;
    const fill = joinParts(prepareQuotedPrintable(splitAtMarkers(text, markerKey, asItIs)));
    const [ofOne, ofOther] = [fill(ana), fill({ ...ana, name: "Grace" })];
    expect(ofOne.map((piece, i) => (piece === ofOther[i] ? "shared" : "own"))).toEqual(["shared", "own", "shared"]);
  });

  test.each([
    ["an equals sign", "1 + 1 = 2\r\n", "1 + 1 =3D 2\r\n"],
    ["white space at a line's end", "tab\t\r\nspace \r\n", "tab=09\r\nspace=20\r\n"],
    ["what is not ASCII", "Köln\r\n", "K=C3=B6ln\r\n"],
    ["an empty line", "a\r\n\r\nb\r\n", "a\r\n\r\nb\r\n"],
  ])("writes %s as RFC 2045 has it", (_name, text, written) => {
    expect(encoded(text).toString()).toBe(written);
  });

  test("breaks a line longer than 64 KB as any other", () => {
    const text = `${"Köln measured it twice = thrice 🤖 ".repeat(3000)}${marks.name}${"é".repeat(70_000)}\r\n`;
    expect(decoded(encoded(text))).toBe(filled(text, ana));
  });
});
