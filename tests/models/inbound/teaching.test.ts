import { beforeEach, expect, test } from "vitest";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { returnsOf } from "#app/models/deliveries/returns.server.ts";
import { day } from "#app/models/durations.ts";
import { receiveInbound } from "#app/models/inbound/receiving.server.ts";
import { taughtLines } from "#app/models/inbound/taught.server.ts";
import { forgetTaught, teach, unknownMails } from "#app/models/inbound/teaching.server.ts";
import { workOnInbound } from "#app/models/inbound/work.server.ts";
import { referenceAddress } from "#app/models/mailReferences.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { suppressionOf } from "#app/models/readers/suppressions.server.ts";
import { closeWhenDone } from "#app/models/sending/pauses.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { failedAt, writtenReport } from "../../support/deliveryReports.ts";
import { aBriefing, anIssue, aReader } from "../../support/newsroom.ts";

const ada = "ada@readers.example";
let context: TestContext;
let list: List;
let id: number;

beforeEach(async () => {
  context = await testContext({ env: { BOUNCE_ADDRESS: "bounces@bounces.example.org" } });
  list = await aBriefing(context);
  id = (await aReader(context, list, ada)).id;
});

/** An issue goes out, and every server takes it. */
async function anIssueOut(): Promise<number> {
  const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
  if ("error" in sent) throw new Error(sent.error);
  await context.db.updateTable("deliveries").set({ status: "accepted", finished_at: context.clock() }).execute();
  await closeWhenDone(context);
  return sent.send.editionId;
}

/** A mail comes back about an issue, and is understood. */
async function comesBack(editionId: number, raw: Buffer) {
  const sentTo = [referenceAddress(context, "bounce", { editionId }, id, context.clock())!];
  await receiveInbound(context, [{ door: "smtp", provider: null, sentFrom: "", sentTo, raw }]);
  await workOnInbound(context);
}

const fromTheIce = (more = "") =>
  Buffer.from(`From: Postmaster <postmaster@ice.example>\nSubject: From the ice\n\nThe penguins keep it.${more}\n`);
const reports = () =>
  context.db.selectFrom("inbound_reports").select(["kind", "category", "rule", "act"]).orderBy("message_id").execute();
const lesson = async (kind: "hard" | "soft" | "auto-reply" = "hard", phrase = "the penguins keep it") => ({
  ...{ messageId: (await unknownMails(context))[0]?.id ?? 1, phrase, kind },
});

test("what nobody understood is listed with its text, and a phrase of it teaches what is kept and what comes", async () => {
  const editionId = await anIssueOut();
  await comesBack(editionId, fromTheIce());
  expect(await unknownMails(context)).toMatchObject([
    { ground: { subject: "From the ice", text: "The penguins keep it." }, evidence: ["From the ice"] },
  ]);
  expect(await teach(context, await lesson(), "Ruth")).toEqual({ again: 1, blocksLeft: 0 });
  await workOnInbound(context);
  expect(await reports()).toEqual([{ kind: "hard", category: "address", rule: "taught-1", act: "counted" }]);
  expect(await returnsOf(context, editionId)).toMatchObject({ hard: 1 });
  expect(await suppressionOf(context, ada)).toBeNull();
  expect(await unknownMails(context)).toEqual([]);
  expect(await taughtLines(context)).toMatchObject([{ id: 1, phrase: "the penguins keep it", by: "Ruth" }]);
  expect((await recentEvents(context))[0]).toMatchObject({
    action: "rule-taught",
    detail: expect.not.stringContaining("penguin"),
  });

  context.later(7 * day);
  await comesBack(await anIssueOut(), fromTheIce(" Again."));
  expect(await suppressionOf(context, ada)).toBe("hard bounce");
});

test("a rule that is forgotten leaves nothing of what it did to counts and suppressions", async () => {
  const editions = [await anIssueOut()];
  await comesBack(editions[0]!, fromTheIce());
  await teach(context, await lesson(), "Ruth");
  await workOnInbound(context);
  context.later(7 * day);
  editions.push(await anIssueOut());
  await comesBack(editions[1]!, fromTheIce(" Again."));
  expect(await suppressionOf(context, ada)).toBe("hard bounce");
  expect(await forgetTaught(context, 1, "Ruth")).toBe(true);
  expect(await forgetTaught(context, 1, "Ruth")).toBe(false);
  await workOnInbound(context);
  expect((await reports()).map(({ kind }) => kind)).toEqual(["unknown", "unknown"]);
  expect(await suppressionOf(context, ada)).toBeNull();
  for (const editionId of editions) expect(await returnsOf(context, editionId)).toMatchObject({ hard: 0 });
});

test("a phrase makes no block count against readers, and whoever teaches it is told", async () => {
  const editionId = await anIssueOut();
  await comesBack(editionId, fromTheIce());
  const text = "The penguins keep it, as your server is listed by Spamhaus.";
  await comesBack(editionId, writtenReport({ text, recipients: [failedAt(ada, "5.7.1")] }));
  const [, block] = await reports();
  expect(block).toMatchObject({ kind: "block", act: "warned" });
  await context.db.updateTable("inbound_reports").set({ confidence: "guess" }).where("kind", "=", "block").execute();
  expect(await teach(context, await lesson("soft"), "Ruth")).toEqual({ again: 2, blocksLeft: 1 });
  await workOnInbound(context);
  expect((await reports()).map(({ kind }) => kind)).toEqual(["soft", "block"]);
});

test.each([
  ["the walruses keep it", "elsewhere"],
  ["penguin", "short"],
])("%j is not taught: %s", async (phrase, error) => {
  await comesBack(await anIssueOut(), fromTheIce());
  expect(await teach(context, await lesson("hard", phrase), "Ruth")).toEqual({ error });
});

test("a phrase is taught once, and from a mail that is kept", async () => {
  await comesBack(await anIssueOut(), fromTheIce());
  const given = await lesson("auto-reply");
  expect(await teach(context, given, "Ruth")).toHaveProperty("again");
  expect(await teach(context, given, "Ruth")).toEqual({ error: "known" });
  await context.db.updateTable("inbound_messages").set({ raw: null }).execute();
  expect(await teach(context, { ...given, phrase: "From the ice" }, "Ruth")).toEqual({ error: "gone" });
});
