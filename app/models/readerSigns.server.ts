import type { Context } from "#app/context.server.ts";
import { isAmong } from "#db/bulk.server.ts";

/** The signs of somebody who is there, besides joining, in words. Machines leave none. */
export const readerSigns = {
  click: "a link that a person pressed",
  open: "an opened mail, where they agreed that it is noticed",
  feedback: "an answer to “Was this useful?” or a poll",
  reply: "a reply",
  choice: "a change on their page",
  stayed: "the button that says that they stay",
} as const;

/** A kind of sign, as rows have it. */
type ReaderSign = keyof typeof readerSigns;

/** A sign of a reader; `at` in milliseconds. */
type Given = { subscriberId: number; at: number; sign: ReaderSign };

/** Keeps the last sign of each reader, in any order of calls. Nobody who is gone has one. @param signs up to 500 */
export async function noteSigns(context: Context, signs: Given[]): Promise<void> {
  const last = new Map<number, Given>();
  for (const one of signs) if (one.at > (last.get(one.subscriberId)?.at ?? -1)) last.set(one.subscriberId, one);
  if (last.size === 0) return;
  const there = await context.db
    .selectFrom("subscribers")
    .select("id")
    .where(isAmong(context.db, "id", [...last.keys()]))
    .where("erased_at", "is", null)
    .orderBy("id")
    .execute();
  for (const { id } of there) {
    const { at: seen_at, sign } = last.get(id)!;
    await context.db
      .insertInto("reader_signs")
      .values({ subscriber_id: id, seen_at, sign })
      .onConflict((conflict) =>
        conflict.column("subscriber_id").doUpdateSet({ seen_at, sign }).where("reader_signs.seen_at", "<", seen_at),
      )
      .execute();
  }
}
