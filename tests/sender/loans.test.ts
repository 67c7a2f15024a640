import { describe, expect, test } from "vitest";
import { openLoans } from "#app/sender/loans.server.ts";
import { createSmtp, type SmtpConnection } from "#emails/smtp/smtp.server.ts";
import { transactionalMessage } from "#emails/message/message.server.ts";
import { startFarEnd } from "../support/smtp.ts";

const letter = () =>
  transactionalMessage({
    subject: "Sign in",
    html: "<p>Here</p>",
    text: "Here",
    from: { name: "Briefing", email: "hello@briefing.example.org" },
    to: { name: "", email: "ruth@desk.example" },
    language: "en",
    messageId: "<1@briefing.example.org>",
    date: new Date(0),
  });

describe("a single mail, while a send has all connections that the server gives", () => {
  async function busyServer() {
    const farEnd = await startFarEnd();
    const smtp = createSmtp(farEnd.url);
    const line = await smtp.open();
    farEnd.behave({ connect: () => "421 4.7.0 Error: too many connections" });
    const stop = new AbortController();
    return { farEnd, line, stop, loans: openLoans(smtp, stop.signal) };
  }

  const mailed = async (open: Promise<SmtpConnection>) => {
    const line = await open;
    return line.handOver(await letter()).finally(() => line.close());
  };

  test("goes between two messages of the send, which then has its connection back", async () => {
    const { farEnd, line, loans } = await busyServer();
    const [one, other] = [mailed(loans.smtp.open()), mailed(loans.smtp.open())];
    await expect.poll(() => loans.areAsked()).toBe(true);
    while (farEnd.messages.length < 2) {
      await loans.lend(line);
      await new Promise(setImmediate);
    }
    expect(await Promise.all([one, other])).toMatchObject([{ kind: "accepted" }, { kind: "accepted" }]);
    expect([loans.areAsked(), line.usable(), farEnd.messages.length]).toEqual([false, true, 2]);
    line.close();
  });

  test("is refused as the server said when the sender ends first", async () => {
    const { line, loans, stop } = await busyServer();
    const asked = loans.smtp.open();
    await expect.poll(() => loans.areAsked()).toBe(true);
    stop.abort();
    await expect(asked).rejects.toThrow("too many connections");
    expect(loans.areAsked()).toBe(false);
    line.close();
  });

  test("borrows nothing from a server that is not there", async () => {
    const loans = openLoans(createSmtp("smtp://127.0.0.1:9"), new AbortController().signal);
    await expect(loans.smtp.open()).rejects.toThrow("cannot be reached");
    expect(loans.areAsked()).toBe(false);
  });
});
