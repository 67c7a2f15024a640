import { createHash } from "node:crypto";
import fc from "fast-check";
import { dkimVerify } from "mailauth/lib/dkim/verify.js";
import { simpleParser } from "mailparser";
import { describe, expect, test } from "vitest";
import { bodyHash, isSignedWith, relaxBody, signatureHeader, type DkimKey } from "#emails/dkim/signature.server.ts";
import { issueMessage, prepareEdition } from "#emails/message/issueMessage.server.ts";
import { messageBytes, transactionalMessage, type Message } from "#emails/message/message.server.ts";
import { renderEdition } from "#emails/render/edition.server.ts";
import type { IssueContent } from "#emails/render/issueContent.server.ts";
import { loadTemplates } from "#emails/render/templates.server.ts";
import { dnsWith, rsa } from "../../support/dkim.ts";
import { ana, arabic, body, content, markerKey, origin, paragraph } from "../samples.ts";

const templates = loadTemplates();
const pair = rsa();
const key: DkimKey = { domain: "example.org", selector: "p2026q4", privateKey: pair.privateKey };

function hashOf(...pieces: string[]): string {
  const hash = bodyHash();
  for (const piece of pieces) hash.update(relaxBody(piece));
  return hash.digest();
}

/** The message on the wire, as the sender would put it together. */
async function signed({ head, body }: Pick<Message, "head" | "body">, signer = key): Promise<string> {
  const hash = hashOf(...body.map((piece) => (typeof piece === "string" ? piece : piece.toString("latin1"))));
  return wire(await signatureHeader(signer, head, hash), head, body);
}

function wire(signature: string, head: string, body: Message["body"]): string {
  return `${signature}\r\n${messageBytes({ head, body }).toString("latin1")}`;
}

async function verdict(raw: string) {
  const { results } = await dkimVerify(Buffer.from(raw, "latin1"), { resolver: dnsWith(key, pair.publicKey) });
  expect(results).toHaveLength(1);
  return results[0]!;
}

const reader = { name: ana.name, email: ana.email };

async function anIssueMessage(changes: Partial<IssueContent> = {}, to = reader, listName = "Weekly"): Promise<Message> {
  const issue = content(changes);
  const edition = {
    ...(await renderEdition(templates, issue, markerKey)),
    number: issue.number,
    subject: issue.subject,
    from_name: issue.briefing.name,
    from_address: "briefing@mail.example.org",
    reply_to: "editors@example.org",
    list_slug: "weekly",
    list_name: listName,
    language: issue.briefing.language,
    marker_key: markerKey,
  };
  return issueMessage(await prepareEdition(edition, origin), {
    reader: to,
    unsubscribeUrl: ana.unsubscribeUrl,
    preferencesUrl: ana.preferencesUrl,
    oneClickUrl: `${origin}/one-click/AbCdEfGh0123456789`,
    messageId: "<12.abcdef@mail.example.org>",
    date: new Date(Date.UTC(2026, 10, 23, 6, 0, 5)),
  });
}

function aLetterMessage(text = "Confirm with the button.", subject = "Confirm your subscription"): Promise<Message> {
  return transactionalMessage({
    from: { name: "The Robotics Briefing", email: "hello@example.org" },
    to: reader,
    subject,
    html: `<p>${text}</p>`,
    text,
    language: "en",
    messageId: "<letter.1@example.org>",
    date: new Date(0),
  });
}

function signatureOf(raw: string): string {
  return /^DKIM-Signature:.*(?:\r\n[ \t].*)*/.exec(raw)![0];
}

function tags(raw: string): Record<string, string> {
  const value = signatureOf(raw).slice("DKIM-Signature:".length).replace(/\s+/g, "");
  return Object.fromEntries(value.split(";").map((tag) => tag.split(/=(.*)/s).slice(0, 2) as [string, string]));
}

