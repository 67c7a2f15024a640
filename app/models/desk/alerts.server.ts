import { createHmac } from "node:crypto";
import type { Context } from "#app/context.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { second, hour } from "#app/models/durations.ts";
import { mannerOf, noticesOfCopy } from "#app/models/noticeKinds.server.ts";
import type { NoticeLetter } from "#app/models/notices.server.ts";
import type { AlertsTable } from "#db/schema/desk.ts";
import { transactionalMessage } from "#emails/message/message.server.ts";
import { messageId } from "#emails/message/messageId.server.ts";
import { renderNotice } from "#emails/render/notice.server.ts";
import { createSmtp } from "#emails/smtp/smtp.server.ts";

/** Time limit of one request to ALERT_URL. */
const patience = 10 * second;
/** After this many attempts, about a day, an alert is dropped; the desk shows its notice anyway. */
const mostAttempts = 12;
/** Alerts of one call; a larger batch would keep the sender from its work. */
const together = 20;

/** One notice through one channel. */
type Alert = {
  id: number;
  way: AlertsTable["way"];
  attempts: number;
  noticeId: number;
  kind: string;
  text: string;
  link: string | null;
  facts: string | null;
  letter: string | null;
  at: number;
  email: string | null;
  name: string | null;
  /** When its account was shut out. */
  shutOutAt: number | null;
};

/**
 * Delivers the notices that are due, once through each channel: the log, mail, and ALERT_URL. Mail uses ALERT_SMTP_URL
 * where it is set, because the usual server may be what fails. A failed channel is tried again after half a minute,
 * then
 * twice as long each time. Delivery continues after the call returns, so that a slow server delays nothing; every
 * sender
 * process calls this each second.
 * @param away true when this database is not the claimed one: then only that notice is sent, and no mail by the usual
 * way
 * @returns `told` settles when the deliveries have ended
 */
export async function tellNotices(context: Context, away = false): Promise<{ told: Promise<void> }> {
  const due = await claimAlerts(context, away);
  return { told: Promise.all(due.map((alert) => tell(context, alert))).then(() => {}) };
}

/** A claimed alert becomes due again after its wait, in case its process dies. */
async function claimAlerts(context: Context, away: boolean): Promise<Alert[]> {
  const now = context.clock();
  let query = context.db
    .selectFrom("alerts")
    .innerJoin("notices", "notices.id", "alerts.notice_id")
    .leftJoin("editors", "editors.id", "alerts.editor_id")
    .select(["alerts.id", "way", "attempts", "notice_id as noticeId", "kind", "text", "link", "facts", "letter"])
    .select(["notices.at", "editors.email", "editors.name", "editors.disabled_at as shutOutAt"])
    .where("due_at", "<=", now)
    .orderBy("alerts.id")
    .limit(together);
  if (away) query = query.where("kind", "in", noticesOfCopy);
  if (away && !context.config.alerts.smtpUrl) query = query.where("way", "!=", "mail");
  const claimed: Alert[] = [];
  for (const alert of await query.execute()) {
    const ours = await context.db
      .updateTable("alerts")
      .set({ due_at: now + restAfter(alert.attempts), attempts: alert.attempts + 1 })
      .where("id", "=", alert.id)
      .where("attempts", "=", alert.attempts)
      .returning("id")
      .executeTakeFirst();
    if (ours) claimed.push({ ...alert, attempts: alert.attempts + 1 });
  }
  return claimed;
}

/** Half a minute, then twice as long each time, at most six hours. */
function restAfter(attempts: number): number {
  return Math.min(30 * second * 2 ** attempts, 6 * hour);
}

/** The channels of a notice. @returns what went wrong, or null */
const ways: Record<Alert["way"], (context: Context, alert: Alert) => Promise<string | null>> = {
  async log(context, { kind, text, facts }) {
    const level = mannerOf(kind)?.level ?? "warn";
    context.log[level]({ notice: kind, ...factsIn(facts) }, text);
    return null;
  },
  mail,
  webhook: post,
};

