import type { Context } from "#app/context.server.ts";
import type { ReplyCategory } from "#emails/smtp/replies.server.ts";
import { afterStart } from "./deliveries.server.ts";

/** What servers answered in the same way, when it was no yes. `example`: one of their answers. */
export type ReplyGroup = {
  state: "refused" | "uncertain" | "deferred";
  verdict: ReplyCategory | null;
  code: number | null;
  count: number;
  example: string | null;
};

/** How many kinds a page names. */
const most = 30;

/**
 * The answers of an edition that were no yes, by what they mean and their code, the most frequent first. Those that were
 * accepted, and those that wait for their first turn, are never looked at, however many they are.
 */
export async function replyGroups(context: Context, editionId: number): Promise<ReplyGroup[]> {
  const groups = [
    ...(await grouped(context, editionId, "refused")),
    ...(await grouped(context, editionId, "uncertain")),
    ...(await grouped(context, editionId, "deferred")),
  ];
  return groups.sort((one, other) => other.count - one.count).slice(0, most);
}

async function grouped(context: Context, editionId: number, state: ReplyGroup["state"]): Promise<ReplyGroup[]> {
  let query = context.db
    .selectFrom("deliveries")
    .select(["verdict", "reply_code as code"])
    .select(({ fn }) => [fn.countAll<number>().as("count"), fn.min<string | null>("reply").as("example")])
    .where("edition_id", "=", editionId)
    .where("status", "=", state === "deferred" ? "queued" : state)
    .groupBy(["verdict", "reply_code"]);
  // What was put off is due minutes after the send began, so that the index leaves all others out at once.
  if (state === "deferred")
    query = query.where("attempts", ">", 0).where("due_at", ">", (eb) => afterStart(eb, editionId));
  const rows = await query.execute();
  return rows.map((row) => ({ ...row, verdict: row.verdict as ReplyCategory | null, state }));
}
