import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import type { Message } from "#emails/message/message.server.ts";
import { OwnConnection } from "#emails/smtp/ownConnection.server.ts";
import { createSmtp, type Outcome } from "#emails/smtp/smtp.server.ts";
import { startFaultyServer } from "../../support/faulty-smtp.ts";
import { BabblingServer, goodScript, ScriptedServer, type Cuts, type Script } from "../../support/scripted-smtp.ts";

const limits = { messagesPerConnection: 100, chunking: true, patience: 60_000 };

const ways = {
  "one command at a time": {},
  PIPELINING: { pipelining: true },
  CHUNKING: { pipelining: true, chunking: true },
  "CHUNKING without PIPELINING": { chunking: true },
};
type Way = keyof typeof ways;

const shared = [
  Buffer.from(`.hidden\r\n${"A line of the issue.\r\n".repeat(40)}..\r\n`),
  Buffer.from(".\r\n.Bye.\r\n"),
];

function messageTo(to: string): Message {
  const head = `To: ${to}\r\nSubject: Ports\r\n.X-Dots: one`;
  const size = shared.reduce((sum, { length }) => sum + length, head.length + 4);
  return { envelope: { from: "editors@briefing.example.org", to }, head, body: shared, size };
}

const textTo = (to: string) => `${messageTo(to).head}\r\n\r\n${Buffer.concat(shared).toString("latin1")}`;

const [ana, ben] = ["ana@readers.example", "ben@readers.example"];

/** Hands over to Ana, and then to Ben if the connection is still of use. */
async function play(script: Script, way: Way, cuts?: Cuts) {
  const server = new ScriptedServer(script, cuts);
  const line = new OwnConnection(server.wire(ways[way]), limits);
  const first = await line.handOver(messageTo(ana));
  const wasUsable = line.usable();
  const second = wasUsable ? await line.handOver(messageTo(ben)) : null;
  return { server, first, wasUsable, second };
}

const refusals = [
  "450 4.2.1 Later",
  "451-4.7.1 Greylisted,\r\n451 4.7.1 come back",
  "452 4.5.3 Too many messages in this session",
  "421 4.3.2 Going down",
  "421 4.7.28 Too fast",
  "550 5.1.1 No such user",
  "554 5.7.1 <x>: Relay access denied",
  "530 5.7.0 Log in first",
  "552 5.3.4 Too big",
  "503 5.5.1 Out of order",
  "999 What",
  "550 5.1.1 Grüße",
];
const noReplies = ["close", "silence", "!!!! what", "25", "250_ok", "250-a\r\n550 b", "-", "250-never\r\n25"];
const agreements = (good: string) => [good, `${good.slice(0, 3)}-one\r\n\r\n${good}`, good.slice(0, 3), `${good}\r\n`];

const anyOf = (good: string) =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...agreements(good)) },
    { weight: 4, arbitrary: fc.constantFrom(...refusals) },
    { weight: 2, arbitrary: fc.constantFrom(...noReplies) },
  );
const scripts: fc.Arbitrary<Script> = fc.record({
  mail: anyOf(goodScript.mail),
  rcpt: anyOf(goodScript.rcpt),
  data: anyOf(goodScript.data),
  body: fc.oneof(anyOf(goodScript.body), fc.constant("354 Go on")),
  rset: fc.oneof(fc.constant(goodScript.rset), fc.constantFrom("500 No", "close", "silence", "421 4.3.2 Going")),
  isCareless: fc.boolean(),
});
const cuttings: fc.Arbitrary<Cuts> = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 6 });

/** Says what the ledger would be told, if that is the truth. */
function holdsTrue({ first, second, server }: Awaited<ReturnType<typeof play>>, script: Script) {
  const [forAna, ...more] = server.taken.filter(({ to }) => to === ana);
  expect(more).toEqual([]);
  if (forAna) expect(forAna.text).toBe(textTo(ana));
  const wasAccepted = forAna !== undefined && /^2/.test(script.body) && !noReplies.includes(script.body);
  if (first.kind === "accepted") expect(wasAccepted).toBe(true);
  else if (first.kind !== "uncertain") expect(wasAccepted).toBe(false);
  if (!second) return;
  expect(second).toMatchObject({ kind: "accepted", reply: goodScript.body });
  expect(server.taken.filter(({ to }) => to === ben)).toEqual([{ to: ben, text: textTo(ben), reply: goodScript.body }]);
}

