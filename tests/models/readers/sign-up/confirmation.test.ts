import { beforeEach, describe, expect, test } from "vitest";
import { consentOf } from "#app/models/consent/record.server.ts";
import { claimTransactional } from "#app/models/deliveries/transactional.server.ts";
import { createList, type List } from "#app/models/readers/lists.server.ts";
import { confirm, confirmUrl, openConfirmation, signUp } from "#app/models/readers/sign-up/confirmation.server.ts";
import { remindUnconfirmed } from "#app/models/readers/sign-up/reminders.server.ts";
import { forgetUnconfirmed } from "#app/models/readers/sign-up/unconfirmed.server.ts";
import { subscriberByEmail } from "#app/models/readers/subscribers.server.ts";
import { suppress, suppressionOf } from "#app/models/readers/suppressions.server.ts";
import { chooseTopics, topicsChosenBy } from "#app/models/readers/topicChoices.server.ts";
import { endSubscription, leaveUrls, openLeave } from "#app/models/readers/unsubscribe.server.ts";
import { closeConnection } from "#app/sender/connection.server.ts";
import { sendTransactional } from "#app/sender/transactional.server.ts";
import { testContext, type TestContext } from "../../../support/context.ts";
import { aLane } from "../../../support/lane.ts";
import { aBriefing, anArticle, aReader } from "../../../support/newsroom.ts";
import { startFarEnd } from "../../../support/smtp.ts";

const day = 24 * 3_600_000;
const token = (url: string) => url.slice(url.lastIndexOf("/") + 1);

async function lettersOut(context: TestContext) {
  const lane = await aLane(context);
  while (await sendTransactional(context, lane));
  closeConnection(lane);
}

async function aList(context: TestContext, slug: string, name: string): Promise<List> {
  const made = await createList(context, { slug, name });
  if ("error" in made) throw new Error(made.error);
  return made.list;
}

const asks = (context: TestContext, listId: number, email: string, ip = "192.0.2.7") =>
  signUp(context, { email, name: "", listId, source: "/", ip });

test("letters come from MAIL_FROM, under its name where it has one and the briefing's otherwise (H-33)", async () => {
  await using farEnd = await startFarEnd();
  for (const [MAIL_FROM, name] of [
    ["hello@briefing.example.org", "The Robotics Briefing"],
    ["The front desk <hello@briefing.example.org>", "The front desk"],
  ] as const) {
    const context = await testContext({ smtpUrl: farEnd.url, env: { MAIL_FROM } });
    await asks(context, (await aBriefing(context)).id, "ana@readers.example");
    await lettersOut(context);
    const mail = (await farEnd.parsed()).at(-1)!;
    expect(mail.from!.value).toEqual([{ address: "hello@briefing.example.org", name }]);
  }
});

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
  await endSubscription(context, ana.id, list.id, "one-click");
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

test("erasing a reader does not begin the count of confirmations anew (C-22, C-08)", async () => {
  const context = await testContext();
  const list = await aBriefing(context);
  expect(await asks(context, list.id, "ana@readers.example")).toBe(true);
  await context.db.deleteFrom("consent_events").execute();
  await context.db.deleteFrom("subscribers").execute();
  const first = context.clock();
  expect(await asks(context, list.id, "Ana@readers.example")).toBe(false);
  expect(await dueLetters(context)).toEqual([["confirmation", first + day]]);
  context.later(day);
  expect(await asks(context, list.id, "ana@readers.example")).toBe(false);
  expect(await dueLetters(context)).toHaveLength(1);
});

/** The letters that wait, by when they may go. */
async function dueLetters(context: TestContext) {
  const rows = await context.db
    .selectFrom("letters")
    .select(["kind", "due_at"])
    .where("status", "=", "queued")
    .execute();
  return rows.map(({ kind, due_at }) => [kind, due_at]);
}

