import { beforeEach, describe, expect, test } from "vitest";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { uncertainDeliveries } from "#app/models/deliveries/claims.server.ts";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { sendOfIssue, type Send } from "#app/models/deliveries/sends.server.ts";
import { keepAlive, registerProcess } from "#app/models/instance/senderProcesses.server.ts";
import { createIssue, issueByNumber } from "#app/models/issues/issues.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { pauseSend } from "#app/models/sending/pauses.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { readReply } from "#emails/smtp/replies.server.ts";
import { ask, post } from "../support/ask.ts";
import { atTheDesk, type AtTheDesk } from "../support/at-the-desk.ts";
import type { TestContext } from "../support/context.ts";
import { claimNext } from "../support/lane.ts";
import { record } from "../support/ledger.ts";
import { anIssue, manyReaders } from "../support/newsroom.ts";
import { aSite } from "../support/site.ts";
import { aWorkload } from "../support/workload.ts";

let context: TestContext;
let list: List;
let ruth: AtTheDesk;
let sent: Send;

beforeEach(async () => {
  ({ context, list } = await aSite());
  ruth = await atTheDesk(context, "operator");
  await manyReaders(context, list, 12);
  await sendIssue(context, await anIssue(context, list), "Ruth");
  sent = sendOfIssue((await issueByNumber(context, 1))!)!;
});

