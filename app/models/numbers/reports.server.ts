import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { day } from "#app/models/durations.ts";
import { tellEditor } from "#app/models/notices.server.ts";
import { roles } from "#app/models/roles.ts";
import { renderReport } from "#emails/render/report.server.ts";
import { issueNumbers } from "./issueNumbers.server.ts";
import { wordIssueReport } from "./reportWords.server.ts";

/** How long after the end of a send its report is made. */
const reportAfter = 2 * day;
/** A send that ended longer ago has no report any more: it would be no news. */
const reportUntil = 5 * day;
const mostAtOnce = 5;

/** Roles that see numbers. */
const mayRead = roles.filter((role) => role !== "writer");

/** A list, and who of the desk gets the report of each of its issues. */
export type ListReports = { id: number; name: string; readers: number[] };

/** Returns each list with the accounts that get its reports, and the accounts that can. */
export async function reportSettings(
  context: Context,
): Promise<{ lists: ListReports[]; editors: { id: number; name: string }[] }> {
  const [lists, editors, chosen] = [
    await context.db.selectFrom("lists").select(["id", "name"]).orderBy("id").execute(),
    await readersAtDesk(context).orderBy("name").execute(),
    await context.db.selectFrom("report_readers").selectAll().execute(),
  ];
  const of = (listId: number) => chosen.filter(({ list_id }) => list_id === listId).map(({ editor_id }) => editor_id);
  return { lists: lists.map((list) => ({ ...list, readers: of(list.id) })), editors };
}

function readersAtDesk({ db }: Context) {
  return db.selectFrom("editors").select(["id", "name"]).where("disabled_at", "is", null).where("role", "in", mayRead);
}

/**
 * Chooses who gets the reports of a list; accounts that cannot are left out.
 * @param actor an operator's name
 * @returns how many get it; null when there is no such list
 */
export function chooseReportReaders(
  context: Context,
  actor: string,
  listId: number,
  editorIds: number[],
): Promise<number | null> {
  return inTransaction(context, async (context) => {
    const list = await context.db.selectFrom("lists").select("slug").where("id", "=", listId).executeTakeFirst();
    if (!list) return null;
    const able = (await readersAtDesk(context).execute()).filter(({ id }) => editorIds.includes(id));
    await context.db.deleteFrom("report_readers").where("list_id", "=", listId).execute();
    if (able.length > 0)
      await context.db
        .insertInto("report_readers")
        .values(able.map(({ id }) => ({ list_id: listId, editor_id: id })))
        .execute();
    await logAction(
      context,
      actor,
      "report-readers",
      `${list.slug}: ${able.map(({ id }) => id).join(", ") || "nobody"}`,
    );
    return able.length;
  });
}

/**
 * Mails the reports that are due, each once: the row of an issue's report is written in the transaction that queues its mails, and
 * one of several processes writes it.
 */
export async function mailDueReports(context: Context): Promise<void> {
  const now = context.clock();
  const due = await context.db
    .selectFrom("issues")
    .select(["id", "number", "list_id"])
    .where("status", "=", "sent")
    .where("elsewhere", "is", null)
    .where("sent_at", "<=", now - reportAfter)
    .where("sent_at", ">", now - reportUntil)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("report_readers").select("editor_id").whereRef("report_readers.list_id", "=", "issues.list_id"),
      ),
    )
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom("issue_reports").select("issue_id").whereRef("issue_id", "=", "issues.id"))),
    )
    .orderBy("sent_at")
    .limit(mostAtOnce)
    .execute();
  for (const { id, number, list_id } of due) await mailReport(context, id, number, list_id);
}

async function mailReport(context: Context, issueId: number, number: number, listId: number): Promise<void> {
  const briefing = await getBriefing(context);
  const numbers = await issueNumbers(context, number);
  if (!briefing || !numbers || "state" in numbers) return;
  const url = context.config.appUrl + deskIssuePath(number, "numbers");
  const letter = renderReport({ briefing: briefing.name, url, ...wordIssueReport(numbers, briefing.timeZone) });
  await inTransaction(context, async (context) => {
    const isOurs = await context.db
      .insertInto("issue_reports")
      .values({ issue_id: issueId, made_at: context.clock() })
      .onConflict((conflict) => conflict.doNothing())
      .returning("issue_id")
      .executeTakeFirst();
    if (!isOurs) return;
    const readers = await readersAtDesk(context)
      .innerJoin("report_readers", "editor_id", "editors.id")
      .where("list_id", "=", listId)
      .execute();
    const told = { kind: "issue-report" as const, link: deskIssuePath(number, "numbers"), letter };
    for (const { id } of readers)
      await tellEditor(context, id, { ...told, text: `Issue ${number}: its numbers after two days.` });
  });
}