async function tell(context: Context, alert: Alert): Promise<void> {
  try {
    const fault = await ways[alert.way](context, alert).catch((error: Error) => error.message);
    if (fault !== null)
      context.log.warn(
        { way: alert.way, attempts: alert.attempts, fault },
        "operators could not be told; the desk shows it",
      );
    if (fault !== null && alert.attempts < mostAttempts) return;
    await context.db.deleteFrom("alerts").where("id", "=", alert.id).execute();
    // Its recipient has the words now.
    if (alert.way === "mail" && alert.letter !== null)
      await context.db.updateTable("notices").set({ letter: null }).where("id", "=", alert.noticeId).execute();
    // A comment stays in its own place alone, where its writer can change and delete it.
    if (mannerOf(alert.kind)?.logs === false)
      await context.db.deleteFrom("notices").where("id", "=", alert.noticeId).execute();
  } catch (error) {
    context.log.warn({ error }, "what operators were told could not be noted");
  }
}

async function mail(context: Context, alert: Alert): Promise<string | null> {
  const { noticeId, kind, text, link, letter, at, email, name, shutOutAt } = alert;
  const { appUrl, mailFrom, mailFromName, secrets, alerts } = context.config;
  const briefing = await getBriefing(context);
  if (!briefing || !email) return null;
  // Shut out while the mail waited: the desk's business is no longer theirs, except their own account.
  if (shutOutAt !== null && kind !== "account") return null;
  const smtp = alerts.smtpUrl ? createSmtp(alerts.smtpUrl, { connections: 1, ...alertPatience }) : context.smtp;
  const message = await transactionalMessage({
    ...(letter ? (JSON.parse(letter) as NoticeLetter) : renderNotice(briefing.name, text, appUrl + (link ?? "/desk"))),
    from: { name: mailFromName ?? briefing.name, email: mailFrom },
    to: { name: name ?? "", email },
    language: "en",
    messageId: messageId(`notice ${secrets[0]} ${email}`, noticeId, mailFrom),
    date: new Date(at),
  });
  const line = await smtp.open();
  const outcome = await line.handOver(message).finally(() => line.close());
  return outcome.kind === "accepted" ? null : `the mail server did not take it (${outcome.code ?? outcome.kind})`;
}

const alertPatience = { greetingTimeout: 30 * second, socketTimeout: 60 * second };

/**
 * Posts a notice as JSON. With ALERT_SECRET it is signed by Standard Webhooks (standardwebhooks.com): a message id, a
 * time, and `v1,` with the HMAC-SHA-256 of `id.time.body`. Redirects are not followed, because the operator did not
 * choose their target.
 */
async function post({ config, clock }: Context, alert: Alert): Promise<string | null> {
  const { url, secret } = config.alerts;
  if (!url) return null;
  const body = JSON.stringify({
    kind: alert.kind,
    text: alert.text,
    at: new Date(alert.at).toISOString(),
    link: config.appUrl + (alert.link ?? "/desk"),
    site: config.appUrl,
    ...factsIn(alert.facts),
  });
  const id = `notice_${alert.noticeId}`;
  const time = String(Math.floor(clock() / 1000));
  const headers = { "Content-Type": "application/json", "webhook-id": id, "webhook-timestamp": time };
  const signed = secret ? { ...headers, "webhook-signature": signatureOf(secret, `${id}.${time}.${body}`) } : headers;
  try {
    const signal = AbortSignal.timeout(patience);
    const answer = await fetch(url, { method: "POST", body, headers: signed, signal, redirect: "manual" });
    await answer.body?.cancel();
    return answer.ok ? null : `ALERT_URL answered ${answer.status}`;
  } catch (error) {
    // The error's message is not used: it may hold the URL, whose path may be secret.
    const { cause, name } = error as Error & { cause?: { code?: string } };
    return `ALERT_URL cannot be reached (${cause?.code ?? name})`;
  }
}

/** Signs content by HMAC-SHA-256. @param secret base64, with or without the prefix `whsec_` */
export function signatureOf(secret: string, content: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  return `v1,${createHmac("sha256", key).update(content).digest("base64")}`;
}

function factsIn(facts: string | null): Record<string, unknown> {
  return facts ? (JSON.parse(facts) as Record<string, unknown>) : {};
}
