import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { beforeEach, describe, expect, test } from "vitest";
import { inTransaction } from "#app/context.server.ts";
import { openLogger } from "#app/log.server.ts";
import { signatureOf, tellNotices } from "#app/models/desk/alerts.server.ts";
import { setDisabled } from "#app/models/desk/editors.server.ts";
import {
  addNotice,
  dismissNotice,
  endNotices,
  openNotices,
  resolveNotices,
  tellEditor,
} from "#app/models/notices.server.ts";
import { createSmtp } from "#emails/smtp/smtp.server.ts";
import { endsWithTheTest } from "../support/cleanup.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { anEditor } from "../support/desk.ts";
import { aBriefing } from "../support/newsroom.ts";
import { startFarEnd } from "../support/smtp.ts";

let context: TestContext;
beforeEach(async () => {
  context = await testContext();
});

const held = { kind: "slot-held", text: "Issue 1 did not go out. It has a fault.", link: "/desk/issues/1" } as const;

describe("a notice", () => {
  test("stands until somebody dismisses it, and it is kept who did", async () => {
    await addNotice(context, held);
    const [notice] = await openNotices(context);
    expect(notice).toMatchObject({ ...held, at: context.clock() });
    expect(await dismissNotice(context, notice!.id, "Tom")).toBe(true);
    expect(await dismissNotice(context, notice!.id, "Ruth")).toBe(false);
    expect(await openNotices(context)).toEqual([]);
    const row = await context.db.selectFrom("notices").selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({ dismissed_by: "Tom", dismissed_at: context.clock() });
  });

  test("is not repeated while it stands, whoever says it at the same moment", async () => {
    await Promise.all([1, 2, 3].map(() => addNotice(context, held)));
    await addNotice(context, { ...held, text: "Another." });
    expect((await openNotices(context)).map(({ text }) => text)).toEqual(["Another.", held.text]);
  });

  test("is said again after it was dismissed", async () => {
    await addNotice(context, held);
    await dismissNotice(context, (await openNotices(context))[0]!.id, "Tom");
    await addNotice(context, held);
    expect(await openNotices(context)).toHaveLength(1);
  });

  test("is taken away by what settles it, and no other is", async () => {
    await addNotice(context, held);
    await addNotice(context, { ...held, text: "Another.", link: "/desk/issues/2" });
    await resolveNotices(context, "slot-held", "/desk/issues/1", "Ruth");
    expect((await openNotices(context)).map(({ link }) => link)).toEqual(["/desk/issues/2"]);
  });
});

describe("a notice of what lasts", () => {
  const away = { kind: "server-away", text: "Nothing goes out.", key: "mail.example:25" } as const;

  test("is told once until it has ended, whoever says it, dismisses it or words it otherwise", async () => {
    await Promise.all([1, 2, 3].map(() => addNotice(context, away)));
    await addNotice(context, { ...away, text: "Nothing goes out. Another reply." });
    const [notice, ...more] = await openNotices(context);
    expect([notice!.text, more]).toEqual([away.text, []]);
    await dismissNotice(context, notice!.id, "Tom");
    await addNotice(context, away);
    expect(await openNotices(context)).toEqual([]);
    expect(await context.db.selectFrom("alerts").select("way").execute()).toEqual([{ way: "log" }]);

    await endNotices(context, ["server-away", "server-refuses"], away.key);
    await addNotice(context, { ...away, key: "another.example:25" });
    await addNotice(context, away);
    expect(await openNotices(context)).toHaveLength(2);
  });

  test("goes from the desk when it ends; what happened stays for its days", async () => {
    await addNotice(context, away);
    await addNotice(context, { kind: "send-ended", text: "Issue 1 has gone out." });
    await endNotices(context, ["server-away"], away.key);
    expect((await openNotices(context)).map(({ kind, isNews }) => [kind, isNews])).toEqual([["send-ended", true]]);
    context.later(4 * 24 * 3_600_000);
    expect(await openNotices(context)).toEqual([]);
  });

  test("names no reader, whatever a server said", async () => {
    await addNotice(context, { ...away, text: "Refused, like “550 5.1.1 <ana.o'neil@readers.example>: gone”." });
    expect((await openNotices(context))[0]!.text).toBe("Refused, like “550 5.1.1 <…>: gone”.");
  });
});

