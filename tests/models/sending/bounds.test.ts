import { describe, expect, test } from "vitest";
import { boundOf, type Workload } from "#app/models/instance/workload.server.ts";
import { keepAlive, registerProcess } from "#app/models/instance/senderProcesses.server.ts";
import { briefBounds, describeBounds, speedNow } from "#app/models/sending/bounds.server.ts";
import { testContext } from "../../support/context.ts";
import { aWorkload } from "../../support/workload.ts";

describe("what sets the speed of a sender", () => {
  test.each<[string, Partial<Workload>, string]>([
    [
      "the answers of the server, as long as more connections were not tried",
      { room: "fixed" },
      "Most of the time is spent waiting for the mail server’s answers, 20 ms a message: more than 5 connections may send faster. SMTP_CONNECTIONS=auto finds out how many the server can use.",
    ],
    [
      "the answers, while more connections are being tried",
      { room: "trying", messages: 4, connections: 1 },
      "Most of the time is spent waiting for the mail server’s answers, 5.0 s a message over one connection. The sender is trying whether more send faster.",
    ],
    [
      "the most connections that are taken unasked",
      { room: "most", connections: 20 },
      "Most of the time is spent waiting for the mail server’s answers, 20 ms a message: more than 20 connections may send faster. Where the server allows them, SMTP_CONNECTIONS=40 asks for them.",
    ],
    [
      "the connections that the server refuses",
      { room: "refused", connections: 7, opening: 400 },
      "Most of the time is spent waiting for the mail server’s answers, 20 ms a message: more would send faster, but within the last day the server refused more than 7 connections.",
    ],
    [
      "the server, when more connections brought nothing",
      { room: "settled", answers: 1_700 * 5, messages: 5_000, recording: 100 },
      "The mail server sets the speed: it takes 1.7 ms a message, and more than 5 connections did not help.",
    ],
    [
      "the server, when nothing was answered for seconds",
      { room: "settled", messages: 0, recording: 0 },
      "The mail server sets the speed: it takes some seconds a message, and more than 5 connections did not help.",
    ],
    [
      "the disk",
      { recording: 20_001 },
      "The disk sets the speed: recording takes 20 ms a message. A faster disk would help.",
    ],
    [
      "the database server",
      { recording: 21_000, ledger: "database" },
      "The database sets the speed: recording takes 21 ms a message. One that is nearer or faster would help.",
    ],
    [
      "the processor",
      { loop: 0.97, cores: 1.02 },
      "The processor sets the speed: a whole core is in use. A faster one would help, or a database server and a second sender.",
    ],
    [
      "the processor beside a database server",
      { loop: 0.97, cores: 0.8, ledger: "database" },
      "The processor sets the speed: a whole core is in use. A second sender (npm run sender) would use another one.",
    ],
    [
      "other programs",
      { loop: 0.97, cores: 0.52 },
      "Other programs keep the machine busy: the sender gets 0.5 of a core and could use a whole one.",
    ],
    ["the pace", { idle: 26_000, held: ["*"] }, "The pace sets the speed: the limit of all mail lets no more through."],
    [
      "the pace of some destinations",
      { idle: 26_000, messages: 0, answers: 0, held: ["gmail.com", "yahoo", "gmx.net", "a.example", "b.example"] },
      "The pace sets the speed: the limits of gmail.com, yahoo, gmx.net and 2 more let no more through.",
    ],
    [
      "a limit of connections",
      { idle: 26_000, held: [] },
      "The pace sets the speed: the limits on connections let no more through.",
    ],
  ])("is %s", (_what, changes, words) => {
    expect(describeBounds([aWorkload(changes)])).toBe(words);
  });

  test("is nothing while there is no work, and at the end, when a few messages are left", () => {
    const atRest = { messages: 0, answers: 0, recording: 20, idle: 25_000 };
    expect(boundOf(aWorkload(atRest))).toBeNull();
    expect(boundOf(aWorkload({ messages: 3, answers: 120, idle: 24_000 }))).toBeNull();
    expect([describeBounds([aWorkload(atRest)]), briefBounds([])]).toEqual(["", ""]);
  });

  test("is said once for senders that wait for the same, with the figures of the busiest", () => {
    const busiest = aWorkload({ messages: 2_000 });
    expect(describeBounds([aWorkload(), busiest])).toBe(describeBounds([busiest]));
  });

  test("is said for each kind of sender when they wait for different things", () => {
    const works = [aWorkload({ recording: 30_000 }), aWorkload({ messages: 0, answers: 0, recording: 0 })];
    works.push(...[1, 2].map(() => aWorkload({ loop: 1, cores: 1, messages: 5_000 })));
    expect(describeBounds(works)).toBe(
      "At 2 of the 3 senders: The processor sets the speed: a whole core is in use. A faster one would help, or a database server and a second sender. " +
        "At 1 of the 3 senders: The disk sets the speed: recording takes 30 ms a message. A faster disk would help.",
    );
    expect(briefBounds(works)).toBe("a core is full, waits for the disk");
  });
});

describe("the speed now", () => {
  test("is the sum of the senders that reported in the last seconds, and nothing without them", async () => {
    const context = await testContext();
    expect(await speedNow(context)).toBeNull();
    for (const perSecond of [200, 300]) {
      const report = { perSecond, destinations: [], work: aWorkload() };
      await keepAlive(context, await registerProcess(context), { trouble: null, report });
    }
    expect(await speedNow(context)).toMatchObject({
      perSecond: 500,
      bounds: [{ senders: 2, bound: { kind: "connections", ms: 20, connections: 5, room: "fixed" } }],
      words: expect.stringMatching(/^About 500 a second\. Most of the time is spent waiting/),
    });
    context.later(11_000);
    expect(await speedNow(context)).toBeNull();
  });

  test("is nothing during an outage, and of senders of an older version, which do not say", async () => {
    const context = await testContext();
    const older = { perSecond: 200, destinations: [] };
    const id = await registerProcess(context);
    await keepAlive(context, id, { trouble: null, report: older });
    expect(await speedNow(context)).toBeNull();
    await keepAlive(context, id, { trouble: "It is away.", report: { ...older, work: aWorkload() } });
    expect(await speedNow(context)).toBeNull();
  });
});
