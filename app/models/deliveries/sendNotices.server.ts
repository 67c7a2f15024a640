import type { Context } from "#app/context.server.ts";
import { addNotice, endNotices } from "#app/models/notices.server.ts";
import { countDeliveries, type Counts } from "./deliveries.server.ts";

/** What the desk, the log and the operators are told of a send: one line each, with the issue and its counts. */

type Sending = { id: number; number: number; subject: string };

const linkOf = ({ number }: Pick<Sending, "number">) => `/desk/issues/${number}`;
const keyOf = ({ id }: Pick<Sending, "id">) => `issue ${id}`;
const factsOf = (number: number, counts: Counts) => ({ issue: number, ...counts });

export async function tellStarted(context: Context, issue: Sending, list: string, counts: Counts): Promise<void> {
  const text = `Issue ${issue.number}, “${issue.subject}”, is on its way to ${readers(counts.total)} of “${list}”.`;
  const about = { link: linkOf(issue), key: keyOf(issue), facts: factsOf(issue.number, counts) };
  await addNotice(context, { kind: "send-started", text, ...about });
}

/** @param by `the sender`, or who paused it by hand */
export async function tellPaused(
  context: Context,
  issue: Pick<Sending, "id" | "number">,
  by: string,
  reason: string,
  counts: Counts,
): Promise<void> {
  const itself = by === "the sender";
  const kind = itself ? "send-stopped" : "send-paused";
  const text = `Issue ${issue.number} is paused${itself ? "" : ` by ${by}`}: ${reason}`;
  const about = { link: linkOf(issue), key: keyOf(issue), facts: factsOf(issue.number, counts) };
  await addNotice(context, { kind, text, ...about });
}

/** It goes on, or is over. */
export async function endPaused(context: Context, issueId: number): Promise<void> {
  await endNotices(context, ["send-paused", "send-stopped"], keyOf({ id: issueId }));
}

export async function tellEnded(context: Context, issue: Sending): Promise<void> {
  const counts = await countDeliveries(context, issue.id);
  await endNotices(context, ["send-started", "send-paused", "send-stopped"], keyOf(issue));
  const states = (["refused", "uncertain", "withdrawn", "cancelled"] as const).filter((state) => counts[state] > 0);
  const others = states.map((state) => `, ${counts[state].toLocaleString("en")} ${state}`).join("");
  const text =
    `Issue ${issue.number}, “${issue.subject}”, has gone out: ${counts.accepted.toLocaleString("en")} of ` +
    `${readers(counts.total)} accepted${others}.`;
  await addNotice(context, { kind: "send-ended", text, link: linkOf(issue), facts: factsOf(issue.number, counts) });
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
