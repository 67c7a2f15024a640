import { connect, type Socket } from "node:net";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, type Readable } from "node:stream";
import { connect as connectTls } from "node:tls";
import { sql } from "kysely";
import { createTransport } from "nodemailer";
import { beforeEach, describe, expect, test } from "vitest";
import { openSmtpDoor, type Certificate } from "#app/models/inbound/smtpDoor.server.ts";
import { hour } from "#app/models/durations.ts";
import { referenceAddress } from "#app/models/mailReferences.server.ts";
import { aCertificate } from "../../support/certificates.ts";
import { endsWithTheTest } from "../../support/cleanup.ts";
import { testContext, type TestContext } from "../../support/context.ts";

const env = { BOUNCE_ADDRESS: "bounces@bounces.example.org", REPLY_ADDRESS: "replies@replies.example.org" };
let context: TestContext;

beforeEach(async () => {
  context = await testContext({ env });
});

const ana = "ana@readers.example";

async function aDoor(certificate: Certificate = null, longest?: number) {
  const door = await openSmtpDoor(context, { host: "127.0.0.1", port: 0 }, certificate, longest);
  const close = endsWithTheTest(() => door.close());
  return { ...door, close };
}

const signed = (reader = 1, purpose: "bounce" | "reply" = "bounce") =>
  referenceAddress(context, purpose, { editionId: 1 }, reader, context.clock())!;

/** A connection that has heard its first line. */
async function connectionTo(port: number) {
  const socket: Socket = connect(port, "127.0.0.1");
  endsWithTheTest(async () => void socket.destroy());
  let heard = "";
  socket.on("data", (text: Buffer) => (heard += text.toString())).on("error", () => {});
  await expect.poll(() => heard || socket.destroyed).toBeTruthy();
  return { socket, heard: () => heard };
}

