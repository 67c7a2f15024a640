import { beforeEach, describe, expect, test } from "vitest";
import { recentEvents } from "#app/models/auditLog.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { suppress, suppressionOf } from "#app/models/readers/suppressions.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { aReturn } from "../support/inbound.ts";
import { aBriefing, anIssue, aReader } from "../support/newsroom.ts";
import { aTerminal, type Terminal } from "../support/scripts.ts";
import { startFarEnd } from "../support/smtp.ts";

const ana = "ana@readers.example";
let context: TestContext;
let terminal: Terminal;
let list: List;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
  terminal = aTerminal({ databaseUrl: context.database.url });
  await aReader(context, list, ana, "Ana Berg");
});

const suppressions = (...args: string[]) => terminal.run("suppressions", args);

describe("npm run suppressions", () => {
  test("adds one with a reason, counts it, and lifts it again", async () => {
    expect(await suppressions("list")).toMatchObject({ code: 0, stdout: "No address is suppressed.\n" });
    expect(await suppressions("add", ana, "--why", "she called")).toMatchObject({
      ...{ code: 0, stderr: "", stdout: "Nothing is sent to it any more.\n" },
    });
    expect(await suppressions("add", ana, "--why", "she called")).toMatchObject({
      stdout: "It was suppressed already.\n",
    });
    expect(await suppressionOf(context, ana)).toBe("operator");
    expect(await suppressions("list")).toMatchObject({
      stdout: "1 address: operator, because an operator wanted it.\n",
    });
    expect(JSON.parse((await suppressions("list", "--json")).stdout)).toEqual([{ reason: "operator", count: 1 }]);
    expect(await suppressions("lift", ana, "--why", "she called again")).toMatchObject({
      ...{ code: 0, stdout: "Lifted: mail goes there again. Subscriptions that ended stay ended.\n" },
    });
    expect(await suppressionOf(context, ana)).toBeNull();
    const log = await recentEvents(context);
    expect(log.map(({ action }) => action)).toEqual(expect.arrayContaining(["suppress", "suppression-lifted"]));
    expect(JSON.stringify(log)).not.toContain(ana);
  });

  test("lifts no complaint without a new sign-up, and nothing that is not there", async () => {
    await suppress(context, ana, "complaint");
    expect(await suppressions("lift", ana, "--why", "she asked")).toMatchObject({
      ...{ code: 1, stderr: expect.stringContaining("signed up with the address again") },
    });
    expect(await suppressions("lift", "bo@readers.example", "--why", "x")).toMatchObject({
      ...{ code: 1, stderr: expect.stringContaining("not suppressed") },
    });
  });
});

test("npm run deliveries says what came back of an issue, with the words that decided", async () => {
  const number = await anIssue(context, list);
  const sent = await sendIssue(context, number, "Ruth");
  if ("error" in sent) throw new Error(sent.error);
  const { editionId } = sent.send;
  await context.db.updateTable("deliveries").set({ status: "accepted", finished_at: context.clock() }).execute();
  const diagnostic = "550 5.1.1 No such user";
  await aReturn(context, { subscriberId: 1, editionId, diagnostic, evidence: ["Status: 5.1.1"] });
  const said = await terminal.run("deliveries", ["--issue", String(number), "--email", ana]);
  expect(said.stdout).toMatch(
    /^Yes, .*\nIt came back: nobody is there \(2026-11-23 .* UTC\): 550 5\.1\.1 No such user\n$/,
  );
});

test("npm run inbound -- --self-test sends a letter to ourselves, and tells of the one before", async () => {
  const farEnd = await startFarEnd();
  const env = { BOUNCE_ADDRESS: "bounces@bounces.example.org", UNSUBSCRIBE_MAILBOX: "unsub" };
  const here = aTerminal({ databaseUrl: context.database.url, smtpUrl: farEnd.url, env });
  expect(await here.run("inbound", ["--self-test"])).toMatchObject({
    ...{ code: 0, stderr: "", stdout: expect.stringMatching(/^A letter to ourselves is on its way\./) },
  });
  expect(farEnd.messages[0]!.envelope.to[0]).toMatch(/^bounces\+p\w+@bounces\.example\.org$/);
  const again = await here.run("inbound", ["--self-test"]);
  expect(again.stdout).toMatch(/The last one, of .* UTC, has not come back\.\n$/);
  expect(await terminal.run("inbound", ["--self-test"])).toMatchObject({
    ...{ code: 1, stderr: expect.stringContaining("set BOUNCE_ADDRESS") },
  });
});