describe("whatever a server answers, and however its bytes are cut", () => {
  test("PIPELINING gives the outcome that one command at a time gives", async () => {
    await fc.assert(
      fc.asyncProperty(scripts, cuttings, cuttings, async (script, cuts, otherCuts) => {
        const one = await play(script, "one command at a time", cuts);
        const together = await play(script, "PIPELINING", otherCuts);
        expect(together.first).toEqual(one.first);
        for (const played of [one, together]) holdsTrue(played, script);
      }),
      { numRuns: 1_500 },
    );
  });

  test.each(["CHUNKING", "CHUNKING without PIPELINING"] as const)(
    "%s gives it too, and is uncertain where nothing was answered and the message had left",
    async (way) => {
      await fc.assert(
        fc.asyncProperty(scripts, cuttings, cuttings, async (given, cuts, otherCuts) => {
          // A server that refuses the sender and takes the message has a test of its own.
          const isCareless = given.isCareless && given.mail.startsWith("2");
          const script = { ...given, data: goodScript.data, isCareless };
          const one = await play(script, "one command at a time", cuts);
          const chunk = await play(script, way, otherCuts);
          const isLost = way === "CHUNKING" && one.first.code === null;
          if (isLost) expect(chunk.first).toMatchObject({ kind: "uncertain", code: null, reply: one.first.reply });
          else expect(chunk.first).toEqual(one.first);
          holdsTrue(chunk, script);
        }),
        { numRuns: 1_000 },
      );
    },
  );

  test("a server that is refused nothing takes every message whole, by every way, in as few packets as it allows", async () => {
    const packets: Record<Way, number> = {
      "one command at a time": 4,
      PIPELINING: 2,
      CHUNKING: 1,
      "CHUNKING without PIPELINING": 3,
    };
    for (const way of Object.keys(ways) as Way[]) {
      const { server, first, second } = await play(goodScript, way);
      for (const outcome of [first, second!]) expect(outcome).toMatchObject({ kind: "accepted", code: 250 });
      expect(server.taken.map(({ to, text }) => [to, text])).toEqual([ana, ben].map((to) => [to, textTo(to)]));
      expect([way, server.packets.length]).toEqual([way, 2 * packets[way]]);
    }
  });
});

describe("a refusal before the message", () => {
  const refused = { kind: "refused", verdict: "address", code: 550 } satisfies Partial<Outcome>;
  const noUser = "550 5.1.1 No such user";

  test("of RCPT, with a 354 all the same, is followed by a dot and nothing of the message", async () => {
    for (const body of ["250 2.0.0 Kept", "554 5.5.1 No recipients"]) {
      const { server, first, second } = await play(
        { ...goodScript, rcpt: noUser, body, isCareless: true },
        "PIPELINING",
      );
      expect(first).toMatchObject(refused);
      expect(server.packets.slice(1, 3)).toEqual([".\r\n", "RSET\r\n"]);
      expect(second?.kind).toBe("accepted");
    }
  });

  test("of MAIL, with a 354 all the same, ends the connection without a dot", async () => {
    const script = { ...goodScript, mail: "451 4.3.0 Not now", isCareless: true };
    const { server, first, wasUsable } = await play(script, "PIPELINING");
    expect(first).toMatchObject({ kind: "returned", code: 451, stage: "MAIL" });
    expect(server.packets).toHaveLength(1);
    expect(wasUsable).toBe(false);
  });

  test.each(["250 2.0.0 Kept", "close", "!!!! what"])(
    "of MAIL says nothing of a message that went along when the recipient was taken all the same, and then came %j",
    async (body) => {
      const script = { ...goodScript, mail: "451 4.3.0 Not now", body, isCareless: true };
      const { server, first, wasUsable } = await play(script, "CHUNKING");
      expect(server.taken).toMatchObject([{ to: ana }]);
      expect(first).toMatchObject({ kind: "uncertain", code: null });
      expect(wasUsable).toBe(false);
    },
  );

  test("stands, whatever is said to the message that went along", async () => {
    for (const body of ["250 2.0.0 Kept", "close", "421 4.3.2 Going down", "silence"]) {
      const played = await play({ ...goodScript, rcpt: noUser, body, isCareless: true }, "CHUNKING");
      expect(played.first).toMatchObject(refused);
      expect(played.server.taken.filter(({ to }) => to === ana)).toEqual([]);
    }
  });
});

