import { randomBytes } from "node:crypto";
import type { Insertable, Selectable } from "kysely";
import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { getBriefing, type Briefing } from "#app/models/briefing.server.ts";
import { formatMoment } from "#app/models/dates.server.ts";
import { countingOf } from "#app/models/clicks/counting.server.ts";
import { keepLinks } from "#app/models/clicks/editionLinks.server.ts";
import { tooManyComplaints } from "#app/models/deliveries/complaintRate.server.ts";
import { enqueue, pauseOf, type SendPause } from "#app/models/deliveries/deliveries.server.ts";
import { countRecipients, narrowed, type Addressed } from "#app/models/deliveries/recipients.server.ts";
import type { Send } from "#app/models/deliveries/sends.server.ts";
import { digestsPath } from "#app/models/deskPaths.ts";
import { day } from "#app/models/durations.ts";
import { countOf } from "#app/models/fields.server.ts";
import { advanceDatabaseVersion, confirmDatabase, databaseFault } from "#app/models/instance/homeDatabase.server.ts";
import { formatMonth, latestMonth, type Month } from "#app/models/months.server.ts";
import { addNotice } from "#app/models/notices.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import type { DigestsTable, EditionsTable } from "#db/schema/issues.ts";
import type { DigestContent } from "#emails/render/digest.server.ts";
import { digestContent, digestLinks, topicsIn } from "./content.server.ts";

/** Milliseconds: a digest that is later than this is missed. */
const grace = 7 * day;

/**
 * Starts the due digests: the newest month of each list, once, also after restarts, clock jumps and with several
 * processes. Every sender process calls this each second. An unclaimed database does nothing by itself.
 */
export async function runDigests(context: Context): Promise<void> {
  const briefing = await getBriefing(context);
  if (!briefing) return;
  const month = latestMonth(context.clock(), briefing.timeZone);
  const lists = await listsWithout(context, month);
  if (lists.length === 0 || (await databaseFault(context)) || (await tooManyComplaints(context))) return;
  for (const list of lists) await startDigest(context, briefing, list, month);
  await confirmDatabase(context);
}

/** Returns the lists that existed when a month's digest was due, and have none. */
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

