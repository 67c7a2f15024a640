import { expect, test } from "vitest";
import { consentOf } from "#app/models/consent.server.ts";
import { subscriberByEmail } from "#app/models/subscribers.server.ts";
import {
  confirm,
  confirmUrl,
  end,
  forgetUnconfirmed,
  leaveUrls,
  openLeave,
  signUp,
} from "#app/models/subscriptions.server.ts";
import { suppress, suppressionOf } from "#app/models/suppressions.server.ts";
import { closeLane } from "#app/sender/lane.server.ts";
import { sendLetter } from "#app/sender/letter.server.ts";
import { aLane } from "../support/lane.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { aBriefing, aReader } from "../support/newsroom.ts";
import { startFarEnd } from "../support/smtp.ts";

const day = 24 * 3_600_000;
const token = (url: string) => url.slice(url.lastIndexOf("/") + 1);

async function lettersOut(context: TestContext) {
  const lane = await aLane(context);
  while (await sendLetter(context, lane));
  closeLane(lane);
}

const asks = (context: TestContext, listId: number, email: string, ip = "192.0.2.7") =>
  signUp(context, { email, name: "", listId, source: "/", ip });

test("a reader signs up, confirms from the mail's link, and is welcomed (C-01, C-02, C-04)", async () => {
  await using farEnd = await startFarEnd();
  const context = await testContext({ smtpUrl: farEnd.url });
  const list = await aBriefing(context);
  await asks(context, list.id, "Ana@Readers.example");
  await lettersOut(context);
  const [mail] = await farEnd.parsed("Ana@readers.example");
  const url = /https:\/\/briefing\.example\.org\/confirm\/[\w-]+/.exec(mail!.text!)![0];
  expect(mail!.headers.get("auto-submitted")).toBe("auto-generated");
  expect(mail!.headers.has("list-unsubscribe")).toBe(false);
  expect(await subscriberByEmail(context, "ana@readers.example")).toMatchObject({
    subscriptions: [{ status: "pending" }],
  });

  expect(await confirm(context, token(url), "192.0.2.7")).toMatchObject({ active: true });
  await lettersOut(context);
  expect((await farEnd.parsed()).map(({ subject }) => subject)).toEqual([
    "Confirm your subscription to The Robotics Briefing",
    "Welcome to The Robotics Briefing",
  ]);
  const ana = (await subscriberByEmail(context, "ana@readers.example"))!;
  expect(ana.subscriptions).toMatchObject([{ status: "active", confirmedAt: context.clock() }]);
  expect((await consentOf(context, ana.id)).map(({ kind }) => kind)).toEqual(["signed-up", "confirmed"]);
});

test("only the first confirmation counts, and a stale one never brings back who left (row 9)", async () => {
  const context = await testContext();
  const list = await aBriefing(context);
  await asks(context, list.id, "ana@readers.example");
  const ana = (await subscriberByEmail(context, "ana@readers.example"))!;
  const link = token(confirmUrl(context, ana.id, list.id, context.clock()));
  await confirm(context, link, "");
  await confirm(context, link, "");
  expect(await consentOf(context, ana.id)).toHaveLength(2);
  await end(context, ana.id, list.id, "one-click");
  expect(await confirm(context, link, "")).toBeNull();
  expect((await subscriberByEmail(context, "ana@readers.example"))?.subscriptions[0]?.status).toBe("ended");
});

test("a confirmation holds for seven days (C-04, row 9)", async () => {
  const context = await testContext();
  const list = await aBriefing(context);
  await asks(context, list.id, "ana@readers.example");
  const ana = (await subscriberByEmail(context, "ana@readers.example"))!;
  const link = token(confirmUrl(context, ana.id, list.id, context.clock()));
  context.later(7 * day + 1);
  expect(await confirm(context, link, "")).toBeNull();
});