describe("a server that says anything at any time", () => {
  const words = ["250 Ok\r\n", "354 Go\r\n", "550 No\r\n", "421 Bye\r\n", "451 Later\r\n", "250-", "\r\n", "2", "x"];
  const bursts = fc.array(
    fc.record({
      text: fc.array(fc.constantFrom(...words), { maxLength: 4 }).map((some) => some.join("")),
      isUnasked: fc.boolean(),
    }),
    { maxLength: 9 },
  );

  test.each(Object.keys(ways) as Way[])("has the outcome settled, and never twice (%s)", async (way) => {
    await fc.assert(
      fc.asyncProperty(bursts, async (some) => {
        const server = new BabblingServer([...some]);
        const line = new OwnConnection(server.wire(ways[way]), limits);
        while (line.usable()) {
          const before = server.heard.length;
          const { kind, code } = await line.handOver(messageTo(ana));
          const hadIt = server.heard
            .slice(before)
            .includes(way.startsWith("CHUNKING") ? ".Bye.\r\n" : "..Bye.\r\n.\r\n");
          if (kind === "accepted" || kind === "uncertain") expect(hadIt).toBe(true);
          // It goes back to the queue with nothing said of it, so the server must not have it.
          if (code === null && kind !== "uncertain") expect(hadIt).toBe(false);
          if (kind === "uncertain") expect(line.usable()).toBe(false);
        }
      }),
      { numRuns: 1_500 },
    );
  });
});

const turn = () => new Promise((resolve) => setImmediate(resolve));
const turns = async (count: number) => {
  for (let i = 0; i < count; i += 1) await turn();
};

/** A hand-over that has come to its message, of which the system takes nothing; or only to MAIL. */
async function underWay(script: Partial<Script>, { isWritable = false, patience = 60_000, pipelining = true } = {}) {
  const server = new ScriptedServer({ ...goodScript, ...script }, [0], isWritable);
  const line = new OwnConnection(server.wire({ pipelining }), { ...limits, patience });
  const outcome = line.handOver(messageTo(ana));
  await turns(6);
  return { server, line, outcome };
}

const both = ["one command at a time", "PIPELINING"] as const;

describe.each(both)("what a reply means (%s)", (way) => {
  test.each<[string, Partial<Script>, Partial<Outcome>]>([
    ["a 250 in place of the 354", { data: "250 2.0.0 Ok" }, { kind: "returned", code: null, stage: "RCPT" }],
    ["a 354 to MAIL", { mail: "354 Go ahead" }, { kind: "returned", code: null, stage: "MAIL" }],
    ["a 354 to RCPT", { rcpt: "354 Go ahead" }, { kind: "returned", code: null, stage: "RCPT" }],
    ["nothing, at MAIL", { mail: "close" }, { kind: "returned", code: null, stage: "MAIL" }],
    ["nothing, at RCPT", { rcpt: "close" }, { kind: "returned", code: null, stage: "RCPT" }],
    ["a login that is asked for", { mail: "530 5.7.0 Log in first" }, { kind: "stop", code: 530 }],
    ["relaying that is refused", { rcpt: "554 5.7.1 Relay access denied" }, { kind: "stop", code: 554 }],
  ])("%s: the connection is given up, and nothing of the message leaves", async (_what, script, expected) => {
    const { server, first, wasUsable } = await play({ ...goodScript, ...script }, way);
    expect(first).toMatchObject(expected);
    expect([wasUsable, server.isDropped]).toEqual([false, true]);
    expect(server.packets.join("")).not.toMatch(/Subject|RSET/);
  });

  test.each(["354 Go ahead", "999 What", "199 Wait", "000"])("%s after the message answers nothing", async (body) => {
    const { first, wasUsable } = await play({ ...goodScript, body }, way);
    expect(first).toMatchObject({ kind: "uncertain", verdict: "unknown", code: null });
    expect(wasUsable).toBe(false);
  });

  test("its text is UTF-8 however it is cut, or else kept byte by byte", async () => {
    for (const [words, shown] of [
      [
        Buffer.from("550 5.1.1 Unbekannter Empfänger – 未知").toString("latin1"),
        "550 5.1.1 Unbekannter Empfänger – 未知",
      ],
      ["550 5.1.1 Unbekannter Empf\xe4nger", "550 5.1.1 Unbekannter Empfänger"],
    ] as const) {
      const { first } = await play({ ...goodScript, rcpt: words }, way, [1]);
      expect(first).toMatchObject({ kind: "refused", reply: shown });
    }
  });
});