describe("a signed message verifies (D-01, D-03)", () => {
  const cyrillic = "Порты отдают ночную смену машинам";
  const names: [string, Partial<IssueContent>, string][] = [
    ["Latin", {}, "José Ñúñez"],
    ["Cyrillic", { subject: cyrillic, intro: body(paragraph(`${cyrillic}. `.repeat(40))) }, "Анна Каренина"],
    ["Chinese", { subject: "港口把夜班交给机器", intro: body(paragraph("夜班没有司机。".repeat(80))) }, "王小明"],
    ["Arabic", arabic(), "ليلى حداد"],
    ["emoji", { subject: "🤖 The night shift 🌙", preheader: "👩‍🔬 in the lab" }, "Ana 🦾 Ruiz"],
  ];

  test.each(names)("in %s", async (_script, changes, name) => {
    const message = await anIssueMessage(changes, { ...reader, name }, name);
    const { status } = await verdict(await signed(message));
    expect(status).toMatchObject({ result: "pass", aligned: "example.org" });
  });

  test.each([
    ["quoted-printable", "Confirm with the button. A line with a trailing space \n\n\tand a tab\n\n\n"],
    ["base64", "请用按钮确认您的订阅。"],
  ])("as %s", async (encoding, text) => {
    const message = await aLetterMessage(text);
    expect(messageBytes(message).toString("latin1")).toContain(`Content-Transfer-Encoding: ${encoding}`);
    expect((await verdict(await signed(message))).status.result).toBe("pass");
  });

  test("with a key of any size that may sign, and folded fields", async () => {
    for (const bits of [1024, 3072]) {
      const other = rsa(bits);
      const raw = await signed(await aLetterMessage("x", "long ".repeat(60)), { ...key, privateKey: other.privateKey });
      const resolver = dnsWith(key, other.publicKey);
      expect((await dkimVerify(raw, { resolver })).results[0]!.status.result).toBe("pass");
    }
  });

  test("and reads as it did", async () => {
    const message = await anIssueMessage();
    const mail = await simpleParser(await signed(message));
    expect(mail.subject).toBe(content().subject);
    expect(mail.html).toContain("Three ports hand the night shift");
  });
});

describe("the signature", () => {
  test("H-04, H-23, D-02: covers who it is from, both unsubscribe headers, the list's and the feedback id", async () => {
    const covered = tags(await signed(await anIssueMessage())).h!.split(":");
    expect(covered).toEqual([
      ...["from", "from", "reply-to", "subject", "date", "message-id", "to"],
      ...["mime-version", "content-type"],
      ...["list-id", "list-unsubscribe", "list-unsubscribe-post", "list-archive", "feedback-id"],
    ]);
    expect(tags(await signed(await aLetterMessage())).h!.split(":")).toContain("auto-submitted");
  });

  test("D-01: is rsa-sha256, relaxed/relaxed, without a length, and names domain and selector", async () => {
    const { v, a, c, d, s, l, t } = tags(await signed(await anIssueMessage()));
    expect({ v, a, c, d, s }).toEqual({
      v: "1",
      a: "rsa-sha256",
      c: "relaxed/relaxed",
      d: key.domain,
      s: key.selector,
    });
    expect([l, t]).toEqual([undefined, undefined]);
  });

  test("has no line above 76 and no empty one", async () => {
    for (const raw of [await signed(await anIssueMessage()), await signed(await aLetterMessage())]) {
      const lines = signatureOf(raw).split("\r\n");
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(76);
      expect(lines.slice(1).every((line) => /^ \S/.test(line))).toBe(true);
    }
  });

  test("is the same for the same message", async () => {
    const message = await anIssueMessage();
    expect(await signed(message)).toBe(await signed(message));
  });

  test("is the message's own, whatever was signed before it, for another reader, list or key", async () => {
    const other: DkimKey = { ...key, selector: "other" };
    const bo = { name: "Bo", email: "bo@readers.example" };
    const messages = [
      await anIssueMessage(),
      await anIssueMessage({}, bo),
      await anIssueMessage({}, reader, "Monthly"),
    ];
    const first = await Promise.all(messages.map((message) => signed(message)));
    for (const i of [2, 0, 1, 1, 0, 2]) {
      await signed(messages[(i + 1) % 3]!, other);
      expect(await signed(messages[i]!)).toBe(first[i]);
      expect(await verdict(first[i]!)).toMatchObject({ status: { result: "pass" } });
    }
  });

  test("covers each of several fields with one name", async () => {
    const { head, body } = await aLetterMessage();
    const twice = { head: `List-Archive: <https://a.example>\r\nList-Archive: <https://b.example>\r\n${head}`, body };
    const raw = await signed(twice);
    expect((await verdict(raw)).status.result).toBe("pass");
    expect((await verdict(raw.replace("//a.example", "//x.example"))).status.result).toBe("fail");
    expect((await verdict(raw.replace("//b.example", "//x.example"))).status.result).toBe("fail");
  });
});