/** What a page says, without its markup. */
function wordsOf(text: string): string {
  return text
    .slice(text.indexOf("<main"), text.indexOf("</main>"))
    .replace(/<!-- -->/g, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");
}

async function words(path: string): Promise<string> {
  const { status, text } = await ruth.see(path);
  expect(status, path).toBe(200);
  expect(text.match(/<h1/g)?.length, `one heading on ${path}`).toBe(1);
  return wordsOf(text);
}

const issue = async () => (await issueByNumber(context, 1))!;
const counts = () => countDeliveries(context, sent.editionId);

async function uncertain(count: number) {
  const claimed = await claimNext(context, "gone", count, sent);
  await uncertainDeliveries(context, ["gone"]);
  return claimed.map(({ subscriberId }) => String(subscriberId));
}

/** A form with several boxes of one name ticked. */
function tick(path: string, readers: string[], fields: Record<string, string>) {
  const boxes = readers.map((reader): [string, string] => ["reader", reader]);
  return ruth.post(path, new URLSearchParams([...boxes, ...Object.entries(fields)]));
}

describe("who may do what (S-15)", () => {
  const doors = ["/desk/issues/1/pause", "/desk/issues/1/cancel", "/desk/issues/1/uncertain", "/desk/settings/pacing"];

  test("a stranger is sent to sign in, by every page and every form", async () => {
    await uncertain(1);
    for (const path of doors.slice(1)) expect((await ask(context, path)).headers.location, path).toMatch(/sign-in/);
    for (const path of doors)
      expect((await post(context, path, { intent: "group", how: "accept" })).headers.location, path).toMatch(/sign-in/);
    expect([(await issue()).status, (await counts()).uncertain]).toEqual(["sending", 1]);
  });

  test("an editor reads how a send goes, and steers nothing", async () => {
    const [reader] = await uncertain(1);
    const tom = await atTheDesk(context, "editor", "Tom");
    for (const path of ["/desk/issues/1", "/desk/issues/1/uncertain", "/desk/settings"]) {
      const { status, text } = await tom.see(path);
      expect(status, path).toBe(200);
      expect(text).not.toMatch(/Cancel the rest|name="why"|>Pacing</);
    }
    for (const path of ["/desk/issues/1/cancel", "/desk/settings/pacing"])
      expect((await tom.see(path)).status, path).toBe(403);
    for (const path of doors)
      expect((await tom.post(path, { how: "accept", reader: reader!, why: "x" })).status, path).toBe(403);
    expect([(await issue()).status, (await counts()).uncertain]).toEqual(["sending", 1]);
  });

  test("of an issue that is not there, or was not sent, there is nothing to steer", async () => {
    await createIssue(context, list.id);
    for (const path of ["/desk/issues/7/cancel", "/desk/issues/7/uncertain", "/desk/issues/2/uncertain"])
      expect((await ruth.see(path)).status, path).toBe(404);
    expect((await ruth.see("/desk/issues/2/cancel")).headers.location).toBe("/desk/issues/2");
    expect((await ruth.post("/desk/issues/7/pause", {})).status).toBe(404);
    expect((await ruth.post("/desk/issues/2/pause", { intent: "pause" })).headers.location).toBe("/desk/issues/2");
    await ruth.post("/desk/issues/2/cancel", {});
    expect((await issueByNumber(context, 2))!.status).toBe("draft");
    // Where somebody comes who had to sign in first.
    expect((await ruth.see("/desk/issues/1/pause")).headers.location).toBe("/desk/issues/1");
  });
});

describe("pausing", () => {
  test("acts at once, is shown with its sentence, who and when, and goes on by a button", async () => {
    const paused = await ruth.post("/desk/issues/1/pause", { intent: "pause", reason: "A wrong link" });
    expect([paused.status, paused.headers.location]).toEqual([302, "/desk/issues/1"]);
    const sentence = "A wrong link. 12 of 12 readers are still to come.";
    for (const path of ["/desk/issues/1", "/desk"]) {
      const said = await words(path);
      expect(said).toContain(sentence);
      expect(said).toMatch(/By Ruth ?, since 23 Nov 2026, 09:00/);
    }
    expect(await words("/desk/issues/1")).toMatch(/Paused: nothing of this issue leaves.*Go on sending/);
    await ruth.post("/desk/issues/1/pause", { intent: "resume" });
    expect(await issue()).toMatchObject({ status: "sending", pause: null });
    expect((await recentEvents(context)).slice(0, 2).map(({ actor, action }) => [actor, action])).toEqual([
      ["Ruth", "resume"],
      ["Ruth", "pause"],
    ]);
  });

  test("is kept up by nothing that was typed as the reason", async () => {
    await ruth.post("/desk/issues/1/pause", { intent: "pause", reason: `${"x".repeat(5000)}\u0000\r\n<script>` });
    expect((await issue()).status).toBe("paused");
    expect((await ruth.see("/desk/issues/1")).status).toBe(200);
  });

  test("by two people at once pauses once, and keeps the first one's reason", async () => {
    const reasons = ["One.", "Two."];
    await Promise.all(reasons.map((reason) => ruth.post("/desk/issues/1/pause", { intent: "pause", reason })));
    expect((await recentEvents(context)).filter(({ action }) => action === "pause")).toHaveLength(1);
    expect((await issue()).pause!.reason).toMatch(/^(One|Two)\. 12 of 12/);
  });
});

describe("cancelling", () => {
  test("asks once, says how many will not get it, and does it", async () => {
    for (const delivery of await claimNext(context, "sender", 2, sent))
      await record(context, "sender", delivery, readReply(250, "250 Ok"));
    await pauseSend(context, sent, "Ruth", "A wrong link.");
    expect(await words("/desk/issues/1/cancel")).toMatch(/10 readers of 12 will not get .*Cancel it for 10 readers/);
    expect((await issue()).status).toBe("paused");
    expect((await ruth.post("/desk/issues/1/cancel", {})).headers.location).toBe("/desk/issues/1");
    expect(await counts()).toMatchObject({ total: 12, accepted: 2, cancelled: 10 });
    expect((await issue()).status).toBe("sent");
    expect((await ruth.see("/desk/issues/1/cancel")).headers.location).toBe("/desk/issues/1");
    expect(await words("/desk/issues/1")).toMatch(/Cancelled Stopped by an operator before its turn\. 10/);
  });
});

describe("the uncertain", () => {
  const page = "/desk/issues/1/uncertain";

  test("are linked from the issue, listed with their evidence, and all ticked", async () => {
    await uncertain(3);
    const shown = await ruth.see("/desk/issues/1");
    expect(wordsOf(shown.text)).toContain("3 readers uncertain.");
    expect(shown.text).toContain(`href="${page}"`);
    const { text } = await ruth.see(page);
    expect(text.match(/type="checkbox"[^>]*checked/g)).toHaveLength(3);
    expect(wordsOf(text)).toContain("nobody can know then whether it took them (RFC 5321, 4.5.3.2.6)");
    expect(wordsOf(text)).toContain("may give a reader the issue twice");
    expect(wordsOf(text).match(/Message-ID &lt;[0-9a-f]{32}@briefing/g)).toHaveLength(3);
  });

  test("are settled as ticked, with a reason, and the log keeps who and why", async () => {
    const readers = await uncertain(3);
    const accepted = await tick(page, readers.slice(0, 2), { how: "accept", why: "250 in the relay's log" });
    expect(accepted.status).toBe(200);
    expect(wordsOf(accepted.text)).toContain("2 readers marked as having it.");
    const again = await tick(page, readers.slice(2), { how: "resend", why: "never came to the relay" });
    expect(wordsOf(again.text)).toContain("1 reader will be sent the issue again.");
    expect(wordsOf(again.text)).toContain("Nothing is uncertain");
    expect(await counts()).toMatchObject({ accepted: 2, uncertain: 0, queued: 10 });
    expect((await recentEvents(context))[0]).toMatchObject({
      actor: "Ruth",
      action: "settle",
      detail: "issue 1: 1 uncertain to be sent again: never came to the relay",
    });
  });

  test("stay as they are when the form is wrong; what was typed and ticked is still there (row 36)", async () => {
    const readers = await uncertain(3);
    const cases: [string[], Record<string, string>, RegExp][] = [
      [readers.slice(0, 1), { how: "resend", why: "" }, /Say in a line why/],
      [readers.slice(0, 1), { how: "resend", why: "ana@readers.example has it" }, /Leave addresses/],
      [[], { how: "accept", why: "seen" }, /Tick at least one reader/],
      [["x"], { how: "accept", why: "seen" }, /Choose a reader of the list/],
      [readers, { why: "seen" }, /what shall become of them/],
      [readers, { how: "erase", why: "seen" }, /what shall become of them/],
    ];
    for (const [ticked, fields, fault] of cases) {
      const { status, text } = await tick(page, ticked, fields);
      expect([status, text.match(fault)?.length], JSON.stringify(fields)).toEqual([400, 1]);
      expect(text).toContain(`value="${fields.why}"`);
      expect(text.match(/type="checkbox"[^>]*checked/g)?.length ?? 0).toBe(ticked.filter((one) => one !== "x").length);
    }
    expect((await counts()).uncertain).toBe(3);
  });

  test("that somebody settled meanwhile are said so", async () => {
    const readers = await uncertain(1);
    await tick(page, readers, { how: "accept", why: "seen" });
    const second = await tick(page, readers, { how: "resend", why: "not seen" });
    expect([second.status, (await counts()).accepted]).toEqual([409, 1]);
    expect(wordsOf(second.text)).toContain("None of those was uncertain any more");
  });
});

describe("the live page", () => {
  test("shows the rate, when it is done, who waits and what was answered instead of yes", async () => {
    const report = { perSecond: 0.1, destinations: [{ destination: "readers.example", perSecond: 0.1 }] };
    await keepAlive(context, await registerProcess(context), { trouble: null, report });
    const answers = ["550 5.1.1 No such user", "554 5.7.1 Blocked"];
    for (const [i, delivery] of (await claimNext(context, "sender", 2, sent)).entries())
      await record(context, "sender", delivery, readReply(Number(answers[i]!.slice(0, 3)), answers[i]!, "RCPT"));
    const said = await words("/desk/issues/1");
    expect(said).toContain("About 6 a minute. Done at 09:01, in about 2 minutes. 1 sender process running.");
    expect(said).toMatch(/Where it goes now.*readers\.example Now 6 a minute State Free/);
    expect(said).toMatch(/No such address Refused Code 550 Readers 1 Example 550 5\.1\.1 No such user/);
    expect(said).toContain("They do not want our mail Refused Code 554");
  });

  test("says where the time goes, unless a limit says until when everything waits", async () => {
    const id = await registerProcess(context);
    const report = { perSecond: 480, destinations: [], work: aWorkload({ loop: 1, cores: 1 }) };
    await keepAlive(context, id, { trouble: null, report });
    const bound = "The processor sets the speed: a whole core is in use.";
    expect(await words("/desk/issues/1")).toContain(bound);
    const waits = [{ editionId: sent.editionId, until: context.clock() + 3_600_000, destinations: ["*"] }];
    await keepAlive(context, id, { trouble: null, report: { ...report, waits } });
    const waiting = await words("/desk/issues/1");
    expect([waiting.includes("Waiting until"), waiting.includes(bound)]).toEqual([true, false]);
  });
});

describe("pacing", () => {
  const page = "/desk/settings/pacing";
  const rules = (given: Record<string, string>) => ruth.post(page, { intent: "set", destination: "*", ...given });

  test("sets limits, shows their use and the warm-up day by day, and takes them away", async () => {
    expect(await words(page)).toContain("All mail No limit of yours.");
    const set = await rules({ perSecond: "0.5", perDay: "400", warmUp: "200", growth: "50" });
    expect([set.status, wordsOf(set.text).includes("All mail: the limits are set.")]).toEqual([200, true]);
    const said = await words(page);
    expect(said).toContain("0.5 a second 400 a day 200 on the first day of the warm-up, 50 % more each day");
    expect(said).toContain("Today: 0 of 200 used");
    expect(said).toMatch(/today 200 Tuesday 24 November, 09:00 300 Wednesday 25 November, 09:00 400/);
    expect((await ruth.see(`${page}?for=*`)).text).toMatch(/name="perSecond"[^>]*value="0.5"/);
    await ruth.post(page, { intent: "clear", destination: "*" });
    expect((await ruth.post(page, { intent: "clear", destination: "*" })).status).toBe(409);
    expect(await words(page)).toContain("All mail No limit of yours.");
  });

  test("says beside the field what is wrong, keeps what was typed, and sets nothing", async () => {
    for (const [given, fault] of [
      [{ perSecond: "-1" }, "A number above 0"],
      [{ perHour: "lots" }, "A whole number from 1"],
      [{ destination: "no domain" }, "Name a domain, like example.org"],
      [{ destination: "yahoo" }, "There is no group “yahoo”"],
      [{ warmUp: "500" }, "Say by how many per cent"],
      [{ warmUp: "500", growth: "100" }, "at least doubles each day"],
    ] as [Record<string, string>, string][]) {
      const { status, text } = await rules({ connections: "7", ...given });
      expect([status, wordsOf(text).includes(fault)], JSON.stringify(given)).toEqual([400, true]);
      for (const value of ["7", ...Object.values(given)]) expect(text).toContain(`value="${value}"`);
    }
    expect(await context.db.selectFrom("paces").selectAll().execute()).toEqual([]);
  });

  test("asks for a tick before a warm-up may double (P-03)", async () => {
    const asked = await rules({ warmUp: "500", growth: "100" });
    expect(asked.text).toContain('name="nevertheless"');
    expect((await rules({ warmUp: "500", growth: "100", nevertheless: "on" })).status).toBe(200);
  });

  test("ends a slow-down by hand", async () => {
    await context.db
      .insertInto("paces")
      .values({
        ...{ destination: "gmail.com", held_until: context.clock() + 600_000, slow_since: context.clock() },
        ...{ slow_step_at: context.clock(), slow_per_second: 1, slow_connections: 1, slow_reply: "421 4.7.28 <b>" },
      })
      .execute();
    expect(await words(page)).toMatch(
      /gmail\.com Asked for patience at 09:00: nothing until 09:10\. 421 4\.7\.28 &lt;b&gt; End the slow-down now/,
    );
    const ended = await ruth.post(page, { intent: "end-slow-down", destination: "gmail.com" });
    expect(wordsOf(ended.text)).toContain("gmail.com: as fast as before again.");
    expect((await ruth.post(page, { intent: "end-slow-down", destination: "gmail.com" })).status).toBe(409);
  });

  test("keeps groups of domains, and says what is wrong with one", async () => {
    const group = (name: string, domains: string) => ruth.post(page, { intent: "group", group: name, domains });
    expect((await group("google", "gmail.com, googlemail.com")).status).toBe(200);
    expect(await words(page)).toContain("google gmail.com, googlemail.com");
    const taken = await group("other", "gmail.com");
    expect([taken.status, wordsOf(taken.text).includes("gmail.com is in the group google already.")]).toEqual([
      400,
      true,
    ]);
    const wrong = await group("g.oogle", "not a domain!");
    expect(wrong.status).toBe(400);
    expect(wordsOf(wrong.text)).toMatch(/without a dot.*“not” is no domain/);
    expect(wrong.text).toContain("not a domain!");
    await ruth.post(page, { intent: "end-group", group: "google" });
    expect(await words(page)).not.toContain("google gmail.com");
  });
});
