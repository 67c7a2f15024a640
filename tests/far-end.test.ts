import { createTransport } from "nodemailer";
import { describe, expect, test } from "vitest";
import { startFarEnd, type Answer } from "./support/smtp.ts";
import { startFaultyServer, type Stage } from "./support/faulty-smtp.ts";

/** Hands one mail to Ada over; answers the server's reply, or what went wrong. */
async function handOver(url: string, to = "ada@example.org"): Promise<string> {
  const transport = createTransport({ url });
  const text = `Robots, this week.\n.\n${"Line after line.\n".repeat(6_000)}`;
  try {
    return (await transport.sendMail({ from: "desk@example.org", to, subject: "Issue 1", text })).response;
  } catch (error) {
    return (error as Error).message;
  } finally {
    transport.close();
  }
}

describe("the far end", () => {
  test("keeps what it accepts, and takes it apart", async () => {
    const farEnd = await startFarEnd();
    expect(await handOver(farEnd.url)).toMatch(/^250 /);

    expect(farEnd.messagesTo("ada@example.org")).toHaveLength(1);
    expect(farEnd.messages[0]!.envelope).toEqual({ from: "desk@example.org", to: ["ada@example.org"] });
    const [mail] = await farEnd.parsed("ada@example.org");
    expect(mail).toMatchObject({ subject: "Issue 1", text: expect.stringMatching(/^Robots, this week\.\n\.\nLine/) });
    expect(await farEnd.parsed("grace@example.org")).toEqual([]);
  });

  test("puts one recipient off the first time only", async () => {
    const farEnd = await startFarEnd({ rcpt: (_to, earlier) => (earlier === 0 ? "451 4.7.1 Greylisted" : undefined) });

    expect(await handOver(farEnd.url)).toContain("451 4.7.1 Greylisted");
    expect(await handOver(farEnd.url)).toMatch(/^250 /);
    expect(farEnd.messages).toHaveLength(1);
  });

  test("refuses after the dot, and tells received from accepted", async () => {
    const farEnd = await startFarEnd({ data: () => "554 5.7.1 Looks like spam" });

    expect(await handOver(farEnd.url)).toContain("554 5.7.1 Looks like spam");
    expect([farEnd.received.length, farEnd.messages.length]).toEqual([1, 0]);
  });

  test.each(["connect", "mail", "rcpt", "data"] as const)(
    "goes away or falls silent at %s when told to",
    async (stage) => {
      const farEnd = await startFarEnd();
      for (const answer of ["drop", "time-out"] satisfies Answer[]) {
        farEnd.behave({ [stage]: () => answer });
        expect(await handOver(farEnd.url)).not.toMatch(/^250 /);
      }
      farEnd.behave({});
      expect(await handOver(farEnd.url)).toMatch(/^250 /);
    },
  );

  test("asks for a login", async () => {
    const farEnd = await startFarEnd({ login: { user: "press@run", pass: "s:e/c" } });

    expect(await handOver(farEnd.url)).toMatch(/^250 /);
    expect(await handOver(farEnd.url.replace("s%3Ae%2Fc", "wrong"))).toContain("535");
    expect(await handOver(farEnd.url.replace(/\/\/.*@/, "//"))).toContain("530");
  });

  test.each(["starttls", "from-the-start"] as const)(
    "offers TLS with a certificate nobody vouches for: %s",
    async (tls) => {
      const farEnd = await startFarEnd({ tls });
      expect(await handOver(farEnd.url)).toMatch(/self.signed|certificate/i);
    },
  );

  test("announces the largest message it takes", async () => {
    const farEnd = await startFarEnd({ size: 1000 });
    expect(await handOver(farEnd.url)).toMatch(/552|size/i);
  });
});

describe("the faulty server", () => {
  const stages: Stage[] = ["greeting", "ehlo", "mail", "rcpt", "data", "mid-body", "after-dot"];

  test.each(stages)("fails at %s, and is good the second time", async (at) => {
    for (const then of ["drop", "reset", "time-out", "554 5.0.0 No", "421 4.3.2 Going down"]) {
      const server = await startFaultyServer({ at, then, times: 1 });
      expect(await handOver(server.url), then).not.toMatch(/^250 /);
      expect(server.received).toHaveLength(at === "after-dot" ? 1 : 0);
      expect(await handOver(server.url), then).toMatch(/^250 /);
      expect(server.accepted).toHaveLength(1);
    }
  });

  test("fails the same when commands come in one piece", async () => {
    const server = await startFaultyServer({ at: "data", then: "451 4.3.0 Later", pipelining: true });
    expect(await handOver(server.url)).toContain("451 4.3.0 Later");
    expect(server.lines).toContain("DATA");
  });
});
