import { beforeEach, expect, test } from "vitest";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { returnsInDetail, returnsOf } from "#app/models/deliveries/returns.server.ts";
import { actOn } from "#app/models/inbound/acting.server.ts";
import { newAddressOf } from "#app/models/inbound/newAddresses.server.ts";
import { receiveInbound } from "#app/models/inbound/receiving.server.ts";
import type { Report } from "#app/models/inbound/reports.ts";
import { understandAgain, workOnInbound } from "#app/models/inbound/work.server.ts";
import { referenceAddress } from "#app/models/mailReferences.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { suppressionOf } from "#app/models/readers/suppressions.server.ts";
import { closeWhenDone } from "#app/models/sending/pauses.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aReport } from "../../support/inbound.ts";
import { aBriefing, anIssue, aReader } from "../../support/newsroom.ts";

const ada = "ada@readers.example";
let context: TestContext;
let list: List;
let id: number;
let editionId: number;
/** What each mail is understood to say, by its Subject. */
let meanings: Record<string, Report[]>;

const gone = aReport("hard", { category: "address", status: "5.1.1" });
const full = aReport("soft", { category: "mailbox", status: "5.2.2" });
const block = aReport("block", { category: "block", status: "5.7.1" });

beforeEach(async () => {
  context = await testContext({ env: { BOUNCE_ADDRESS: "bounces@bounces.example.org" } });
  list = await aBriefing(context);
  id = (await aReader(context, list, ada)).id;
  editionId = await anIssueOut();
});

/** An issue goes out, and every server takes it. */
async function anIssueOut(): Promise<number> {
  const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
  if ("error" in sent) throw new Error(sent.error);
  await context.db.updateTable("deliveries").set({ status: "accepted", finished_at: context.clock() }).execute();
  await closeWhenDone(context);
  return sent.send.editionId;
}

async function comesBack(name: string) {
  const sentTo = [referenceAddress(context, "bounce", { editionId }, id, context.clock())!];
  const raw = Buffer.from(`Subject: ${name}\n\nx\n`);
  await receiveInbound(context, [{ door: "smtp", provider: null, sentFrom: "", sentTo, raw }]);
}

const work = () =>
  workOnInbound(context, undefined, {
    version: 1,
    act: actOn,
    understand: (_, { raw, at }) =>
      Promise.resolve(meanings[/Subject: (\w+)/.exec(raw.toString())![1]!]!.map((report) => ({ at, report }))),
  });

/** Understands again what is kept, which now means something else. */
async function nowMeans(now: Record<string, Report[]>) {
  meanings = { ...meanings, ...now };
  await understandAgain(context);
  await work();
}

test("the counts of an edition follow, and a suppression that rested on it alone is lifted", async () => {
  meanings = { a: [gone] };
  await comesBack("a");
  await work();
  expect([await suppressionOf(context, ada), await returnsOf(context, editionId)]).toMatchObject([
    "hard bounce",
    { hard: 1, block: 0 },
  ]);
  await nowMeans({ a: [block] });
  expect([await suppressionOf(context, ada), await returnsOf(context, editionId)]).toMatchObject([
    null,
    { hard: 0, block: 1 },
  ]);
  const { domains, categories } = await returnsInDetail(context, editionId, 5);
  expect(domains).toMatchObject([{ domain: "readers.example", counts: { hard: 0, block: 1 } }]);
  expect(categories).toEqual([{ kind: "block", category: "block", count: 1 }]);
  expect((await recentEvents(context)).map(({ action }) => action)).toContain("suppression-lifted");
  const before = await returnsOf(context, editionId);
  await nowMeans({});
  expect(await returnsOf(context, editionId)).toEqual(before);
});

test("a suppression stays while another mail says the same", async () => {
  meanings = { a: [gone], b: [gone] };
  const [first, second] = [editionId, await anIssueOut()];
  for (const [name, id] of [["a", first] as const, ["b", second] as const]) {
    editionId = id;
    await comesBack(name);
    await work();
  }
  await nowMeans({ a: [block] });
  expect(await suppressionOf(context, ada)).toBe("hard bounce");
  expect(await returnsOf(context, first)).toMatchObject({ hard: 0, block: 1 });
  await nowMeans({ b: [full] });
  expect(await suppressionOf(context, ada)).toBe("hard bounce");
});

test("another category of the same kind moves its count alone", async () => {
  meanings = { a: [aReport("hard", { status: "5.1.1" })] };
  await comesBack("a");
  await work();
  await nowMeans({ a: [gone] });
  expect((await returnsInDetail(context, editionId, 5)).categories).toEqual([
    { kind: "hard", category: "address", count: 1 },
  ]);
  expect(await suppressionOf(context, ada)).toBe("hard bounce");
});

test("what a mail does not tell any more is taken back too", async () => {
  meanings = { a: [full, gone] };
  await comesBack("a");
  await work();
  expect(await suppressionOf(context, ada)).toBe("hard bounce");
  await nowMeans({ a: [full] });
  expect(await suppressionOf(context, ada)).toBeNull();
  expect(await returnsOf(context, editionId)).toMatchObject({ hard: 0, soft: 1 });
});

test("a complaint stays a complaint, and the activity log says that it was understood otherwise", async () => {
  meanings = { a: [aReport("complaint")] };
  await comesBack("a");
  await work();
  await nowMeans({ a: [aReport("auto-reply")] });
  expect(await suppressionOf(context, ada)).toBe("complaint");
  expect(await returnsOf(context, editionId)).toMatchObject({ complaint: 0 });
  expect((await recentEvents(context))[0]).toMatchObject({
    action: "understood-otherwise",
    detail: `subscriber ${id}: what was understood as “complaint” is not any more; it stays complained`,
  });
});

test("a bounce that tells a new address shows it to operators, beside what it does", async () => {
  meanings = { a: [{ ...gone, newAddress: "ada@new.example" }] };
  await comesBack("a");
  await work();
  expect(await suppressionOf(context, ada)).toBe("hard bounce");
  expect(await newAddressOf(context, id)).toMatchObject({ email: "ada@new.example" });
});