describe("who asks again", () => {
  let context: TestContext;
  let list: List;
  let other: List;
  beforeEach(async () => {
    context = await testContext();
    list = await aBriefing(context);
    other = await aList(context, "monthly", "Monthly");
  });
  const statuses = async (email: string) =>
    (await subscriberByEmail(context, email))?.subscriptions.map(({ listId, status }) => [listId, status]);

  test("and gets it already is mailed the link to their page, once a day and three times a month (C-22)", async () => {
    await aReader(context, list, "ana@readers.example");
    for (let i = 0; i < 3; i += 1) expect(await asks(context, list.id, "Ana@readers.example")).toBe(false);
    expect((await dueLetters(context)).map(([kind]) => kind)).toEqual(["already-subscribed"]);
    for (let i = 0; i < 5; i += 1) {
      context.later(day);
      await asks(context, list.id, "ana@readers.example");
    }
    expect(await dueLetters(context)).toHaveLength(3);
    expect(await statuses("ana@readers.example")).toEqual([[list.id, "active"]]);
  });

  test("for another list within the day is asked by the mail that has not gone out yet", async () => {
    await asks(context, list.id, "ana@readers.example");
    expect(await asks(context, other.id, "ana@readers.example")).toBe(false);
    const letters = await context.db.selectFrom("letters").select(["list_id", "detail"]).execute();
    expect(letters).toEqual([{ list_id: list.id, detail: JSON.stringify({ others: [other.id] }) }]);
    expect(await statuses("ana@readers.example")).toEqual([
      [list.id, "pending"],
      [other.id, "pending"],
    ]);
  });

  test("for another list, when that mail is out, is asked when its day is over, and no earlier (C-22)", async () => {
    const first = context.clock();
    await asks(context, list.id, "ana@readers.example");
    await context.db.updateTable("letters").set({ status: "accepted", finished_at: first }).execute();
    context.later(day / 2);
    await asks(context, other.id, "ana@readers.example");
    await asks(context, other.id, "ana@readers.example");
    expect(await dueLetters(context)).toEqual([["confirmation", first + day]]);
    expect((await statuses("ana@readers.example"))?.at(-1)).toEqual([other.id, "pending"]);
    expect((await claimTransactional(context, "a sender")).claimed).toBeNull();
    context.later(day / 2);
    expect((await claimTransactional(context, "a sender")).claimed).toMatchObject({
      kind: "confirmation",
      listId: other.id,
    });
  });

  test("for the fourth time in a month leaves nothing behind (C-22)", async () => {
    for (let i = 0; i < 3; i += 1) {
      await asks(context, list.id, "ana@readers.example");
      context.later(day);
    }
    await context.db.updateTable("letters").set({ status: "accepted" }).execute();
    await context.db.deleteFrom("consent_events").execute();
    await context.db.deleteFrom("subscribers").execute();
    await asks(context, other.id, "ana@readers.example");
    expect(await statuses("ana@readers.example")).toBeUndefined();
  });
});

describe("what is asked for together with an address", () => {
  const topics = ["investment", "regulation"];
  let context: TestContext;
  let list: List;
  beforeEach(async () => {
    context = await testContext();
    list = await aBriefing(context);
    await anArticle(context, { topics: ["Regulation", "Investment"] });
  });

  const wish = (email: string, listId = list.id, otherListIds: number[] = []) =>
    signUp(context, { email, name: "Ana Ruiz", listId, otherListIds, topics, source: "/", ip: "192.0.2.7" });

  test("takes effect when the address's owner confirms, and not before", async () => {
    await wish("ana@readers.example");
    const ana = (await subscriberByEmail(context, "ana@readers.example"))!;
    expect([ana.name, await topicsChosenBy(context, ana.id)]).toEqual(["", []]);
    await confirm(context, token(confirmUrl(context, ana.id, list.id, context.clock())), "");
    expect([(await subscriberByEmail(context, ana.email))!.name, await topicsChosenBy(context, ana.id)]).toEqual([
      "Ana Ruiz",
      topics,
    ]);
  });

  test("changes nothing that a reader has, whoever types their address", async () => {
    const bo = await aReader(context, list, "bo@readers.example");
    await chooseTopics(context, bo.id, ["regulation"]);
    await wish("bo@readers.example");
    const other = await aList(context, "monthly", "Monthly");
    await wish("bo@readers.example", other.id);
    await confirm(context, token(confirmUrl(context, bo.id, other.id, context.clock())), "");
    expect(await topicsChosenBy(context, bo.id)).toEqual(["regulation"]);
  });

  test("may be several lists: one mail asks for all, and one press confirms all", async () => {
    const other = await aList(context, "monthly", "Monthly");
    await wish("ana@readers.example", list.id, [other.id]);
    const ana = (await subscriberByEmail(context, "ana@readers.example"))!;
    const letters = await context.db.selectFrom("letters").select(["kind", "detail"]).execute();
    expect(letters).toEqual([{ kind: "confirmation", detail: JSON.stringify({ others: [other.id] }) }]);
    const url = confirmUrl(context, ana.id, list.id, context.clock(), [other.id]);
    expect(await openConfirmation(context, token(url))).toMatchObject({ listName: "The Robotics Briefing, Monthly" });
    await confirm(context, token(url), "");
    const { subscriptions } = (await subscriberByEmail(context, "ana@readers.example"))!;
    expect(subscriptions.map(({ status }) => status)).toEqual(["active", "active"]);
    expect((await consentOf(context, ana.id)).map(({ kind, list }) => `${kind} ${list}`)).toEqual([
      "signed-up The Robotics Briefing",
      "signed-up Monthly",
      "confirmed The Robotics Briefing",
      "confirmed Monthly",
    ]);
    const welcomes = await context.db.selectFrom("letters").select("id").where("kind", "=", "welcome").execute();
    expect(welcomes).toHaveLength(1);
  });

  test("is not confirmed by the mail that asked for another list", async () => {
    const other = await aList(context, "monthly", "Monthly");
    await wish("ana@readers.example");
    const ana = (await subscriberByEmail(context, "ana@readers.example"))!;
    const url = confirmUrl(context, ana.id, list.id, context.clock());
    context.later(day);
    await wish("ana@readers.example", other.id);
    await confirm(context, token(url), "");
    const { subscriptions } = (await subscriberByEmail(context, "ana@readers.example"))!;
    expect(subscriptions.map(({ status }) => status)).toEqual(["active", "pending"]);
  });
});

