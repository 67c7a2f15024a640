import { beforeEach, describe, expect, test } from "vitest";
import { consentOf } from "#app/models/consent/record.server.ts";
import { createList, type List } from "#app/models/readers/lists.server.ts";
import { chooseFrequency, setPause } from "#app/models/readers/preferences/choices.server.ts";
import type { Subscriber } from "#app/models/readers/subscribers.server.ts";
import { suppress } from "#app/models/readers/suppressions.server.ts";
import { chooseTopics, topicsChosenBy } from "#app/models/readers/topicChoices.server.ts";
import {
  endAllSubscriptions,
  endSubscription,
  leavePage,
  leaveUrls,
  reasonSchema,
  tellReason,
  undoLeave,
  unsubscribe,
} from "#app/models/readers/unsubscribe.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, anArticle, aReader } from "../../support/newsroom.ts";

const day = 24 * 3_600_000;
let context: TestContext;
let list: List;
let other: List;
let ana: Subscriber;
let token: string;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
  const made = await createList(context, { slug: "monthly", name: "Monthly" });
  if ("error" in made) throw new Error(made.error);
  other = made.list;
  ana = await aReader(context, list, "ana@readers.example");
  await aReader(context, other, "ana@readers.example");
  token = leaveUrls(context, ana.id, list.id).page.split("/").pop()!;
});

const rows = () => context.db.selectFrom("subscriptions").selectAll().orderBy("list_id").execute();
const asLeave = () => ({ subscriberId: ana.id, listId: list.id, listName: list.name });

describe("undoing a mistaken leave", () => {
  test("brings back everything as it was, and the chain says that it was taken back", async () => {
    await anArticle(context, { topics: ["Automation"] });
    await chooseTopics(context, ana.id, ["automation"]);
    await chooseFrequency(context, ana.id, list.id, "monthly");
    await setPause(context, ana.id, context.clock() + 60 * day);
    const before = await rows();
    context.later(day);
    await unsubscribe(context, token, "one-click");
    await tellReason(context, asLeave(), { reason: "often", remark: "" });
    context.later(29 * day);
    expect(await leavePage(context, token)).toMatchObject({ ended: true, undoable: true, others: 1, told: true });
    expect(await undoLeave(context, asLeave(), "192.0.2.9")).toBe(true);
    expect(await rows()).toEqual(before);
    expect(await topicsChosenBy(context, ana.id)).toEqual(["automation"]);
    expect((await consentOf(context, ana.id)).filter((one) => one.list === list.name)).toMatchObject([
      { kind: "confirmed" },
      { kind: "frequency-changed", detail: "monthly" },
      { kind: "ended", source: "one-click" },
      {
        kind: "undone",
        source: "page",
        wording: `Undo: keep sending ${list.name}`,
        ip: "192.0.2.9",
      },
    ]);
    expect(await leavePage(context, token)).toMatchObject({ ended: false, told: false });
  });

  test("works once, and no longer than thirty days", async () => {
    expect(await undoLeave(context, asLeave(), "")).toBe(false);
    await unsubscribe(context, token, "page");
    context.later(30 * day + 1);
    expect(await leavePage(context, token)).toMatchObject({ undoable: false });
    expect(await undoLeave(context, asLeave(), "")).toBe(false);
    expect((await rows())[0]).toMatchObject({ status: "ended" });
  });

  test("takes back nobody's decision but the reader's, and nothing for a suppressed address (P-04)", async () => {
    await endSubscription(context, ana.id, list.id, "operator Ruth");
    expect(await undoLeave(context, asLeave(), "")).toBe(false);
    const bo = await aReader(context, list, "bo@readers.example");
    await endSubscription(context, bo.id, list.id, "page");
    await suppress(context, "bo@readers.example", "complaint");
    expect(await undoLeave(context, { ...asLeave(), subscriberId: bo.id }, "")).toBe(false);
  });
});

test("leaving everything ends every list, each with its own step in the chain, and keeps first times (H-10, H-15)", async () => {
  await unsubscribe(context, token, "page");
  const first = (await rows())[0]!.ended_at;
  context.later(day);
  await endAllSubscriptions(context, ana.id, "page");
  await endAllSubscriptions(context, ana.id, "page");
  expect(await rows()).toMatchObject([
    { status: "ended", ended_at: first },
    { status: "ended", ended_at: context.clock() },
  ]);
  expect((await consentOf(context, ana.id)).filter(({ kind }) => kind === "ended")).toHaveLength(2);
});

test("a reason is kept only once the leaving took effect; the last word counts (C-07)", async () => {
  const told = () => context.db.selectFrom("leave_reasons").selectAll().execute();
  await tellReason(context, asLeave(), { reason: "often", remark: "" });
  expect(await told()).toEqual([]);
  await unsubscribe(context, token, "page");
  await tellReason(context, asLeave(), { reason: "often", remark: "" });
  context.later(1000);
  await tellReason(context, asLeave(), reasonSchema.parse({ reason: "nonsense", remark: "Two\r\nlines" }));
  expect(await told()).toEqual([
    { subscriber_id: ana.id, list_id: list.id, reason: "other", remark: "Two\nlines", at: context.clock() },
  ]);
});
