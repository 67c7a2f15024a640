import { beforeEach, describe, expect, test } from "vitest";
import { editionsOf } from "#app/models/deliveries/sends.server.ts";
import { day } from "#app/models/durations.ts";
import { checkSums, type SumDifference } from "#app/models/numbers/checking.server.ts";
import { erase } from "#app/models/privacy/erasure.server.ts";
import { retain } from "#app/models/privacy/retention.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import type { Subscriber } from "#app/models/readers/subscribers.server.ts";
import { endSubscription, tellReason, undoLeave } from "#app/models/readers/unsubscribe.server.ts";
import { closeWhenDone } from "#app/models/sending/pauses.server.ts";
import { chooseSubject } from "#app/models/sending/subjectTests/decision.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, aReader } from "../../support/newsroom.ts";
import { anImport, anIssueThatWentOut, counted, handOver } from "../../support/numbers.ts";
import { aReply } from "../../support/replies.ts";
import { anIssueToTry, started } from "../../support/subject-tests.ts";

let context: TestContext;
let list: List;
let readers: Subscriber[];
let editionId: number;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
  readers = [];
  for (const name of ["ana", "ben", "cem", "dea"])
    readers.push(await aReader(context, list, `${name}@readers.example`));
  await anImport(context, list, "email\nfay@readers.example\ngil@readers.example");
  editionId = await anIssueThatWentOut(context, list, "accepted", "accepted", "refused");
  context.later(1000);
  await endSubscription(context, readers[0]!.id, list.id, "one-click");
  await tellReason(context, asLeave(0), { reason: "often", remark: "" });
  await endSubscription(context, readers[1]!.id, list.id, "page");
  const target = { subscriberId: readers[3]!.id, editionId, letterId: null, listId: list.id };
  await aReply(context, target, { from: "dea@readers.example", text: "I agree." });
  await counted(context);
});

const asLeave = (who: number) => ({ subscriberId: readers[who]!.id, listId: list.id, listName: list.name });
const differences = async (): Promise<SumDifference[]> =>
  (await checkSums(context, new AbortController().signal)).differences;

describe("the check of the sums", () => {
  test("finds nothing where nobody tidied anything", async () => {
    const checked = await checkSums(context, new AbortController().signal);
    expect(checked).toMatchObject({ differences: [], isWhole: true });
    expect(checked.figures).toBeGreaterThan(8);
  });

  test("finds nothing at an issue that tried subjects either, whose editions are added up each by itself", async () => {
    const send = await started(context, await anIssueToTry(context, list, { share: 100 }));
    for (const edition of await editionsOf(context, send.editionId)) await handOver(context, edition, ["accepted"]);
    await chooseSubject(context, send.id, 1, "Ruth");
    await closeWhenDone(context);
    await counted(context);
    const sums = await context.db.selectFrom("edition_ledgers").select("edition_id").execute();
    expect(sums.length).toBeGreaterThan(2);
    expect(await differences()).toEqual([]);
  });

  test("says which figure is not what its rows say", async () => {
    await context.db
      .updateTable("list_days")
      .set({ count: 40 })
      .where("figure", "=", "joined")
      .where("source", "like", "import%")
      .execute();
    await context.db.updateTable("edition_figures").set({ count: 9 }).where("figure", "=", "refused").execute();
    await context.db.deleteFrom("edition_figures").where("figure", "=", "left page").execute();
    const found = await differences();
    expect(found.map(({ of, kept, counted, why }) => [of, kept, counted, why])).toEqual([
      [list.name, 40, 2, "wrong"],
      ["issue 1", 0, 1, "wrong"],
      ["issue 1", 9, expect.any(Number), "wrong"],
    ]);
    expect(found.map(({ figure }) => figure)).toEqual(["joined on 2026-11-23, import 1", "left page, day", "refused"]);
  });

  test("says of sums whose rows went by themselves that they did, and that no figure of a list needs these", async () => {
    await undoLeave(context, asLeave(1), "");
    await erase(context, readers[0]!.id, "Ruth");
    await counted(context);
    const found = await differences();
    expect(found.map(({ of, figure, why }) => [of, figure, why])).toEqual(
      expect.arrayContaining([
        ["issue 1", "left one-click, day", "rowsWent"],
        ["issue 1", "left page, day", "rowsWent"],
      ]),
    );
    expect(found.filter(({ why }) => why !== "rowsWent")).toEqual([]);
    context.later(366 * day);
    while (await retain(context));
    await counted(context);
    expect((await differences()).filter(({ why }) => why !== "rowsWent")).toEqual([]);
  });

  test("can be stopped", async () => {
    const stopped = await checkSums(context, AbortSignal.abort());
    expect(stopped).toMatchObject({ isWhole: false, differences: [] });
  });
});
