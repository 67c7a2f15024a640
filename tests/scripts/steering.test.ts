import { beforeEach, describe, expect, test } from "vitest";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { uncertainDeliveries } from "#app/models/deliveries/claims.server.ts";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { sendOfIssue, type Send } from "#app/models/deliveries/sends.server.ts";
import { keepAlive, registerProcess } from "#app/models/instance/senderProcesses.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { testOfIssue } from "#app/models/sending/subjectTests/store.server.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { aCopy, aDigest } from "../support/digests.ts";
import { claimNext } from "../support/lane.ts";
import { aBriefing, anIssue, manyReaders } from "../support/newsroom.ts";
import { aTerminal, type Terminal } from "../support/scripts.ts";
import { anIssueToTry, started, subjects } from "../support/subject-tests.ts";
import { aWorkload } from "../support/workload.ts";

let context: TestContext;
let terminal: Terminal;
let sent: Send;
let list: List;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
  await manyReaders(context, list, 4);
  await sendIssue(context, await anIssue(context, list), "Ruth");
  sent = sendOfIssue((await issueByNumber(context, 1))!)!;
  terminal = aTerminal({ databaseUrl: context.database.url });
});

const run = (script: string, ...args: string[]) => terminal.run(script, ["--issue", "1", ...args]);
const status = async () => (await issueByNumber(context, 1))!.status;
const counts = () => countDeliveries(context, sent.editionId);

describe("what sets the speed", () => {
  test("is said by deliveries while the issue goes out", async () => {
    const report = { perSecond: 480, destinations: [], work: aWorkload({ recording: 45_000 }) };
    const now = { ...context, clock: Date.now };
    await keepAlive(now, await registerProcess(now), { trouble: null, report });
    expect((await run("deliveries")).stdout).toContain(
      "About 480 a second. The disk sets the speed: recording takes 45 ms",
    );
    const { speed } = JSON.parse((await run("deliveries", "--json")).stdout);
    expect(speed).toMatchObject({ perSecond: 480, bounds: [{ senders: 1, bound: { kind: "disk", ms: 45 } }] });
    await run("pause-issue");
    expect(JSON.parse((await run("deliveries", "--json")).stdout)).not.toHaveProperty("speed");
  });

  test("or why nothing goes out: no sender, no server, or a pause", async () => {
    expect((await run("deliveries")).stdout).toContain("No sender runs now. Start one (npm run sender).");
    const now = { ...context, clock: Date.now };
    const trouble = "The mail server 127.0.0.1:9 cannot be reached.";
    await keepAlive(now, await registerProcess(now), { trouble, report: null });
    expect((await run("deliveries")).stdout).toContain(`${trouble} The sender tries again by itself.`);
    expect((await run("send-issue", "--yes")).stdout).toContain(`Issue 1 begins, but nothing leaves yet. ${trouble}`);
    await run("pause-issue", "--reason", "A wrong link");
    expect((await run("deliveries")).stdout).toContain("A wrong link. 4 of 4 readers are still to come.");
    expect(JSON.parse((await run("deliveries", "--json")).stdout).standstill).toContain("Issue 1 is paused since");
  });

  test("it is too late to approve it, which is said at once", async () => {
    expect(await run("approve-issue")).toMatchObject({
      code: 1,
      stderr: "Issue 1 is on its way, or was sent. Nothing was changed.\n",
    });
  });
});

describe("pausing, going on and cancelling at the terminal", () => {
  test("a paused issue says why and how it goes on, to pause-issue and to send-issue", async () => {
    const paused = await run("pause-issue", "--reason", "A wrong link");
    const words =
      /^Issue 1 is paused since 20.* UTC by script \(.*\): A wrong link\. 4 of 4 readers are still to come\.\nTo go on: npm run resume-issue -- --issue 1\n/;
    expect(paused).toMatchObject({ code: 0, stderr: "", stdout: expect.stringMatching(words) });
    for (const again of [await run("pause-issue"), await run("send-issue", "--yes"), await run("send-issue", "--wait")])
      expect(again).toMatchObject({ code: 1, stdout: "", stderr: expect.stringMatching(words) });
    expect(await status()).toBe("paused");

    expect(await run("resume-issue")).toMatchObject({
      code: 0,
      stdout: "Issue 1 goes on. No sender runs now: npm run sender starts one.\n",
    });
    expect(await run("resume-issue")).toMatchObject({
      code: 1,
      stderr: "Issue 1 is not paused; it is sending. Nothing was changed.\n",
    });
  });

  test("cancelling asks for --yes where nobody can be asked, and says how many will not get it", async () => {
    const asked = await run("cancel-issue");
    expect(asked).toMatchObject({ code: 2, stdout: "" });
    expect(asked.stderr).toContain("Add --yes to cancel. Nothing was changed.");
    expect((await counts()).queued).toBe(4);
    const cancelled = await run("cancel-issue", "--yes", "--json");
    expect(JSON.parse(cancelled.stdout)).toEqual({ issue: 1, status: "sent", cancelled: 4 });
    for (const script of ["cancel-issue", "pause-issue"])
      expect(await run(script)).toMatchObject({
        code: 1,
        stderr: "Issue 1 has been sent already. Nothing was changed.\n",
      });
  });
});

