import { beforeEach, expect, test } from "vitest";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { day, hour } from "#app/models/durations.ts";
import { issueFigures } from "#app/models/numbers/issueFigures.server.ts";
import { listFigures } from "#app/models/numbers/listFigures.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import type { Subscriber } from "#app/models/readers/subscribers.server.ts";
import { suppress } from "#app/models/readers/suppressions.server.ts";
import { endSubscription, tellReason } from "#app/models/readers/unsubscribe.server.ts";
import { closeWhenDone } from "#app/models/sending/pauses.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { closeConnection } from "#app/sender/connection.server.ts";
import { deliverNext } from "#app/sender/deliver.server.ts";
import { migrateToLatest } from "#db/migrate.server.ts";
import { migrations } from "#db/migrations/index.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { asOfVersion } from "../support/former-version.ts";
import { aLane } from "../support/lane.ts";
import { aBriefing, anIssue, aReader } from "../support/newsroom.ts";
import { anImport, anIssueThatWentOut, counted } from "../support/numbers.ts";
import { aReply } from "../support/replies.ts";
import { startFarEnd, type FarEnd } from "../support/smtp.ts";

/** The last migration of the version that counted nothing, and what came with the numbers. */
const former = "0060-mailbox-looks";
const sinceThen = {
  events: ["deliveries-settled", "reply-received", "reader-suppressed", "suppression-lifted", "leave-reason-told"],
  followers: ["signs", "editionLedgers", "replyFigures", "departures", "leaveReasons", "listFigures", "reachFigures"],
};

let farEnd: FarEnd;
let context: TestContext;
let list: List;
let readers: Subscriber[];
let first: number;
let second: number;

beforeEach(async () => {
  farEnd = await startFarEnd();
  context = await testContext({ smtpUrl: farEnd.url });
  list = await aBriefing(context);
  readers = [];
  for (const name of ["ana", "ben", "cem", "dea", "eli", "fay", "gil"])
    readers.push(await aReader(context, list, `${name}@readers.example`));
  await anImport(context, list, "email\nhal@readers.example\n");
  first = await anIssueThatWentOut(context, list, "accepted", "accepted", "accepted", "refused");
  await answers(0, 2 * hour);
  await answers(1, 3 * day);
  await answers(1, hour, "auto-reply");
  await endSubscription(context, readers[2]!.id, list.id, "page");
  const leave = { subscriberId: readers[2]!.id, listId: list.id, listName: list.name };
  await tellReason(context, leave, { reason: "often", remark: "Too much." });
  await suppress(context, "fay@readers.example", "hard bounce", { by: "what came back" });
  context.later(3 * day);
  second = await halfSent();
});

async function answers(who: number, after: number, kind: "reply" | "auto-reply" = "reply") {
  context.later(after);
  const target = { subscriberId: readers[who]!.id, editionId: first, letterId: null, listId: list.id };
  await aReply(context, target, { from: readers[who]!.email, text: "Thank you.", kind });
}

/** Starts an issue, of which two got out. */
async function halfSent(): Promise<number> {
  const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
  if ("error" in sent) throw new Error(sent.error);
  const { editionId } = sent.send;
  const [now, out] = [context.clock(), [readers[0]!.id, readers[1]!.id]];
  await context.db
    .updateTable("deliveries")
    .set({ status: "accepted", claimed_at: now, finished_at: now, attempts: 1 })
    .where("edition_id", "=", editionId)
    .where("subscriber_id", "in", out)
    .execute();
  return editionId;
}

const shown = async (of: TestContext) => {
  await counted(of);
  return {
    first: await issueFigures(of, first),
    second: await issueFigures(of, second),
    list: await listFigures(of, list.id, "2026-11-01", "2026-12-31"),
    signs: await of.db.selectFrom("reader_signs").selectAll().orderBy("subscriber_id").execute(),
  };
};

/** The installation as the former version had it, migrated. */
async function upgraded(): Promise<TestContext> {
  const db = await asOfVersion(context, former, sinceThen);
  const names = Object.keys(migrations);
  expect(await migrateToLatest(db)).toEqual(names.slice(names.indexOf(former) + 1));
  return { ...context, db };
}

test("an installation from before the numbers shows what one shows that always counted, and counts nothing twice", async () => {
  const now = await upgraded();
  const expected = await shown(context);
  expect(expected.first).toMatchObject({
    accepted: 6,
    refused: 2,
    replies: 2,
    left: { page: 1, reasons: [{ count: 1 }] },
  });
  expect(expected.list.total).toMatchObject({ joined: 8, left: 1, lost: 1 });
  expect(expected.signs.map(({ sign }) => sign)).toEqual(expect.arrayContaining(["reply"]));
  expect(await shown(now)).toEqual(expected);
  expect(await shown(now)).toEqual(expected);
});

test("a send that was half done goes on: everybody gets it once, and its figures add up", async () => {
  const now = await upgraded();
  const lane = await aLane(now);
  while (await deliverNext(now, lane));
  closeConnection(lane);
  await lane.upkeep();
  await closeWhenDone(now);
  expect(await countDeliveries(now, second)).toMatchObject({ total: 6, accepted: 6 });
  const gotIt = farEnd.messages.map(({ envelope }) => envelope.to[0]!.split("@")[0]);
  expect(gotIt.sort()).toEqual(["dea", "eli", "gil", "hal"]);
  expect((await shown(now)).second).toMatchObject({ audience: 6, accepted: 6, waiting: 0 });
});
