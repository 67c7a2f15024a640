import type { Context } from "#app/context.server.ts";
import { openReference } from "#app/models/mailReferences.server.ts";
import { isAmong } from "#db/bulk.server.ts";

/** The rest of a message, and of a report, that is forgotten. */
const emptied = { raw: null, sent_from: "", sent_to: "[]" };
const wordless = { diagnostic: null, evidence: "[]", domain: null };

/** Empties mails that came in before a time, at most `most` of them; what they told stays. @returns how many */
export async function forgetMails(context: Context, before: number, most: number): Promise<number> {
  const rows = await context.db
    .updateTable("inbound_messages")
    .set(emptied)
    .where("id", "in", (eb) =>
      eb
        .selectFrom("inbound_messages as old")
        .select("old.id")
        .where("old.received_at", "<", before)
        .where("old.raw", "is not", null)
        // Nobody has understood it yet: nothing would be left of it.
        .where("old.state", "!=", "new")
        .limit(most),
    )
    .returning("id")
    .execute();
  return rows.length;
}

/** Deletes what came in before a time, with its reports, at most `most`. @returns how many */
export async function forgetInbound(context: Context, before: number, most: number): Promise<number> {
  const gone = await context.db
    .deleteFrom("inbound_messages")
    .where("id", "in", (eb) =>
      eb.selectFrom("inbound_messages as old").select("old.id").where("old.received_at", "<", before).limit(most),
    )
    .returning("id")
    .execute();
  return gone.length;
}

/** Empties what came back about a person who is erased: mails, their words, and the domain of the address. */
export async function forgetInboundOf(context: Context, subscriberId: number): Promise<void> {
  const { db } = context;
  await db
    .updateTable("inbound_messages")
    // One that is to be understood again has nothing left to be understood.
    .set({ ...emptied, state: "understood", held_until: null })
    .where("id", "in", (eb) =>
      eb.selectFrom("inbound_reports").select("message_id").where("subscriber_id", "=", subscriberId),
    )
    .execute();
  await db.updateTable("inbound_reports").set(wordless).where("subscriber_id", "=", subscriberId).execute();
  // Those that nobody understood are known by their addresses; one that waits is emptied when it is understood.
  const apart = await db
    .selectFrom("inbound_messages")
    .select(["id", "sent_to", "received_at as at"])
    .where("state", "in", ["failed", "quarantined"])
    .where("raw", "is not", null)
    .execute();
  const theirs = apart.filter(({ sent_to, at }) =>
    (JSON.parse(sent_to) as string[]).some((to) => openReference(context, to, at)?.subscriberId === subscriberId),
  );
  await emptyMessages(
    context,
    theirs.map(({ id }) => id),
  );
}

/** Empties messages and the words of their reports; that something came back stays. */
export async function emptyMessages({ db }: Context, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  await db
    .updateTable("inbound_messages")
    .set(emptied)
    .where(isAmong(db, "id", ids))
    .execute();
  await db
    .updateTable("inbound_reports")
    .set(wordless)
    .where(isAmong(db, "message_id", ids))
    .execute();
}
