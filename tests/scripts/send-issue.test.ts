import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, test } from "vitest";
import { testContext } from "../support/context.ts";
import { aBriefing, anArticle, anIssue, aReader, manyReaders } from "../support/newsroom.ts";
import { aTerminal, type Terminal } from "../support/scripts.ts";
import { aSegment } from "../support/segments.ts";
import { startFarEnd, type FarEnd } from "../support/smtp.ts";

let farEnd: FarEnd;
let terminal: Terminal;

/** Issue 1, to `readers` readers, ready to go. */
async function prepare(url: string, readers: number) {
  const context = await testContext({ smtpUrl: url });
  const list = await aBriefing(context);
  await manyReaders(context, list, readers);
  await anIssue(context, list);
  terminal = aTerminal({ databaseUrl: context.database.url, smtpUrl: url });
}

async function states(): Promise<Record<string, number>> {
  const { stdout } = await terminal.run("deliveries", ["--issue", "1", "--json"]);
  return (JSON.parse(stdout) as { states: Record<string, number> }).states;
}

const now = ["--issue", "1", "--wait", "--yes"];

describe("when the mail server is not to be had, nothing is changed", () => {
  test("nobody answers", async () => {
    await prepare("smtp://127.0.0.1:9", 2);
    const sent = await terminal.run("send-issue", now);
    expect(sent).toMatchObject({ code: 1, stdout: "" });
    expect(sent.stderr).toMatch(/^The mail server 127\.0\.0\.1:9 cannot be reached: .*\nNothing was changed\..*\n$/);
    expect(await terminal.run("deliveries", ["--issue", "1"])).toMatchObject({
      stdout: "Issue 1 has not been sent.\n",
    });
  });

  test("it refuses the login", async () => {
    farEnd = await startFarEnd({ login: { user: "press", pass: "right" } });
    await prepare(farEnd.url.replace("right", "wrong"), 2);
    const sent = await terminal.run("send-issue", now);
    expect(sent).toMatchObject({ code: 1, stderr: expect.stringMatching(/refuses the login: 535/) });
    expect(await terminal.run("deliveries", ["--issue", "1"])).toMatchObject({
      stdout: "Issue 1 has not been sent.\n",
    });
  });
});

test("goes to a segment that create-issue names, and says so; an unknown one is none", async () => {
  farEnd = await startFarEnd();
  const context = await testContext({ smtpUrl: farEnd.url });
  const list = await aBriefing(context);
  for (const email of ["ana@ac.example", "bo@other.example"]) await aReader(context, list, email);
  const { slug } = await anArticle(context);
  await aSegment(context, "Universities", [{ kind: "domain", not: false, value: { domain: "ac.example" } }]);
  terminal = aTerminal({ databaseUrl: context.database.url, smtpUrl: farEnd.url });
  const order = ["--list", list.slug, "--subject", "Robots", "--articles", slug, "--segment"];
  expect(await terminal.run("create-issue", [...order, "Nobody"])).toMatchObject({
    ...{ code: 1, stderr: expect.stringContaining("--segment: There is no segment “Nobody”.") },
  });
  expect(await terminal.run("create-issue", [...order, "Universities"])).toMatchObject({ code: 0, stdout: "1\n" });
  const whom = "To the segment “Universities”: those who have an address at ac.example.";
  expect(await terminal.run("send-issue", now)).toMatchObject({ code: 0, stdout: expect.stringContaining(whom) });
  expect(await states()).toMatchObject({ accepted: 1 });
  expect(await terminal.run("deliveries", ["--issue", "1"])).toMatchObject({ stdout: expect.stringContaining(whom) });
});

test("says what it waits for and until when, over no connection more than it needed (T-09)", async () => {
  farEnd = await startFarEnd();
  await prepare(farEnd.url, 4);
  await terminal.run("pace", ["--per-day", "2"]);
  const sending = terminal.start("send-issue", now);
  while (!sending.said.stderr.includes("\n")) await sleep(20);
  expect(sending.said.stderr).toMatch(
    /^Waiting until \w+ \d+ \w+, \d\d:\d\d UTC\. All mail: what may leave in a day has left\.\n$/,
  );
  // The one that tried the server, and one for each of two messages at most.
  expect(farEnd.connections).toBeLessThanOrEqual(3);
  sending.kill("SIGINT");
  expect(await sending.ended).toMatchObject({ code: 1, stderr: expect.stringContaining("2 readers wait") });
});

