import { describe, expect, test } from "vitest";
import { measureMessage, messageBytes, type Message } from "#emails/message/message.server.ts";
import { createSmtp } from "#emails/smtp/smtp.server.ts";
import { startFaultyServer, type Fault } from "../../support/faulty-smtp.ts";
import {
  credulous,
  pinnedNodemailer,
  withBareSocket,
  withoutExtensions,
  withoutPrivateNames,
  withUnreadSocket,
} from "../../support/nodemailers.ts";
import { startFarEnd, type FarEnd } from "../../support/smtp.ts";

/** Two shared pieces and a short one, with dots where SMTP doubles them. */
const message = (to = "ana@readers.example"): Message => {
  const body = [
    Buffer.from(`.hidden\r\n${"A line of the issue.\r\n".repeat(200)}..\r\n`),
    Buffer.from(".\r\nGood bye.\r\n"),
  ];
  const head = "Subject: Ports\r\nX-Dots: one\r\n .two";
  return {
    envelope: { from: "editors@briefing.example.org", to },
    head,
    body,
    size: 4 + head.length + Buffer.concat(body).length,
  };
};

const writers = [
  ["our own transactions, one command at a time", pinnedNodemailer, {}],
  ["our own transactions with PIPELINING", pinnedNodemailer, { pipelining: true }],
  ["our own transactions with CHUNKING", pinnedNodemailer, { chunking: true }],
  ["nodemailer's public send, for want of the private names", withoutPrivateNames, {}],
  ["nodemailer's public send with PIPELINING", withoutPrivateNames, { pipelining: true }],
] as const;

/** A message of about this size, each line with a dot to double; a reader's own lines between shared ones, as text. */
const dotted = (bytes: number, last: string): Message => {
  const line = `.${"dots ".repeat(13)}.\r\n`;
  const lines = (share: number) => line.repeat(Math.round((bytes * share) / line.length));
  const { envelope, head } = message();
  return measureMessage({ envelope, head, body: [Buffer.from(lines(0.5)), ".Ana\r\n", Buffer.from(lines(0.5)), last] });
};

describe.each(writers)("handing over by %s", (_name, Connection, offers: Partial<Fault>) => {
  const isPublic = Connection === withoutPrivateNames;
  const smtpTo = (url: string) => createSmtp(url, { Connection, chunking: true });

  async function outcomeAt(fault: Fault) {
    const server = await startFaultyServer({ ...fault, ...offers });
    const line = await smtpTo(server.url).open();
    return { outcome: await line.handOver(message()), server, line };
  }

  test("brings messages of every size over, those whose doubled dots make them larger included", async () => {
    const farEnd = await startFarEnd();
    const line = await smtpTo(farEnd.url).open();
    // 64 KB are 65,536 bytes: with its dots doubled, the fourth is larger.
    const sizes = [1_000, 50_000, 64_000, 65_000, 66_000, 200_000, 1_000];
    const messages = sizes.flatMap((size) => [dotted(size, ".end\r\n"), dotted(size, ".no line end")]);
    for (const one of messages) expect(await line.handOver(one)).toMatchObject({ kind: "accepted" });
    expect(farEnd.messages).toHaveLength(messages.length);
    for (const [i, { raw }] of farEnd.messages.entries())
      expect(raw.toString().trimEnd()).toBe(messageBytes(messages[i]!).toString().trimEnd());
    line.close();
  });

  test("brings every byte over, dots and all, message after message on one connection", async () => {
    const farEnd = await startFarEnd();
    const smtp = smtpTo(farEnd.url);
    const line = await smtp.open();
    for (const to of ["ana@readers.example", "ben@readers.example", "cy@readers.example"])
      expect(await line.handOver(message(to))).toMatchObject({ kind: "accepted", code: 250 });
    expect(farEnd.connections).toBe(1);
    expect(farEnd.messages.map(({ envelope }) => envelope.to)).toEqual([
      ["ana@readers.example"],
      ["ben@readers.example"],
      ["cy@readers.example"],
    ]);
    for (const { raw } of farEnd.messages) expect(raw.toString()).toBe(messageBytes(message()).toString());
    expect(smtp.isPublic()).toBe(isPublic);
    expect(line.usable()).toBe(true);
    line.close();
  });

  test("names the reader's refusal and goes on with the next one", async () => {
    for (const [at, then, expected] of [
      ["mail", "451 4.3.0 Not now", { kind: "returned", code: 451, stage: "MAIL" }],
      ["rcpt", "450 4.2.1 Later", { kind: "deferred", code: 450 }],
      ["rcpt", "550 5.1.1 No such user", { kind: "refused", verdict: "address", code: 550 }],
      ["data", "554 5.7.1 Looks like spam", { kind: "refused", verdict: "block", code: 554 }],
      ["after-dot", "452 4.3.1 Disk full", { kind: "deferred", code: 452 }],
      ["after-dot", "552 5.2.2 Too much", { kind: "refused", code: 552 }],
    ] as const) {
      const { outcome: first, server, line } = await outcomeAt({ at, then, after: 1 });
      expect(first.kind).toBe("accepted");
      expect(await line.handOver(message()), then).toMatchObject(expected);
      expect(line.usable(), then).toBe(true);
      expect(server.lines).toContain("RSET");
      line.close();
    }
  });

  test("tells by what was answered before what a 421 is about", async () => {
    const atMail = await outcomeAt({ at: "mail", then: "421 4.3.2 Going down" });
    expect(atMail.outcome).toMatchObject({ kind: "returned", code: 421 });
    const atRcpt = await outcomeAt({ at: "rcpt", then: "421 4.3.2 Going down" });
    expect(atRcpt.outcome).toMatchObject({ kind: "deferred", code: 421 });
    for (const { line } of [atMail, atRcpt]) expect(line.usable()).toBe(false);
  });

  test.each<[string, Fault, object]>([
    ["at MAIL, in silence", { at: "mail", then: "time-out" }, { kind: offers.chunking ? "uncertain" : "returned" }],
    ["at MAIL", { at: "mail", then: "drop" }, { kind: offers.chunking ? "uncertain" : "returned" }],
    ["at RCPT", { at: "rcpt", then: "reset" }, { kind: offers.chunking ? "uncertain" : "returned" }],
    ["before the 354", { at: "data", then: "drop" }, { kind: offers.chunking ? "uncertain" : "returned" }],
    ["after the dot", { at: "after-dot", then: "drop" }, { kind: "uncertain", verdict: "unknown" }],
    ["after the dot, by a reset", { at: "after-dot", then: "reset" }, { kind: "uncertain", verdict: "unknown" }],
    ["after the dot, by the answer to another command", { at: "after-dot", then: "354 Go" }, { kind: "uncertain" }],
    ["after the dot, in silence", { at: "after-dot", then: "time-out" }, { kind: "uncertain", verdict: "unknown" }],
  ])("knows what a line that is lost %s means", async (_where, fault, expected) => {
    const { outcome, line } = await outcomeAt(fault);
    expect(outcome).toMatchObject({ code: null, ...expected });
    expect(line.usable()).toBe(false);
  });

  test("tries a long message again later that was lost in its middle", async () => {
    const server = await startFaultyServer({ at: "mid-body", then: "drop", ...offers });
    const line = await smtpTo(server.url).open();
    const body = [Buffer.alloc(32 * 1024 * 1024, "a line of the message\r\n")];
    const outcome = await line.handOver({ ...message(), body, size: body[0]!.length });
    expect(outcome).toMatchObject({ kind: "deferred", verdict: "connection" });
  });

  test("sends not a byte more of a message whose server was too slow, also when that server wakes up", async () => {
    const server = await startFaultyServer({ at: "mid-body", then: "time-out", ...offers });
    const line = await smtpTo(server.url).open();
    const body = [Buffer.alloc(32 * 1024 * 1024, "a line of the message\r\n")];
    const outcome = await line.handOver({ ...message(), body, size: body[0]!.length });
    expect(outcome).toMatchObject({ kind: "deferred", verdict: "connection" });
    expect(await server.readOn()).toBeLessThan(body[0]!.length);
  });

  test("logs in, and says what is wrong when it may not", async () => {
    const farEnd = await startFarEnd({ login: { user: "press", pass: "secret" } });
    const line = await smtpTo(farEnd.url).open();
    expect((await line.handOver(message())).kind).toBe("accepted");
    line.close();
    await expect(smtpTo(farEnd.url.replace("secret", "wrong")).open()).rejects.toThrow(/refuses the login/);
  });
});

