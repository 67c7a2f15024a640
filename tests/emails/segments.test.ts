import fc from "fast-check";
import { simpleParser } from "mailparser";
import { expect, test } from "vitest";
import { fillEdition, markers, renderEdition } from "#emails/edition.server.ts";
import { issueMessage, prepareEdition, type FrozenEdition } from "#emails/message.server.ts";
import { loadTemplates } from "#emails/templates.server.ts";
import { ana, arabic, body, content, markerKey, origin, paragraph } from "./samples.ts";

const templates = loadTemplates();

async function frozen(issue = content()): Promise<FrozenEdition> {
  return withParts(await renderEdition(templates, issue, markerKey));
}

function withParts({ html, text }: { html: string; text: string }): FrozenEdition {
  return {
    ...{ number: 12, subject: "Ports", from_name: "The Robotics Briefing", from_address: "briefing@mail.example.org" },
    ...{ reply_to: null, list_slug: "weekly", list_name: "Weekly", language: "en", html, text, marker_key: markerKey },
  };
}

const send = (edition: FrozenEdition, reader = ana) =>
  issueMessage({
    edition,
    reader,
    unsubscribeUrl: reader.unsubscribeUrl,
    oneClickUrl: `${origin}/one-click/x`,
    messageId: "<1.x@mail.example.org>",
    date: new Date(0),
    appUrl: origin,
  });

async function parts(raw: Buffer) {
  const mail = await simpleParser(raw);
  return { html: mail.html, text: mail.text };
}

const chinese = () => content({ intro: body(paragraph("夜勤はロボットに任せる時代へ。".repeat(200))), articles: [] });

test("a prepared edition gives the same bytes as one that is not", async () => {
  for (const issue of [content(), arabic(), chinese()]) {
    const edition = await frozen(issue);
    expect((await send(await prepareEdition(edition))).raw.equals((await send(edition)).raw)).toBe(true);
  }
});

test("E-03: what is cut and joined reads as if it had been filled first, in either encoding", async () => {
  for (const issue of [content(), arabic(), chinese()]) {
    const edition = await frozen(issue);
    const filled = fillEdition(edition, ana);
    const { raw } = await send(edition);
    expect(await parts(raw)).toEqual({ html: filled.html, text: filled.text });
  }
  expect((await send(await frozen(chinese()))).raw.toString()).toContain("Content-Transfer-Encoding: base64");
});

test("E-02, E-03: any reader's values stand anywhere in a part and no line grows beyond 76", async () => {
  const { name, email, unsubscribeUrl } = markers(markerKey);
  const places = fc.array(
    fc.oneof(
      fc.constantFrom(name, email, unsubscribeUrl, "\n", " ", "=", ".", "é", "漢字", "word "),
      fc.string({ maxLength: 90 }),
    ),
    { maxLength: 30 },
  );
  const readers = fc.record({
    name: fc.string({ unit: "grapheme", maxLength: 120 }),
    email: fc.constantFrom("a@x.example", `${"e=".repeat(30)}@${"x".repeat(60)}.example`),
    unsubscribeUrl: fc.constantFrom(`${origin}/unsubscribe/a=b&c=.d`, `${origin}/`.padEnd(500, "y=")),
  });
  await fc.assert(
    fc.asyncProperty(places, readers, async (pieces, reader) => {
      const written = pieces.join("").replace(/[^\P{Cc}\n]/gu, "");
      const edition = withParts({ html: `<p>${written.replace(/[<>&"]/g, "")}</p>\n`, text: `Text: ${written}.\n` });
      const filled = fillEdition(edition, reader);
      const { raw } = await send(edition, reader);
      expect(await parts(raw)).toEqual({ html: filled.html, text: filled.text });
      const wire = raw.toString("latin1");
      const lines = wire.slice(wire.indexOf("\r\n\r\n")).split("\r\n");
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(76);
    }),
    { numRuns: 300 },
  );
});
