import { beforeEach, describe, expect, test } from "vitest";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { consentOf } from "#app/models/consent/record.server.ts";
import { verifyConsent } from "#app/models/consent/verifyDatabase.server.ts";
import { day } from "#app/models/durations.ts";
import { erase } from "#app/models/privacy/erasure.server.ts";
import { complain } from "#app/models/readers/complaints.server.ts";
import {
  countSuppressions,
  liftingsOf,
  liftSuppression,
  suppressByHand,
  wordSuppressions,
} from "#app/models/readers/liftSuppression.server.ts";
import { createList, type List } from "#app/models/readers/lists.server.ts";
import { confirm, confirmUrl, signUp } from "#app/models/readers/sign-up/confirmation.server.ts";
import { subscriberByEmail } from "#app/models/readers/subscribers.server.ts";
import { mayBeLifted, suppressionReasons } from "#app/models/readers/suppressionReasons.ts";
import { suppressionRecord } from "#app/models/readers/suppressionRecords.server.ts";
import { suppress } from "#app/models/readers/suppressions.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, aReader } from "../../support/newsroom.ts";

let context: TestContext;
let list: List;
const ana = "ana@readers.example";
const evidence = { messageId: 7, n: 1 };

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
  await aReader(context, list, ana, "Ana Berg");
});

const reader = async () => (await subscriberByEmail(context, ana))!;
const lift = (why = "The mailbox is back, she says") => liftSuppression(context, ana, "Ruth", why);
const signsUp = () =>
  signUp(context, { email: "Ana@readers.example", name: "", listId: list.id, source: "/subscribe", ip: "192.0.2.1" });
const lettersWaiting = async () => (await context.db.selectFrom("letters").select("id").execute()).length;

describe("a suppression", () => {
  test("says who or what brought it, when, and what came back", async () => {
    await suppress(context, ana, "hard bounce", { by: "no such address", evidence });
    expect(await suppressionRecord(context, "ANA@readers.example")).toEqual({
      ...{ reason: "hard bounce", createdAt: context.clock(), by: "no such address", evidence },
      ...{ askedAgainAt: null, importId: null, liftable: true },
    });
  });

  test("keeps its first reason, but a complaint outlasts what could be lifted", async () => {
    await suppress(context, ana, "soft bounces", { by: "many issues" });
    await suppress(context, ana, "hard bounce");
    expect(await suppressionRecord(context, ana)).toMatchObject({ reason: "soft bounces", by: "many issues" });
    await suppress(context, ana, "complaint", { by: "complaint", evidence });
    await suppress(context, ana, "operator", { by: "Ruth" });
    expect(await suppressionRecord(context, ana)).toMatchObject({ reason: "complaint", by: "complaint", evidence });
  });

  test("is lifted by an operator with a reason, which the log keeps without the address", async () => {
    await suppress(context, ana, "hard bounce");
    context.later(day);
    expect(await lift(`She wrote from ${ana}`)).toEqual({ lifted: "hard bounce" });
    expect(await suppressionRecord(context, ana)).toBeNull();
    expect((await reader()).suppressed).toBe(false);
    expect((await recentEvents(context, 1))[0]).toMatchObject({
      ...{ actor: "Ruth", action: "suppression-lifted" },
      detail: `subscriber ${(await reader()).id}, suppressed for “hard bounce”: She wrote from …`,
    });
    expect(await liftingsOf(context, ana)).toMatchObject([
      { reason: "hard bounce", suppressedAt: context.clock() - day, liftedAt: context.clock(), by: "Ruth" },
    ]);
  });

  test("is not lifted without a reason, and not where there is none", async () => {
    expect(await lift()).toEqual({ error: "not-suppressed" });
    await suppress(context, ana, "operator");
    expect(await lift("  ")).toEqual({ error: "no-reason" });
    expect((await reader()).suppressed).toBe(true);
  });

  test("of an erased reader is never lifted by an operator", async () => {
    await suppress(context, ana, "hard bounce", { evidence });
    await lift();
    await suppress(context, ana, "hard bounce", { evidence });
    await erase(context, (await reader()).id, "Ruth");
    expect(await suppressionRecord(context, ana)).toMatchObject({ evidence: null });
    expect(await liftingsOf(context, ana)).toEqual([]);
    await suppress(context, "bo@readers.example", "erased");
    expect(await liftSuppression(context, "bo@readers.example", "Ruth", "why not")).toEqual({
      ...{ error: "erased", reason: "erased" },
    });
  });

  test("can be made by hand, once, also of an address that is no reader's", async () => {
    expect(await suppressByHand(context, "x@elsewhere.example", "Ruth", "a trap")).toBe(true);
    expect(await suppressByHand(context, "X@elsewhere.example", "Ruth", "a trap")).toBe(false);
    expect((await recentEvents(context, 1))[0]).toMatchObject({ detail: "an address of no reader: a trap" });
    expect(await countSuppressions(context)).toEqual([{ reason: "operator", count: 1 }]);
    expect(wordSuppressions(await countSuppressions(context))).toBe(
      "1 address: operator, because an operator wanted it.",
    );
  });

  test("has for each reason who may lift it", () => {
    expect(Object.keys(suppressionReasons).map((reason) => [reason, mayBeLifted(reason, false)])).toEqual([
      ["complaint", false],
      ["hard bounce", true],
      ["soft bounces", true],
      ["operator", true],
      ["erased", false],
    ]);
    expect(mayBeLifted("something newer", true)).toBe(false);
  });
});