test("ends with 1 when the first answers all refuse, says why and how many are still to come, and loses nobody", async () => {
  farEnd = await startFarEnd({ data: () => "554 5.7.1 Message rejected as spam" });
  await prepare(farEnd.url, 6);
  const sent = await terminal.run("send-issue", now);
  expect(sent.code).toBe(1);
  expect(sent.stderr).toMatch(
    /^Issue 1 is paused since .* by the sender: The first \d answers were all refusals, like “554 5\.7\.1 Message rejected as spam”\..* 6 of 6 readers are still to come\.\nTo go on: npm run resume-issue -- --issue 1\n$/,
  );
  expect(await states()).toMatchObject({ queued: 6, refused: 0 });
});

describe("a send in the foreground", () => {
  beforeEach(async () => {
    farEnd = await startFarEnd({ data: () => sleep(150).then(() => undefined) });
    await prepare(farEnd.url, 60);
  });

  test("stops cleanly, says what is left, and goes on where it stopped (T-15)", async () => {
    const first = terminal.start("send-issue", now);
    while (farEnd.received.length < 8) await sleep(20);
    first.kill("SIGINT");
    const stopped = await first.ended;
    expect(stopped).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Stopped, with nothing in flight\. \d+ readers wait;/),
    });

    const between = await states();
    expect(between).toMatchObject({ sending: 0, uncertain: 0, accepted: farEnd.messages.length });
    expect(between.queued).toBe(60 - farEnd.messages.length);

    const second = await terminal.run("send-issue", now);
    expect(second).toMatchObject({ code: 0, stdout: expect.stringMatching(/accepted\s+60/) });
    expect(new Set(farEnd.messages.map(({ envelope }) => envelope.to[0])).size).toBe(60);
    expect(farEnd.messages).toHaveLength(60);
  });

  test("survives kill -9: at most what was in flight is uncertain, nobody is written to twice", async () => {
    const first = terminal.start("send-issue", now);
    while (farEnd.received.length < 8) await sleep(20);
    first.kill("SIGKILL");
    await first.ended;

    const second = await terminal.run("send-issue", now);
    const after = await states();
    expect(second.code).toBe(after.uncertain === 0 ? 0 : 4);
    expect(after.uncertain).toBeLessThanOrEqual(5);
    expect(after.accepted! + after.uncertain!).toBe(60);
    const written = farEnd.received.map(({ envelope }) => envelope.to[0]);
    expect(new Set(written).size).toBe(written.length);
  });

  test("ends with 4 when of some readers nobody knows whether they got it, and says what to do", async () => {
    farEnd.behave({ data: ({ envelope }) => (envelope.to[0] === "reader7@readers.example" ? "drop" : undefined) });
    const sent = await terminal.run("send-issue", now);
    expect(sent).toMatchObject({ code: 4, stdout: expect.stringMatching(/accepted\s+59\n\s*uncertain\s+1 /) });
    expect(sent.stderr).toBe(
      "Nobody knows whether 1 reader got it. Its mail went out and no answer was recorded. What to do: npm run settle -- --issue 1\n",
    );
    expect((await terminal.run("settle", ["--issue", "1"])).stdout).toContain("reader7@readers.example");
  });

  test("says when the next try is while only those put off are left, and who was refused", async () => {
    farEnd.behave({
      rcpt: (to) =>
        to === "reader1@readers.example"
          ? "451 4.7.1 Later"
          : to === "reader2@readers.example"
            ? "550 5.1.1 No"
            : undefined,
    });
    const sending = terminal.start("send-issue", now);
    let said = "";
    sending.stderr!.on("data", (text: string) => (said += text));
    while (!said.includes("the next try is at")) await sleep(50);
    sending.kill("SIGTERM");
    expect(said).toMatch(
      /^Only 1 reader is left, put off by the reader’s server; the next try is at 20.* UTC\. Waiting\.\n/,
    );
    expect(await sending.ended).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/queued\s+1\s+1 of them put off by the reader’s server/),
    });
    expect(await states()).toMatchObject({ accepted: 58, refused: 1, queued: 1 });
  });
});

describe("the sender's own process", () => {
  test("hands over what the desk's button started, and drains when it is told to stop", async () => {
    farEnd = await startFarEnd();
    await prepare(farEnd.url, 10);
    const sent = await terminal.run("send-issue", ["--issue", "1", "--yes"]);
    expect(sent).toMatchObject({ code: 0, stdout: expect.stringContaining("no sender runs now") });

    const sender = terminal.start("sender");
    while ((await states()).accepted !== 10) await sleep(200);
    sender.kill("SIGTERM");
    expect(await sender.ended).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("the sender is down, with nothing in flight"),
    });
    expect(farEnd.messages).toHaveLength(10);
  });
});