describe("the log", () => {
  test("has one line of each notice with its facts, whichever process writes it, and none of one that was undone", async () => {
    const lines: Record<string, unknown>[] = [];
    context = await testContext({ log: openLogger({ write: (line) => void lines.push(JSON.parse(line) as never) }) });
    await inTransaction(context, async (context) => {
      await addNotice(context, { ...held, facts: { issue: 1 } });
      throw new Error("undone");
    }).catch(() => {});
    await addNotice(context, { kind: "send-ended", text: "Issue 2 has gone out.", facts: { issue: 2, accepted: 3 } });
    const told = await Promise.all([tellNotices(context), tellNotices(context)]);
    await Promise.all(told.map((one) => one.told));
    context.later(24 * 3_600_000);
    await (
      await tellNotices(context)
    ).told;
    expect(lines).toMatchObject([
      { level: 30, notice: "send-ended", issue: 2, accepted: 3, msg: "Issue 2 has gone out." },
    ]);
    expect(lines).toHaveLength(1);
  });
});

describe("a notice to ALERT_URL", () => {
  const secret = Buffer.alloc(32, 7).toString("base64");

  async function withHook(answers: number[], env: Record<string, string> = {}) {
    const heard: { body: string; headers: IncomingHttpHeaders }[] = [];
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        heard.push({ body, headers: request.headers });
        response.writeHead(answers.shift() ?? 204, { Location: "/elsewhere" }).end();
      });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    endsWithTheTest(async () => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
    context = await testContext({ env: { ALERT_URL: url, ALERT_SECRET: `whsec_${secret}`, ...env } });
    return heard;
  }
  const told = async () => (await tellNotices(context)).told;

  test("is JSON, signed as Standard Webhooks asks, and comes once", async () => {
    const heard = await withHook([]);
    await addNotice(context, { ...held, facts: { issue: 1, queued: 3 } });
    await told();
    context.later(3_600_000);
    await told();
    expect(heard).toHaveLength(1);
    const { body, headers } = heard[0]!;
    expect(JSON.parse(body)).toEqual({
      kind: "slot-held",
      text: held.text,
      at: "2026-11-23T08:00:00.000Z",
      link: "https://briefing.example.org/desk/issues/1",
      site: "https://briefing.example.org",
      issue: 1,
      queued: 3,
    });
    const [id, time] = [headers["webhook-id"], headers["webhook-timestamp"]];
    expect(headers["webhook-signature"]).toBe(signatureOf(secret, `${String(id)}.${String(time)}.${body}`));
    expect(Number(time)).toBe(context.clock() / 1000 - 3600);
    // The example of standardwebhooks.com, so that others' libraries agree.
    const known = signatureOf(
      "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
      'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}',
    );
    expect(known).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });

  test("is tried again after growing pauses, not forever, and follows no redirect", async () => {
    const heard = await withHook([500, 302, 204]);
    await addNotice(context, held);
    for (const wait of [0, 29_000, 1_000, 59_000, 1_000, 3_600_000]) {
      context.later(wait);
      await told();
    }
    expect(heard).toHaveLength(3);

    const deaf = await withHook(Array.from({ length: 99 }, () => 500));
    await addNotice(context, held);
    for (let hours = 0; hours < 100; hours += 1) {
      await told();
      context.later(6 * 3_600_000);
    }
    expect(deaf).toHaveLength(12);
    expect(await openNotices(context)).toHaveLength(1);
  });

  test("of a copy tells that it is one, and nothing else", async () => {
    const heard = await withHook([]);
    await addNotice(context, held);
    await addNotice(context, { kind: "copy", text: "This database is a copy.", key: "home" });
    await (
      await tellNotices(context, true)
    ).told;
    expect(heard.map(({ body }) => (JSON.parse(body) as { kind: string }).kind)).toEqual(["copy"]);
  });
});

