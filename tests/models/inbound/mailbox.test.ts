import { beforeEach, describe, expect, test } from "vitest";
import { pino } from "pino";
import { connectMailbox, type MailboxPlace } from "#app/models/inbound/mailbox/connection.server.ts";
import { openShelves } from "#app/models/inbound/mailbox/folders.server.ts";
import { lookThroughMailbox, type Looked } from "#app/models/inbound/mailbox/look.server.ts";
import { lookAtMailbox, watchMailbox } from "#app/models/inbound/mailbox/watch.server.ts";
import { referenceAddress } from "#app/models/mailReferences.server.ts";
import { aCertificate } from "../../support/certificates.ts";
import { endsWithTheTest } from "../../support/cleanup.ts";
import { monday, testContext, type TestContext } from "../../support/context.ts";
import { aMailServer, type MailServer } from "../../support/imap.ts";

/** What a server without extensions can do. */
const bare = "IMAP4rev1 LITERAL+ ID ENABLE NAMESPACE";
let context: TestContext;
let lines: string[];

beforeEach(async () => {
  lines = [];
  const log = pino({}, { write: (line: string) => void lines.push(line) });
  context = await testContext({ log, env: { BOUNCE_ADDRESS: "inbox@mail.example.org" } });
});

const placeOf = ({ port }: MailServer, parts: Partial<MailboxPlace> = {}): MailboxPlace => ({
  ...{ host: "127.0.0.1", port, tls: "none", user: "me", password: "secret", folder: "INBOX" },
  ...parts,
});
const kept = () => context.db.selectFrom("inbound_messages").selectAll().orderBy("id").execute();
const look = (server: MailServer) => lookAtMailbox(context, placeOf(server));

const letter = "From: Ruth <ruth@friends.example>\nTo: inbox@mail.example.org\nSubject: Lunch\n\nAt one?\n";
const report = (about = "reader") =>
  [
    "Return-Path: <>",
    "From: Mail Delivery Subsystem <mailer-daemon@far.example>",
    "To: inbox@mail.example.org",
    "Content-Type: multipart/report; report-type=delivery-status;\n\tboundary=x",
    `Subject: Failure of ${about}`,
    "",
    `--x\n\nIt failed for ${about}.\n--x--\n`,
  ].join("\n");
const ours = () => referenceAddress(context, "bounce", { editionId: 1001 }, 7, monday)!;
const prose = () =>
  `From: a@b.example\nDelivered-To: ${ours()}\nTo: someone@else.example\nSubject: Away\n\nI am away.\n`;

test("only what carries a reference or reports is read and put away; all else stays unseen", async () => {
  const server = await aMailServer();
  for (const mail of [letter, report(), prose(), letter.replace("inbox@", "inbox+bewrongwrongwrongwrongwrongwrongwr@")])
    server.deliver(mail);
  expect(await look(server)).toEqual({ read: 2, unreadable: 0, left: 2 });
  const rows = await kept();
  expect(rows.map(({ door, raw }) => [door, raw!.toString().replaceAll("\r", "")])).toEqual([
    ["mailbox", report()],
    ["mailbox", prose()],
  ]);
  expect(rows.map(({ sent_to }) => JSON.parse(sent_to) as string[])).toEqual([
    ["inbox@mail.example.org"],
    [ours(), "someone@else.example"],
  ]);
  // Its server did not write the envelope's sender down: that does not make it a program's mail.
  expect(rows.map(({ sent_from }) => sent_from)).toEqual(["", "a@b.example"]);
  expect(server.mails().map(({ flags, text }) => [flags, text.includes("Lunch")])).toEqual([
    ["", true],
    ["", true],
  ]);
  expect(new Set(server.mails("Pressrun/Read").map(({ text }) => text))).toEqual(new Set([report(), prose()]));
  expect(await look(server)).toEqual({ read: 0, unreadable: 0, left: 2 });
});

test("a mail is kept before it is moved: killed between the two, it is read again and known (B-09)", async () => {
  const server = await aMailServer();
  server.deliver(report());
  const client = await connectMailbox(placeOf(server));
  const killed = { put: () => Promise.reject(new Error("killed")) };
  await expect(lookThroughMailbox(context, client, killed, null)).rejects.toThrow("killed");
  client.close();
  expect([(await kept()).length, server.mails().length]).toEqual([1, 1]);
  expect(await look(server)).toMatchObject({ read: 1 });
  expect([(await kept()).length, server.mails().length, server.mails("Pressrun/Read").length]).toEqual([1, 0, 1]);
});

test("what the database does not take stays where it is", async () => {
  const server = await aMailServer();
  server.deliver(report());
  await context.db.schema.alterTable("inbound_messages").renameTo("inbound_elsewhere").execute();
  await expect(look(server)).rejects.toThrow();
  expect([server.mails().length, server.mails("Pressrun/Read").length]).toEqual([1, 0]);
});

test("a look goes on behind the last one, and from the beginning when the folder has other numbers", async () => {
  const server = await aMailServer();
  const once = async (looked: Looked | null) => {
    const client = await connectMailbox(placeOf(server));
    try {
      return await lookThroughMailbox(context, client, openShelves(context, client), looked);
    } finally {
      await client.logout();
    }
  };
  for (let i = 0; i < 3; i += 1) server.deliver(letter);
  const first = await once(null);
  expect([first.tally, first.looked.upTo]).toEqual([{ read: 0, unreadable: 0, left: 3 }, 3]);
  server.deliver(report());
  const second = await once(first.looked);
  expect(second.tally).toEqual({ read: 1, unreadable: 0, left: 0 });
  await server.renumber();
  server.deliver(report("another"));
  const third = await once(second.looked);
  expect(third.looked.validity).not.toBe(second.looked.validity);
  expect(third.tally).toEqual({ read: 1, unreadable: 0, left: 3 });
  expect(await kept()).toHaveLength(2);
});

