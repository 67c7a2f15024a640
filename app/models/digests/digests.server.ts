import { randomBytes } from "node:crypto";
import { sql, type Insertable, type Selectable } from "kysely";
import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { getBriefing, type Briefing } from "#app/models/briefing.server.ts";
import { formatMoment } from "#app/models/dates.server.ts";
import { countRecipients, narrowed, recipients, type Addressed } from "#app/models/deliveries/recipients.server.ts";
import { digestsPath } from "#app/models/deskPaths.ts";
import { countOf } from "#app/models/fields.server.ts";
import { advanceDatabaseVersion, confirmDatabase, databaseFault } from "#app/models/instance/homeDatabase.server.ts";
import { formatMonth, latestMonth, type Month } from "#app/models/months.server.ts";
import { addNotice } from "#app/models/notices.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import type { DigestsTable } from "#db/schema.ts";
import type { DigestContent } from "#emails/render/digest.server.ts";
import { digestContent, topicsIn } from "./content.server.ts";

/** How late a digest may still go out. Milliseconds. */
const grace = 7 * 24 * 3_600_000;

/**
 * Starts the digests that are due: of each list the newest month, once, whatever restarts, clocks that jump or second
 * processes do. Every sender process asks this each second. A database that is away from home does nothing by itself.
 */
export async function runDigests(context: Context): Promise<void> {
  const briefing = await getBriefing(context);
  if (!briefing) return;
  const month = latestMonth(context.clock(), briefing.timeZone);
  const lists = await listsWithout(context, month);
  if (lists.length === 0 || (await databaseFault(context))) return;
  for (const list of lists) await startDigest(context, briefing, list, month);
  await confirmDatabase(context);
}

/** The lists that were there when the digest of a month was due, and have none. */
function listsWithout(context: Context, { month, dueAt }: Month): Promise<List[]> {
  return context.db
    .selectFrom("lists")
    .select(["id", "slug", "name"])
    .where("created_at", "<", dueAt)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(selectFrom("digests").select("month").whereRef("list_id", "=", "lists.id").where("month", "=", month)),
      ),
    )
    .orderBy("id")
    .execute();
}

/** The row and the letters are one transaction: either all readers are in the queue, or none. */
function startDigest(context: Context, briefing: Briefing, list: List, month: Month): Promise<void> {
  return inTransaction(context, async (context) => {
    const content = await digestContent(context, briefing, list.id, month);
    const addressed = await addressedByTopics(context, list.id, topicsIn(content));
    const readers = content.issues.length > 0 ? await countRecipients(context, addressed, "monthly") : 0;
    const row = rowOf(context, briefing, list, month);
    const close = (status: "empty" | "missed", detail: string) => insertDigest(context, { ...row, status, detail });
    if (content.issues.length === 0) return void (await close("empty", "No issue went out in that month."));
    if (readers === 0) return void (await close("empty", "Nobody on the list was to get a digest."));
    if (await hasLater(context, list.id, month.month)) return missed(clockWentBack(list, month));
    if (context.clock() - month.dueAt > grace) return missed(tooLate(list, month, briefing.timeZone));
    const detail = `To ${countOf(readers, "reader")}.`;
    const id = await insertDigest(context, { ...row, status: "sending", detail, content: JSON.stringify(content) });
    if (id === null) return;
    await enqueueCopies(context, id, addressed);
    // With the letters, so that a backup either has this digest or is told by it.
    await advanceDatabaseVersion(context);
    await logAction(
      context,
      "the monthly digest",
      "digest",
      `${month.month} to ${countOf(readers, "reader")} of ${list.slug}`,
    );

    async function missed(text: string) {
      if ((await close("missed", text)) === null) return;
      await addNotice(context, { kind: "digest-missed", text, link: digestsPath });
    }
  });
}

async function addressedByTopics(context: Context, listId: number, slugs: string[]): Promise<Addressed> {
  if (slugs.length === 0) return { listId, topics: null };
  const topics = await context.db.selectFrom("topics").select("id").where("slug", "in", slugs).execute();
  return narrowed(
    context,
    listId,
    topics.map(({ id }) => id),
  );
}