/** Speaks SMTP as typed. @returns a function that sends a line and gives back the reply to it */
async function talk(port: number) {
  const socket: Socket = connect(port, "127.0.0.1");
  endsWithTheTest(async () => void socket.destroy());
  let heard = "";
  socket.setEncoding("latin1").on("data", (text: string) => (heard += text));
  socket.on("error", () => {});
  const reply = async () => {
    while (!/^\d{3} .*\r\n/m.test(heard)) {
      if (socket.destroyed) return heard || "closed";
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const said = heard;
    heard = "";
    return said.trim();
  };
  await reply();
  return (line: string) => {
    socket.write(line);
    return reply();
  };
}

const say = async (port: number, ...lines: string[]) => {
  const send = await talk(port);
  const replies = [];
  for (const line of lines) replies.push(await send(`${line}\r\n`));
  return replies;
};

const kept = () =>
  context.db
    .selectFrom("inbound_messages")
    .select(["sent_from", "sent_to", "raw", "size", "state"])
    .orderBy("id")
    .execute();
const deliver = (port: number, to: string, mail = "Subject: Gone\r\n\r\nNo such user\r\n.", from = "") =>
  say(port, "EHLO x.example", `MAIL FROM:<${from}>`, `RCPT TO:<${to}>`, "DATA", mail);

describe("the server that hears", () => {
  test("keeps a bounce from the null sender as it came, before it says so", async () => {
    const { port } = await aDoor();
    const replies = await deliver(port, signed().toUpperCase());
    expect(replies.slice(1).map((reply) => reply.slice(0, 3))).toEqual(["250", "250", "354", "250"]);
    const [{ sent_from, sent_to, raw, state }] = (await kept()) as [Awaited<ReturnType<typeof kept>>[0]];
    expect([sent_from, state]).toEqual(["", "new"]);
    expect((JSON.parse(sent_to) as string[])[0]!.toLowerCase()).toBe(signed());
    expect(raw!.toString()).toBe("Subject: Gone\r\n\r\nNo such user\r\n");
  });

  test("refuses while the client is there whoever is no recipient of ours: no relay, no backscatter", async () => {
    const { port } = await aDoor();
    for (const to of ["ada@elsewhere.example", "nobody@bounces.example.org", signed().replace(/\+be.../, "+beabc")])
      expect((await deliver(port, to))[2]).toMatch(/^550 5\.1\.1 /);
    expect((await say(port, "EHLO x.example", "AUTH PLAIN AGEAYg=="))[1]).toMatch(/^5/);
    expect((await say(port, "EHLO x.example", "VRFY bounces"))[1]).not.toMatch(/bounces@/);
    expect(await kept()).toEqual([]);
  });

  test("takes mail for the two mailboxes themselves and for postmaster, so much an hour of one network", async () => {
    const { port } = await aDoor();
    for (const to of ["bounces@bounces.example.org", "replies@replies.example.org", "postmaster@bounces.example.org"])
      expect((await deliver(port, to, "Subject: x\r\n\r\nx\r\n.", "a@b.example"))[4]).toMatch(/^250 /);
    const ask = async () =>
      (await say(port, "EHLO x.example", "MAIL FROM:<>", "RCPT TO:<abuse@bounces.example.org>", "QUIT"))[2]!;
    for (let i = 0; i < 97; i += 1) await ask();
    expect(await ask()).toMatch(/^450 4\.7\.1 /);
    expect((await deliver(port, signed()))[4], "what is signed is not held up").toMatch(/^250 /);
    context.later(hour);
    expect(await ask()).toMatch(/^250/);
  });

  test("lets a crowd behind one server through, and one reference thirty times an hour (8.32)", async () => {
    const { port } = await aDoor();
    const send = await talk(port);
    await send("EHLO x.example\r\n");
    const rcpt = async (to: string) => {
      await send("MAIL FROM:<>\r\n");
      const reply = await send(`RCPT TO:<${to}>\r\n`);
      await send("RSET\r\n");
      return reply.slice(0, 3);
    };
    for (let reader = 1; reader <= 300; reader += 1) expect(await rcpt(signed(reader))).toBe("250");
    const often = [];
    for (let i = 0; i < 31; i += 1) often.push(await rcpt(signed(999)));
    expect([often.filter((code) => code === "250").length, often.at(-1)]).toEqual([30, "450"]);
  });

  test("keeps the beginning of what is too large, and refuses what is huge or in a loop (B-08)", async () => {
    const { port } = await aDoor();
    const line = `${"x".repeat(998)}\r\n`;
    expect((await deliver(port, signed(), `Subject: Big\r\n\r\n${line.repeat(3000)}.`))[4]).toMatch(/^250 /);
    const [{ raw, size, state }] = (await kept()) as [Awaited<ReturnType<typeof kept>>[0]];
    expect([raw!.length, size > 3_000_000, state]).toEqual([64_000, true, "quarantined"]);
    expect((await say(port, "EHLO x.example", "MAIL FROM:<> SIZE=30000000"))[1]).toMatch(/^552 /);
    const loop = `${"Received: from a by b; Mon, 23 Nov 2026 08:00:00 +0000\r\n".repeat(51)}Subject: x\r\n\r\nx\r\n.`;
    expect((await deliver(port, signed(), loop))[4]).toMatch(/^554 5\.4\.6 /);
    expect(await kept()).toHaveLength(1);
  });

  test("takes a reader's answer of up to 10 MB whole, also beside other recipients, and refuses a larger one", async () => {
    const { port } = await aDoor();
    const mail = (bytes: number) => `Subject: Pictures\r\n\r\n${`${"x".repeat(998)}\r\n`.repeat(bytes / 1000)}`;
    const transport = createTransport({ host: "127.0.0.1", port, ignoreTLS: true });
    const bring = (to: string[], bytes: number) =>
      transport.sendMail({ envelope: { from: "ada@readers.example", to }, raw: mail(bytes) });
    await bring([signed(1, "reply")], 9_900_000);
    await bring([signed(2), signed(2, "reply")], 2_000_000);
    await expect(bring([signed(3, "reply")], 10_100_000)).rejects.toThrow("552 5.3.4");
    const rows = await kept();
    expect(rows.map(({ raw, state }) => [raw!.length, state])).toEqual([
      [mail(9_900_000).length, "new"],
      [mail(2_000_000).length, "new"],
    ]);
  });

  test("holds six large answers at once, asks others to come again, and has room afterwards", async () => {
    const { port } = await aDoor();
    const transport = () => createTransport({ host: "127.0.0.1", port, ignoreTLS: true });
    const chunk = `Subject: Pictures\r\n\r\n${`${"x".repeat(998)}\r\n`.repeat(9_500)}`;
    const bring = (reader: number, raw: string | Readable) =>
      transport()
        .sendMail({ envelope: { from: "a@b.example", to: signed(reader, "reply") }, raw })
        .then(
          () => "taken",
          (error: Error) => error.message,
        );
    /** One that comes and does not end. */
    const begin = (reader: number) => {
      const raw = new PassThrough();
      raw.write(chunk);
      return { reader, raw, brought: bring(reader, raw) };
    };
    const begun = [1, 2, 3, 4, 5, 6].map(begin);
    let another = await bring(100, chunk);
    while (another === "taken") {
      // It came before the others had taken all the room.
      begun.push(begin(begun.length + 1));
      another = await bring(100, chunk);
    }
    expect(another).toContain("451 4.3.2");
    for (const { raw } of begun) raw.end();
    const ends = await Promise.all(begun.map(({ brought }) => brought));
    for (const [i, { reader }] of begun.entries())
      if (ends[i] !== "taken") expect(await bring(reader, chunk)).toBe("taken");
    expect(await bring(100, chunk)).toBe("taken");
    expect(await kept()).toHaveLength(begun.length + 1);
  });

  test("takes a reader's answer with a photograph whole, and tells the reader of one that is too large", async () => {
    const { port } = await aDoor();
    const line = `${"x".repeat(998)}\r\n`;
    const answer = signed(1, "reply");
    expect((await deliver(port, answer, `Subject: Photo\r\n\r\n${line.repeat(3000)}.`, ana))[4]).toMatch(/^250 /);
    const [{ raw, size, state }] = (await kept()) as [Awaited<ReturnType<typeof kept>>[0]];
    expect([raw!.length, state]).toEqual([size, "new"]);
    const tooLarge = await deliver(port, answer, `Subject: Film\r\n\r\n${line.repeat(11_000)}.`, ana);
    expect(tooLarge[4]).toBe("552 5.3.4 Too large, at most 10 MB");
    expect(await kept()).toHaveLength(1);
  });

  test("leaves room for others beside a network that holds connections, and beside a client that drips", async () => {
    const { port } = await aDoor(null, 1500);
    const held = await Promise.all(Array.from({ length: 50 }, () => connectionTo(port)));
    expect((await connectionTo(port)).heard()).toMatch(/^421 4\.7\.0 /);
    held[0]!.socket.destroy();
    await expect.poll(async () => (await connectionTo(port)).heard()).toMatch(/^220 /);
    await expect.poll(() => held[1]!.socket.destroyed, { timeout: 10_000 }).toBe(true);
  });

  test("asks to try again when it cannot write a mail down, and has nothing of it", async () => {
    const { port } = await aDoor();
    await context.db.schema.alterTable("inbound_messages").renameTo("hidden").execute();
    expect((await deliver(port, signed()))[4]).toMatch(/^451 4\.3\.0 /);
    await context.db.schema.alterTable("hidden").renameTo("inbound_messages").execute();
    expect((await deliver(port, signed()))[4]).toMatch(/^250 /);
    expect(await kept()).toHaveLength(1);
  });

  test("asks who guesses to wait, and takes what is good on the same connection (S-08)", async () => {
    const { port } = await aDoor();
    const send = await talk(port);
    for (const line of ["EHLO x.example", "MAIL FROM:<>"]) await send(`${line}\r\n`);
    const forged = signed().slice(0, 12);
    const said = [];
    for (let i = 0; i < 101; i += 1) said.push(await send(`RCPT TO:<${forged}${i}@bounces.example.org>\r\n`));
    expect([said[99]!.slice(0, 9), said[100]!.slice(0, 9)]).toEqual(["550 5.1.1", "450 4.7.1"]);
    expect(await send(`RCPT TO:<${signed()}>\r\n`)).toMatch(/^250 /);
  });

  test("asks to try again while the disk is full, and loses nothing", async () => {
    // A server's disk is the server's.
    if (!context.config.databaseUrl.startsWith("file:")) return;
    const { port } = await aDoor();
    await sql`pragma max_page_count = 1`.execute(context.db);
    const large = `Subject: Gone\r\n\r\n${`${"x".repeat(998)}\r\n`.repeat(900)}.`;
    expect((await deliver(port, signed(), large))[4]).toMatch(/^451 4\.3\.0 /);
    expect(await kept()).toEqual([]);
    await sql`pragma max_page_count = 1073741823`.execute(context.db);
    expect((await deliver(port, signed(), large))[4]).toMatch(/^250 /);
    expect(await kept()).toHaveLength(1);
  });

  test("finishes what is coming when it is told to stop", async () => {
    const door = await aDoor();
    const send = await talk(door.port);
    for (const line of ["EHLO x.example", "MAIL FROM:<>", `RCPT TO:<${signed()}>`, "DATA"]) await send(`${line}\r\n`);
    const closing = door.close();
    expect(await send("Subject: Late\r\n\r\nx\r\n.\r\n")).toMatch(/^250 /);
    await send("QUIT\r\n");
    await closing;
    expect(await kept()).toHaveLength(1);
  });

  test("offers STARTTLS with the certificate that it is given, and a renewed one", async () => {
    const folder = mkdtempSync(join(tmpdir(), "pressrun-tls-"));
    endsWithTheTest(async () => rmSync(folder, { recursive: true }));
    const made = (name: string) => {
      const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)];
      const ask = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", `/CN=${name}`];
      execFileSync("openssl", [...ask, "-keyout", key, "-out", cert], { stdio: "ignore" });
      return { key: readFileSync(key), cert: readFileSync(cert) };
    };
    const [first, second] = [made("one.example"), made("two.example")];
    const door = await aDoor(first);
    const mail = { envelope: { from: "", to: signed() }, raw: "Subject: x\r\n\r\nx\r\n" };
    const tls = (cert: Buffer) => ({ ca: cert, checkServerIdentity: () => undefined });
    const through = (cert: Buffer) =>
      createTransport({ host: "127.0.0.1", port: door.port, requireTLS: true, tls: tls(cert) }).sendMail(mail);
    await through(first.cert);
    door.renew(second);
    await expect(through(first.cert)).rejects.toThrow();
    await through(second.cert);
    expect(await kept(), "the same mail is one").toHaveLength(1);
  });

  test("takes no command that was sent before TLS as one that came through it", async () => {
    const { cert, key } = aCertificate("one.example");
    const door = await aDoor({ cert: Buffer.from(cert), key: Buffer.from(key) });
    const socket: Socket = connect(door.port, "127.0.0.1");
    endsWithTheTest(async () => void socket.destroy());
    let plain = "";
    const hear = (text: Buffer) => (plain += text.toString());
    socket.on("data", hear).on("error", () => {});
    await expect.poll(() => plain).toContain("220 ");
    socket.write("EHLO x.example\r\n");
    await expect.poll(() => plain).toContain("250 ");
    plain = "";
    socket.write(`STARTTLS\r\nMAIL FROM:<injected@b.example>\r\nRCPT TO:<${signed(2)}>\r\n`);
    await expect.poll(() => plain || socket.destroyed).toBeTruthy();
    socket.off("data", hear);
    expect(plain).not.toMatch(/^250/m);
    // A server that ends the connection instead is as safe.
    if (socket.destroyed || !plain.startsWith("220")) return;
    const safe = connectTls({ socket, rejectUnauthorized: false });
    let heard = "";
    safe.on("data", (text: Buffer) => (heard += text.toString())).on("error", () => {});
    await new Promise((resolve) => safe.once("secureConnect", resolve).once("close", resolve));
    safe.write("EHLO x.example\r\n");
    await expect.poll(() => heard).toContain("250 ");
    heard = "";
    // Without a MAIL of its own there is no transaction.
    safe.write(`RCPT TO:<${signed()}>\r\n`);
    await expect.poll(() => heard).toMatch(/^503 /);
    expect(await kept()).toEqual([]);
  });

  test.each([["\n.\r\n"], ["\n.\n"], ["\r.\r"], ["\r\n.\n"]])("no mail is smuggled in behind %j", async (end) => {
    const { port } = await aDoor();
    const second = `MAIL FROM:<a@b.example>\r\nRCPT TO:<${signed(2)}>\r\nDATA\r\nSubject: two\r\n\r\ntwo\0\r\n.`;
    expect((await deliver(port, signed(), `Subject: one\r\n\r\none${end}${second}`))[4]).toMatch(/^250 /);
    const all = await kept();
    expect(all.map(({ sent_to }) => JSON.parse(sent_to) as string[])).toEqual([[signed()]]);
    expect(all[0]!.raw!.toString()).toContain("two\0");
  });

  test("survives clients that speak nonsense, hang up, or say nothing", async () => {
    const { port } = await aDoor();
    for (const nonsense of [
      "\0\0\0",
      "HELO",
      "MAIL FROM:<a",
      "RCPT TO:<\r\nDATA",
      "x".repeat(100_000),
      "BDAT 5 LAST",
    ]) {
      const socket = connect(port, "127.0.0.1");
      socket.on("error", () => {});
      await new Promise((resolve) => socket.once("data", resolve));
      socket.write(`${nonsense}\r\n`);
      await new Promise((resolve) => setTimeout(resolve, 20));
      socket.destroy();
    }
    const half = await talk(port);
    for (const line of ["EHLO x.example", "MAIL FROM:<>", `RCPT TO:<${signed()}>`, "DATA"]) await half(`${line}\r\n`);
    expect((await deliver(port, signed(2)))[4]).toMatch(/^250 /);
    expect(await kept()).toHaveLength(1);
  });
});