describe("npm run choose-subject", () => {
  const chosen = async () => (await testOfIssue(context, (await issueByNumber(context, 2))!.id))!;
  const choose = (...args: string[]) => terminal.run("choose-subject", ["--issue", "2", ...args]);

  beforeEach(async () => {
    await started(context, await anIssueToTry(context, list, { share: 80 }));
  });

  test("shows how the subjects do, and changes nothing", async () => {
    const shown = await choose();
    expect(shown).toMatchObject({ code: 0, stderr: "" });
    expect(shown.stdout).toMatch(
      new RegExp(`subject 2 +0 +got “${subjects[1]}”; 0 answered; the best with 50 chances in 100`),
    );
    expect(shown.stdout).toContain("80 of 100 readers get one of 2 subjects first.");
    expect(JSON.parse((await choose("--json")).stdout)).toMatchObject({ issue: 2, test: { stage: "going-out" } });
    expect((await chosen()).decidedAt).toBeNull();
  });

  test("chooses one, once, and says who was first", async () => {
    expect(await choose("--subject", "3")).toMatchObject({
      code: 1,
      stderr: "There are 2 subjects, 1 to 2. Nothing was changed.\n",
    });
    expect((await choose("--subject", "2")).stdout).toMatch(
      new RegExp(`The rest gets subject 2, “${subjects[1]}”, since .*, chosen by script`),
    );
    expect(await chosen()).toMatchObject({ winner: 2, decidedBy: expect.stringMatching(/^script/) });
    expect(await choose("--now")).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Subject 2 was chosen already, by script.* UTC\. Nothing was changed\.\n$/),
    });
  });

  test("goes by the figures until now, and says where nothing is tried", async () => {
    expect((await choose("--now")).stdout).toContain("The rest gets subject 1");
    expect(await chosen()).toMatchObject({ winner: 1, result: { how: "found" } });
    expect(await run("choose-subject", "--subject", "1")).toMatchObject({
      code: 1,
      stderr: "No subjects of issue 1 are tried. Nothing was changed.\n",
    });
    expect(await choose("--subject", "1", "--now")).toMatchObject({ code: 2 });
  });
});

describe("npm run settle", () => {
  beforeEach(async () => {
    await claimNext(context, "gone", 2, sent);
    await uncertainDeliveries(context, ["gone"]);
  });

  test("lists the uncertain with their evidence, and changes nothing", async () => {
    const listed = await run("settle");
    expect(listed).toMatchObject({ code: 0, stderr: "" });
    expect(listed.stdout).toMatch(
      /^reader1@readers\.example\n {2}handed over +2026-11-23 08:00:00 UTC\n {2}Message-ID +</,
    );
    const json = JSON.parse((await run("settle", "--email", "reader2@readers.example", "--json")).stdout) as object;
    expect(json).toMatchObject({ issue: 1, uncertain: [{ email: "reader2@readers.example", attempts: 1 }] });
    expect((await counts()).uncertain).toBe(2);
  });

  test("settles one reader, then all, with who and why in the log", async () => {
    const one = ["--email", "Reader1@readers.example", "--why", "250 in the relay's log"];
    expect(await run("settle", "--accept", ...one)).toMatchObject({ code: 0, stdout: "1 marked as accepted.\n" });
    expect(await run("settle", "--resend", "--why", "not there")).toMatchObject({
      stdout: "1 will be handed over again.\n",
    });
    expect(await counts()).toMatchObject({ accepted: 1, queued: 3, uncertain: 0 });
    expect((await recentEvents(context))[0]).toMatchObject({
      actor: expect.stringMatching(/^script/),
      detail: "issue 1: 1 uncertain to be sent again: not there",
    });
    expect(await run("settle")).toMatchObject({ code: 0, stdout: "Nothing is uncertain of issue 1.\n" });
    expect(await run("settle", "--accept", ...one)).toMatchObject({
      code: 1,
      stderr: "The delivery to Reader1@readers.example is not uncertain; it is accepted.\n",
    });
  });

  test.each<[string, string[], number, string]>([
    ["no reason", ["--accept"], 2, "--why WORDS is missing."],
    ["both", ["--accept", "--resend", "--why", "x"], 2, "do not go together"],
    ["an address in the reason", ["--accept", "--why", "a@b.example"], 2, "--why: Leave addresses"],
    ["no address", ["--accept", "--why", "x", "--email", "a@"], 2, "--email: An email address has"],
    ["a stranger", ["--accept", "--why", "x", "--email", "a@b.example"], 1, "not uncertain; it is not there"],
  ])("refuses %s, and changes nothing", async (_what, args, code, words) => {
    const said = await run("settle", ...args);
    expect(said).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(words) });
    expect((await counts()).uncertain).toBe(2);
  });
});

