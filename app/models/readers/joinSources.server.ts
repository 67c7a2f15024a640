import type { Context } from "#app/context.server.ts";
import { joinSource, unknownPage, withoutWord } from "#app/models/joinSources.ts";
import { isAmong } from "#db/bulk.server.ts";

/** A receipt of somebody who confirmed. */
type Confirmed = { seq: number; subscriberId: number; listId: number };

/**
 * Returns where the readers of some confirmations came from: the key of the newest sign-up of the same reader and list
 * before each; `other` where there is none.
 * @param receipts up to 500
 * @returns keys as `joinSource` makes them, by `seq`
 */
export async function sourcesOf(context: Context, receipts: Confirmed[]): Promise<Map<number, string>> {
  if (receipts.length === 0) return new Map();
  const asked = await context.db
    .selectFrom("consent_events")
    .innerJoin("consent_ways", "consent_ways.id", "consent_events.way_id")
    .select(["seq", "subscriber_id", "list_id", "source"])
    .where(
      isAmong(
        context.db,
        "subscriber_id",
        receipts.map(({ subscriberId }) => subscriberId),
      ),
    )
    .where("kind", "=", "signed-up")
    .orderBy("seq", "desc")
    .execute();
  return new Map(
    receipts.map(({ seq, subscriberId, listId }) => {
      const last = asked.find((one) => one.subscriber_id === subscriberId && one.list_id === listId && one.seq < seq);
      return [seq, last ? joinSource(last.source) : "other"];
    }),
  );
}

/** Ways in that forms may leave: more would only be made up, and each is a line of the figures for ever. */
const mostWays = 2000;

/**
 * Returns the source that the receipt of a sign-up keeps. Words and paths can be made up: past `most` known ones the
 * word is left out, and then the path.
 */
export async function boundedSource(context: Context, source: string, most = mostWays): Promise<string> {
  for (const kept of new Set([source, withoutWord(source)])) {
    if (await isKnownWay(context, kept)) return kept;
    const { ways } = await context.db
      .selectFrom("consent_ways")
      .select(({ fn }) => fn.countAll<number>().as("ways"))
      .where("method", "=", "form")
      .executeTakeFirstOrThrow();
    if (Number(ways) < most) return kept;
  }
  return unknownPage;
}

async function isKnownWay({ db }: Context, source: string): Promise<boolean> {
  const row = await db
    .selectFrom("consent_ways")
    .select("id")
    .where("source", "=", source)
    .where("method", "=", "form")
    .executeTakeFirst();
  return row !== undefined;
}
