import { simpleParser } from "mailparser";
import { beforeAll, describe, expect, test } from "vitest";
import { editionByNumber } from "#app/models/issues/editions.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { closeConnection } from "#app/sender/connection.server.ts";
import { deliverNext } from "#app/sender/deliver.server.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { aLane } from "../support/lane.ts";
import { aBriefing, anArticle, anIssue, aReader } from "../support/newsroom.ts";
import { startFarEnd, type FarEnd } from "../support/smtp.ts";

let context: TestContext;
let farEnd: FarEnd;

/** The header's fields with this name, unfolded, as they came over the wire. */
function fields(raw: Buffer, name: string): string[] {
  const head = raw
    .toString("latin1")
    .split("\r\n\r\n")[0]!
    .replace(/\r\n[ \t]+/g, " ");
  return head
    .split("\r\n")
    .filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))
    .map((line) => line.slice(name.length + 1).trim());
}

beforeAll(async () => {
  farEnd = await startFarEnd();
  context = await testContext({ smtpUrl: farEnd.url });
  const list = await aBriefing(context);
  await aReader(context, list, "ana@readers.example", 'Ana "the Robot" Pérez');
  await aReader(context, list, "hanako@readers.example", "山田 花子");
  await aReader(context, list, "evil@readers.example", '"; <evil@x.example>');
  const article = await anArticle(context, {
    headline: "Grippers & <tools>: a “field” guide",
    sources: [{ title: "The plan", url: "https://example.org/plan?a=1&b=2" }],
  });
  const number = await anIssue(context, list, {
    subject: "Grippers, Roboter und 山田さんの機械 🎉",
    articles: [article],
  });
  const sent = await sendIssue(context, number, "Ruth");
  if ("error" in sent) throw new Error(JSON.stringify(sent));
  const lane = await aLane(context);
  while (await deliverNext(context, lane));
  closeConnection(lane);
});

const rawTo = (email: string) => farEnd.messagesTo(email)[0]!.raw;

describe("an issue as it comes over the wire", () => {
  test("has each of the headers that may stand once exactly once (H-01, H-03, H-21, H-26, H-27, H-28)", () => {
    const once = [
      "From",
      "To",
      "Subject",
      "Date",
      "Message-ID",
      "MIME-Version",
      "List-Unsubscribe",
      "List-Unsubscribe-Post",
      "List-Id",
      "Feedback-ID",
    ];
    for (const { raw } of farEnd.messages) for (const name of once) expect(fields(raw, name), name).toHaveLength(1);
  });

  test("can be left with one click, and the header says so to the letter (H-02, H-03)", () => {
    const raw = rawTo("ana@readers.example");
    expect(fields(raw, "List-Unsubscribe")[0]).toMatch(/^<https:\/\/briefing\.example\.org\/one-click\/[\w-]{38}>$/);
    expect(fields(raw, "List-Unsubscribe-Post")[0]).toBe("List-Unsubscribe=One-Click");
  });

  test("is for one reader, named as the reader is, and nobody else (H-30, row 20, T-10)", async () => {
    for (const { envelope } of farEnd.messages) expect(envelope.to).toHaveLength(1);
    const names = { "ana@readers.example": 'Ana "the Robot" Pérez', "hanako@readers.example": "山田 花子" };
    for (const [email, name] of Object.entries(names)) {
      const mail = await simpleParser(rawTo(email));
      expect(mail.to).toMatchObject({ value: [{ address: email, name }] });
    }
    const evil = await simpleParser(rawTo("evil@readers.example"));
    expect([evil.to].flat().flatMap((to) => to!.value.map(({ address }) => address))).toEqual(["evil@readers.example"]);
    expect(evil.cc).toBeUndefined();
  });

  test("differs between readers only where it must: To, Message-ID, one-click address and footer (H-26, M-06)", async () => {
    const [ana, hanako] = await Promise.all(
      ["ana@readers.example", "hanako@readers.example"].map((email) => simpleParser(rawTo(email))),
    );
    expect(ana!.messageId).not.toBe(hanako!.messageId);
    const plain = (mail: typeof ana) =>
      mail!.html &&
      mail!.html.replace(/[a-z]+@readers\.example/g, "READER").replace(/(unsubscribe|reader)\/[\w-]{38}/g, "LINK");
    expect(plain(ana)).toBe(plain(hanako));
  });

  test("has a text part first and an HTML part last, and both name the way out and the postal address (E-01, H-16, C-14)", async () => {
    const raw = rawTo("ana@readers.example").toString();
    expect(raw.indexOf("text/plain")).toBeLessThan(raw.indexOf("text/html"));
    expect(raw).toMatch(/Content-Type: multipart\/alternative/);
    const mail = await simpleParser(raw);
    for (const part of [mail.text!, mail.html || ""]) {
      expect(part).toMatch(/https:\/\/briefing\.example\.org\/unsubscribe\/[\w-]{38}/);
      expect(part).toContain("12 Harbour Street, Rotterdam");
      expect(part).toContain("https://briefing.example.org/articles/");
    }
    expect(mail.subject).toBe("Grippers, Roboter und 山田さんの機械 🎉");
  });

  test("has no line over 998 octets, and body lines of at most 76 (E-02)", () => {
    for (const { raw } of farEnd.messages) {
      const [head, ...body] = raw.toString("latin1").split("\r\n\r\n");
      expect(Math.max(...head!.split("\r\n").map((line) => line.length))).toBeLessThanOrEqual(998);
      const longest = Math.max(
        ...body
          .join("\r\n\r\n")
          .split("\r\n")
          .map((line) => line.length),
      );
      expect(longest).toBeLessThanOrEqual(76);
    }
  });

  test("carries nothing of the frozen edition's markers", async () => {
    const edition = (await editionByNumber(context, 1))!;
    expect(edition.html).toContain(edition.marker_key);
    for (const { raw } of farEnd.messages) {
      const mail = await simpleParser(raw);
      expect(`${mail.html || ""}${mail.text}`).not.toContain(edition.marker_key);
    }
  });

  test("comes From the briefing at one address, with the list's id at the site's host (H-21, H-29)", () => {
    const raw = rawTo("ana@readers.example");
    expect(fields(raw, "From")[0]).toBe("The Robotics Briefing <editors@briefing.example.org>");
    expect(fields(raw, "List-Id")[0]).toMatch(/<weekly\.briefing\.example\.org>$/);
    expect(fields(raw, "Precedence")).toEqual(["bulk"]);
    expect(farEnd.messages[0]!.envelope.from).toBe("editors@briefing.example.org");
  });
});
