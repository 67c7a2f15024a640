import fc from "fast-check";
import { simpleParser, type AddressObject } from "mailparser";
import { beforeAll, describe, expect, test } from "vitest";
import {
  issueMessage,
  prepareEdition,
  type FrozenEdition,
  type IssueMessageInput,
} from "#emails/message/issueMessage.server.ts";
import { messageBytes, subjectFault, transactionalMessage } from "#emails/message/message.server.ts";
import { renderEdition } from "#emails/render/edition.server.ts";
import { loadTemplates } from "#emails/render/templates.server.ts";
import { ana, body, content, markerKey, origin, paragraph } from "../samples.ts";

const templates = loadTemplates();
type Input = IssueMessageInput & { edition: FrozenEdition; appUrl: string };
let input: Input;

beforeAll(async () => {
  input = {
    edition: {
      ...(await renderEdition(templates, content(), markerKey)),
      number: 12,
      subject: content().subject,
      from_name: "The Robotics Briefing",
      from_address: "briefing@mail.example.org",
      reply_to: "editors@example.org",
      list_slug: "weekly",
      list_name: "Weekly",
      language: "en",
      marker_key: markerKey,
    },
    reader: { name: ana.name, email: ana.email },
    unsubscribeUrl: ana.unsubscribeUrl,
    preferencesUrl: ana.preferencesUrl,
    oneClickUrl: `${origin}/one-click/AbCdEfGh0123456789`,
    messageId: "<12.abcdef@mail.example.org>",
    date: new Date(Date.UTC(2026, 10, 23, 6, 0, 5)),
    appUrl: origin,
  };
});

async function send(edition: Partial<FrozenEdition> = {}, changes: Partial<Input> = {}) {
  const { appUrl, ...given } = { ...input, ...changes, edition: { ...input.edition, ...edition } };
  const message = issueMessage(await prepareEdition(given.edition, appUrl), given);
  return { ...message, raw: messageBytes(message) };
}

async function sendLetter(given: Parameters<typeof transactionalMessage>[0]) {
  const message = await transactionalMessage(given);
  return { ...message, raw: messageBytes(message) };
}

/** The header block as name and unfolded value, in the order of the wire. */
function headers(raw: Buffer): { name: string; value: string }[] {
  const block = raw.toString("latin1").split("\r\n\r\n", 1)[0]!;
  return block
    .replace(/\r\n[ \t]+/g, " ")
    .split("\r\n")
    .map((line) => {
      const colon = line.indexOf(":");
      return { name: line.slice(0, colon).toLowerCase(), value: line.slice(colon + 1).trim() };
    });
}

function header(raw: Buffer, name: string): string[] {
  return headers(raw)
    .filter((field) => field.name === name.toLowerCase())
    .map((field) => field.value);
}

const addresses = (field: AddressObject | AddressObject[] | undefined) =>
  [field ?? []].flat().flatMap((object) => object.value.map((one) => one.address));

function longestLine(raw: Buffer, part: "headers" | "body"): number {
  const whole = raw.toString("latin1");
  const cut = whole.indexOf("\r\n\r\n");
  const text = part === "headers" ? whole.slice(0, cut) : whole.slice(cut + 4);
  return Math.max(...text.split("\r\n").map((line) => line.length));
}

