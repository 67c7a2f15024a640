import { beforeEach, describe, expect, test } from "vitest";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import type { Send } from "#app/models/deliveries/sends.server.ts";
import { registerProcess, senderState } from "#app/models/instance/senderProcesses.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { cancelSend, pauseSend, resumeSend } from "#app/models/sending/pauses.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { runSender } from "#app/sender/sender.server.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { someLanes, workOff, type TestLane } from "../support/lane.ts";
import { aBriefing, anIssue, manyReaders } from "../support/newsroom.ts";
import { startFarEnd, type FarEnd } from "../support/smtp.ts";

const minute = 60_000;
let farEnd: FarEnd;
let context: TestContext;
let list: List;

beforeEach(async () => {
  farEnd = await startFarEnd();
  context = await testContext({ smtpUrl: farEnd.url });
  list = await aBriefing(context);
});

const readersAt = (domain: string, count: number) => manyReaders(context, list, count, domain);

async function send() {
  const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
  if ("error" in sent) throw new Error(JSON.stringify(sent));
  return sent.send;
}

const lanes = () => someLanes(context, 3);
const counts = (sent: Send) => countDeliveries(context, sent.editionId);
const issueNow = () => context.db.selectFrom("issues").selectAll().executeTakeFirstOrThrow();

const whyPaused = async (of: TestContext = context) => (await issueByNumber(of, 1))!.pause!.reason;

/** Runs a whole sender process until something holds. */
async function runUntil(context: TestContext, reached: () => Promise<boolean>) {
  const stop = new AbortController();
  const running = runSender(context, stop.signal);
  while (!(await reached())) await new Promise((resolve) => setTimeout(resolve, 50));
  stop.abort();
  await running;
}

/** Turns the clock in steps of so many seconds, as a sender lives through it. */
async function live(workers: TestLane[], seconds: number, step = 1) {
  for (let second = 0; second < seconds; second += step) {
    await workOff(context, workers);
    context.later(step * 1000);
  }
}

describe("a destination that asks for patience (T-08, P-02)", () => {
  test("is left alone for ten minutes, while all others get theirs", async () => {
    await readersAt("gmail.example", 20);
    await readersAt("other.example", 20);
    let asked = 0;
    farEnd.behave({
      rcpt: (to) => (to.endsWith("@gmail.example") && (asked += 1) ? "421 4.7.28 Unusual rate of mail" : undefined),
    });
    const sent = await send();
    const workers = await lanes();
    await workOff(context, workers);
    expect(await counts(sent)).toMatchObject({ accepted: 20, queued: 20 });
    expect(asked).toBeLessThanOrEqual(3);
    const before = asked;
    context.later(9 * minute);
    await workOff(context, workers);
    expect(asked).toBe(before);
  });

  test("then gets them one at a time, and faster with every minute", async () => {
    await readersAt("gmail.example", 30);
    farEnd.behave({ rcpt: (to) => (to.startsWith("reader1@") ? "421 4.7.28 Unusual rate of mail" : undefined) });
    const sent = await send();
    const workers = await lanes();
    await workOff(context, workers);
    const before = (await counts(sent)).accepted;
    farEnd.behave({});
    context.later(11 * minute);
    await live(workers, 2);
    const after = (await counts(sent)).accepted;
    expect(after - before).toBeGreaterThanOrEqual(1);
    expect(after).toBeLessThan(29);
    await live(workers, 30 * 60, 30);
    expect(await counts(sent)).toMatchObject({ accepted: 30 });
  });

  test("holds up nobody behind it, however many wait for it", async () => {
    await readersAt("gmail.example", 900);
    await readersAt("other.example", 30);
    await context.db
      .insertInto("paces")
      .values({
        destination: "gmail.example",
        held_until: context.clock() + 10 * minute,
        slow_step_at: context.clock(),
      })
      .execute();
    const sent = await send();
    const workers = await lanes();
    await workOff(context, workers);
    expect(await counts(sent)).toMatchObject({ accepted: 30, queued: 900 });
    await context.db.deleteFrom("paces").execute();
    await workers[0]!.upkeep();
    await workOff(context, workers);
    expect(await counts(sent)).toMatchObject({ accepted: 930, queued: 0 });
  });

  test("is one with the domains whose servers it shares", async () => {
    await readersAt("outlook.example", 5);
    await readersAt("hotmail.example", 5);
    for (const domain of ["outlook.example", "hotmail.example"])
      await context.db.insertInto("destinations").values({ domain, destination: "microsoft" }).execute();
    await context.db.insertInto("paces").values({ destination: "microsoft", per_hour: 4 }).execute();
    const sent = await send();
    await workOff(context, await lanes());
    expect(await counts(sent)).toMatchObject({ accepted: 4, queued: 6 });
  });
});