describe("a complaint (B-10)", () => {
  test("ends every subscription, suppresses, and stands in the chain of consent once", async () => {
    const other = await createList(context, { slug: "europe", name: "Weekly Europe" });
    if ("error" in other) throw new Error("no list");
    await aReader(context, other.list, ana, "");
    const { id } = await reader();
    expect(await complain(context, id, evidence)).toBe(true);
    context.later(day);
    expect(await complain(context, id, { messageId: 8, n: 0 })).toBe(false);
    expect((await reader()).subscriptions.map(({ status, endedBy }) => [status, endedBy])).toEqual([
      ["ended", "complaint"],
      ["ended", "complaint"],
    ]);
    expect(await suppressionRecord(context, ana)).toMatchObject({ reason: "complaint", evidence, liftable: false });
    const steps = (await consentOf(context, id)).slice(-3);
    expect(steps.map(({ kind, source }) => [kind, source])).toEqual([
      ["ended", "complaint"],
      ["ended", "complaint"],
      ["complained", "complaint"],
    ]);
    expect((await verifyConsent(context)).fault).toBeNull();
  });

  test("of an erased reader changes nothing", async () => {
    const { id } = await reader();
    await erase(context, id, "Ruth");
    expect(await complain(context, id, evidence)).toBe(false);
  });

  test("is lifted only after a sign-up since, which gets no mail; then the reader signs up and confirms", async () => {
    const { id } = await reader();
    await complain(context, id, evidence);
    expect(await lift()).toEqual({ error: "complained", reason: "complaint" });
    context.later(day);
    expect(await signsUp()).toBe(false);
    expect(await lettersWaiting()).toBe(0);
    expect(await suppressionRecord(context, ana)).toMatchObject({ askedAgainAt: context.clock(), liftable: true });
    expect(await lift("She wrote that it was a mistake")).toEqual({ lifted: "complaint" });
    expect((await reader()).subscriptions).toMatchObject([{ status: "ended" }]);
    expect(await signsUp()).toBe(true);
    const url = confirmUrl(context, id, list.id, context.clock());
    expect(await confirm(context, url.split("/").pop()!, "192.0.2.1")).toMatchObject({ active: true });
    expect(await reader()).toMatchObject({ suppressed: false, subscriptions: [{ status: "active" }] });
  });

  test("takes the confirmation that was on its way with it", async () => {
    const bo = "bo@readers.example";
    await signUp(context, { email: bo, name: "", listId: list.id, source: "/", ip: "192.0.2.1" });
    const { id } = (await subscriberByEmail(context, bo))!;
    await complain(context, id, evidence);
    const url = confirmUrl(context, id, list.id, context.clock());
    expect(await confirm(context, url.split("/").pop()!, "192.0.2.1")).toBeNull();
  });
});