test("of a mail that is too large only the beginning is fetched, for people to look at", async () => {
  const server = await aMailServer();
  server.deliver(`${report()}${"and so on, for ever and ever\n".repeat(100_000)}`);
  const client = await connectMailbox(placeOf(server));
  const { tally } = await lookThroughMailbox(context, client, openShelves(context, client), null);
  expect(client.stats().received).toBeLessThan(100_000);
  await client.logout();
  expect(tally).toEqual({ read: 0, unreadable: 1, left: 0 });
  const [row] = await kept();
  expect([row!.state, row!.raw!.length, row!.size > 2_900_000]).toEqual(["quarantined", 64_000, true]);
  expect([server.mails().length, server.mails("Pressrun/Unreadable").length]).toEqual([0, 1]);
});

test("where no folder can be made, what was read stays, marked, and is not read again", async () => {
  const server = await aMailServer();
  server.forbid("Pressrun/Read");
  server.deliver(report());
  expect(await look(server)).toMatchObject({ read: 1 });
  expect(await look(server)).toEqual({ read: 0, unreadable: 0, left: 1 });
  expect([(await kept()).length, server.mails().length]).toEqual([1, 1]);
  expect(lines.join("")).toContain("a folder cannot be made in the mailbox");
});

describe("a mail that its owner has marked as deleted stays, as it is,", () => {
  test.each([
    ["where the server can move", undefined, 1],
    ["where it can only copy, and remove one mail", `${bare} UIDPLUS`, 1],
    ["where it can only remove all that are marked", bare, 0],
  ])("%s", async (_where, capability, moved) => {
    const server = await aMailServer(capability ? { capability } : {});
    server.deliver(report("a deleted one"), { flags: "T" });
    server.deliver(report());
    expect(await look(server)).toEqual({ read: 1, unreadable: 0, left: 1 });
    expect(server.mails().map(({ text }) => text.includes("a deleted one"))).toContain(true);
    expect(server.mails()).toHaveLength(2 - moved);
    expect(server.mails("Pressrun/Read")).toHaveLength(moved);
    expect(await look(server)).toMatchObject({ read: 0 });
  });
});

describe("while it watches", () => {
  function watch(server: MailServer, parts: Partial<MailboxPlace> = {}, every = 60_000) {
    const stop = new AbortController();
    const watching = watchMailbox(context, placeOf(server, parts), stop.signal, { every, pauses: [20, 40] });
    const end = endsWithTheTest(async () => {
      stop.abort();
      await watching;
    });
    return end;
  }

  test("it says what it waits for, hears of new mail at once, and ends when it is told to", async () => {
    const server = await aMailServer();
    const end = watch(server);
    await expect.poll(() => lines.join("")).toContain("or when the server tells of new mail");
    server.deliver(report());
    await expect.poll(() => server.mails("Pressrun/Read").length).toBe(1);
    await end();
    expect(lines.join("")).toContain("1 mail read");
    expect(lines.join("")).not.toContain("secret");
  });

  test("without IDLE it looks from time to time", async () => {
    const server = await aMailServer({ capability: `${bare} UIDPLUS MOVE` });
    const end = watch(server, {}, 50);
    await expect.poll(() => lines.join("")).toContain("it is looked at every 0.05 seconds");
    expect(lines.join("")).not.toContain("tells of new mail");
    server.deliver(report());
    await expect.poll(() => server.mails("Pressrun/Read").length).toBe(1);
    await end();
  });

  test("a server that goes away and comes back is found again", async () => {
    const server = await aMailServer();
    const end = watch(server, {}, 50);
    await expect.poll(() => lines.join("")).toContain("the mailbox is open");
    await server.stop();
    await expect.poll(() => lines.join("")).toContain("the next try is in 0.04 s");
    server.deliver(report());
    await server.start();
    await expect.poll(() => server.mails("Pressrun/Read").length).toBe(1);
    await end();
  });

  test("a wrong password is told in words, without it, and tried with the longest pause", async () => {
    const server = await aMailServer();
    const end = watch(server, { password: "hush-hush" });
    await expect.poll(() => lines.join("")).toContain("takes neither this user nor this password");
    expect(lines[0]).toContain("the next try is in 0.04 s");
    await end();
    expect(lines.join("")).not.toContain("hush-hush");
  });
});

describe("the line to the server", () => {
  test("has TLS, or nothing is said on it", async () => {
    const server = await aMailServer();
    const trouble = lookAtMailbox(context, placeOf(server, { tls: "upgrade" }));
    await expect(trouble).rejects.toMatchObject({ code: "no-tls" });
    expect(server.log()).not.toContain("user=<me>");
  });

  test("has a certificate that can be trusted", async () => {
    const server = await aMailServer({ tls: aCertificate("127.0.0.1") });
    const trouble = lookAtMailbox(context, placeOf(server, { tls: "upgrade" }));
    await expect(trouble).rejects.toMatchObject({ code: "certificate" });
    expect(server.log()).not.toContain("user=<me>");
  });

  test("leads to a folder that there is", async () => {
    const server = await aMailServer();
    await expect(lookAtMailbox(context, placeOf(server, { folder: "Nowhere" }))).rejects.toMatchObject({
      code: "no-folder",
    });
    await server.stop();
    await expect(look(server)).rejects.toMatchObject({ code: "unreachable" });
  });
});
