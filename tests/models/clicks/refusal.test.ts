import { beforeEach, describe, expect, test } from "vitest";
import { setCounting } from "#app/models/clicks/counting.server.ts";
import { keepHits } from "#app/models/clicks/hits.server.ts";
import { consentOf } from "#app/models/consent/record.server.ts";
import { verifyConsent } from "#app/models/consent/verifyDatabase.server.ts";
import { day } from "#app/models/durations.ts";
import { erase } from "#app/models/privacy/erasure.server.ts";
import { followAll } from "#app/models/events/followers.server.ts";
import { personalDataAsJson, personalDataOf } from "#app/models/privacy/personalData.server.ts";
import { retain } from "#app/models/privacy/retention.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { chooseCounting, refusalOf } from "#app/models/readers/preferences/refusal.server.ts";
import { noteSigns } from "#app/models/readerSigns.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, anIssue, aReader } from "../../support/newsroom.ts";

let context: TestContext;
let list: List;
let ana: number;
let bob: number;
let editionId: number;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
  ana = (await aReader(context, list, "ana@example.org")).id;
  bob = (await aReader(context, list, "bob@example.org")).id;
  await setCounting(context, "Ines", list.id, "clicks", true);
  const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
  if ("error" in sent) throw new Error(sent.error);
  editionId = sent.send.editionId;
  await click(ana);
  await click(bob);
});

function click(subscriberId: number, n = 1) {
  const from = { agent: `Browser of ${subscriberId}`, network: "192.0.2.9" };
  const hit = { editionId, subscriberId, n, at: context.clock(), method: "GET" as const, ...from };
  return keepHits(context, [{ ...hit, signals: ["navigates"] }]);
}

const hits = () =>
  context.db
    .selectFrom("edition_hits")
    .select(["subscriber_id as reader", "n", "network", "agent_id", "signals"])
    .orderBy("id")
    .execute();
const nobody = { reader: null, n: 1, network: null, agent_id: null, signals: "" };

describe("a reader who refuses to be counted", () => {
  test("is taken out of what they clicked, and what comes later counts for nobody, in older mail too (C-18, C-20)", async () => {
    await chooseCounting(context, ana, true);
    expect((await hits())[0]).toEqual(nobody);
    expect((await hits())[1]).toMatchObject({ reader: bob, network: "192.0.2.9" });
    await click(ana);
    expect((await hits())[2]).toEqual(nobody);
    await chooseCounting(context, ana, false);
    await click(ana);
    expect((await hits())[3]).toMatchObject({ reader: ana });
  });

  test("has a receipt of it, with the words that were shown, once (C-03)", async () => {
    await chooseCounting(context, ana, true);
    await chooseCounting(context, ana, true);
    context.later(1000);
    await chooseCounting(context, ana, false);
    const steps = (await consentOf(context, ana)).filter(({ kind }) => kind.startsWith("counting-"));
    expect(steps).toMatchObject([
      { kind: "counting-refused", list: "", source: "reader’s page", method: "button" },
      { kind: "counting-allowed", list: "" },
    ]);
    expect(steps[0]!.wording).toContain("If you would rather not be counted");
    expect(await verifyConsent(context)).toMatchObject({ fault: null });
  });

  test("is asked as long as anybody is counted, or it is known who clicked", async () => {
    expect(await refusalOf(context, ana)).toEqual({ refused: false });
    await chooseCounting(context, ana, true);
    await setCounting(context, "Ines", list.id, "clicks", false);
    expect(await refusalOf(context, ana)).toEqual({ refused: true });
    expect(await refusalOf(context, bob)).toEqual({ refused: false });
    context.later(366 * day);
    expect([await refusalOf(context, ana), await refusalOf(context, bob)]).toEqual([null, null]);
  });

  test("leaves no click behind as the last sign of them", async () => {
    await noteSigns(context, [{ subscriberId: ana, at: context.clock(), sign: "click" }]);
    context.later(1000);
    await chooseCounting(context, ana, true);
    await followAll(context);
    expect((await personalDataOf(context, ana))!.lastSign).toMatchObject({ sign: "choice" });
  });

  test("at the same time as they click is counted by nobody either way", async () => {
    await Promise.all([chooseCounting(context, ana, true), click(ana), click(ana, 2), click(ana, 3)]);
    expect((await hits()).filter(({ reader }) => reader === ana)).toEqual([]);
  });
});

describe("clicks in what is held about a reader", () => {
  test("are all there, with who they came from, and are in the file (C-09)", async () => {
    await keepHits(context, [
      {
        editionId,
        subscriberId: ana,
        n: null,
        at: context.clock(),
        method: "GET",
        signals: [],
        agent: "",
        network: "::1",
      },
    ]);
    const held = (await personalDataOf(context, ana))!;
    expect(held.clicks).toMatchObject([
      { issue: 1, link: null, ip: "::1", program: null },
      {
        issue: 1,
        link: "https://briefing.example.org/articles/robots-learn-to-pack",
        ip: "192.0.2.9",
        program: `Browser of ${ana}`,
      },
    ]);
    expect(held).toMatchObject({ uncountedSince: null, isAnythingCounted: true });
    expect(personalDataAsJson(held)).toContain(`Browser of ${ana}`);
    await chooseCounting(context, ana, true);
    expect(await personalDataOf(context, ana)).toMatchObject({ clicks: [], uncountedSince: context.clock() });
  });

  test("go with an erasure, and stay without the person (C-08)", async () => {
    await erase(context, ana, "Ines");
    expect((await hits())[0]).toEqual(nobody);
    expect((await hits())[1]).toMatchObject({ reader: bob });
  });

  test("lose internet address and program after 30 days, and the program’s name goes (C-10)", async () => {
    context.later(29 * day);
    await click(bob, 2);
    while (await retain(context));
    expect((await hits()).map(({ network }) => network)).toEqual(["192.0.2.9", "192.0.2.9", "192.0.2.9"]);
    context.later(day + 1);
    while (await retain(context));
    expect((await hits()).map(({ network, agent_id }) => [network, agent_id !== null])).toEqual([
      [null, false],
      [null, false],
      ["192.0.2.9", true],
    ]);
    context.later(2 * day);
    while (await retain(context));
    expect(await context.db.selectFrom("agents").select("text").execute()).toEqual([{ text: `Browser of ${bob}` }]);
  });

  test("stay after a year without who clicked, in the mails that old (C-10)", async () => {
    context.later(364 * day);
    const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
    if ("error" in sent) throw new Error(sent.error);
    editionId = sent.send.editionId;
    await click(bob);
    context.later(2 * day);
    while (await retain(context));
    expect((await hits()).map(({ reader }) => reader)).toEqual([null, null, bob]);
  });
});
