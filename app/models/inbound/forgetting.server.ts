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