describe("an issue's message", () => {
  test("H-01, H-02, H-03: one List-Unsubscribe with one https address, one List-Unsubscribe-Post, byte for byte", async () => {
    const { raw } = await send();
    expect(header(raw, "List-Unsubscribe")).toEqual([`<${input.oneClickUrl}>`]);
    expect(raw.toString()).toContain("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
    expect(header(raw, "List-Unsubscribe-Post")).toHaveLength(1);
  });

  test("H-18: a one-click address of 500 signs keeps the line short; a longer one is refused", async () => {
    const oneClickUrl = `${origin}/one-click/`.padEnd(500, "a");
    const { raw } = await send({}, { oneClickUrl });
    expect(header(raw, "List-Unsubscribe")).toEqual([`<${oneClickUrl}>`]);
    expect(longestLine(raw, "headers")).toBeLessThanOrEqual(998);
    await expect(send({}, { oneClickUrl: `${oneClickUrl}a` })).rejects.toThrow();
  });

  test("H-21: List-Id is the slug in our domain; renaming the list changes only its words", async () => {
    expect(header((await send()).raw, "List-Id")).toEqual(['"Weekly" <weekly.briefing.example.org>']);
    expect(header((await send({ list_name: 'A "new" name' })).raw, "List-Id")).toEqual([
      '"A \\"new\\" name" <weekly.briefing.example.org>',
    ]);
    for (const list_name of ["Недельная", "Hebdo è".repeat(10)])
      expect(header((await send({ list_name })).raw, "List-Id")[0]).toMatch(
        /^(=\?UTF-8\?Q\?\S+\?= )+<weekly\.briefing\.example\.org>$/,
      );
  });

  test.each(["http://localhost:3000", "http://127.0.0.1:3000", "http://[::1]:3000"])(
    "H-21: with %s it is in the From address's domain",
    async (appUrl) => {
      expect(header((await send({}, { appUrl })).raw, "List-Id")).toEqual(['"Weekly" <weekly.mail.example.org>']);
    },
  );

  test("H-22, H-23, H-25: archive, feedback and precedence, the same for every reader", async () => {
    const { raw } = await send();
    expect(header(raw, "List-Archive")).toEqual([`<${origin}/issues>`]);
    expect(header(raw, "Feedback-ID")).toEqual(["12:weekly:issue:briefingexample"]);
    expect(header(raw, "Precedence")).toEqual(["bulk"]);
    expect(header(raw, "Auto-Submitted")).toEqual([]);
    const other = await send({}, { reader: { name: "", email: "jo@example.net" } });
    expect(header(other.raw, "Feedback-ID")).toEqual(header(raw, "Feedback-ID"));
  });

  test("H-26, H-27: Message-ID and Date are the ones given, and the bytes are the same on a retry", async () => {
    const [first, retry] = await Promise.all([send(), send()]);
    expect(header(first.raw, "Message-ID")).toEqual(["<12.abcdef@mail.example.org>"]);
    expect(header(first.raw, "Date")).toEqual(["Mon, 23 Nov 2026 06:00:05 +0000"]);
    expect(first.raw.equals(retry.raw)).toBe(true);
    for (const messageId of ["12@x.example", "<a b@x.example>", "<a@x>\r\nBcc: b@x.example", ""])
      await expect(send({}, { messageId })).rejects.toThrow(/Message-ID/);
  });

  test("H-28, H-29, H-30: each of the single headers once, one From, one To: the reader", async () => {
    const { raw, envelope } = await send();
    for (const name of [
      "From",
      "To",
      "Subject",
      "Date",
      "Message-ID",
      "Reply-To",
      "MIME-Version",
      "Content-Type",
      "Content-Language",
    ])
      expect(header(raw, name)).toHaveLength(1);
    expect(headers(raw).map(({ name }) => name)).not.toContain("bcc");
    const mail = await simpleParser(raw);
    expect(mail.from?.value).toEqual([{ name: "The Robotics Briefing", address: "briefing@mail.example.org" }]);
    expect(addresses(mail.to)).toEqual([ana.email]);
    expect(addresses(mail.replyTo)).toEqual(["editors@example.org"]);
    expect(envelope).toEqual({ from: "briefing@mail.example.org", to: ana.email });
    expect(header((await send({ reply_to: null })).raw, "Reply-To")).toEqual([]);
  });

  test("the envelope's sender may differ from the From address", async () => {
    const { envelope, raw } = await send({}, { returnPath: "bounces@mail.example.org" });
    expect(envelope.from).toBe("bounces@mail.example.org");
    expect(header(raw, "From")).toEqual(["The Robotics Briefing <briefing@mail.example.org>"]);
  });

  test("E-01: text first, HTML last, both utf-8, nothing else", async () => {
    const wire = (await send()).raw.toString();
    expect(wire.match(/^Content-Type: [a-z/]+/gm)).toEqual([
      "Content-Type: multipart/alternative",
      "Content-Type: text/plain",
      "Content-Type: text/html",
    ]);
    expect(wire.match(/charset=utf-8/g)).toHaveLength(2);
  });

  test("the reader's own values are filled in, and no marker is left", async () => {
    const mail = await simpleParser((await send()).raw);
    for (const part of [mail.text!, mail.html as string]) {
      expect(part).toContain(ana.email);
      expect(part).toContain(ana.unsubscribeUrl);
      expect(part).toContain(ana.preferencesUrl);
      expect(part).not.toContain(markerKey);
    }
  });

  test.each([
    ["Latin", "Où l’été s’achève — ça coûte 40 €"],
    ["Cyrillic", "Роботы выходят в ночную смену"],
    ["CJK", "夜勤はロボットに任せる時代へ。機械が港を動かす"],
    ["Arabic", "الموانئ تسلّم نوبة الليل للآلات"],
    ["emoji", "🎉👩🏽‍🔬🏳️‍🌈 done"],
  ])("E-03, E-04: %s arrives as it was written", async (_, words) => {
    const rendered = await renderEdition(
      templates,
      content({ subject: words, intro: body(paragraph(words.repeat(40))) }),
      markerKey,
    );
    const { raw } = await send(
      { ...rendered, subject: words, from_name: words, list_name: words },
      { reader: { name: words, email: ana.email } },
    );
    const mail = await simpleParser(raw);
    expect(mail.subject).toBe(words);
    expect(mail.from?.value[0]?.name).toBe(words);
    expect([mail.to].flat()[0]?.value[0]?.name).toBe(words);
    expect(mail.html).toContain(words);
    expect(mail.text!.replace(/\s+/g, " ")).toContain(words);
    expect(raw.every((byte) => byte < 128)).toBe(true);
    expect(longestLine(raw, "headers")).toBeLessThanOrEqual(78);
  });

  test("E-02: the worst edition has no body line above 76 signs and no header line above 998", async () => {
    const worst = content({
      intro: body(paragraph("x".repeat(100_000)), paragraph("é".repeat(5_000)), paragraph(".")),
    });
    const { raw } = await send(await renderEdition(templates, worst, markerKey));
    expect(longestLine(raw, "body")).toBeLessThanOrEqual(76);
    expect(longestLine(raw, "headers")).toBeLessThanOrEqual(998);
    expect(raw.toString("latin1")).not.toMatch(/[^\r]\n|\r[^\n]/);
  });

  test("E-05: lines that are dots and carriage returns on their own arrive in the text", async () => {
    const { raw } = await send({ html: "<p>a</p>", text: "a\r\n.\r\n..\n.b\rc\r\n\r\nd" });
    const mail = await simpleParser(raw);
    expect(mail.text).toContain(".\n..\n.b\nc");
    expect(raw.toString("latin1")).not.toMatch(/[^\r]\n|\r[^\n]/);
  });

  test("E-10: four articles for one reader are below 30 KB on the wire", async () => {
    expect((await send()).raw.length).toBeLessThan(30_000);
  });
});

describe("names and subjects from outside", () => {
  const nasty = [
    '"; <evil@x.example>',
    "a@gmail.com",
    "x\r\nBcc: evil@x.example",
    "=?utf-8?q?evil?= <evil@x.example>",
    "\\",
    '"',
    '\\" <evil@x.example>',
    "A, evil@x.example",
    "group: evil@x.example;",
    "\0",
    "x".repeat(500),
  ];

  test.each(nasty)("20, 24: the name %j adds no address and no header", async (name) => {
    const { raw, envelope } = await send({ from_name: name, list_name: name }, { reader: { name, email: ana.email } });
    const mail = await simpleParser(raw);
    expect(addresses(mail.from)).toEqual(["briefing@mail.example.org"]);
    expect(addresses(mail.to)).toEqual([ana.email]);
    expect(envelope.to).toBe(ana.email);
    expect(headers(raw).map((field) => field.name)).toEqual(headers((await send()).raw).map((field) => field.name));
  });

  test("20, 24, E-06: no name of any kind does", async () => {
    const usual = headers((await send()).raw).map((field) => field.name);
    const pieces = fc.oneof(
      fc.constantFrom(...nasty, "<", ">", "@", ",", ";", ":", "(", ")", "\r\n", "\u2028", "\u0085", "=?", "?="),
      fc.string({ unit: "binary", maxLength: 20 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 6 }), async (parts) => {
        const name = parts.join("");
        const { raw } = await send(
          { from_name: name, list_name: name, html: "<p>x</p>", text: "x" },
          { reader: { name, email: ana.email } },
        );
        expect(headers(raw).map((field) => field.name)).toEqual(usual);
        const mail = await simpleParser(raw);
        expect(addresses(mail.from)).toEqual(["briefing@mail.example.org"]);
        expect(addresses(mail.to)).toEqual([ana.email]);
      }),
      { numRuns: 300 },
    );
  });

  test("19, E-04: any subject is one header that arrives as written, or is refused beforehand", async () => {
    const pieces = fc.oneof(
      fc.constantFrom("=?utf-8?q?x?=", "=?", "?=", "🎉", "é", '"', " ", "\t", "\r\nBcc: evil@x.example", "\ud800"),
      fc.string({ unit: "binary", maxLength: 30 }),
      fc.string({ maxLength: 80 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 8 }), async (parts) => {
        const subject = parts.join("");
        const sent = send({ subject, html: "<p>x</p>", text: "x" });
        if (subjectFault(subject)) return void (await expect(sent).rejects.toThrow());
        const { raw } = await sent;
        expect(header(raw, "Subject")).toHaveLength(1);
        expect(header(raw, "Bcc")).toEqual([]);
        expect((await simpleParser(raw)).subject).toBe(subject.replace(/\s+/g, " ").trim());
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    "a\r\nBcc: evil@x.example",
    "a\0",
    "a\u2028b",
    "",
    "   ",
    "\u200b",
    "\ud83c",
    "x".repeat(2_000),
    "漢".repeat(300),
  ])("19: the subject %j is refused in words", (subject) => {
    expect(subjectFault(subject)).toMatch(/subject/i);
  });

  test.each(["=?utf-8?q?x?=", "see =?utf-8?Q?a b?= here", "🎉".repeat(60), "x".repeat(900), 'He said "no"', "Re: =?"])(
    "19: the subject %j arrives as it was written",
    async (subject) => {
      const { raw } = await send({ subject });
      expect((await simpleParser(raw)).subject).toBe(subject);
    },
  );

  test.each([
    "a@x.example\r\nRCPT TO:<b@x.example>",
    "a@x.example,b@x.example",
    "<a@x.example>",
    '"A" <a@x.example>',
    "a@x.example; drop",
    "a b@x.example",
    "жалоба@x.example",
    "a@x@y.example",
    "a",
    "",
  ])("2, 3, E-06: the address %j never reaches the wire", async (email) => {
    await expect(send({}, { reader: { name: "", email } })).rejects.toThrow();
    await expect(send({ from_address: email })).rejects.toThrow();
    if (email) await expect(send({ reply_to: email })).rejects.toThrow();
  });
});

describe("a letter's message", () => {
  const letter = () => ({
    from: { name: "The Robotics Briefing", email: "hello@example.org" },
    to: ana,
    subject: "Confirm your subscription",
    html: "<p>x</p>",
    text: "x",
    language: "en",
    messageId: "<letter.1@example.org>",
    date: new Date(0),
  });

  test("H-20, H-25, H-33: a confirmation is marked automatic, from its own address, without a way to unsubscribe", async () => {
    const { raw, envelope } = await sendLetter(letter());
    expect(header(raw, "Auto-Submitted")).toEqual(["auto-generated"]);
    expect(header(raw, "X-Auto-Response-Suppress")).toEqual(["All"]);
    expect(headers(raw).filter(({ name }) => name.startsWith("list-") || name === "precedence")).toEqual([]);
    expect(envelope).toEqual({ from: "hello@example.org", to: ana.email });
  });

  test("H-20: a welcome may carry the real one", async () => {
    const list = {
      slug: "weekly",
      name: "Weekly",
      appUrl: origin,
      fromAddress: "hello@example.org",
      oneClickUrl: `${origin}/one-click/x`,
    };
    const { raw } = await sendLetter({ ...letter(), list });
    expect(header(raw, "List-Unsubscribe")).toEqual([`<${origin}/one-click/x>`]);
    expect(header(raw, "List-Unsubscribe-Post")).toEqual(["List-Unsubscribe=One-Click"]);
    expect(header(raw, "List-Id")).toEqual(['"Weekly" <weekly.briefing.example.org>']);
  });
});
