import type { Context } from "#app/context.server.ts";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { editionsOf } from "#app/models/deliveries/sends.server.ts";
import { gmailBulk, gmailDomains } from "#app/models/mailboxProviders.server.ts";

/** A sent issue: its number of readers, and the messages a second that our mail server accepted. */
type PreviousSend = { number: number; readers: number; perSecond: number | null };

/** Returns the last issue of the same list that was sent from here, or null. */
export async function previousSend(context: Context, listId: number): Promise<PreviousSend | null> {
  const issue = await context.db
    .selectFrom("issues")
    .innerJoin("editions", "editions.issue_id", "issues.id")
    .select(["editions.id as editionId", "number"])
    .where("list_id", "=", listId)
    .where("status", "=", "sent")
    .where("elsewhere", "is", null)
    .where("variant", "is", null)
    .orderBy("sending_at", "desc")
    .limit(1)
    .executeTakeFirst();
  if (!issue) return null;
  let [atOnce, from, to] = [0, Infinity, 0];
  for await (const page of pagesOf(context, issue.editionId)) {
    atOnce += page.atOnce;
    from = Math.min(from, page.from ?? from);
    to = Math.max(to, page.to ?? to);
  }
  // Counts also deliveries that have become sums.
  const readers = (await countDeliveries(context, issue.editionId)).total;
  return { number: issue.number, readers, perSecond: to > from ? (atOnce / (to - from)) * 1000 : null };
}

/** True when one of the latest issues had so many Gmail readers that Gmail counts us as a bulk sender. */
export async function wasBulkForGmail(context: Context): Promise<boolean> {
  const issues = await context.db
    .selectFrom("issues")
    .innerJoin("editions", "editions.issue_id", "issues.id")
    .select("editions.id")
    .where("status", "in", ["sending", "paused", "sent"])
    .where("elsewhere", "is", null)
    .where("variant", "is", null)
    .orderBy("sending_at", "desc")
    .limit(5)
    .execute();
  for (const { id } of issues) {
    let gmail = 0;
    for await (const page of pagesOf(context, id)) if ((gmail += page.gmail) > gmailBulk) return true;
  }
  return false;
}

/**
 * Yields the sums of a send's deliveries, a few thousand at a time, because a million at once would block the site.
 */
async function* pagesOf(context: Context, editionId: number) {
  const editions = await editionsOf(context, editionId);
  for (let after = 0; ;) {
    const page = await sumsAfter(context, editions, after);
    if (page.last === null) return;
    yield page;
    after = page.last;
  }
}

function sumsAfter(context: Context, editions: number[], after: number) {
  const page = context.db
    .selectFrom("deliveries")
    .leftJoin("subscribers", "subscribers.id", "deliveries.subscriber_id")
    .select(["subscriber_id", "domain", "status", "attempts", "first_claimed_at", "finished_at"])
    .where("edition_id", "in", editions)
    .where("subscriber_id", ">", after)
    .orderBy("subscriber_id")
    .limit(2000)
    .as("page");
  return context.db
    .selectFrom(page)
    .select(({ fn, eb, and }) => {
      // Deferred deliveries came hours later, and say nothing about our speed.
      const first = and([eb("status", "=", "accepted"), eb("attempts", "=", 1)]);
      const atGmail = and([eb("status", "=", "accepted"), eb("domain", "in", gmailDomains)]);
      return [
        fn.max<number | null>("subscriber_id").as("last"),
        fn.countAll<number>().filterWhere(first).as("atOnce"),
        fn.min<number | null>("first_claimed_at").filterWhere(first).as("from"),
        fn.max<number | null>("finished_at").filterWhere(first).as("to"),
        fn.countAll<number>().filterWhere(atGmail).as("gmail"),
      ];
    })
    .executeTakeFirstOrThrow();
}
