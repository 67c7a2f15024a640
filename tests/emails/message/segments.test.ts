import fc from "fast-check";
import { simpleParser } from "mailparser";
import MailComposer from "nodemailer/lib/mail-composer";
import { expect, test } from "vitest";
import { issueMessage, prepareEdition, type FrozenEdition } from "#emails/message/issueMessage.server.ts";
import { messageBytes } from "#emails/message/message.server.ts";
import { fillEdition, markers, renderEdition } from "#emails/render/edition.server.ts";
import { loadTemplates } from "#emails/render/templates.server.ts";
import { ana, arabic, article, body, content, markerKey, origin, paragraph } from "../samples.ts";

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
    const { unsubscribeUrl, preferencesUrl, shareUrl } = reader;
    const message = issueMessage(prepared, {
      ...{ reader, unsubscribeUrl, preferencesUrl, shareUrl, oneClickUrl, messageId, date },
    });
    const raw = messageBytes(message);
    expect(message.size).toBe(raw.length);
    return raw;
  };
}

/** The head of the same message by nodemailer alone: the edition is filled, then composed as a whole, for each reader anew. */
function composersHead(edition: FrozenEdition, like: Buffer) {
  const boundary = /boundary="--_NmP-([0-9a-f]+)-/.exec(headOf(like))![1]!;
  const raw = (value: string, foldLines = false) => ({ prepared: true, foldLines, value });
  return (reader: Reader) =>
    new MailComposer({
      from: { name: edition.from_name, address: edition.from_address },
      to: { name: reader.name, address: reader.email },
      messageId,
      date,
      ...fillEdition(edition, reader),
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
      .buildHeaders();
}

function headOf(raw: Buffer): string {
  return raw.toString("latin1").split("\r\n\r\n", 1)[0]!;
}

const chinese = () => content({ intro: body(paragraph("夜勤はロボットに任せる時代へ。".repeat(200))), articles: [] });
/** Beyond 64 KB. */
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
    shareUrl: `${origin}/with/${token}`,
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

test("E-03: 1,000 readers' heads are byte for byte what MailComposer would have made", async () => {
  const edition = await frozen();
  const copy = await ours(edition);
  const head = composersHead(edition, copy(ana));
  for (const reader of thousandReaders) expect(headOf(copy(reader))).toBe(head(reader));
});

test.each([
  ["Latin, quoted-printable", content],
  ["Arabic", arabic],
  ["Chinese, base64", chinese],
  ["longer than 64 KB", long],
])("E-03: what is cut and joined for many readers reads as if it had been filled first (%s)", async (_name, issue) => {
  const edition = await greeting(issue());
  const copy = await ours(edition);
  for (const reader of thousandReaders.filter((_, i) => i % 20 === 0)) {
    const filled = fillEdition(edition, reader);
    expect(await parts(copy(reader))).toEqual({ html: filled.html, text: filled.text });
  }
});

async function parts(raw: Buffer) {
  const mail = await simpleParser(raw);
  return { html: mail.html, text: mail.text };
}

test("text in a script that is not Latin goes out as base64", async () => {
  const japanese = (await ours(await frozen(chinese())))(ana);
  expect(japanese.toString()).toContain("Content-Transfer-Encoding: base64");
});

const { name, email, unsubscribeUrl, preferencesUrl, shareUrl } = markers(markerKey);
const pieces = fc.array(
  fc.oneof(
    fc.constantFrom(
      name,
      email,
      unsubscribeUrl,
      preferencesUrl,
      shareUrl,
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
  shareUrl: fc.constantFrom(`${origin}/with/a=b&c=.d`),
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

test("an edition frozen before readers had a page of their own still goes out", async () => {
  const edition = await greeting();
  const before = {
    ...edition,
    html: edition.html.replaceAll(preferencesUrl, `${origin}/`),
    text: edition.text.replaceAll(preferencesUrl, `${origin}/`),
  };
  const filled = fillEdition(before, ana);
  expect(await parts((await ours(before))(ana))).toEqual({ html: filled.html, text: filled.text });
  expect(filled.html).not.toContain("/reader/");
});
