import type { Context } from "#app/context.server.ts";
import type { ReplyCategory } from "#emails/smtp/replies.server.ts";
import { afterStart } from "./deliveries.server.ts";
import { editionsOf } from "./sends.server.ts";

/** Equal replies of servers that did not accept. `example`: one of them. */
export type ReplyGroup = {
  state: "refused" | "uncertain" | "deferred";
  verdict: ReplyCategory | null;
  code: number | null;
  count: number;
  example: string | null;
};

/** The most groups on a page. */
const most = 30;

/**
 * Groups the replies to a send other than acceptance, by category and code, the most frequent first. Accepted
 * deliveries, and those not tried yet, are never read, however many they are.
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
    .where("edition_id", "in", await editionsOf(context, editionId))
    .where("status", "=", state === "deferred" ? "queued" : state)
    .groupBy(["verdict", "reply_code"]);
  // Deferred deliveries are due minutes after the start of the send, so the index excludes all others at once.
  if (state === "deferred")
    query = query.where("attempts", ">", 0).where("due_at", ">", (eb) => afterStart(eb, editionId));
  const rows = await query.execute();
  return rows.map((row) => ({ ...row, verdict: row.verdict as ReplyCategory | null, state }));
}
