import { simpleParser } from "mailparser";
import { createTransport } from "nodemailer";
import { expect, test } from "vitest";
import { enqueueTransactional } from "#app/models/deliveries/transactional.server.ts";
import { receiveInbound } from "#app/models/inbound/receiving.server.ts";
import { openSmtpDoor } from "#app/models/inbound/smtpDoor.server.ts";
import { startSelfTest } from "#app/models/inbound/selfTest.server.ts";
import { workOnInbound } from "#app/models/inbound/work.server.ts";
import { openReference } from "#app/models/mailReferences.server.ts";
import { subscriberById } from "#app/models/readers/subscribers.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { closeConnection } from "#app/sender/connection.server.ts";
import { deliverNext } from "#app/sender/deliver.server.ts";
import { sendTransactional } from "#app/sender/transactional.server.ts";
import type { Message } from "#emails/message/message.server.ts";
import { OwnConnection } from "#emails/smtp/ownConnection.server.ts";
import { endsWithTheTest } from "../support/cleanup.ts";
import { testContext } from "../support/context.ts";
import { aLane } from "../support/lane.ts";
import { aBriefing, anIssue, aReader } from "../support/newsroom.ts";
import { goodScript, ScriptedServer } from "../support/scripted-smtp.ts";
import { startFarEnd } from "../support/smtp.ts";

const hearing = { BOUNCE_ADDRESS: "bounces@bounces.example.org", REPLY_ADDRESS: "replies@replies.example.org" };

/** An issue to two readers and a letter to one, as the far end got them. */
async function sent(env: Record<string, string>) {
  const farEnd = await startFarEnd();
  const context = await testContext({ smtpUrl: farEnd.url, env });
  const list = await aBriefing(context, { replyTo: "desk@example.org" });
  const readers = [];
  for (const name of ["ada", "ben"]) readers.push((await aReader(context, list, `${name}@readers.example`)).id);
  const started = await sendIssue(context, await anIssue(context, list), "Ruth");
  if ("error" in started) throw new Error(started.error);
  await enqueueTransactional(context, "welcome", readers[0]!, list.id);
  const lane = await aLane(context);
  while (await sendTransactional(context, lane));
  while (await deliverNext(context, lane));
  closeConnection(lane);
  const [letter, ...issues] = farEnd.messages.filter(isToReader);
  return { context, readers, editionId: started.send.editionId, letter: letter!, issues };
}

/** The sender tests the way back by a letter to ourselves as well. */
const isToReader = ({ envelope }: { envelope: { to: string[] } }) => envelope.to[0]!.endsWith("@readers.example");

const replyTo = async (raw: Buffer) => (await simpleParser(raw)).replyTo?.value.map(({ address }) => address);

test("each delivery has an envelope sender and a Reply-To of its own, which name it (B-01)", async () => {
  const { context, readers, editionId, issues, letter } = await sent(hearing);
  expect(issues).toHaveLength(2);
  for (const [i, { envelope, raw }] of issues.entries()) {
    const of = { editionId, letterId: null, subscriberId: readers[i]! };
    expect(envelope.from).toMatch(/^bounces\+\w{34}@bounces\.example\.org$/);
    expect(openReference(context, envelope.from)).toMatchObject({ purpose: "bounce", ...of });
    const [address, ...more] = (await replyTo(raw))!;
    expect([more, address]).toEqual([[], expect.stringMatching(/^replies\+\w{34}@replies\.example\.org$/)]);
    expect(openReference(context, address!)).toMatchObject({ purpose: "reply", ...of });
  }
  const row = await context.db.selectFrom("letters").select("id").executeTakeFirstOrThrow();
  expect(openReference(context, letter.envelope.from)).toMatchObject({ purpose: "bounce", letterId: row.id });
  expect(await replyTo(letter.raw)).toEqual(["desk@example.org"]);
});

test("tried again on another day, a message has the same return path", async () => {
  const farEnd = await startFarEnd({ data: (_, earlier) => (earlier === 0 ? "451 4.3.0 Later" : undefined) });
  const context = await testContext({ smtpUrl: farEnd.url, env: hearing });
  const list = await aBriefing(context);
  await aReader(context, list, "ada@readers.example");
  await sendIssue(context, await anIssue(context, list), "Ruth");
  const lane = await aLane(context);
  while (await deliverNext(context, lane));
  context.later(20 * 3_600_000);
  while (await deliverNext(context, lane));
  closeConnection(lane);
  const [first, second] = farEnd.received.filter(isToReader);
  expect(second!.envelope).toEqual(first!.envelope);
  expect(second!.raw).toEqual(first!.raw);
});