describe("a change on the way shows", () => {
  test.each([
    ["List-Unsubscribe", /(List-Unsubscribe: <https:\/\/[^>]*one-click\/)A/, "$1B"],
    ["List-Unsubscribe-Post", /(List-Unsubscribe-Post: List-Unsubscribe=One-Clic)k/, "$1h"],
    ["Feedback-ID", /(Feedback-ID: 1)2/, "$13"],
    ["List-Id", /(^List-Id: "Week)l/im, "$1L"],
    ["Subject", /(Subject: The nigh)t/, "$1d"],
    ["From", /(From: "?The Robotic)s/, "$1z"],
  ])("H-04, H-23: one letter of %s", async (_field, letter, other) => {
    const raw = await signed(await anIssueMessage());
    expect(letter.test(raw)).toBe(true);
    expect((await verdict(raw.replace(letter, other))).status.result).toBe("fail");
  });

  test("H-04: one letter of the body", async () => {
    const raw = await signed(await anIssueMessage());
    const at = raw.indexOf("night shift", raw.indexOf("\r\n\r\n"));
    const changed = `${raw.slice(0, at)}N${raw.slice(at + 1)}`;
    expect((await verdict(changed)).status).toMatchObject({ comment: "body hash did not verify" });
  });

  test("D-05: a second From, in front or behind", async () => {
    const raw = await signed(await aLetterMessage());
    const evil = "From: <evil@example.net>\r\n";
    expect((await verdict(raw.replace("From: ", `${evil}From: `))).status.result).toBe("fail");
    expect((await verdict(raw.replace("\r\n\r\n", `\r\n${evil}\r\n`))).status.result).toBe("fail");
  });

  test("but not what relays may do: refold a header, add one, change white space", async () => {
    const raw = await signed(await aLetterMessage("Two  words \nand more"));
    const relayed = raw
      .replace("Subject: Confirm your", "SUBJECT:\t Confirm\r\n  your")
      .replace("Auto-Submitted", "Received: from a by b\r\nX-Spam: no\r\nAuto-Submitted");
    expect((await verdict(`Received: from b by c\r\n${relayed}\r\n\r\n`)).status.result).toBe("pass");
  });
});

describe("canonicalisation", () => {
  test("is RFC 6376's own example (3.4.5)", () => {
    expect(relaxBody(" C \r\nD \t E\r\n\r\n\r\n")).toBe(" C\r\nD E\r\n\r\n\r\n");
    const expected = createHash("sha256").update(" C\r\nD E\r\n").digest("base64");
    expect(hashOf(" C \r\nD \t E\r\n\r\n\r\n")).toBe(expected);
  });

  test("knows the empty body, however many empty lines it has", () => {
    const empty = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    expect([hashOf(), hashOf(""), hashOf("\r\n"), hashOf("\r\n", " \r\n\t\r\n")]).toEqual(Array(4).fill(empty));
  });

  test("ends every other body with one line end", () => {
    const one = hashOf("x\r\n");
    expect([hashOf("x"), hashOf("x "), hashOf("x\r\n", "\r\n\r\n"), hashOf("x \r\n\t\r\n")]).toEqual(
      Array(4).fill(one),
    );
  });

  const lines = fc.array(
    fc
      .array(fc.constantFrom(" ", "  ", "\t", "a", "=20", ".", "é", "\u00a0", "\u000b"), { maxLength: 8 })
      .map((bits) => `${bits.join("")}\r\n`),
    { maxLength: 12 },
  );

  test("agrees with mailauth on bodies of any white space", async () => {
    const { head } = await aLetterMessage();
    await fc.assert(
      fc.asyncProperty(lines, async (lines) => {
        const raw = await signed({ head, body: [Buffer.from(lines.join(""), "latin1")] });
        expect((await verdict(raw)).status.result).toBe("pass");
      }),
      { numRuns: 400 },
    );
  });

  test("agrees with mailauth on headers of any white space", async () => {
    const bits = fc.array(fc.constantFrom(" ", "\t", "\r\n ", "\r\n\t", "a", ":", "=?x?=", "<b>"), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(bits, fc.constantFrom("", " ", "\t"), async (bits, before) => {
        const head = `From: <a@example.org>\r\nSubject${before}:${bits.join("")}\r\nTo: <b@example.org>`;
        const raw = await signed({ head, body: [Buffer.from("x\r\n")] });
        expect((await verdict(raw)).status.result).toBe("pass");
      }),
      { numRuns: 400 },
    );
  });

  test("gives the same hash whichever lines come as one piece, and whatever was hashed before", async () => {
    fc.assert(
      fc.property(lines, fc.nat(12), fc.nat(12), (lines, a, b) => {
        const [first, second] = [Math.min(a, b), Math.max(a, b)];
        const piece = (from: number, to?: number) => relaxBody(lines.slice(from, to).join(""));
        const prepared = bodyHash();
        prepared.update(Buffer.from(piece(0, first), "latin1"));
        const digests = [0, 1].map(() => {
          const hash = prepared.copy();
          hash.update(piece(first, second));
          hash.update(piece(second));
          return hash.digest();
        });
        expect(digests).toEqual(Array(2).fill(hashOf(lines.join(""))));
      }),
    );
  });
});

describe("our own check of a signature", () => {
  test("is true with the right key and head only", async () => {
    const head = "From: <a@example.org>\r\nSubject: x";
    const field = await signatureHeader(key, head, hashOf("x\r\n"));
    expect(isSignedWith(pair.publicKey, field, head)).toBe(true);
    expect(isSignedWith(pair.publicKey, field, `${head}y`)).toBe(false);
    expect(isSignedWith(pair.publicKey, field.replace("bh=", "bh=A"), head)).toBe(false);
    expect(isSignedWith(rsa().publicKey, field, head)).toBe(false);
  });
});