function rowOf(context: Context, briefing: Briefing, list: List, { month, dueAt }: Month) {
  return {
    list_id: list.id,
    month,
    due_at: dueAt,
    at: context.clock(),
    content: null,
    from_name: briefing.fromName,
    from_address: briefing.fromAddress,
    reply_to: briefing.replyTo,
    list_slug: list.slug,
    list_name: list.name,
    marker_key: randomBytes(16).toString("hex"),
    signed_by: context.dkim.key?.domain ?? null,
  };
}

/** @returns its id, or null when another process was quicker */
async function insertDigest(context: Context, row: Insertable<DigestsTable>): Promise<number | null> {
  const inserted = await context.db
    .insertInto("digests")
    .values(row)
    .onConflict((conflict) => conflict.columns(["list_id", "month"]).doNothing())
    .returning("id")
    .executeTakeFirst();
  return inserted?.id ?? null;
}

/** True when the clock has gone back behind a month whose digest has been dealt with. */
async function hasLater(context: Context, listId: number, month: string): Promise<boolean> {
  const later = await context.db
    .selectFrom("digests")
    .select("id")
    .where("list_id", "=", listId)
    .where("month", ">", month)
    .executeTakeFirst();
  return later !== undefined;
}

function tooLate(list: List, { month, dueAt }: Month, timeZone: string): string {
  return `No sender ran at ${formatMoment(dueAt, timeZone)}, nor in the 7 days after it, so the digest of ${formatMonth(month)} to “${list.name}” did not go out. The next one goes as usual.`;
}

function clockWentBack(list: List, { month }: Month): string {
  return `A clock went back: the digest of ${formatMonth(month)} to “${list.name}” came up after a later one, so it did not go out. Check the clocks of your machines.`;
}

/** One statement, so that nobody is left out and nobody doubled. */
async function enqueueCopies(context: Context, digestId: number, addressed: Addressed): Promise<void> {
  const now = context.clock();
  await context.db
    .insertInto("letters")
    .columns(["kind", "subscriber_id", "list_id", "digest_id", "created_at", "status", "due_at", "attempts"])
    .expression(
      recipients(context, addressed, "monthly").select([
        sql<string>`'digest'`.as("kind"),
        "subscriptions.subscriber_id",
        "subscriptions.list_id",
        sql<number>`cast(${digestId} as integer)`.as("digest_id"),
        sql<number>`cast(${now} as bigint)`.as("created_at"),
        sql<"queued">`'queued'`.as("status"),
        sql<number>`cast(${now} as bigint)`.as("due_at"),
        sql<number>`0`.as("attempts"),
      ]),
    )
    .execute();
}

/** A digest that is going out, or went out: what its copies are made of. */
export type SentDigest = Omit<Selectable<DigestsTable>, "content"> & { content: DigestContent };

/** @throws when there never was anything to send */
export async function digestById(context: Context, id: number): Promise<SentDigest> {
  const row = await context.db.selectFrom("digests").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
  if (row.content === null) throw new Error("this digest has no content");
  return { ...row, content: JSON.parse(row.content) as DigestContent };
}

/** The digests that are going out, the oldest first. */
export async function sendingDigests(context: Context): Promise<number[]> {
  const rows = await context.db
    .selectFrom("digests")
    .select("id")
    .where("status", "=", "sending")
    .orderBy("id")
    .execute();
  return rows.map(({ id }) => id);
}

/** Closes the digests of which nothing waits and nothing is in flight any more. */
export async function closeDigests(context: Context): Promise<void> {
  await context.db
    .updateTable("digests")
    .set({ status: "sent" })
    .where("status", "=", "sending")
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("letters")
            .select("id")
            .whereRef("digest_id", "=", "digests.id")
            .where("letters.status", "in", ["queued", "sending"]),
        ),
      ),
    )
    .execute();
}
