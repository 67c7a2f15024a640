import fc from "fast-check";
import { simpleParser } from "mailparser";
import MailComposer from "nodemailer/lib/mail-composer";
import { expect, test } from "vitest";
import { fillEdition, markers, renderEdition } from "#emails/edition.server.ts";
import { issueMessage, prepareEdition, type FrozenEdition } from "#emails/issueMessage.server.ts";
import { messageBytes } from "#emails/message.server.ts";
import { loadTemplates } from "#emails/templates.server.ts";
import { ana, arabic, article, body, content, markerKey, origin, paragraph } from "./samples.ts";

const templates = loadTemplates();

type Reader = typeof ana;

async function frozen(issue = content()): Promise<FrozenEdition> {
  return withParts(await renderEdition(templates, issue, markerKey));
}

function withParts({ html, text }: { html: string; text: string }): FrozenEdition {
  return {
    ...{ number: 12, subject: "Ports", from_name: "The Robotics Briefing", from_address: "briefing@mail.example.org" },
    ...{ reply_to: null, list_slug: "weekly", list_name: "Weekly", language: "en", html, text, marker_key: markerKey },
  };
}

const date = new Date(Date.UTC(2026, 10, 23, 6, 0, 5));
const messageId = "<1.x@mail.example.org>";
const oneClickUrl = `${origin}/one-click/AbCdEfGh0123456789`;

/** What gives a reader's copy by Pressrun. */
async function ours(edition: FrozenEdition) {
  const prepared = await prepareEdition(edition, origin);
  return (reader: Reader) => {
    const { unsubscribeUrl, preferencesUrl } = reader;
    const message = issueMessage(prepared, { reader, unsubscribeUrl, preferencesUrl, oneClickUrl, messageId, date });
    const raw = messageBytes(message);
    expect(message.size).toBe(raw.length);
    return raw;
  };
}

/** The same by nodemailer alone: the edition is filled, then composed as a whole, for each reader anew. */
async function composers(edition: FrozenEdition, like: Buffer) {
  const head = like.toString("latin1").split("\r\n\r\n", 1)[0]!;
  const encodings = [...like.toString("latin1").matchAll(/^Content-Transfer-Encoding: (\S+)$/gm)].map(
    ([, name]) => name!,
  );
  const boundary = /boundary="--_NmP-([0-9a-f]+)-/.exec(head)![1]!;
  const lines = (text: string) => `${text.replace(/\r\n?|\n/g, "\r\n").trimEnd()}\r\n`;
  const raw = (value: string, foldLines = false) => ({ prepared: true, foldLines, value });
  return (reader: Reader) => {
    const filled = fillEdition(edition, reader);
    return new MailComposer({
      from: { name: edition.from_name, address: edition.from_address },
      to: { name: reader.name, address: reader.email },
      messageId,
      date,
      text: { content: lines(filled.text), contentTransferEncoding: encodings[0] as "base64" },
      html: { content: lines(filled.html), contentTransferEncoding: encodings[1] as "base64" },
      headers: {
        Subject: edition.subject,
        "Content-Language": "en",
        "List-Id": raw('"Weekly" <weekly.briefing.example.org>', true),
        "List-Unsubscribe": raw(`<${oneClickUrl}>`),
        "List-Unsubscribe-Post": raw("List-Unsubscribe=One-Click"),
        "List-Archive": raw(`<${origin}/issues>`),
        "Feedback-ID": raw("12:weekly:issue:briefingexample"),
        Precedence: "bulk",
      },
      baseBoundary: boundary,
      newline: "win",
    })
      .compile()
      .build();
  };
}

const chinese = () => content({ intro: body(paragraph("夜勤はロボットに任せる時代へ。".repeat(200))), articles: [] });
/** Beyond 64 KB, where nodemailer encodes in slices. */
const long = () =>
  content({
    articles: Array.from({ length: 9 }, (_, i) =>
      article({
        slug: `long-${i}`,
        display: "full",
        body: body(...Array.from({ length: 9 }, (_, j) => paragraph(`Köln measured “${i}.${j}” twice. `.repeat(18)))),
      }),
    ),
  });

const someNames = [
  "Ana Ruiz",
  "Žofie Nováková",
  "Юрий Гагарин",
  "Мария",
  "王小明",
  "山田太郎",
  "محمد علي",
  "نور",
  "🤖 Robot 🦾",
  "",
];
const thousandReaders = Array.from({ length: 1000 }, (_, i): Reader => {
  const name =
    i % 13 === 0
      ? `${someNames[i % 10]!} <&"${i}>, "Esq."`.trim()
      : `${someNames[i % 10]!} ${"x".repeat(i % 60)}`.trim();
  const email = `reader.${"o".repeat(i % 40)}${i}@${i % 2 ? "example.org" : "a-longer-domain.example"}`;
  const token = `${"T".repeat(40 + (i % 70))}${i}`;
  return {
    name,
    email,
    unsubscribeUrl: `${origin}/unsubscribe/${token}`,
    preferencesUrl: `${origin}/reader/${token}${"r".repeat(i % 9)}`,
  };
});

