import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Message } from "#emails/message/message.server.ts";
import { OwnConnection } from "#emails/smtp/ownConnection.server.ts";
import type { Outcome } from "#emails/smtp/smtp.server.ts";
import { goodScript, ScriptedServer, type Cuts, type Script } from "../../support/scripted-smtp.ts";

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

  test("of MAIL says nothing of a message that went along and was taken all the same", async () => {
    const script = { ...goodScript, mail: "451 4.3.0 Not now", isCareless: true };
    const { server, first, wasUsable } = await play(script, "CHUNKING");
    expect(server.taken).toMatchObject([{ to: ana }]);
    expect(first).toMatchObject({ kind: "uncertain", code: null });
    expect(wasUsable).toBe(false);
  });

  test("stands, whatever is said to the message that went along", async () => {
    for (const body of ["250 2.0.0 Kept", "close", "421 4.3.2 Going down", "silence"]) {
      const played = await play({ ...goodScript, rcpt: noUser, body, isCareless: true }, "CHUNKING");
      expect(played.first).toMatchObject(refused);
      expect(played.server.taken.filter(({ to }) => to === ana)).toEqual([]);
    }
  });
});