test("our own server that throttles is left alone too, for half a minute, and nobody's turn is lost (T-08)", async () => {
  await readersAt("other.example", 10);
  let throttled = true;
  let asked = 0;
  farEnd.behave({
    mail: () => ((asked += 1) && throttled ? "454 4.7.0 Throttling failure: Maximum sending rate exceeded" : undefined),
  });
  const sent = await send();
  const workers = await lanes();
  await workOff(context, workers);
  const before = asked;
  context.later(20_000);
  await workOff(context, workers);
  expect(asked).toBe(before);
  throttled = false;
  await live(workers, 15 * 60, 30);
  expect(await counts(sent)).toMatchObject({ accepted: 10 });
});

test("no more connections are used for a destination than it may have", async () => {
  await readersAt("small.example", 12);
  await context.db.insertInto("paces").values({ destination: "small.example", connections: 1 }).execute();
  let now = 0;
  let most = 0;
  farEnd.behave({
    rcpt: () => void (most = Math.max(most, (now += 1))),
    data: () => {
      now -= 1;
      return undefined;
    },
  });
  await send();
  const workers = await lanes();
  for (let i = 0; i < 12; i += 1) await workOff(context, workers);
  expect(farEnd.messages).toHaveLength(12);
  expect(most).toBe(1);
});

test("caps outlive a restart: they are rows, not memory (T-09)", async () => {
  await readersAt("other.example", 10);
  await context.db.insertInto("paces").values({ destination: "*", per_day: 6 }).execute();
  const sent = await send();
  for (let restart = 0; restart < 3; restart += 1) await workOff(context, await lanes());
  expect(await counts(sent)).toMatchObject({ accepted: 6, queued: 4 });
  context.later(24 * 60 * minute);
  await workOff(context, await lanes());
  expect(await counts(sent)).toMatchObject({ accepted: 10 });
});