test("a 421 to what went along ends the connection, whatever was refused before", async () => {
  const { server, first } = await play(
    { ...goodScript, rcpt: "550 No", data: "421 Bye", isCareless: true },
    "PIPELINING",
  );
  expect(first).toMatchObject({ kind: "refused", code: 550 });
  expect(server.packets).toHaveLength(1);
});

test("a connection on which a refused message is still on its way carries no other", async () => {
  const server = new ScriptedServer(goodScript, [0], false);
  const line = new OwnConnection(server.wire({ pipelining: true, chunking: true }), limits);
  const outcome = line.handOver(messageTo(ana));
  for (const reply of ["250 Ok\r\n550 5.1.1 No such user\r\n503 RCPT first\r\n", "250 Reset\r\n"]) {
    server.say(reply);
    await turns(2);
  }
  expect(await outcome).toMatchObject({ kind: "refused", code: 550 });
  expect(line.usable()).toBe(false);
});

test("a reply that comes before the system has said that the message is out is believed once it says so", async () => {
  for (const extensions of [{ pipelining: true }, { pipelining: true, chunking: true }]) {
    const server = new ScriptedServer(goodScript, [0], "late");
    const line = new OwnConnection(server.wire(extensions), limits);
    for (const to of [ana, ben]) expect((await line.handOver(messageTo(to))).kind).toBe("accepted");
  }
});

describe("a server that speaks out of turn", () => {
  test.each([
    ["takes a message that it does not have", "250 2.0.0 Kept", { kind: "deferred", code: null }],
    ["asks for the message twice", "354 Go ahead", { kind: "deferred", code: null }],
    ["refuses a message in its middle", "552 5.3.4 Too big", { kind: "refused", code: 552 }],
    ["says goodbye in the middle of a message", "421 4.3.2 Going down", { kind: "deferred", code: 421 }],
  ])("and %s gets no more of it", async (_what, reply, expected) => {
    const { server, line, outcome } = await underWay({});
    server.say(`${reply}\r\n`);
    expect(await outcome).toMatchObject(expected);
    expect([line.usable(), server.isDropped, server.taken]).toEqual([false, true, []]);
  });

  test("right after the 354 gets nothing of the message", async () => {
    const { outcome, server } = await underWay({ data: "354 Go ahead\r\n250 2.0.0 Kept" }, { isWritable: true });
    expect(await outcome).toMatchObject({ kind: "returned", code: null });
    expect(server.packets).toHaveLength(1);
  });

  test.each(["421 4.4.2 Timeout\r\n", "250 Ok\r\n", "2", "what\r\n"])(
    "between two messages (%j) is left, and the next message goes back to the queue",
    async (words) => {
      const { outcome, server, line } = await underWay({}, { isWritable: true });
      expect((await outcome).kind).toBe("accepted");
      server.say(words);
      await turns(3);
      expect(line.usable()).toBe(false);
      expect(await line.handOver(messageTo(ben))).toMatchObject({ kind: "returned", code: null });
      expect(line.answered()).toBe(1);
    },
  );

  test("only by empty lines is forgiven", async () => {
    const { outcome, server, line } = await underWay({ mail: "250 Ok\r\n" }, { isWritable: true });
    expect((await outcome).kind).toBe("accepted");
    const now = vi.spyOn(performance, "now").mockReturnValue(0);
    server.say("\r\n\n\r\n");
    await turns(3);
    now.mockReturnValue(2 * limits.patience);
    const next = line.handOver(messageTo(ben));
    server.socket.push("\r\n");
    expect((await next).kind).toBe("accepted");
    vi.restoreAllMocks();
  });
});

