import type { Context } from "#app/context.server.ts";
import { deskIssuePath, slotPath } from "#app/models/deskPaths.ts";
import { minute } from "#app/models/durations.ts";
import type { DomainEvent, EventKind } from "#app/models/events.server.ts";
import { formatMonth } from "#app/models/months.server.ts";
import { addNotice, endNotices, resolveNotices } from "#app/models/notices.server.ts";
import { countDeliveries, formatToCome, type Counts } from "./deliveries.server.ts";
import { sendOfEdition, tableOf, type EditionKind, type Send } from "./sends.server.ts";

/** Notices of a send for the desk, the log and operators: one line each, with its name and its counts. */

/** The names of a send. */
export type SendName = {
  /** With a capital, like `Issue 12`. */
  title: string;
  /** For the log, like `issue 12`. */
  logged: string;
  /** Its page at the desk. */
  path: string;
  /** For programs. */
  facts: { issue: number } | { digest: string; list: string };
};

const nameOfIssue = (number: number): SendName => ({
  title: `Issue ${number}`,
  logged: `issue ${number}`,
  path: deskIssuePath(number),
  facts: { issue: number },
});

const names: Record<EditionKind, (context: Context, id: number) => Promise<SendName>> = {
  async issue(context, id) {
    const issues = context.db.selectFrom("issues").select("number");
    return nameOfIssue((await issues.where("id", "=", id).executeTakeFirstOrThrow()).number);
  },
  async digest(context, id) {
    const { month, slug, name } = await context.db
      .selectFrom("digests")
      .innerJoin("lists", "lists.id", "digests.list_id")
      .select(["month", "slug", "name"])
      .where("digests.id", "=", id)
      .executeTakeFirstOrThrow();
    return {
      title: `The digest of ${formatMonth(month)} to “${name}”`,
      logged: `digest ${month} of ${slug}`,
      path: `/desk/digests/${id}`,
      facts: { digest: month, list: slug },
    };
  },
};

export function nameOfSend(context: Context, { kind, id }: Pick<Send, "kind" | "id">): Promise<SendName> {
  return names[kind](context, id);
}

/** The notices that follow from events, by kind. */
const telling: Partial<Record<EventKind, (context: Context, event: DomainEvent) => Promise<void>>> = {
  "issue-approved": resolveApproved,
  "issue-started": tellStarted,
  "send-paused": tellPaused,
  "send-resumed": endPaused,
  "send-cancelled": endPaused,
  "send-finished": tellFinished,
};

/** Adds the notices that follow from events, and ends those that events resolve. */
export async function tellEvents(context: Context, events: DomainEvent[]): Promise<void> {
  for (const event of events) await telling[event.kind]?.(context, event);
}

async function resolveApproved(context: Context, { subject, by }: DomainEvent): Promise<void> {
  const issue = await context.db
    .selectFrom("issues")
    .select(["number", "list_id", "send_at"])
    .where("id", "=", subject)
    .executeTakeFirst();
  if (!issue) return;
  const who = by ?? "somebody";
  await resolveNotices(context, "approval-ended", deskIssuePath(issue.number), who);
  if (issue.send_at !== null) return;
  const slots = await context.db.selectFrom("slots").select("id").where("list_id", "=", issue.list_id).execute();
  for (const slot of slots) await resolveNotices(context, "slot-reminder", slotPath(slot), who);
}

function startedIssue({ db }: Context, column: "issues.id" | "editions.id", id: number) {
  return db
    .selectFrom("issues")
    .innerJoin("editions", "editions.issue_id", "issues.id")
    .select(["issues.id", "editions.id as editionId", "number", "issues.subject", "list_name as list"])
    .where(column, "=", id)
    .where("editions.variant", "is", null)
    .executeTakeFirst();
}

async function tellStarted(context: Context, { subject, by }: DomainEvent): Promise<void> {
  const issue = await startedIssue(context, "issues.id", subject);
  if (!issue) return;
  const counts = await countDeliveries(context, issue.editionId);
  const name = nameOfIssue(issue.number);
  await resolveNotices(context, "approval-ended", name.path, by ?? "somebody");
  const text = `${name.title}, “${issue.subject}”, is on its way to ${readers(counts.total)} of “${issue.list}”.`;
  await addNotice(context, { kind: "send-started", text, ...about({ kind: "issue", ...issue }, name, counts) });
}