describe.each(["starttls", "from-the-start"] as const)("over TLS (%s)", (tls) => {
  // Another form of this address, which is not taken for near: so TLS is asked for.
  const urlOf = (farEnd: FarEnd) => farEnd.url.replace("127.0.0.1", "[::ffff:127.0.0.1]");

  test.each([
    ["the pinned nodemailer lends us its socket, which is the encrypted one", credulous, false],
    ["a nodemailer with the socket below TLS under the known name writes for itself", withBareSocket, true],
  ])("%s", async (_name, Connection, isPublic) => {
    const farEnd = await startFarEnd({ tls });
    const smtp = createSmtp(urlOf(farEnd), { Connection });
    const line = await smtp.open();
    expect(smtp.isPublic()).toBe(isPublic);
    const body = [Buffer.from(`.line\r\n${"A line of the issue.\r\n".repeat(30_000)}`), Buffer.from("Good bye.\r\n")];
    for (const to of ["ana@readers.example", "ben@readers.example"]) {
      const outcome = await line.handOver({ ...message(to), body, size: 700_000 });
      expect(outcome).toMatchObject({ kind: "accepted", code: 250 });
    }
    const sent = `${message().head}\r\n\r\n${Buffer.concat(body).toString()}`;
    expect(farEnd.messages.map(({ raw }) => raw.toString() === sent)).toEqual([true, true]);
    line.close();
  });
});

describe("a nodemailer whose inner parts are not those of 10.6", () => {
  test.each([
    ["keeps its socket elsewhere", withoutPrivateNames],
    ["has a socket under the known name that it does not read", withUnreadSocket],
    ["keeps the server's extensions elsewhere", withoutExtensions],
  ])("hands over whole messages by its public way when it %s", async (_how, Connection) => {
    const farEnd = await startFarEnd();
    const smtp = createSmtp(farEnd.url, { Connection });
    expect(smtp.isPublic()).toBeNull();
    const line = await smtp.open();
    expect(smtp.isPublic()).toBe(true);
    for (let count = 0; count < 2; count += 1) expect((await line.handOver(message())).kind).toBe("accepted");
    expect(farEnd.messages).toHaveLength(2);
    for (const { raw } of farEnd.messages) expect(raw.toString()).toBe(messageBytes(message()).toString());
    line.close();
  });
});
