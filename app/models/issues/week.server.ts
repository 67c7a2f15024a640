import type { Context } from "#app/context.server.ts";
import type { IssueStatus } from "#db/schema/issues.ts";

/** An issue in a line of the run sheet. Times in milliseconds. */
export type WeekIssue = {
  id: number;
  number: number;
  listId: number;
  subject: string;
  status: IssueStatus;
  updatedAt: number;
  sendingAt: number | null;
  sentAt: number | null;
  /** Id of its edition, once it was sent. */
  editionId: number | null;
  paused_at: number | null;
  paused_by: string | null;
  pause_reason: string | null;
};

/** The most that are listed: more open issues than this are forgotten ones. */
const most = 100;

function lines({ db }: Context) {
  return db
    .selectFrom("issues")
    .leftJoin("editions", (join) =>
      join.onRef("editions.issue_id", "=", "issues.id").on("editions.variant", "is", null),
    )
    .select(["issues.id", "number", "issues.list_id as listId", "issues.subject", "status", "updated_at as updatedAt"])
    .select(["sending_at as sendingAt", "sent_at as sentAt", "editions.id as editionId"])
    .select(["paused_at", "paused_by", "pause_reason"]);
}

/** Lists the issues that have not gone out whole, the last saved first; drafts come last, so that none hides a send. */
export function unfinishedIssues(context: Context): Promise<WeekIssue[]> {
  return lines(context)
    .where("status", "!=", "sent")
    .orderBy((eb) => eb.case().when("status", "=", "draft").then(1).else(0).end())
    .orderBy("updated_at", "desc")
    .orderBy("issues.id")
    .limit(most)
    .execute();
}

/** Returns the last issue that went out from here to each list, by the list's id; a list without one is left out. */
export async function lastIssues(context: Context): Promise<Map<number, WeekIssue>> {
  const rows = await lines(context)
    .innerJoin(
      (eb) =>
        eb
          .selectFrom("issues as gone")
          .select(({ fn }) => ["gone.list_id", fn.max("gone.sending_at").as("at")])
          .where("gone.status", "=", "sent")
          .where("gone.elsewhere", "is", null)
          .groupBy("gone.list_id")
          .as("last"),
      (join) => join.onRef("last.list_id", "=", "issues.list_id").onRef("last.at", "=", "issues.sending_at"),
    )
    .where("status", "=", "sent")
    .where("elsewhere", "is", null)
    .orderBy("issues.id")
    .execute();
  return new Map(rows.map((row) => [row.listId, row]));
}