test("without those mailboxes everything is as before: the From address, and the briefing's Reply-To", async () => {
  const { issues, letter } = await sent({});
  for (const { envelope, raw } of issues) {
    const { from, replyTo } = await simpleParser(raw);
    expect([envelope.from, replyTo?.value[0]!.address]).toEqual([from!.value[0]!.address, "desk@example.org"]);
  }
  expect(letter.envelope.from).toBe("hello@briefing.example.org");
});

const message = (id?: string): Message => ({
  envelope: { from: "b@bounces.example.org", to: "ada@readers.example", ...(id && { id }) },
  ...{ head: "Subject: Hello", body: ["Hello\r\n"], size: 25 },
});

test.each([
  ["that can (RFC 3461)", { dsn: true }, "tokenofadelivery", ["RET=HDRS ENVID=tokenofadelivery", "NOTIFY=FAILURE"]],
  ["that can, in one packet", { dsn: true, pipelining: true }, "a1", ["RET=HDRS ENVID=a1", "NOTIFY=FAILURE"]],
  ["that cannot", { dsn: false }, "tokenofadelivery", []],
  ["that can, about mail without a reference", { dsn: true }, undefined, []],
])("a server is asked to tell of a failure by its name: one %s", async (_, extensions, id, asked) => {
  const server = new ScriptedServer(goodScript);
  const line = new OwnConnection(server.wire(extensions), {
    messagesPerConnection: 9,
    chunking: false,
    patience: 1000,
  });
  expect(await line.handOver(message(id))).toMatchObject({ kind: "accepted" });
  const commands = server.packets.join("");
  expect(commands.match(/RET=\S+ ENVID=\S+|NOTIFY=\S+/g) ?? []).toEqual(asked);
});

test("once a letter to ourselves came back, a mail to leave is enough, and ends what its address names (H-19)", async () => {
  const farEnd = await startFarEnd();
  const context = await testContext({ smtpUrl: farEnd.url, env: hearing });
  const list = await aBriefing(context);
  const { id } = await aReader(context, list, "ada@readers.example");
  const leaveOf = async () => {
    await sendIssue(context, await anIssue(context, list), "Ruth");
    const lane = await aLane(context);
    while (await deliverNext(context, lane));
    closeConnection(lane);
    const [head] = farEnd.messages.filter(isToReader).at(-1)!.raw.toString("latin1").split("\r\n\r\n");
    return /^List-Unsubscribe: (.*)$/m.exec(head!.replace(/\r\n[ \t]+/g, " ").replaceAll("\r", ""))![1]!;
  };
  expect(await leaveOf()).not.toContain("mailto:");
  await startSelfTest(context, "Ruth");
  const probe = farEnd.messages.filter((one) => !isToReader(one)).at(-1)!.envelope.to;
  const comesIn = (sentFrom: string, sentTo: string[], raw: string) =>
    receiveInbound(context, [{ door: "smtp", provider: null, sentFrom, sentTo, raw: Buffer.from(raw) }]);
  await comesIn("hello@briefing.example.org", probe, "Subject: A test of the way back\n\nx\n");
  await workOnInbound(context);
  const both = await leaveOf();
  const [, address] = /^<https:[^>]*>, <mailto:(bounces\+l\w+@bounces\.example\.org)[^>]*>$/.exec(both)!;
  // As the reader's program writes it, to our own server.
  const door = await openSmtpDoor(context, { host: "127.0.0.1", port: 0 }, null);
  endsWithTheTest(() => door.close());
  const program = createTransport({ host: "127.0.0.1", port: door.port, ignoreTLS: true });
  await program.sendMail({ from: "Ada <ada@readers.example>", to: address!, subject: "unsubscribe", text: "" });
  await workOnInbound(context);
  expect((await subscriberById(context, id))!.subscriptions).toMatchObject([{ status: "ended", endedBy: "mail" }]);
});
