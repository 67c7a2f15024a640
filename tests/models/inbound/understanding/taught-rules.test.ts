import { describe, expect, test } from "vitest";
import { taughtFault, type TaughtRule } from "#app/models/inbound/understanding/taughtRules.ts";
import { taughtGround, understandMail } from "#app/models/inbound/understanding/understandMail.server.ts";
import { failedAt, writtenReport } from "../../../support/deliveryReports.ts";

const rule: TaughtRule = {
  id: 7,
  phrase: "the penguins keep  YOUR mail",
  place: "text",
  kind: "soft",
  category: "mailbox",
};

const mail = (text: string) =>
  Buffer.from(`From: Postmaster <postmaster@ice.example>\nSubject: From the ice\n\n${text}\n`);

describe("a rule that an operator taught", () => {
  test("decides what else would be unknown, however its words are wrapped", async () => {
    const raw = mail("Sorry.\nThe Penguins\n  keep your mail.");
    expect(await understandMail(raw)).toMatchObject([{ kind: "unknown" }]);
    expect(await understandMail(raw, [rule])).toMatchObject([
      { kind: "soft", category: "mailbox", rule: "taught-7", confidence: "likely" },
    ]);
  });

  test("decides before a guess, and never against a certain rule", async () => {
    const text = "The penguins keep your mail.";
    const guessed = writtenReport({ text, recipients: [failedAt("ana@far.example", "5.0.0")] });
    expect(await understandMail(guessed, [rule])).toMatchObject([{ rule: "taught-7" }]);
    const certain = writtenReport({ text, recipients: [failedAt("ana@far.example", "5.1.1")] });
    expect(await understandMail(certain, [rule])).toMatchObject([{ kind: "hard", rule: "code-no-mailbox" }]);
  });

  test("does not look into the message that a bounce returns", async () => {
    const raw = mail("Sorry.\n\n----- Original message -----\n\nThe penguins keep your mail.");
    expect(await understandMail(raw, [rule])).toMatchObject([{ kind: "unknown" }]);
  });

  test("does not make an answer of a person a bounce", async () => {
    const raw = Buffer.from(
      "From: Ana <ana@ice.example>\nSubject: Re: Issue\nIn-Reply-To: <a@b>\n\nThe penguins keep your mail!\n",
    );
    expect(await understandMail(raw, [rule])).toMatchObject([{ kind: "reply" }]);
  });

  test.each([
    [rule, null],
    [{ ...rule, place: "subject" as const, phrase: "from the ice" }, null],
    [{ ...rule, place: "sender" as const, phrase: "postmaster@ice" }, null],
    [{ ...rule, phrase: "penguin" }, "short"],
    [{ ...rule, phrase: "p".repeat(201) }, "long"],
    [{ ...rule, phrase: "the walruses keep" }, "elsewhere"],
    [{ ...rule, place: "subject" as const }, "elsewhere"],
    [{ ...rule, phrase: "your message" }, "general"],
    [{ ...rule, phrase: "2026-11-23" }, "general"],
    [{ ...rule, kind: "complaint" as const, category: null }, "kind"],
    [{ ...rule, category: null }, "category"],
    [{ ...rule, kind: "auto-reply" as const }, "category"],
  ])("%j is checked before it is kept: %s", (taught, fault) => {
    const ground = taughtGround(mail("Your message: The penguins keep your mail. 2026-11-23"));
    expect(taughtFault(taught, ground)).toBe(fault);
  });
});
