import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { openLogger } from "#app/log.server.ts";
import { claimDatabase } from "#app/models/sending/claimDatabase.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { openNotices } from "#app/models/notices.server.ts";
import { cancelSend, pauseSend, resumeSend } from "#app/models/sending/pauses.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { runSender } from "#app/sender/sender.server.ts";
import { createSmtp } from "#emails/smtp/smtp.server.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { anEditor } from "../support/desk.ts";
import { aLane, workOff } from "../support/lane.ts";
import { aBriefing, anIssue, manyReaders } from "../support/newsroom.ts";
import { withoutPrivateNames } from "../support/nodemailers.ts";
import { startFarEnd } from "../support/smtp.ts";

const minute = 60_000;
type Line = { notice?: string; issue?: number; msg: string; level: number };

/** An installation whose log is read. */
async function anInstallation(smtpUrl: string, given: { clock?: () => number; env?: Record<string, string> } = {}) {
  const lines: Line[] = [];
  const log = openLogger({ write: (line) => void lines.push(JSON.parse(line) as Line) });
  const context = await testContext({ smtpUrl, log, ...given });
  const list = await aBriefing(context);
  const told = () => lines.filter(({ notice }) => notice !== undefined);
  return { context, list, told };
}

async function send(context: TestContext, list: Awaited<ReturnType<typeof aBriefing>>, readers: number) {
  await manyReaders(context, list, readers);
  const number = await anIssue(context, list);
  const sent = await sendIssue(context, number, "Ruth");
  if ("error" in sent) throw new Error(sent.error);
  return { number, sent: sent.send };
}

const kinds = async (context: TestContext) => (await openNotices(context)).map(({ kind }) => kind);

describe("operators are told, each once, whichever of several processes tells", () => {
  test("of the start and the end of a send, with issue and counts", async () => {
    await using farEnd = await startFarEnd({
      rcpt: (to) => (to.startsWith("reader2@") ? "550 5.1.1 No such user" : undefined),
    });
    const { context, list, told } = await anInstallation(farEnd.url);
    await send(context, list, 3);
    expect(await kinds(context)).toEqual(["send-started"]);
    const [one, other] = [await aLane(context), await aLane(context)];
    expect(told()).toMatchObject([{ level: 30, notice: "send-started", issue: 1, total: 3, queued: 3 }]);
    await workOff(context, [one]);
    for (const lane of [one, other, one]) await lane.upkeep();
    expect(told().slice(1)).toMatchObject([{ notice: "send-ended", issue: 1, accepted: 2, refused: 1 }]);
    expect((await openNotices(context)).map(({ text }) => text)).toEqual([
      "Issue 1, “Robots learn to pack”, has gone out: 2 of 3 readers accepted, 1 refused.",
    ]);
    expect(told()).toHaveLength(2);
  });

  test("to the end before their sender ends, so that the next one does not tell them again", async () => {
    const stop = new AbortController();
    await using farEnd = await startFarEnd({
      data: async ({ envelope }) => {
        if (!envelope.to[0]!.startsWith("ruth@")) return undefined;
        // The sender is told to end while it tells.
        stop.abort();
        await sleep(300);
        return undefined;
      },
    });
    const { context, list } = await anInstallation(farEnd.url);
    await anEditor(context, "Ruth", "owner");
    await send(context, list, 1);
    await runSender(context, stop.signal);
    expect(farEnd.messages.filter(({ envelope }) => envelope.to[0]!.startsWith("ruth@"))).toHaveLength(1);
    const waiting = await context.db.selectFrom("alerts").select("attempts").where("attempts", ">", 0).execute();
    expect(waiting).toEqual([]);
  });

  test("of a pause by hand; it ends when the issue goes on, and comes back with the next", async () => {
    await using farEnd = await startFarEnd();
    const { context, list, told } = await anInstallation(farEnd.url);
    const { sent } = await send(context, list, 3);
    const lane = await aLane(context);
    const pause = () => pauseSend(context, sent, "Ruth", "A wrong link.");
    await pause();
    await lane.upkeep();
    expect(told().at(-1)).toMatchObject({ level: 40, notice: "send-paused", issue: 1, queued: 3 });
    expect((await openNotices(context))[0]!.text).toBe(
      "Issue 1 is paused by Ruth: A wrong link. 3 of 3 readers are still to come.",
    );
    await resumeSend(context, sent, "Ruth");
    expect(await kinds(context)).toEqual(["send-started"]);
    await pause();
    await lane.upkeep();
    expect(told().filter(({ notice }) => notice === "send-paused")).toHaveLength(2);
    await cancelSend(context, sent, "Ruth");
    expect(await kinds(context)).toEqual(["send-ended"]);
  });

  test("of the circuit breaker, without the reader whom the server named", async () => {
    await using farEnd = await startFarEnd({
      data: ({ envelope }, _earlier) => `554 5.7.1 <${envelope.to[0]!}> Blocked: see our policy`,
    });
    const { context, list, told } = await anInstallation(farEnd.url);
    const { number } = await send(context, list, 40);
    await workOff(context, [await aLane(context)]);
    expect((await issueByNumber(context, number))?.status).toBe("paused");
    const stopped = told().filter(({ notice }) => notice === "send-stopped");
    expect(stopped).toMatchObject([{ level: 50, issue: 1, total: 40 }]);
    expect(stopped[0]!.msg).toMatch(/^Issue 1 is paused: .*still to come\.$/);
    expect(JSON.stringify([stopped, await openNotices(context)])).not.toContain("@readers.example");
  });

  test("of a mail server that is away for a minute, not after a restart, and again when it comes back", async () => {
    await using farEnd = await startFarEnd();
    const { context, list, told } = await anInstallation(farEnd.url);
    await send(context, list, 3);
    const away = { trouble: "The mail server mail.example:25 cannot be reached.", reached: false };
    const start = async (state: object = {}) => {
      const lane = await aLane(context);
      Object.assign(lane.worker, state, { pauseAt: context.clock() + 10 * minute });
      return lane;
    };
    const count = () => told().filter(({ notice }) => notice === "server-away").length;
    const first = await start(away);
    await first.upkeep();
    context.later(59_000);
    await first.upkeep();
    expect(count()).toBe(0);
    context.later(1_000);
    await first.upkeep();
    context.later(1_000);
    await first.upkeep();
    expect(count()).toBe(1);
    expect((await openNotices(context))[0]).toMatchObject({
      kind: "server-away",
      text: "Nothing goes out. The mail server mail.example:25 cannot be reached.",
    });

    await context.db.deleteFrom("sender_processes").execute();
    const second = await start();
    await second.upkeep();
    expect(await kinds(context)).toContain("server-away");
    Object.assign(second.worker, away);
    await second.upkeep();
    context.later(2 * minute);
    await second.upkeep();
    expect(count()).toBe(1);

    Object.assign(second.worker, { trouble: null, pauseAt: null, reached: true });
    await second.upkeep();
    expect(await kinds(context)).not.toContain("server-away");
    Object.assign(second.worker, away, { pauseAt: context.clock() + 10 * minute });
    await second.upkeep();
    context.later(minute);
    await second.upkeep();
    expect(count()).toBe(2);
  });

  test("of a copy that sends nothing, until it is claimed; and it mails nobody by the usual way", async () => {
    await using farEnd = await startFarEnd();
    const original = await anInstallation(farEnd.url);
    await anEditor(original.context, "Ines", "owner");
    await aLane(original.context);
    const { context, told } = original;
    const { config } = context;
    const copy = { ...context, config: { ...config, appUrl: "https://staging.example.org" } };
    for (let start = 0; start < 2; start += 1) await (await aLane(copy)).upkeep();
    expect(told().map(({ notice }) => notice)).toEqual(["copy"]);
    expect(await kinds(copy)).toEqual(["copy"]);
    expect(farEnd.received).toEqual([]);
    await claimDatabase(copy, "Ruth");
    expect(await kinds(copy)).toEqual([]);
  });
});