describe("a notice by mail", () => {
  async function withFarEnd(...given: Parameters<typeof startFarEnd>) {
    const farEnd = await startFarEnd(...given);
    context = await testContext();
    context.smtp = createSmtp(farEnd.url, { connections: 1 });
    await aBriefing(context);
    await anEditor(context, "Tom", "editor");
    await anEditor(context, "Ruth", "operator");
    await anEditor(context, "Ines", "owner");
    const gone = await anEditor(context, "Gone", "owner");
    await context.db.updateTable("editors").set({ disabled_at: 1 }).where("id", "=", gone.id).execute();
    return farEnd;
  }

  const mailed = async () => (await tellNotices(context)).told;

  test("goes once to each operator and owner, in words, with the way to it", async () => {
    const farEnd = await withFarEnd();
    await addNotice(context, held);
    await Promise.all([mailed(), mailed()]);
    await mailed();
    expect(farEnd.messages.map(({ envelope }) => envelope.to[0]).sort()).toEqual([
      "ines@briefing.example",
      "ruth@briefing.example",
    ]);
    const [mail] = await farEnd.parsed("ruth@briefing.example");
    expect(mail!.subject).toBe("The Robotics Briefing: Issue 1 did not go out");
    expect(mail!.text).toContain("It has a fault.\n\nhttps://briefing.example.org/desk/issues/1");
    expect(mail!.headers.get("auto-submitted")).toBe("auto-generated");
    expect(mail!.headers.has("list-unsubscribe")).toBe(false);
  });

  test("does not go to who was shut out while it waited, except about their own account", async () => {
    const farEnd = await withFarEnd();
    await addNotice(context, held);
    const ruth = await context.db
      .selectFrom("editors")
      .select("id")
      .where("name", "=", "Ruth")
      .executeTakeFirstOrThrow();
    await setDisabled(context, ruth.id, true);
    await mailed();
    expect(farEnd.messages.map(({ envelope }) => envelope.to[0])).toEqual(["ines@briefing.example"]);
    await tellEditor(context, ruth.id, { kind: "account", text: "A passkey was removed.", link: "/desk" });
    await mailed();
    expect(farEnd.messages.map(({ envelope }) => envelope.to[0])).toContain("ruth@briefing.example");
  });

  test("of what people write to each other is not kept once it has gone", async () => {
    const farEnd = await withFarEnd();
    const tom = await context.db.selectFrom("editors").select("id").where("name", "=", "Tom").executeTakeFirstOrThrow();
    await tellEditor(context, tom.id, { kind: "comment", text: "Ines commented on “Robots”: a secret" });
    await mailed();
    expect((await farEnd.parsed("tom@briefing.example"))[0]!.text).toContain("a secret");
    expect(await context.db.selectFrom("notices").select("text").execute()).toEqual([]);
  });

  test("goes to the editors too where an issue is to be approved", async () => {
    const farEnd = await withFarEnd();
    await addNotice(context, { kind: "slot-reminder", text: "No issue is approved yet." });
    await mailed();
    expect(farEnd.messages).toHaveLength(3);
  });

  test("does not go where the desk is enough, or somebody has taken note", async () => {
    const farEnd = await withFarEnd();
    await addNotice(context, { kind: "approval-ended", text: "Issue 1 is a draft again." });
    await addNotice(context, held);
    const [dismissed] = (await openNotices(context)).filter(({ kind }) => kind === "slot-held");
    await dismissNotice(context, dismissed!.id, "Tom");
    await mailed();
    expect(farEnd.messages).toEqual([]);
  });

  test("goes by ALERT_SMTP_URL where there is one, because the usual way may be what fails", async () => {
    const farEnd = await withFarEnd();
    const config = { ...context.config, alerts: { ...context.config.alerts, smtpUrl: farEnd.url } };
    context = { ...context, config, smtp: createSmtp("smtp://127.0.0.1:9") };
    await addNotice(context, held);
    await mailed();
    expect(farEnd.messages).toHaveLength(2);
  });

  test("that cannot be handed over disturbs nothing, and goes when the server takes mail again", async () => {
    const farEnd = await withFarEnd({ mail: () => "451 4.3.0 Not now" });
    await addNotice(context, held);
    await mailed();
    expect(await openNotices(context)).toHaveLength(1);
    farEnd.behave({});
    await mailed();
    expect(farEnd.messages).toHaveLength(0);
    context.later(31_000);
    await mailed();
    context.later(3_600_000);
    await mailed();
    expect(farEnd.messages).toHaveLength(2);
  });
});