/** One transaction for the row and the deliveries: either all readers are queued, or none. */
function startDigest(context: Context, briefing: Briefing, list: List, month: Month): Promise<void> {
  return inTransaction(context, async (context) => {
    const content = await digestContent(context, briefing, list.id, month);
    const addressed = await addressedByTopics(context, list.id, topicsIn(content));
    const readers = content.issues.length > 0 ? await countRecipients(context, addressed, "monthly") : 0;
    const row = { list_id: list.id, month: month.month, due_at: month.dueAt, at: context.clock() };
    const close = (status: "empty" | "missed", detail: string) => insertDigest(context, { ...row, status, detail });
    if (content.issues.length === 0) return void (await close("empty", "No issue went out in that month."));
    if (readers === 0) return void (await close("empty", "Nobody on the list was to get a digest."));
    if (await hasLater(context, list.id, month.month)) return missed(clockWentBack(list, month));
    if (context.clock() - month.dueAt > grace) return missed(tooLate(list, month, briefing.timeZone));
    const detail = `To ${countOf(readers, "reader")}.`;
    const id = await insertDigest(context, { ...row, status: "sending", detail });
    if (id === null) return;
    await enqueue(context, await freeze(context, id, briefing, list, content), addressed, "digest");
    // In the same transaction, so that a backup either contains this digest or is recognised as older.
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
  if (slugs.length === 0) return { listId, topics: null, segment: null };
  const topics = await context.db.selectFrom("topics").select("id").where("slug", "in", slugs).execute();
  return narrowed(
    context,
    listId,
    topics.map(({ id }) => id),
  );
}

/** Freezes the content of its readers' mails, as for an issue when its send begins. @returns the edition's id */
async function freeze(context: Context, digestId: number, briefing: Briefing, list: List, content: DigestContent) {
  const counting = await countingOf(context, list.id);
  const { id } = await context.db
    .insertInto("editions")
    .values({
      issue_id: null,
      digest_id: digestId,
      from_name: briefing.fromName,
      from_address: briefing.fromAddress,
      reply_to: briefing.replyTo,
      list_slug: list.slug,
      list_name: list.name,
      language: briefing.language,
      marker_key: randomBytes(16).toString("hex"),
      signed_by: context.dkim.key?.domain ?? null,
      frozen_at: context.clock(),
      ...{ subject: null, preheader: null, sha256: null, html: null, text: null },
      content: JSON.stringify(content),
      counts_clicks: Number(counting.clicks !== null),
      counts_opens: Number(counting.opens !== null),
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  if (counting.clicks !== null) await keepLinks(context, id, await digestLinks(context, content));
  return id;
}

/** @returns its id, or null when another process inserted it */
async function insertDigest(context: Context, row: Insertable<DigestsTable>): Promise<number | null> {
  const inserted = await context.db
    .insertInto("digests")
    .values(row)
    .onConflict((conflict) => conflict.columns(["list_id", "month"]).doNothing())
    .returning("id")
    .executeTakeFirst();
  return inserted?.id ?? null;
}

/** True when the clock went back before a month whose digest is done. */
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

/** A digest for the desk and for explanations. Times in milliseconds. */
export type Digest = {
  id: number;
  /** Like `2026-11`. */
  month: string;
  list: List;
  status: DigestsTable["status"];
  detail: string;
  /** The time when it was started, or found to be empty. */
  at: number;
  sentAt: number | null;
  /** Null when nothing was sent. */
  editionId: number | null;
  pause: SendPause | null;
};

function digests(context: Context) {
  return context.db
    .selectFrom("digests")
    .innerJoin("lists", "lists.id", "digests.list_id")
    .leftJoin("editions", "editions.digest_id", "digests.id")
    .select(["digests.id", "month", "status", "detail", "at", "sent_at", "paused_at", "paused_by", "pause_reason"])
    .select(["editions.id as edition_id", "lists.id as listId", "slug", "name"]);
}

type DigestRow = Awaited<ReturnType<ReturnType<typeof digests>["executeTakeFirstOrThrow"]>>;

async function digestOf(context: Context, row: DigestRow): Promise<Digest> {
  const { id, month, status, detail, at, sent_at: sentAt, edition_id: editionId, listId, slug, name } = row;
  const list = { id: listId, slug, name };
  return { id, month, list, status, detail, at, sentAt, editionId, pause: await pauseOf(context, row) };
}

export async function digestById(context: Context, id: number): Promise<Digest | undefined> {
  const row = await digests(context).where("digests.id", "=", id).executeTakeFirst();
  return row && digestOf(context, row);
}

/** Lists the digests of a month, like `2026-11`, in the order of the lists. */
export async function digestsOfMonth(context: Context, month: string): Promise<Digest[]> {
  const rows = await digests(context).where("month", "=", month).orderBy("lists.id").execute();
  return Promise.all(rows.map((row) => digestOf(context, row)));
}

/** Returns the send of a digest; undefined when there was nothing to send. */
export function sendOfDigest({ id, editionId }: Pick<Digest, "id" | "editionId">): Send | undefined {
  return editionId === null ? undefined : { kind: "digest", id, editionId };
}

/** The content of a digest's mails, and the data for their links and headers. */
export type DigestEdition = Omit<Selectable<EditionsTable>, "content"> & {
  content: DigestContent;
  month: string;
  listId: number;
};

/** @throws when there is none with this id */
export async function digestEdition(context: Context, editionId: number): Promise<DigestEdition> {
  const row = await context.db
    .selectFrom("editions")
    .innerJoin("digests", "digests.id", "editions.digest_id")
    .selectAll("editions")
    .select(["month", "list_id as listId"])
    .where("editions.id", "=", editionId)
    .executeTakeFirstOrThrow();
  return { ...row, content: JSON.parse(row.content) as DigestContent };
}