test("a nodemailer that our writer does not know sends all the same, and the log and the desk say so once until it is over", async () => {
  await using farEnd = await startFarEnd();
  const { context, list, told } = await anInstallation(farEnd.url);
  const known = context.smtp;
  context.smtp = createSmtp(farEnd.url, { Connection: withoutPrivateNames });
  await send(context, list, 3);
  for (let start = 0; start < 2; start += 1) await workOff(context, [await aLane(context)]);
  expect(farEnd.messages).toHaveLength(3);
  expect(told().filter(({ notice }) => notice === "public-send")).toMatchObject([{ level: 40 }]);
  expect(await kinds(context)).toContain("public-send");

  context.smtp = known;
  await sendIssue(context, await anIssue(context, list), "Ruth");
  await workOff(context, [await aLane(context)]);
  expect(await kinds(context)).not.toContain("public-send");
});

test("a login that is refused pauses the issue, and operators learn of it by another way, once, over a restart", async () => {
  await using farEnd = await startFarEnd({ login: { user: "pressrun", pass: "right" } });
  await using other = await startFarEnd();
  const wrong = new URL(farEnd.url);
  wrong.password = "wrong";
  const env = { ALERT_SMTP_URL: other.url };
  const { context, list, told } = await anInstallation(wrong.href, { clock: Date.now, env });
  context.smtp = createSmtp(wrong.href, { connections: 2 });
  await anEditor(context, "Ruth", "operator");
  await anEditor(context, "Tom", "editor");
  const { number } = await send(context, list, 3);
  for (let start = 0; start < 2; start += 1) {
    const stop = new AbortController();
    const sender = runSender(context, stop.signal);
    while ((await issueByNumber(context, number))?.status !== "paused" || other.messages.length < 3) await sleep(20);
    await sleep(300);
    stop.abort();
    await sender;
  }
  expect(
    told()
      .map(({ notice }) => notice)
      .sort(),
  ).toEqual(["send-started", "send-stopped", "server-refuses"]);
  expect(other.messages.map(({ envelope }) => envelope.to)).toEqual(Array(3).fill(["ruth@briefing.example"]));
  expect((await other.parsed()).map(({ text }) => text).join("")).toContain("refuses the login");
});
