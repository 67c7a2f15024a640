import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, inject, test } from "vitest";
import { referenceAddress } from "#app/models/mailReferences.server.ts";
import { endsWithTheTest } from "../support/cleanup.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { makeQuickFolder } from "../support/folders.ts";

const addresses = { BOUNCE_ADDRESS: "bounces@bounces.example.org", REPLY_ADDRESS: "replies@replies.example.org" };
let context: TestContext;

beforeEach(async () => {
  context = await testContext({ env: addresses });
});

function start(args: string[], more: Record<string, string> = addresses) {
  const { database, config } = context;
  const env = {
    ...{ ...process.env, DATABASE_URL: database.url, SMTP_URL: config.smtpUrl, APP_URL: config.appUrl },
    ...{ APP_SECRET: config.secrets[0], MAIL_FROM: config.mailFrom, ...more },
  };
  const child = spawn(process.execPath, [join(inject("scripts"), "inbound.js"), ...args], { env, stdio: "pipe" });
  endsWithTheTest(async () => void child.kill("SIGKILL"));
  return child;
}

/** Pipes a mail in, as a mail server does. */
async function pipe(mail: string, args: string[], env?: Record<string, string>) {
  const child = start(args, env);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (said += text.toString()));
  child.stdin.on("error", () => {});
  child.stdin.end(mail);
  const [code] = (await once(child, "close")) as [number];
  return { code, said };
}

const signed = () => referenceAddress(context, "bounce", { editionId: 1 }, 1, context.clock())!;
const kept = () => context.db.selectFrom("inbound_messages").select(["door", "sent_from", "sent_to"]).execute();
const mail = "Return-Path: <>\nSubject: Gone\n\nNo such user\n";

describe("npm run inbound with a mail", () => {
  test("keeps it with its envelope once, and says 0 to the mail server that pipes it", async () => {
    const args = ["--sender", '"<>"', "--recipient", signed(), "-"];
    expect(await pipe(mail, args)).toEqual({ code: 0, said: "Kept.\n" });
    expect(await pipe(mail, args)).toEqual({ code: 0, said: "It was kept before.\n" });
    expect(await kept()).toEqual([{ door: "pipe", sent_from: "", sent_to: JSON.stringify([signed()]) }]);
  });

  test("finds the envelope in the header of a file", async () => {
    const file = join(makeQuickFolder("pressrun-mail-"), "one.eml");
    writeFileSync(
      file,
      `Delivered-To: ${signed()}\nTo: <ada@elsewhere.example>\nReturn-Path: <daemon@x.example>\n\nx\n`,
    );
    expect(await pipe("", [file])).toMatchObject({ code: 0 });
    expect(await kept()).toEqual([
      { door: "pipe", sent_from: "daemon@x.example", sent_to: JSON.stringify([signed()]) },
    ]);
  });

  test("takes a mail whose envelope nobody wrote down for its writer's, not for a program's", async () => {
    expect(
      await pipe("From: Ana <ana@x.example>\nSubject: Hello\n\nx\n", ["--recipient", signed(), "-"]),
    ).toMatchObject({ code: 0 });
    expect((await kept())[0]!.sent_from).toBe("ana@x.example");
  });

  test.each<[string, number, string, string[], Record<string, string>?]>([
    ["nobody of ours is named", 67, mail, ["--recipient", "ada@elsewhere.example", "-"]],
    ["there is no mail", 65, "", ["--recipient", "bounces@bounces.example.org", "-"]],
    ["it is in a loop", 65, `${"Received: x\n".repeat(51)}\nx`, ["--recipient", "bounces@bounces.example.org", "-"]],
    [
      "the database is away",
      75,
      mail,
      ["--recipient", "bounces@bounces.example.org", "-"],
      { DATABASE_URL: "file:tests/node.test.ts/x.db", ...addresses },
    ],
    [
      "the environment has a fault",
      75,
      mail,
      ["--recipient", "bounces@bounces.example.org", "-"],
      { ...addresses, BOUNCE_ADDRESS: "a+b@c.org" },
    ],
    [
      "no mail comes back here",
      75,
      mail,
      ["--recipient", "bounces@bounces.example.org", "-"],
      { BOUNCE_ADDRESS: "", REPLY_ADDRESS: "" },
    ],
    ["it is called wrongly", 75, mail, ["--recipient", "bounces@bounces.example.org", "--recipients", "-"]],
  ])("says so in a mail server's code when %s: %d", async (_, code, given, args, env) => {
    expect((await pipe(given, args, env)).code).toBe(code);
    expect(await kept()).toEqual([]);
  });
});

test("npm run inbound hears by SMTP until it is told to stop, and names no address in its log", async () => {
  const child = start(["--host", "127.0.0.1", "--port", "0"]);
  let log = "";
  child.stderr.on("data", (text: Buffer) => (log += text.toString()));
  await expect.poll(() => /"port":(\d+)/.exec(log)?.[1]).toBeTruthy();
  const { createTransport } = await import("nodemailer");
  const transport = createTransport({ host: "127.0.0.1", port: Number(/"port":(\d+)/.exec(log)![1]), ignoreTLS: true });
  await transport.sendMail({ envelope: { from: "", to: signed() }, raw: mail });
  await expect(transport.sendMail({ envelope: { from: "", to: "ada@readers.example" }, raw: mail })).rejects.toThrow();
  child.kill("SIGTERM");
  expect(await once(child, "close")).toEqual([0, null]);
  expect(await kept()).toMatchObject([{ door: "smtp" }]);
  expect(log).not.toContain("@");
});

test("npm run inbound -- --again understands what is kept once more", async () => {
  await pipe(mail, ["--recipient", signed(), "-"]);
  expect(await pipe("", ["--again"])).toEqual({ code: 0, said: "1 of 0 mails were understood again.\n" });
  expect(await pipe("", ["--again"])).toEqual({ code: 0, said: "1 of 1 mails were understood again.\n" });
});