describe("npm run pace", () => {
  const pace = (...args: string[]) => terminal.run("pace", args);

  test("sets what is given over what holds, lists it, and takes it away", async () => {
    expect(await pace()).toMatchObject({ code: 0, stdout: "All mail: no limits\n" });
    expect(await pace("--per-second", "0.5", "--per-day", "900")).toMatchObject({
      stdout: "All mail: 0.5 a second, 900 a day.\n",
    });
    expect((await pace("--per-second", "none", "--connections", "2")).stdout).toBe(
      "All mail: 900 a day, 2 connections.\n",
    );
    expect((await pace("--destination", "Gmail.com", "--warm-up", "500", "--growth", "30")).stdout).toBe(
      "gmail.com: 500 on the first day of the warm-up, 30 % more each day.\n",
    );
    expect((await pace()).stdout).toMatch(
      /today 0 of 900\ngmail\.com: .*\n {2}today 0 of 500\n {2}warm-up: today 500; .* 650;/,
    );
    expect(JSON.parse((await pace("--destination", "gmail.com", "--json")).stdout)).toMatchObject([
      { destination: "gmail.com", day: { used: 0, cap: 500 }, state: "free" },
    ]);
    expect((await pace("--clear")).stdout).toBe("All mail: no limits.\n");
  });

  test("keeps groups of domains", async () => {
    expect((await pace("--group", "google", "--domains", "gmail.com,GoogleMail.com")).stdout).toBe(
      "The group google: gmail.com, googlemail.com.\n",
    );
    expect((await pace("--destination", "google", "--per-hour", "9")).stdout).toBe("google: 9 an hour.\n");
    expect((await pace("--group", "google", "--clear")).stdout).toBe("The group google is taken apart.\n");
  });

  test.each<[string, string[], number, string]>([
    ["no number", ["--per-second", "fast"], 2, "--per-second: A number above 0"],
    ["a destination that is none", ["--destination", "a b", "--per-hour", "1"], 2, "--destination: Name a domain"],
    [
      "a group that is not there",
      ["--destination", "google", "--per-hour", "1"],
      1,
      "--destination: There is no group",
    ],
    ["a warm-up without growth", ["--warm-up", "500"], 2, "--growth: Say by how many per cent"],
    ["a warm-up that doubles", ["--warm-up", "500", "--growth", "100"], 2, "--growth: That at least doubles"],
    ["a group without domains", ["--group", "google"], 2, "--domains A,B is missing."],
    ["domains without a group", ["--domains", "a.example"], 2, "--group NAME is missing."],
    ["a domain that is none", ["--group", "google", "--domains", "gmail"], 2, "--domains: “gmail” is no domain"],
    ["to clear what is not there", ["--clear"], 1, "* has no limits."],
    ["to end what is not slow", ["--end-slow-down", "--destination", "gmail.com"], 1, "gmail.com is not slowed."],
  ])("refuses %s, and changes nothing", async (_what, args, code, words) => {
    const said = await pace(...args);
    expect(said).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(words) });
    for (const table of ["paces", "destinations"] as const)
      expect(await context.db.selectFrom(table).selectAll().execute()).toEqual([]);
  });
});

describe("a digest at the terminal", () => {
  const digest = (script: string, ...args: string[]) => terminal.run(script, ["--digest", "2026-10", ...args]);
  let ana: number;

  beforeEach(async () => {
    ana = (await context.db.selectFrom("subscribers").select("id").orderBy("id").executeTakeFirstOrThrow()).id;
    await aCopy(context, await aDigest(context, list), ana, "uncertain");
  });

  test("deliveries counts its readers, and says why somebody did or did not get it", async () => {
    expect(JSON.parse((await digest("deliveries", "--json")).stdout)).toMatchObject({
      ...{ digest: "2026-10", list: "weekly", total: 1 },
      states: { uncertain: 1, queued: 0 },
    });
    expect((await digest("deliveries", "--email", "reader1@readers.example")).stdout).toMatch(
      /^Perhaps: it was handed/,
    );
    expect((await digest("deliveries", "--email", "reader2@readers.example")).stdout).toBe(
      "No: gets single issues, not the monthly digest.\n",
    );
  });

  test("settle lists its uncertain, and settles them", async () => {
    expect((await digest("settle")).stdout).toMatch(/^reader1@readers\.example\n/);
    const why = ["--why", "250 in the relay's log"];
    expect(await digest("settle", "--accept", ...why)).toMatchObject({ code: 0, stdout: "1 marked as accepted.\n" });
    expect(await digest("settle")).toMatchObject({ stdout: "Nothing is uncertain of digest 2026-10 of weekly.\n" });
  });

  test.each<[string, string[], number, string]>([
    ["no month", ["--digest", "October"], 2, "--digest is a month like 2026-11, not “October”."],
    ["a month without one", ["--digest", "2026-09"], 1, "There is no digest of 2026-09."],
    [
      "a list without one",
      ["--digest", "2026-10", "--list", "europe"],
      1,
      "There is no digest of 2026-10 of “europe”.",
    ],
    ["both", ["--issue", "1", "--digest", "2026-10"], 2, "--issue and --digest do not go together."],
    ["neither", [], 2, "--issue N is missing, or --digest MONTH."],
  ])("refuses %s", async (_what, args, code, words) => {
    expect(await terminal.run("deliveries", args)).toMatchObject({ code, stderr: expect.stringContaining(words) });
  });
});