describe("who does not answer a confirmation", () => {
  test("is reminded once, two days later, in words that say so, and never again (C-04)", async () => {
    await using farEnd = await startFarEnd();
    const context = await testContext({ smtpUrl: farEnd.url });
    const list = await aBriefing(context);
    await asks(context, list.id, "ana@readers.example");
    await lettersOut(context);
    const asked = context.clock();
    for (let days = 0; days < 20; days += 1) {
      context.later(day);
      await remindUnconfirmed(context);
      await lettersOut(context);
    }
    const mails = await farEnd.parsed("ana@readers.example");
    expect(mails.map(({ subject }) => subject)).toEqual([
      "Confirm your subscription to The Robotics Briefing",
      "Reminder: confirm your subscription to The Robotics Briefing",
    ]);
    expect(mails[1]!.text).toMatch(/This is\s+the only reminder\./);
    expect(mails[1]!.text).toContain("On 23 November 2026");
    const reminder = await context.db.selectFrom("letters").selectAll().where("kind", "=", "reminder").execute();
    expect(reminder).toMatchObject([{ created_at: asked + 2 * day }]);
  });

  test("is not reminded after leaving, after confirming, or past the limit of mails (C-22)", async () => {
    await using farEnd = await startFarEnd();
    const context = await testContext({ smtpUrl: farEnd.url });
    const list = await aBriefing(context);
    for (const name of ["ana", "bo"]) await asks(context, list.id, `${name}@readers.example`);
    for (const days of [0, 5, 10]) {
      await asks(context, list.id, "cai@readers.example");
      await lettersOut(context);
      if (days < 10) context.later(5 * day);
    }
    const [ana, bo] = await Promise.all(
      ["ana", "bo"].map((name) => subscriberByEmail(context, `${name}@readers.example`)),
    );
    await endSubscription(context, ana!.id, list.id, "page");
    await endSubscription(context, bo!.id, list.id, "page");
    context.later(2 * day);
    await remindUnconfirmed(context);
    expect(await context.db.selectFrom("letters").selectAll().where("kind", "=", "reminder").execute()).toEqual([]);
  });
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
  await endSubscription(context, ana.id, list.id, "one-click");
  context.later(day);
  await endSubscription(context, ana.id, list.id, "page");
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
  await endSubscription(context, ana.id, list.id, "page");
  await asks(context, list.id, "ana@readers.example");
  expect(await openLeave(context, link)).toMatchObject({ ended: false });
});

test("sign-ups nobody confirmed are forgotten after thirty days; former readers are only ended again (C-04)", async () => {
  const context = await testContext();
  const list = await aBriefing(context);
  const former = await aReader(context, list, "bo@readers.example");
  await endSubscription(context, former.id, list.id, "page");
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
  await endSubscription(context, ana.id, list.id, "operator Ruth");
  await lettersOut(context);
  expect(farEnd.messages).toHaveLength(0);
});
