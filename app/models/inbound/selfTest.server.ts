import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { healthPath } from "#app/models/deskPaths.ts";
import { day, hour } from "#app/models/durations.ts";
import { databaseFault } from "#app/models/instance/homeDatabase.server.ts";
import { openAsGuest } from "#app/models/instance/smtpGuests.server.ts";
import { referenceAddress } from "#app/models/mailReferences.server.ts";
import { addNotice, endNotices } from "#app/models/notices.server.ts";
import { withinLimit } from "#app/models/rateLimits.server.ts";
import { transactionalMessage } from "#emails/message/message.server.ts";
import { messageId } from "#emails/message/messageId.server.ts";
import { isSmtpUnavailable } from "#emails/smtp/smtp.server.ts";
import type { Fact } from "./reports.ts";

/** A test of the way back: a letter to ourselves, at a signed address. `said`: why it could not be handed over. Times in milliseconds. */
export type SelfTest = { id: number; by: string; sentAt: number; backAt: number | null; said: string | null };

/** `no-mailbox`: BOUNCE_ADDRESS is not set. */
export type SelfTestFault =
  { error: "no-mailbox" | "not-set-up" | "too-many" } | { error: "cannot-send" | "refused"; why: string };

/** Milliseconds: the way back counts as open for a month after a test came back (H-19); the sender tries it each week. */
const openFor = 30 * day;
const triedEach = 7 * day;
/** A test that is not back by then is told to operators. */
const patience = hour;
/** The sender, as who asks for a test. */
const bySender = "the sender";

/**
 * Sends a probe letter to a signed address of our own; when it comes back through a door, `noteProbe` records it.
 * @param by an editor's name, the script or the sender
 */
export async function startSelfTest(context: Context, by: string): Promise<{ id: number } | SelfTestFault> {
  const address = mailboxOf(context);
  if (address === null) return { error: "no-mailbox" };
  const away = await databaseFault(context);
  if (away) return { error: "cannot-send", why: away };
  if (!(await withinLimit(context, "self-test", "all", 20, hour))) return { error: "too-many" };
  const briefing = await getBriefing(context);
  if (!briefing) return { error: "not-set-up" };
  const now = context.clock();
  const { id } = await inTransaction(context, async (context) => {
    if (by !== bySender) await logAction(context, by, "self-test", "mail that comes back");
    return context.db
      .insertInto("self_tests")
      .values({ asked_by: by, address, sent_at: now })
      .returning("id")
      .executeTakeFirstOrThrow();
  });
  const to = referenceAddress(context, "probe", { letterId: id }, 0, now)!;
  const fault = await send(context, to, briefing.name, id);
  if (!fault) return { id };
  await context.db
    .updateTable("self_tests")
    .set({ fault: fault.why.slice(0, 500) })
    .where("id", "=", id)
    .execute();
  return fault;
}

async function send(context: Context, to: string, name: string, id: number) {
  const { mailFrom, mailFromName, secrets } = context.config;
  const words = "Pressrun sends this to itself, to see whether mail that comes back arrives. Nobody need read it.";
  try {
    const message = await transactionalMessage({
      ...{ subject: "A test of the way back", text: `${words}\n`, html: `<p>${words}</p>`, language: "en" },
      from: { name: mailFromName ?? name, email: mailFrom },
      to: { name: "", email: to },
      messageId: messageId(`self-test ${secrets[0]}`, id, mailFrom),
      date: new Date(context.clock()),
    });
    const line = await openAsGuest(context);
    const outcome = await line.handOver(message).finally(() => line.close());
    return outcome.kind === "accepted" ? null : { error: "refused" as const, why: outcome.reply };
  } catch (error) {
    if (isSmtpUnavailable(error)) return { error: "cannot-send" as const, why: error.message };
    throw error;
  }
}

/** Records that a probe came back. @returns false for a fact that is none */
export async function noteProbe(context: Context, { reference }: Fact): Promise<boolean> {
  if (reference?.purpose !== "probe") return false;
  if (reference.isExpired || reference.letterId === null) return true;
  const row = await context.db
    .updateTable("self_tests")
    .set({ back_at: context.clock() })
    .where("id", "=", reference.letterId)
    .where("back_at", "is", null)
    .returning("address")
    .executeTakeFirst();
  if (row) await endNotices(context, ["way-back"], row.address);
  return true;
}

/** True while readers may be told that a mail is enough to leave: a test of this very mailbox came back lately (H-19). */
export async function isWayBackOpen(context: Context): Promise<boolean> {
  const address = mailboxOf(context);
  if (address === null) return false;
  const row = await context.db
    .selectFrom("self_tests")
    .select("id")
    .where("address", "=", address)
    .where("back_at", ">", context.clock() - openFor)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** @returns the last test, and the last that came back, of the mailbox of now; `isSet` false without one */
export async function selfTests(
  context: Context,
): Promise<{ isSet: boolean; isOpen: boolean; last: SelfTest | null; back: SelfTest | null }> {
  const address = mailboxOf(context);
  const isSet = address !== null;
  const tests = context.db
    .selectFrom("self_tests")
    .select(["id", "asked_by as by", "sent_at as sentAt", "back_at as backAt", "fault as said"])
    .where("address", "=", address ?? "")
    .orderBy("id", "desc");
  const last = (await tests.executeTakeFirst()) ?? null;
  const back = (await tests.where("back_at", "is not", null).executeTakeFirst()) ?? null;
  return { isSet, isOpen: await isWayBackOpen(context), last, back };
}

/** Calls `testWayBack` without waiting for the mail server. The sender calls it each hour. */
export function testWayBackSoon(context: Context): void {
  if (context.underWay.has("self-test")) return;
  const test = testWayBack(context)
    .catch((error: unknown) => context.log.error({ error }, "the way back could not be tried"))
    .finally(() => context.underWay.delete("self-test"));
  context.underWay.set("self-test", test);
}

/** Tries the way back once a week, and tells operators when a test does not return. */
export async function testWayBack(context: Context): Promise<void> {
  const { isSet, last } = await selfTests(context);
  if (!isSet) return;
  const now = context.clock();
  if (last && last.backAt === null && now > last.sentAt + patience) await tellMissing(context);
  if (last && now < last.sentAt + triedEach) return;
  const started = await startSelfTest(context, bySender);
  if ("error" in started) context.log.warn({ fault: started.error }, "the way back could not be tried");
}

async function tellMissing(context: Context): Promise<void> {
  const text =
    "Mail that comes back does not arrive: a test letter to our own mailbox is missing. Failures, complaints and leaves by " +
    "mail are not heard until it does.";
  await addNotice(context, { kind: "way-back", text, link: healthPath, key: mailboxOf(context)! });
}

function mailboxOf({ config: { bounceAddress } }: Context): string | null {
  return bounceAddress && `${bounceAddress.local}@${bounceAddress.domain}`;
}
