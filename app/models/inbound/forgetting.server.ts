import type { Context } from "#app/context.server.ts";

/** Empties mails that came in before a time, at most `most` of them; what they told stays. @returns how many */
export async function forgetMails(context: Context, before: number, most: number): Promise<number> {
  const emptied = await context.db
    .updateTable("inbound_messages")
    .set({ raw: null, sent_from: "", sent_to: "[]" })
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
  return emptied.length;
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
  await context.db
    .updateTable("inbound_messages")
    // One that is to be understood again has nothing left to be understood.
    .set({ raw: null, sent_from: "", sent_to: "[]", state: "understood", held_until: null })
    .where("id", "in", (eb) =>
      eb.selectFrom("inbound_reports").select("message_id").where("subscriber_id", "=", subscriberId),
    )
    .execute();
  await context.db
    .updateTable("inbound_reports")
    .set({ diagnostic: null, evidence: "[]", domain: null })
    .where("subscriber_id", "=", subscriberId)
    .execute();
}
