import { inTransaction, type Context } from "#app/context.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import {
  claimTransactional,
  isTransactionalDue,
  putTransactionalsBack,
  recordTransactional,
  type ClaimedTransactional,
} from "#app/models/deliveries/transactional.server.ts";
import { archive } from "#app/models/issues/editions.server.ts";
import { everywhere } from "#app/models/pacing/limits.server.ts";
import { listById } from "#app/models/readers/lists.server.ts";
import { confirmationDays, confirmUrl } from "#app/models/readers/sign-up/confirmation.server.ts";
import { leaveUrls } from "#app/models/readers/unsubscribe.server.ts";
import { issuePath } from "#app/models/sitePaths.ts";
import { isAligned } from "#emails/dkim/probe.server.ts";
import { signed } from "#emails/dkim/signing.server.ts";
import { transactionalMessage, type Message } from "#emails/message/message.server.ts";
import { messageId } from "#emails/message/messageId.server.ts";
import { renderConfirmation, renderWelcome } from "#emails/render/letters.server.ts";
import { handOverMessage, isReady, type Connection, type HandedOver } from "./connection.server.ts";
import { renderReaderMail } from "./readerMail.server.ts";
import { retryWrite } from "./retryWrite.server.ts";

/**
 * Hands over the next letter that is due; somebody may be waiting for it at a keyboard, so it goes before issues and
 * beside all limits. Only when our own server asked for patience it waits as well. One lane of a process alone does so.
 */
export async function sendTransactional(context: Context, lane: Connection, stop?: AbortSignal): Promise<boolean> {
  const { pacing } = lane.exchange;
  if (lane.isUnsure) await putTransactionalsBack(context, lane.processId);
  lane.isUnsure = false;
  if (pacing.heldUntil(context.clock()) !== null || !(await isTransactionalDue(context))) return false;
  await isReady(context, lane);
  lane.isUnsure = true;
  const { claimed: letter, moved } = await claimTransactional(context, lane.processId);
  lane.isUnsure = false;
  if (!letter) return moved;
  const { outcome, trouble } = counted(
    await handOverMessage(context, lane, async () => sign(context, await write(context, letter))),
  );
  const keep = () =>
    inTransaction(context, async (context) => {
      await recordTransactional(context, lane.processId, letter, outcome);
      if (outcome.kind === "returned" && outcome.verdict === "rate") await pacing.slow(context, everywhere, outcome);
    });
  await retryWrite(context, keep, stop);
  if (trouble) throw trouble;
  return true;
}

/** A server that hangs up on this one address, asked on a fresh connection, must not be asked for ever. */
function counted(handedOver: HandedOver): HandedOver {
  const { outcome, isFresh } = handedOver;
  const isItsOwn = isFresh && outcome.kind === "returned" && outcome.stage === "RCPT";
  return isItsOwn ? { ...handedOver, outcome: { ...outcome, kind: "deferred" }, trouble: null } : handedOver;
}

async function write(context: Context, letter: ClaimedTransactional) {
  const briefing = await getBriefing(context);
  const list = await listById(context, letter.listId);
  if (!briefing || !list) throw new Error("the briefing is not set up");
  const about = { ...briefing, url: context.config.appUrl };
  const identity = { appUrl: context.config.appUrl, fromAddress: briefing.fromAddress };
  const leave = leaveUrls(context, letter.subscriberId, letter.listId, letter.firstClaimedAt);
  const asked = await renderReaderMail(context, letter, about);
  const { others = [], askedAt = letter.createdAt } = letter.detail ?? {};
  const rendered =
    asked?.rendered ??
    (letter.kind === "confirmation" || letter.kind === "reminder"
      ? await renderConfirmation(context.templates, {
          briefing: about,
          listName: await namesOf(context, [list.id, ...others]),
          reminder: letter.kind === "reminder",
          confirmUrl: confirmUrl(context, letter.subscriberId, letter.listId, letter.createdAt, others),
          requestedAt: askedAt,
          timeZone: briefing.timeZone,
          email: letter.email,
          expiresDays: confirmationDays,
        })
      : await renderWelcome(context.templates, {
          briefing: about,
          listName: list.name,
          unsubscribeUrl: leave.page,
          preferencesUrl: leave.preferences,
          latestIssue: await latestIssue(context),
          email: letter.email,
        }));
  return transactionalMessage({
    ...rendered,
    from: { name: context.config.mailFromName ?? briefing.name, email: context.config.mailFrom },
    to: asked?.to ?? { name: letter.name, email: letter.email },
    replyTo: briefing.replyTo,
    language: briefing.language,
    messageId: messageId(`letter ${context.config.secrets[0]}`, letter.id, context.config.mailFrom),
    date: new Date(letter.firstClaimedAt),
    ...(letter.kind === "welcome" && { list: { ...list, ...identity, oneClickUrl: leave.oneClick } }),
  });
}

async function namesOf(context: Context, listIds: number[]): Promise<string> {
  const lists = await Promise.all(listIds.map((id) => listById(context, id)));
  return lists.flatMap((list) => list?.name ?? []).join(", ");
}

/** Letters may come from another domain than issues (H-33), which the key is not for; then their server signs. */
function sign(context: Context, message: Message): Promise<Message> {
  const { key } = context.dkim;
  return signed(message, key && isAligned(key, context.config.mailFrom) ? key : null);
}

async function latestIssue(context: Context) {
  const [latest] = await archive(context, 1);
  return latest
    ? { number: latest.number, subject: latest.subject, url: context.config.appUrl + issuePath(latest.number) }
    : null;
}
