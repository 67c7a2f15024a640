import type { Context } from "#app/context.server.ts";
import { formatMonth } from "#app/models/months.server.ts";
import { addNotice, endNotices } from "#app/models/notices.server.ts";
import { countDeliveries, type Counts } from "./deliveries.server.ts";
import type { EditionKind, Send } from "./sends.server.ts";

/** What the desk, the log and the operators are told of a send: one line each, with its name and its counts. */

/** How people are told of a send. */
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

type Issued = { id: number; editionId: number; number: number; subject: string };

const nameOfIssue = (number: number): SendName => ({
  title: `Issue ${number}`,
  logged: `issue ${number}`,
  path: `/desk/issues/${number}`,
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

const keyOf = ({ kind, id }: Pick<Send, "kind" | "id">) => `${kind} ${id}`;

export async function tellStarted(context: Context, issue: Issued, list: string, counts: Counts): Promise<void> {
  const { title, path: link, facts } = nameOfIssue(issue.number);
  const text = `${title}, “${issue.subject}”, is on its way to ${readers(counts.total)} of “${list}”.`;
  const key = keyOf({ kind: "issue", id: issue.id });
  await addNotice(context, { kind: "send-started", text, link, key, facts: { ...facts, ...counts } });
}

/** @param by `the sender`, or who paused it by hand */
export async function tellPaused(
  context: Context,
  send: Send,
  { title, path: link, facts }: SendName,
  by: string,
  reason: string,
  counts: Counts,
): Promise<void> {
  const itself = by === "the sender";
  const kind = itself ? "send-stopped" : "send-paused";
  const text = `${title} is paused${itself ? "" : ` by ${by}`}: ${reason}`;
  await addNotice(context, { kind, text, link, key: keyOf(send), facts: { ...facts, ...counts } });
}

/** It goes on, or is over. */
export async function endPaused(context: Context, send: Send): Promise<void> {
  await endNotices(context, ["send-paused", "send-stopped"], keyOf(send));
}

/** Of a digest nobody is told that it has gone out, as of its start: its page and the schedule say so. */
export async function tellEnded(context: Context, issue: Issued): Promise<void> {
  const counts = await countDeliveries(context, issue.editionId);
  const key = keyOf({ kind: "issue", id: issue.id });
  await endNotices(context, ["send-started", "send-paused", "send-stopped"], key);
  const states = (["refused", "uncertain", "withdrawn", "cancelled"] as const).filter((state) => counts[state] > 0);
  const others = states.map((state) => `, ${counts[state].toLocaleString("en")} ${state}`).join("");
  const { title, path: link, facts } = nameOfIssue(issue.number);
  const text =
    `${title}, “${issue.subject}”, has gone out: ${counts.accepted.toLocaleString("en")} of ` +
    `${readers(counts.total)} accepted${others}.`;
  await addNotice(context, { kind: "send-ended", text, link, facts: { ...facts, ...counts } });
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
