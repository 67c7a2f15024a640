import { beforeEach, expect, test } from "vitest";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { sendOfIssue, type Send } from "#app/models/deliveries/sends.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { erase } from "#app/models/privacy/erasure.server.ts";
import { setPause } from "#app/models/readers/preferences/choices.server.ts";
import type { Subscriber } from "#app/models/readers/subscribers.server.ts";
import { endAllSubscriptions, leaveUrls, unsubscribe } from "#app/models/readers/unsubscribe.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { deliverNext } from "#app/sender/deliver.server.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { aLane, workOff } from "../support/lane.ts";
import { aBriefing, anIssue, aReader } from "../support/newsroom.ts";
import { startFarEnd, type FarEnd } from "../support/smtp.ts";

let context: TestContext;
let farEnd: FarEnd;
let people: Subscriber[];
let sent: Send;
let listId: number;

beforeEach(async () => {
  farEnd = await startFarEnd();
  context = await testContext({ smtpUrl: farEnd.url });
  const list = await aBriefing(context);
  listId = list.id;
  people = [];
  for (let i = 0; i < 8; i += 1) people.push(await aReader(context, list, `reader${i}@readers.example`));
  const number = await anIssue(context, list);
  await sendIssue(context, number, "Ruth");
  sent = sendOfIssue((await issueByNumber(context, number))!)!;
});

const reached = () => farEnd.messages.map(({ envelope }) => envelope.to[0]);

test("who leaves everything, is erased or leaves by mail while half is sent is not among the rest (H-14)", async () => {
  const lane = await aLane(context);
  for (let i = 0; i < 4; i += 1) await deliverNext(context, lane);
  const had = new Set(reached());
  const [all, erased, mailed] = people.filter(({ email }) => !had.has(email)).slice(-3);
  await endAllSubscriptions(context, all!.id, "page");
  await erase(context, erased!.id, "the reader");
  await unsubscribe(context, leaveUrls(context, mailed!.id, listId).page.split("/").pop()!, "mail");
  await workOff(context, [lane]);
  for (const { email } of [all!, erased!, mailed!]) expect(reached()).not.toContain(email);
  expect(await countDeliveries(context, sent.editionId)).toMatchObject({
    total: 8,
    accepted: 5,
    withdrawn: 3,
    queued: 0,
  });
});

test("who pauses while half is sent is not among the rest either, and the end of the pause brings nothing after (H-14)", async () => {
  const lane = await aLane(context);
  for (let i = 0; i < 4; i += 1) await deliverNext(context, lane);
  const had = new Set(reached());
  const pausing = people.filter(({ email }) => !had.has(email)).slice(-2);
  for (const { id } of pausing) await setPause(context, id, context.clock() + 24 * 3_600_000);
  await workOff(context, [lane]);
  for (const { email } of pausing) expect(reached()).not.toContain(email);
  expect(await countDeliveries(context, sent.editionId)).toMatchObject({
    total: 8,
    accepted: 6,
    withdrawn: 2,
    queued: 0,
  });
  for (const { id } of pausing) await setPause(context, id, null);
  expect(await deliverNext(context, await aLane(context))).toBe(false);
});

test("every mail brings its reader the link to their own page, the same on every retry", async () => {
  const lane = await aLane(context);
  await workOff(context, [lane]);
  for (const { id, email } of people) {
    const [mail] = await farEnd.parsed(email);
    const { preferences } = leaveUrls(context, id, listId, context.clock());
    expect(mail!.text).toContain(`(${preferences})`);
    expect(String(mail!.html)).toContain(`href="${preferences}"`);
  }
});
