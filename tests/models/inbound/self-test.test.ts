import { expect, test } from "vitest";
import { day, hour } from "#app/models/durations.ts";
import { actOn } from "#app/models/inbound/acting.server.ts";
import { judgeTurns } from "#app/models/inbound/patience.server.ts";
import { isWayBackOpen, selfTests, startSelfTest, testWayBack } from "#app/models/inbound/selfTest.server.ts";
import { openReference } from "#app/models/mailReferences.server.ts";
import { openNotices } from "#app/models/notices.server.ts";
import { testContext } from "../../support/context.ts";
import { aFact, aReport } from "../../support/inbound.ts";
import { aBriefing } from "../../support/newsroom.ts";
import { startFarEnd } from "../../support/smtp.ts";

const env = { BOUNCE_ADDRESS: "bounces@bounces.example.org" };

test("a letter to ourselves opens the way to leave by mail when it is back, for a month (H-19)", async () => {
  await using farEnd = await startFarEnd();
  const context = await testContext({ smtpUrl: farEnd.url, env });
  await aBriefing(context);
  expect(await startSelfTest(context, "Ruth")).toEqual({ id: 1 });
  const to = farEnd.messages[0]!.envelope.to[0]!;
  expect(to).toMatch(/^bounces\+p/);
  expect(await isWayBackOpen(context)).toBe(false);
  const fact = () => aFact(context, aReport("auto-reply"), null, { reference: openReference(context, to) });
  expect(await actOn(context, [fact()])).toEqual(["noted"]);
  expect(await isWayBackOpen(context)).toBe(true);
  expect(await selfTests(context)).toMatchObject({
    isSet: true,
    isOpen: true,
    last: { by: "Ruth", backAt: context.clock() },
  });
  context.later(31 * day);
  expect(await isWayBackOpen(context)).toBe(false);
});

test("the sender tries the way each week, and tells operators when a letter is missing", async () => {
  await using farEnd = await startFarEnd();
  const context = await testContext({ smtpUrl: farEnd.url, env });
  await aBriefing(context);
  await testWayBack(context);
  await testWayBack(context);
  expect(farEnd.messages).toHaveLength(1);
  context.later(2 * hour);
  await testWayBack(context);
  const told = async () => (await openNotices(context)).filter(({ kind }) => kind === "way-back").length;
  expect(await told()).toBe(1);
  const to = farEnd.messages[0]!.envelope.to[0]!;
  await actOn(context, [aFact(context, aReport("unknown"), null, { reference: openReference(context, to) })]);
  expect(await told()).toBe(0);
  context.later(7 * day);
  await testWayBack(context);
  expect(farEnd.messages).toHaveLength(2);
});

test("without a mailbox nothing is tried, and a test of a former mailbox does not count", async () => {
  const context = await testContext();
  await aBriefing(context);
  expect(await startSelfTest(context, "Ruth")).toEqual({ error: "no-mailbox" });
  const row = { asked_by: "Ruth", address: "old@bounces.example.org", sent_at: 1, back_at: context.clock() };
  await context.db.insertInto("self_tests").values(row).execute();
  expect(await isWayBackOpen({ ...context, config: (await testContext({ env })).config })).toBe(false);
});

test("issues that came back are judged by a row of them, not by how often each was tried", () => {
  const rules = { softIssues: 3, softDays: 15 };
  const turn = (days: number, came: "taken" | "back" | "gone") => ({ editionId: days, at: days * day, came });
  const judge = (now: number, ...turns: ReturnType<typeof turn>[]) => judgeTurns(turns, rules, now * day);
  expect(judge(20, turn(1, "back"), turn(8, "back"), turn(15, "back"))).toBe("soft bounces");
  expect(judge(15, turn(1, "back"), turn(8, "back"), turn(15, "back"))).toBeNull();
  expect(judge(30, turn(1, "back"), turn(8, "taken"), turn(15, "back"), turn(22, "back"))).toBeNull();
  // The newest may still come back.
  expect(judge(22, turn(1, "back"), turn(8, "back"), turn(15, "back"), turn(21, "taken"))).toBe("soft bounces");
  expect(judge(50, turn(1, "gone"), turn(40, "gone"))).toBe("hard bounce");
  expect(judge(200, turn(1, "gone"), turn(190, "gone"))).toBeNull();
});
