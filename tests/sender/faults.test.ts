import { describe, expect, test } from "vitest";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { closeConnection, ConnectionTrouble } from "#app/sender/connection.server.ts";
import { deliverNext, handIn } from "#app/sender/deliver.server.ts";
import { createSmtp } from "#emails/smtp/smtp.server.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { startFaultyServer, type Fault } from "../support/faulty-smtp.ts";
import { aLane } from "../support/lane.ts";
import { aBriefing, anIssue, aReader } from "../support/newsroom.ts";
import { startFarEnd } from "../support/smtp.ts";

async function until(reached: () => boolean) {
  while (!reached()) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function sendOneThrough(context: TestContext) {
  const list = await aBriefing(context);
  await aReader(context, list, "ana@readers.example", "Ana");
  const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
  if ("error" in sent) throw new Error(sent.error);
  const lane = await aLane(context);
  const end = await deliverNext(context, lane).catch((error: unknown) => error);
  await handIn(lane);
  closeConnection(lane);
  return { end, counts: await countDeliveries(context, sent.send.editionId) };
}

/** How commands go to the server, by what it announces. */
const ways: [string, Pick<Fault, "pipelining" | "chunking">][] = [
  ["one command at a time", {}],
  ["with PIPELINING", { pipelining: true }],
  ["with CHUNKING", { chunking: true }],
];

describe.each(ways)("where the line is lost decides what may be done (T-04, row 35): %s", (_way, offers) => {
  const startServer = (fault: Fault) => startFaultyServer({ ...fault, ...offers });
  const settings = { chunking: true };

  const before: [string, Fault][] = [
    ["refuses at the greeting", { at: "greeting", then: "554 5.3.2 Not today" }],
    ["drops at the greeting", { at: "greeting", then: "drop" }],
    ["never greets", { at: "greeting", then: "time-out" }],
    ["drops at EHLO", { at: "ehlo", then: "drop" }],
  ];
  test.each(before)("a server that %s troubles the sender and burns nobody", async (_name, fault) => {
    await using server = await startServer(fault);
    const context = await testContext({ smtpUrl: server.url, smtpSettings: settings });
    const { end, counts } = await sendOneThrough(context);
    expect(end).toBeInstanceOf(ConnectionTrouble);
    expect(counts).toMatchObject({ total: 1, queued: 1, deferred: 0 });
  });

  test("a server that drops at STARTTLS or AUTH troubles the sender and burns nobody", async () => {
    await using locked = await startServer({ at: "auth", then: "drop" });
    await using unsafe = await startServer({ at: "starttls", then: "drop" });
    for (const smtpUrl of [
      locked.url.replace("smtp://", "smtp://press:secret@"),
      // Another form of this address, which is not taken for near: so TLS is asked for.
      unsafe.url.replace("127.0.0.1", "[::ffff:127.0.0.1]"),
    ]) {
      const context = await testContext({ smtpUrl, smtpSettings: settings });
      const { end, counts } = await sendOneThrough(context);
      expect(end).toBeInstanceOf(ConnectionTrouble);
      expect(counts).toMatchObject({ total: 1, queued: 1, deferred: 0 });
    }
    expect(locked.lines.some((line) => line.startsWith("AUTH"))).toBe(true);
    expect(unsafe.lines).toContain("STARTTLS");
  });

  test("a line that ended between two messages takes no message with it", async () => {
    const farEnd = await startFarEnd();
    const line = await createSmtp(farEnd.url).open();
    await farEnd.close();
    await until(() => !line.usable());
    const body = [Buffer.from("Good morning.\r\n")];
    const envelope = { from: "editors@briefing.example.org", to: "ana@readers.example" };
    const outcome = await line.handOver({ envelope, head: "Subject: Hello", body, size: 31 });
    expect(outcome).toMatchObject({ kind: "returned", verdict: "connection" });
  });

  test("a server that drops in the middle of a long message is tried again later: its dot never left", async () => {
    await using server = await startServer({ at: "mid-body", then: "drop" });
    const line = await createSmtp(server.url, settings).open();
    const body = [Buffer.alloc(64 * 1024 * 1024, "a line of the message\r\n")];
    const envelope = { from: "a@briefing.example", to: "b@readers.example" };
    const outcome = await line.handOver({ envelope, head: "Subject: Long", body, size: body[0]!.length });
    expect(outcome).toMatchObject({ kind: "deferred", verdict: "connection" });
  });

  /** Nothing is answered, and only with CHUNKING has the message left by then. */
  const lostBefore: [string, Fault][] = [
    ["drops at MAIL", { at: "mail", then: "drop" }],
    ["drops at RCPT", { at: "rcpt", then: "drop" }],
    ["resets at RCPT", { at: "rcpt", then: "reset" }],
    ["drops before the 354", { at: "data", then: "drop" }],
    ["answers garbage", { at: "rcpt", then: "!!!! what" }],
  ];
  const nothingTaken: [string, Fault][] = [
    ["says 421 at MAIL", { at: "mail", then: "421 4.3.2 Going down" }],
    ["puts our From address off", { at: "mail", then: "451 4.3.0 Not now" }],
    ...(offers.chunking ? [] : lostBefore),
  ];
  test.each(nothingTaken)(
    "a reader whose server %s, asked first, loses no try; it is trouble",
    async (_name, fault) => {
      await using server = await startServer(fault);
      const context = await testContext({ smtpUrl: server.url, smtpSettings: settings });
      const { end, counts } = await sendOneThrough(context);
      expect(end).toBeInstanceOf(ConnectionTrouble);
      expect((end as ConnectionTrouble).message).toMatch(/^The mail server 127\.0\.0\.1:\d+ takes no message: ./);
      expect(counts).toMatchObject({ total: 1, queued: 1, deferred: 0 });
      expect(server.connections).toBe(1);
    },
  );

  const safe: [string, Fault][] = [
    ["says 421 in the middle", { at: "rcpt", then: "421 4.3.2 Going down" }],
    ["says 452 after the dot", { at: "after-dot", then: "452 4.3.1 Disk full" }],
  ];
  test.each(safe)("a reader whose server %s is tried again later", async (_name, fault) => {
    await using server = await startServer(fault);
    const context = await testContext({ smtpUrl: server.url, smtpSettings: settings });
    const { counts } = await sendOneThrough(context);
    expect(counts).toMatchObject({ total: 1, queued: 1, deferred: 1 });
    expect(server.accepted).toHaveLength(0);
  });

  const unknown: [string, Fault][] = [
    ["drops after the dot", { at: "after-dot", then: "drop" }],
    ["resets after the dot", { at: "after-dot", then: "reset" }],
    ["says nothing after the dot", { at: "after-dot", then: "time-out" }],
  ];
  if (offers.chunking) unknown.push(...lostBefore);
  test.each(unknown)("a reader whose server %s is uncertain", async (_name, fault) => {
    await using server = await startServer(fault);
    const context = await testContext({ smtpUrl: server.url, smtpSettings: settings });
    const { counts } = await sendOneThrough(context);
    expect(counts).toMatchObject({ total: 1, uncertain: 1 });
    if (fault.at === "after-dot") expect(server.received).toHaveLength(1);
  });

  test("a 552 after the dot is final", async () => {
    await using server = await startServer({ at: "after-dot", then: "552 5.2.2 Too much" });
    const context = await testContext({ smtpUrl: server.url, smtpSettings: settings });
    expect((await sendOneThrough(context)).counts).toMatchObject({ refused: 1 });
  });
});

test("a server without TLS gets no login and no message when it is not on this machine (T-12)", async () => {
  await using server = await startFaultyServer({ at: "after-dot", then: "250 2.0.0 Fine" });
  // Another form of this machine's address, which says nothing of being near.
  const far = server.url.replace("127.0.0.1", "[::ffff:127.0.0.1]").replace("smtp://", "smtp://press:secret@");
  await expect(createSmtp(far).open()).rejects.toThrow(/7f00:1.* gives no safe connection/);
  expect(server.lines).toContain("STARTTLS");
  expect(server.lines.join("\n")).not.toMatch(/AUTH|MAIL/);
});

test("a certificate that nobody vouches for is refused (T-12)", async () => {
  await using farEnd = await startFarEnd({ tls: "from-the-start" });
  await expect(createSmtp(farEnd.url).open()).rejects.toThrow(/certificate/);
  expect(farEnd.messages).toHaveLength(0);
});
