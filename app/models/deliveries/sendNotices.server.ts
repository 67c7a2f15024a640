import type { Context } from "#app/context.server.ts";
import { issuePath, slotPath } from "#app/models/deskPaths.server.ts";
import type { DomainEvent, EventKind } from "#app/models/events.server.ts";
import { addNotice, endNotices, resolveNotices } from "#app/models/notices.server.ts";
import { countDeliveries, formatToCome, type Counts } from "./deliveries.server.ts";

/** What the desk, the log and the operators are told of a send: one line each, with the issue and its counts. */

/** Tells what events mean for whoever watches the sends, and takes away what they settle. */
export async function tellEvents(context: Context, events: DomainEvent[]): Promise<void> {
  for (const event of events) {
    const issue = await issueOf(context, event.subject);
    if (issue) await telling[event.kind]?.(context, issue, event);
  }
}

type Sending = NonNullable<Awaited<ReturnType<typeof issueOf>>>;

function issueOf({ db }: Context, id: number) {
  return db
    .selectFrom("issues")
    .innerJoin("lists", "lists.id", "list_id")
    .select(["issues.id", "number", "subject", "status", "list_id", "lists.name as list"])
    .select(["paused_at", "paused_by", "pause_reason", "send_at"])
    .where("issues.id", "=", id)
    .executeTakeFirst();
}

const telling: Partial<Record<EventKind, (context: Context, issue: Sending, event: DomainEvent) => Promise<void>>> = {
  "issue-approved": settleApproved,
  "issue-started": tellStarted,
  "issue-paused": tellPaused,
  "issue-resumed": endPaused,
  "issue-cancelled": endPaused,
  "issue-finished": tellFinished,
};

async function settleApproved(context: Context, issue: Sending, { by }: DomainEvent): Promise<void> {
  const who = by ?? "somebody";
  await resolveNotices(context, "approval-ended", issuePath(issue.number), who);
  if (issue.send_at !== null) return;
  const slots = await context.db.selectFrom("slots").select("id").where("list_id", "=", issue.list_id).execute();
  for (const slot of slots) await resolveNotices(context, "slot-reminder", slotPath(slot), who);
}

async function tellStarted(context: Context, issue: Sending): Promise<void> {
  const counts = await countDeliveries(context, issue.id);
  const text = `Issue ${issue.number}, “${issue.subject}”, is on its way to ${readers(counts.total)} of “${issue.list}”.`;
  await addNotice(context, { kind: "send-started", text, ...about(issue, counts) });
}

/** A pause that is over already needs nobody. */
async function tellPaused(context: Context, issue: Sending, { at }: DomainEvent): Promise<void> {
  if (issue.status !== "paused" || issue.paused_at === null || issue.paused_at > at) return;
  const counts = await countDeliveries(context, issue.id);
  const itself = issue.paused_by === "the sender";
  const kind = itself ? "send-stopped" : "send-paused";
  const why = `${issue.pause_reason ?? ""} ${formatToCome(counts)}`.trim();
  const text = `Issue ${issue.number} is paused${itself ? "" : ` by ${issue.paused_by}`}: ${why}`;
  await addNotice(context, { kind, text, ...about(issue, counts) });
}

/** It goes on, or is over. */
async function endPaused(context: Context, issue: Sending): Promise<void> {
  await endNotices(context, ["send-paused", "send-stopped"], keyOf(issue));
}

async function tellFinished(context: Context, issue: Sending): Promise<void> {
  const counts = await countDeliveries(context, issue.id);
  await endNotices(context, ["send-started", "send-paused", "send-stopped"], keyOf(issue));
  const states = (["refused", "uncertain", "withdrawn", "cancelled"] as const).filter((state) => counts[state] > 0);
  const others = states.map((state) => `, ${counts[state].toLocaleString("en")} ${state}`).join("");
  const text =
    `Issue ${issue.number}, “${issue.subject}”, has gone out: ${counts.accepted.toLocaleString("en")} of ` +
    `${readers(counts.total)} accepted${others}.`;
  await addNotice(context, { kind: "send-ended", text, ...about(issue, counts) });
}

function keyOf({ id }: Sending): string {
  return `issue ${id}`;
}

function about(issue: Sending, counts: Counts) {
  return { link: issuePath(issue.number), key: keyOf(issue), facts: { issue: issue.number, ...counts } };
}

function readers(count: number): string {
  return count === 1 ? "1 reader" : `${count.toLocaleString("en")} readers`;
}

/** Since when the mail server takes nothing from this process, and whether that will not go by itself. */
type ServerOutage = { words: string; since: number; lasting: boolean };

/** Shorter, it is a hiccup. Milliseconds. */
const hiccup = 60_000;

/**
 * Tells of a mail server that is away, or that refuses us, and of its end. Asked each second.
 * @param trouble null while there is none
 * @param reached something was handed over since the last trouble: that alone is the end of it
 */
export async function tellServer(context: Context, trouble: ServerOutage | null, reached: boolean): Promise<void> {
  const key = context.smtp.server;
  if (trouble && (trouble.lasting || context.clock() >= trouble.since + hiccup)) {
    const kind = trouble.lasting ? "server-refuses" : "server-away";
    const text = `Nothing goes out. ${trouble.words}`;
    await addNotice(context, { kind, text, link: "/desk", key, facts: { server: key } });
  } else if (!trouble && reached) await endNotices(context, ["server-refuses", "server-away"], key);
}

/** Tells that nodemailer's own way writes the mail instead of ours, and, with false, that ours does again. */
export async function tellPublicSend(context: Context, isPublic: boolean): Promise<void> {
  const key = context.smtp.server;
  const text =
    "Mail goes out more slowly than it could: Pressrun does not know the inner parts of this version of nodemailer, so " +
    "nodemailer’s public way writes the messages. Nothing else is different.";
  if (isPublic) await addNotice(context, { kind: "public-send", text, link: "/desk", key });
  else await endNotices(context, ["public-send"], key);
}