/** The greeting and the footer hold everything a reader can see of their own. */
async function greeting(issue = content()): Promise<FrozenEdition> {
  const edition = await frozen(issue);
  const { name } = markers(markerKey);
  return {
    ...edition,
    html: edition.html.replace("</h1>", `</h1>\n<p>Dear ${name}, good morning ${name}.</p>`),
    text: `Dear ${name},\n\n${edition.text}`,
  };
}

test.each([
  ["Latin, quoted-printable", content],
  ["Arabic", arabic],
  ["Chinese, base64", chinese],
  ["longer than nodemailer's slices", long],
])("E-03: 1,000 readers' copies are byte for byte what MailComposer would have made (%s)", async (_name, issue) => {
  const edition = await greeting(issue());
  const copy = await ours(edition);
  const reference = await composers(edition, copy(ana));
  const readers = issue === content ? thousandReaders : thousandReaders.filter((_, i) => i % 4 === 0);
  for (const reader of readers) {
    const [a, b] = [copy(reader), await reference(reader)];
    if (!a.equals(b)) expect(a.toString("latin1")).toBe(b.toString("latin1"));
  }
});

test("a part longer than 64 KB is one of those compared", async () => {
  expect(Buffer.byteLength((await greeting(long())).html)).toBeGreaterThan(70_000);
});

async function parts(raw: Buffer) {
  const mail = await simpleParser(raw);
  return { html: mail.html, text: mail.text };
}

test("E-03: what is cut and joined reads as if it had been filled first, in either encoding", async () => {
  for (const issue of [content(), arabic(), chinese()]) {
    const edition = await frozen(issue);
    const filled = fillEdition(edition, ana);
    expect(await parts((await ours(edition))(ana))).toEqual({ html: filled.html, text: filled.text });
  }
  const japanese = (await ours(await frozen(chinese())))(ana);
  expect(japanese.toString()).toContain("Content-Transfer-Encoding: base64");
});

const { name, email, unsubscribeUrl, preferencesUrl } = markers(markerKey);
const pieces = fc.array(
  fc.oneof(
    fc.constantFrom(
      name,
      email,
      unsubscribeUrl,
      preferencesUrl,
      "\n",
      " ",
      "=",
      ".",
      "é",
      "漢字",
      "word ",
      "\n.",
      " \n",
    ),
    fc.string({ maxLength: 90 }),
  ),
  { maxLength: 30 },
);
const anyReader = fc.record({
  name: fc.string({ unit: "grapheme", maxLength: 120 }),
  email: fc.constantFrom("a@x.example", `${"e=".repeat(30)}@${"x".repeat(60)}.example`),
  unsubscribeUrl: fc.constantFrom(`${origin}/unsubscribe/a=b&c=.d`, `${origin}/`.padEnd(500, "y=")),
  preferencesUrl: fc.constantFrom(`${origin}/reader/a=b&c=.d`, `${origin}/`.padEnd(500, "z=")),
});

test("E-02, E-03: any reader's values stand anywhere in a part and no line grows beyond 76", async () => {
  await fc.assert(
    fc.asyncProperty(pieces, anyReader, async (pieces, reader) => {
      const written = pieces.join("").replace(/[^\P{Cc}\n]/gu, "");
      const edition = withParts({ html: `<p>${written.replace(/[<>&"]/g, "")}</p>\n`, text: `Text: ${written}.\n` });
      const filled = fillEdition(edition, reader);
      const raw = (await ours(edition))(reader);
      expect(await parts(raw)).toEqual({ html: filled.html, text: filled.text });
      const wire = raw.toString("latin1");
      const lines = wire.slice(wire.indexOf("\r\n\r\n")).split("\r\n");
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(76);
    }),
    { numRuns: 300 },
  );
});

test("E-03: wherever a slice of 64 KB ends, the copy is what MailComposer would have made", async () => {
  const filler = `${"A line that is long enough to be broken twice, with é and words = signs. ".repeat(3)}\n`;
  const start = Math.floor(65_536 / Buffer.byteLength(filler.replace("\n", "\r\n"))) - 2;
  await fc.assert(
    fc.asyncProperty(pieces, anyReader, fc.nat(600), async (pieces, reader, shift) => {
      const written = pieces
        .join("")
        .replace(/[^\P{Cc}\n]/gu, "")
        .replace(/[<>&"]/g, "");
      const near = `${"x".repeat(shift)} ${written}${name}\n`;
      const edition = withParts({ html: `${filler.repeat(start)}${near}${filler.repeat(6)}`, text: `${name}\n` });
      const copy = (await ours(edition))(reader);
      const plain = { ...reader, name: reader.name };
      const reference = await (await composers(edition, copy))(plain);
      const bodyOf = (raw: Buffer) => raw.toString("latin1").slice(raw.indexOf("\r\n\r\n"));
      expect(bodyOf(copy)).toBe(bodyOf(reference));
    }),
    { numRuns: 200 },
  );
});

test("an edition frozen before readers had a page of their own still goes out, byte for byte as it did", async () => {
  const edition = await greeting();
  const before = {
    ...edition,
    html: edition.html.replaceAll(preferencesUrl, `${origin}/`),
    text: edition.text.replaceAll(preferencesUrl, `${origin}/`),
  };
  const copy = (await ours(before))(ana);
  expect(copy.equals(await (await composers(before, copy))(ana))).toBe(true);
  expect((await parts(copy)).html).not.toContain("/reader/");
});