test("one address gets one confirmation a day and three in thirty days, whoever asks (C-22, row 8)", async () => {
  await using farEnd = await startFarEnd();
  const context = await testContext({ smtpUrl: farEnd.url });
  const list = await aBriefing(context);
  for (let i = 0; i < 50; i += 1) await asks(context, list.id, "ana@readers.example", `198.51.${i}.1`);
  await lettersOut(context);
  expect(farEnd.messages).toHaveLength(1);
  for (let days = 0; days < 20; days += 1) {
    context.later(day + 1);
    await asks(context, list.id, "ANA@readers.example", `203.0.${days}.1`);
  }
  await lettersOut(context);
  expect(farEnd.messages).toHaveLength(3);
});

test("one network may ask five times an hour (C-22)", async () => {
  const context = await testContext();
  const list = await aBriefing(context);
  for (let i = 0; i < 8; i += 1) await asks(context, list.id, `reader${i}@readers.example`, `192.0.2.${i}`);
  const { count } = await context.db
    .selectFrom("letters")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  expect(count).toBe(5);
});

test("who is suppressed gets nothing, not even a confirmation (B-10, P-04)", async () => {
  const context = await testContext();
  const list = await aBriefing(context);
  await aReader(context, list, "ana@readers.example");
  await suppress(context, "Ana@readers.example", "complaint");
  await suppress(context, "ana@readers.example", "operator");
  expect(await suppressionOf(context, "ANA@readers.example")).toBe("complaint");
  await asks(context, list.id, "ana@readers.example");
  await asks(context, list.id, "ANA@READERS.example");
  const letters = await context.db.selectFrom("letters").selectAll().execute();
  expect(letters).toEqual([]);
  expect(JSON.stringify(await context.db.selectFrom("suppressions").selectAll().execute())).not.toContain("ana");
});

test("leaving is kept once, with its first time (H-10), and ends this list only (H-15)", async () => {
  const context = await testContext();
  const list = await aBriefing(context);
  const other = await context.db
    .insertInto("lists")
    .values({ slug: "monthly", name: "Monthly", created_at: 0 })
    .returning("id")
    .executeTakeFirstOrThrow();
  const ana = await aReader(context, list, "ana@readers.example");
  await aReader(context, { id: other.id, slug: "monthly", name: "Monthly" }, "ana@readers.example");
  const opened = await openLeave(context, token(leaveUrls(context, ana.id, list.id).oneClick));
  expect(opened).toMatchObject({ email: "ana@readers.example", ended: false });
  const left = context.clock();
  await end(context, ana.id, list.id, "one-click");
  context.later(day);
  await end(context, ana.id, list.id, "page");
  expect((await subscriberByEmail(context, "ana@readers.example"))?.subscriptions).toMatchObject([
    { status: "ended", endedAt: left, endedBy: "one-click" },
    { status: "active" },
  ]);
});

test("an unsubscribe link still works after a year, a new sign-up and another leave (H-13)", async () => {
  const context = await testContext();
  const list = await aBriefing(context);
  const ana = await aReader(context, list, "ana@readers.example");
  const link = token(leaveUrls(context, ana.id, list.id).page);
  context.later(365 * day);
  await end(context, ana.id, list.id, "page");
  await asks(context, list.id, "ana@readers.example");
  expect(await openLeave(context, link)).toMatchObject({ ended: false });
});

test("sign-ups nobody confirmed are forgotten after thirty days; former readers are only ended again (C-04)", async () => {
  const context = await testContext();
  const list = await aBriefing(context);
  const former = await aReader(context, list, "bo@readers.example");
  await end(context, former.id, list.id, "page");
  await asks(context, list.id, "ana@readers.example");
  await asks(context, list.id, "bo@readers.example");
  context.later(30 * day + 1);
  await forgetUnconfirmed(context);
  expect(await subscriberByEmail(context, "ana@readers.example")).toBeUndefined();
  expect((await subscriberByEmail(context, "bo@readers.example"))?.subscriptions[0]?.status).toBe("ended");
});

test("a confirmation asked for and taken back before it left is not sent", async () => {
  await using farEnd = await startFarEnd();
  const context = await testContext({ smtpUrl: farEnd.url });
  const list = await aBriefing(context);
  await asks(context, list.id, "ana@readers.example");
  const ana = (await subscriberByEmail(context, "ana@readers.example"))!;
  await end(context, ana.id, list.id, "operator Ruth");
  await lettersOut(context);
  expect(farEnd.messages).toHaveLength(0);
});
