import { describe, expect, test } from "vitest";
import { understandMail } from "#app/models/inbound/understanding/understandMail.server.ts";
import { samplesIn, understoodAs } from "../../../support/mails.ts";
import { ordinaryMails } from "../../../support/ordinaryMails.ts";

describe("complaints, absence notes, challenges and answers", () => {
  test.each(samplesIn("tests/models/inbound/mails/others.txt"))("$name: $expected", async ({ expected, raw }) => {
    expect(await understoodAs(raw)).toEqual(expected);
  });

  test("a new address is told", async () => {
    const moved = samplesIn("tests/models/inbound/mails/others.txt").filter(({ expected }) => expected[0] === "moved");
    const told = await Promise.all(moved.map(async ({ raw }) => (await understandMail(raw))[0]!.newAddress));
    expect(told).toEqual(["ana@new.example", "ana@new.example"]);
  });

  test("a complaint names what may tell the delivery, and no recipient that the provider has blotted out", async () => {
    const [whole, , , , , redacted] = samplesIn("tests/models/inbound/mails/others.txt");
    const references = await Promise.all(
      [whole!, redacted!].map(async ({ raw }) => (await understandMail(raw))[0]!.references),
    );
    expect(references[0]).toMatchObject({
      originalRecipient: "ana@yahoo.example",
      messageIds: ["<issue-12.7@briefing.example>"],
    });
    expect(references[0]!.sentTo).toContain("bounces+beaaaaaaacaaaaaaadabcd234567abcdef@bounces.briefing.example");
    expect(references[1]!.originalRecipient).toBeNull();
  });
});

test("ordinary answers, absence notes and newsletters are no bounces, 200 of them tried (B-07)", async () => {
  const mails = ordinaryMails();
  expect(mails.length).toBeGreaterThanOrEqual(200);
  const kinds = await Promise.all(
    mails.map(async (raw) => [(await understandMail(raw))[0]!.kind, raw.toString()] as const),
  );
  const wrong = kinds.filter(([kind]) => !["reply", "auto-reply", "moved", "challenge"].includes(kind));
  expect(wrong).toEqual([]);
});