describe("a reply without an end", () => {
  test.each([
    ["one line", "250".repeat(400)],
    ["many lines", "250-and\r\n".repeat(120)],
  ])("of %s is given up after a megabyte", async (_what, piece) => {
    const { server, line, outcome } = await underWay({ mail: `${piece.slice(0, 3)}-` }, { pipelining: false });
    let sent = 0;
    for (; sent < 2_000_000 && !server.isDropped; sent += piece.length) {
      server.say(piece);
      await turns(2);
    }
    expect([sent > 1_000_000, sent < 1_300_000]).toEqual([true, true]);
    expect(await outcome).toMatchObject({ kind: "returned", code: null, verdict: "connection" });
    expect(line.usable()).toBe(false);
  });

  test("that trickles in is given up once it takes longer than the time-out", async () => {
    let now = 0;
    vi.spyOn(performance, "now").mockImplementation(() => now);
    const { server, outcome } = await underWay({ body: "250-never" }, { isWritable: true, patience: 600_000 });
    for (; now < 600_000 && !server.isDropped; now += 60_000) {
      server.say("250-ending\r\n");
      await turns(2);
    }
    expect(server.isDropped).toBe(false);
    now += 60_000;
    server.say("250-ending\r\n");
    expect(await outcome).toMatchObject({ kind: "uncertain", code: null });
    vi.restoreAllMocks();
  });
});

test("a message of any size waits for a slow server without a copy of its shared parts", async () => {
  const shared = [Buffer.alloc(8 * 1024 * 1024, "A line of the issue.\r\n")];
  const server = await startFaultyServer({ at: "mid-body", then: "silence", pipelining: true });
  const smtp = createSmtp(server.url);
  const lines = await Promise.all(Array.from({ length: 10 }, () => smtp.open()));
  const before = process.memoryUsage();
  const outcomes = lines.map((line) => line.handOver({ ...messageTo(ana), body: shared }));
  while (server.lines.filter((command) => command === "DATA").length < lines.length) await turn();
  await turns(20);
  const after = process.memoryUsage();
  expect(after.arrayBuffers + after.external - before.arrayBuffers - before.external).toBeLessThan(shared[0]!.length);
  await server.close();
  for (const outcome of await Promise.all(outcomes)) expect(outcome.kind).toBe("deferred");
});

test("an address that could end its command is refused before anything is sent, and the next one goes out", async () => {
  const server = new ScriptedServer(goodScript);
  const line = new OwnConnection(server.wire({ pipelining: true }), limits);
  const hostile = { ...messageTo(ana), envelope: { from: "a@b.example", to: "x>\r\nRCPT TO:<y@z.example" } };
  expect(await line.handOver(hostile)).toMatchObject({ kind: "refused", verdict: "address", code: null });
  expect([server.packets, line.answered()]).toEqual([[], 0]);
  expect((await line.handOver(messageTo(ben))).kind).toBe("accepted");
});

test("SIZE is said where it is announced, and a message beyond it stops the send before anything is sent", async () => {
  const message = messageTo(ana);
  for (const [size, mail] of [
    [0, ` SIZE=${message.size}`],
    [message.size, ` SIZE=${message.size}`],
    [null, ""],
  ] as const) {
    const server = new ScriptedServer(goodScript);
    await new OwnConnection(server.wire({ pipelining: true, size }), limits).handOver(message);
    expect(server.packets[0]).toBe(`MAIL FROM:<editors@briefing.example.org>${mail}\r\nRCPT TO:<${ana}>\r\nDATA\r\n`);
  }
  const server = new ScriptedServer(goodScript);
  const line = new OwnConnection(server.wire({ size: message.size - 1 }), limits);
  expect(await line.handOver(message)).toMatchObject({ kind: "stop", verdict: "setup" });
  expect([server.packets, line.usable()]).toEqual([[], false]);
});

test("a connection carries its share of messages, and then says goodbye", async () => {
  const server = new ScriptedServer({ ...goodScript });
  const line = new OwnConnection(server.wire({ pipelining: true }), { ...limits, messagesPerConnection: 2 });
  for (const to of [ana, ben]) expect((await line.handOver(messageTo(to))).kind).toBe("accepted");
  expect(line.usable()).toBe(false);
  line.close();
  await turns(4);
  expect(server.packets.at(-1)).toBe("QUIT\r\n");
  expect(server.isDropped).toBe(true);
});