/** A pause that has ended meanwhile needs no notice. */
async function tellPaused(context: Context, { subject, at }: DomainEvent): Promise<void> {
  const send = await sendOfEdition(context, subject);
  if (!send) return;
  const pause = await context.db
    .selectFrom(tableOf(send.kind))
    .select(["status", "paused_at", "paused_by", "pause_reason"])
    .where("id", "=", send.id)
    .executeTakeFirst();
  if (pause?.status !== "paused" || pause.paused_at === null || pause.paused_at > at) return;
  const [name, counts] = [await nameOfSend(context, send), await countDeliveries(context, send.editionId)];
  const itself = pause.paused_by === "the sender";
  const why = `${pause.pause_reason ?? ""} ${formatToCome(counts)}`.trim();
  const text = `${name.title} is paused${itself ? "" : ` by ${pause.paused_by}`}: ${why}`;
  await addNotice(context, { kind: itself ? "send-stopped" : "send-paused", text, ...about(send, name, counts) });
}

/** The send continues, or is over. */
async function endPaused(context: Context, { subject }: DomainEvent): Promise<void> {
  const send = await sendOfEdition(context, subject);
  if (send) await endNotices(context, ["send-paused", "send-stopped"], keyOf(send));
}

/** A digest has no notices of its start and its end: its page and the schedule show them. */
async function tellFinished(context: Context, { subject }: DomainEvent): Promise<void> {
  const issue = await startedIssue(context, "editions.id", subject);
  if (!issue) return;
  const counts = await countDeliveries(context, issue.editionId);
  const send: Send = { kind: "issue", ...issue };
  await endNotices(context, ["send-started", "send-paused", "send-stopped"], keyOf(send));
  const states = (["refused", "uncertain", "withdrawn", "cancelled"] as const).filter((state) => counts[state] > 0);
  const others = states.map((state) => `, ${counts[state].toLocaleString("en")} ${state}`).join("");
  const name = nameOfIssue(issue.number);
  const text =
    `${name.title}, “${issue.subject}”, has gone out: ${counts.accepted.toLocaleString("en")} of ` +
    `${readers(counts.total)} accepted${others}.`;
  await addNotice(context, { kind: "send-ended", text, ...about(send, name, counts) });
}

function keyOf({ kind, id }: Send): string {
  return `${kind} ${id}`;
}

function about(send: Send, { path, facts }: SendName, counts: Counts) {
  return { link: path, key: keyOf(send), facts: { ...facts, ...counts } };
}

function readers(count: number): string {
  return count === 1 ? "1 reader" : `${count.toLocaleString("en")} readers`;
}

/** The start of an outage of the mail server, and whether somebody must mend it. */
type ServerOutage = { words: string; since: number; lasting: boolean };

/** Milliseconds: a shorter outage has no notice. */
const hiccup = minute;

/**
 * Adds or ends the notice of a mail server that is unreachable, or refuses us. Called each second.
 * @param trouble null without an outage
 * @param reached true when a message was handed over since the last outage, which alone ends the notice
 */
export async function tellServer(context: Context, trouble: ServerOutage | null, reached: boolean): Promise<void> {
  const key = context.smtp.server;
  if (trouble && (trouble.lasting || context.clock() >= trouble.since + hiccup)) {
    const kind = trouble.lasting ? "server-refuses" : "server-away";
    const text = `Nothing goes out. ${trouble.words}`;
    await addNotice(context, { kind, text, link: "/desk", key, facts: { server: key } });
  } else if (!trouble && reached) await endNotices(context, ["server-refuses", "server-away"], key);
}

/** Adds the notice that nodemailer's public `send()` writes the mail instead of our own writer; false ends it. */
export async function tellPublicSend(context: Context, isPublic: boolean): Promise<void> {
  const key = context.smtp.server;
  const text =
    "Mail goes out more slowly than it could: Pressrun does not know the inner parts of this version of nodemailer, so " +
    "nodemailer’s public way writes the messages. Nothing else is different.";
  if (isPublic) await addNotice(context, { kind: "public-send", text, link: "/desk", key });
  else await endNotices(context, ["public-send"], key);
}