describe("the circuit breaker (T-08)", () => {
  test("pauses the issue with a plain sentence and the exact remainder", async () => {
    await readersAt("other.example", 60);
    let asked = 0;
    farEnd.behave({ rcpt: () => ((asked += 1) <= 30 ? undefined : "550 5.7.1 Blocked for spam") });
    const sent = await send();
    await workOff(context, await lanes());
    const { refused, queued } = await counts(sent);
    expect(await issueNow()).toMatchObject({ status: "paused", paused_by: "the sender" });
    expect(await whyPaused()).toMatch(
      /^Receivers do not want this mail: \d+ of the last \d+ answers were blocks, like “550 5\.7\.1 Blocked for spam”\. /,
    );
    expect(await whyPaused()).toContain(` ${queued} of 60 readers are still to come.`);
    expect(refused + queued).toBe(30);
    expect(refused).toBeLessThanOrEqual(5 + 3);
  });

  test("pauses at once when the server refuses the login, and nobody's attempt is used up", async () => {
    const locked = await startFarEnd({ login: { user: "press", pass: "right" } });
    const away = await testContext({ smtpUrl: locked.url.replace("right", "wrong") });
    const list = await aBriefing(away);
    await manyReaders(away, list, 10);
    const sent = await sendIssue(away, await anIssue(away, list), "Ruth");
    if ("error" in sent) throw new Error(sent.error);
    await runUntil(away, async () => (await issueByNumber(away, 1))?.status === "paused");
    expect(await whyPaused(away)).toMatch(/refuses the login: .* 10 of 10 readers are still to come\.$/);
    expect(await countDeliveries(away, sent.send.editionId)).toMatchObject({ queued: 10, deferred: 0 });
  });

  test("waits for a server that is away, and pauses after ten minutes", async () => {
    await readersAt("other.example", 3);
    const sent = await send();
    await farEnd.close();
    const saidBefore: string[] = [];
    await runUntil(context, async () => {
      const { status } = await issueNow();
      const { trouble } = await senderState(context);
      if (trouble && status === "sending") saidBefore.push(trouble);
      if (saidBefore.length === 10) context.later(11 * minute);
      return status === "paused";
    });
    expect(saidBefore[0]).toMatch(/cannot be reached/);
    expect(await whyPaused()).toMatch(/cannot be reached: .* 3 of 3 readers are still to come\.$/);
    expect(await counts(sent)).toMatchObject({ queued: 3, deferred: 0 });
  });

  test("goes on while another sender can work: one host's trouble is not the issue's", async () => {
    await readersAt("other.example", 3);
    await send();
    const [worker] = await lanes();
    await registerProcess(context);
    Object.assign(worker!.worker, { trouble: "The mail server cannot be reached.", pauseAt: context.clock() });
    await worker!.upkeep();
    expect((await issueNow()).status).toBe("sending");
  });

  test("one reader's odd server cannot stop a list each time it goes on", async () => {
    await readersAt("odd.example", 1);
    await readersAt("other.example", 10);
    farEnd.behave({ rcpt: (to) => (to.endsWith("@odd.example") ? "550 5.7.26 Your domain fails SPF" : undefined) });
    const sent = await send();
    const workers = await lanes();
    for (let tries = 0; tries < 4; tries += 1) {
      await workOff(context, workers);
      await resumeSend(context, sent, "Ruth");
      context.later(6 * minute);
    }
    expect(await counts(sent)).toMatchObject({ accepted: 10, refused: 1, queued: 0 });
  });
});

describe("an operator", () => {
  test("pauses: nothing new is claimed, what is queued stays, and it goes on where it stopped (T-15)", async () => {
    await readersAt("other.example", 12);
    const sent = await send();
    farEnd.behave({
      data: () => {
        if (farEnd.received.length === 4)
          return pauseSend(context, sent, "Ruth", "The lead has a mistake.").then(() => undefined);
        return undefined;
      },
    });
    const workers = await someLanes(context, 1);
    await workOff(context, workers);
    const { accepted, queued, sending } = await counts(sent);
    expect(sending).toBe(0);
    expect(accepted).toBeLessThanOrEqual(6);
    expect(accepted + queued).toBe(12);
    expect(await whyPaused()).toMatch(/^The lead has a mistake\. \d+ of 12 readers are still to come\.$/);
    farEnd.behave({});
    await resumeSend(context, sent, "Ruth");
    await workOff(context, workers);
    expect(await counts(sent)).toMatchObject({ accepted: 12 });
    expect((await issueNow()).status).toBe("sent");
  });

  test("cancels: who waits will not get it, and the ledger adds up (T-17)", async () => {
    await readersAt("other.example", 12);
    await context.db.insertInto("paces").values({ destination: "*", per_hour: 5 }).execute();
    const sent = await send();
    const workers = await lanes();
    await workOff(context, workers);
    expect(await cancelSend(context, sent, "Ruth")).toBe(7);
    await workOff(context, workers);
    expect(await counts(sent)).toMatchObject({ total: 12, accepted: 5, cancelled: 7, queued: 0 });
    expect((await issueNow()).status).toBe("sent");
    expect(farEnd.messages).toHaveLength(5);
  });
});
