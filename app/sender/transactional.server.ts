import { inTransaction, type Context } from "#app/context.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import {
  claimTransactional,
  isTransactionalDue,
  putTransactionalsBack,
  recordTransactional,
  type ClaimedTransactional,
} from "#app/models/deliveries/transactional.server.ts";
import { withReference } from "#app/models/inbound/providers/outgoing.server.ts";
import { referenceAddress } from "#app/models/mailReferences.server.ts";
import { everywhere } from "#app/models/pacing/limits.server.ts";
import { listById } from "#app/models/readers/lists.server.ts";
import { isAligned } from "#emails/dkim/probe.server.ts";
import { signed } from "#emails/dkim/signing.server.ts";
import { transactionalMessage, type Message } from "#emails/message/message.server.ts";
import { messageId } from "#emails/message/messageId.server.ts";
import { handOverMessage, isReady, NotYetWritten, type Connection, type HandedOver } from "./connection.server.ts";
import { retryWrite } from "./retryWrite.server.ts";
import { writeMail } from "./transactionalMails.server.ts";
import { TakenBack } from "./writtenMail.server.ts";

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
  const { outcome, trouble } = counted(await handOverMessage(context, lane, () => messageOf(context, letter)));
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

/** Nobody asks twice for a letter that is lost, so what keeps us from writing one must not end it. */
async function messageOf(context: Context, letter: ClaimedTransactional): Promise<Message> {
  try {
    const { message, from } = await write(context, letter);
    const { id: letterId, subscriberId, firstClaimedAt } = letter;
    const marked = withReference(context, message, { letterId }, subscriberId, firstClaimedAt);
    return await sign(context, marked, from);
  } catch (error) {
    if (error instanceof TakenBack) throw error;
    throw new NotYetWritten((error as Error).message, { cause: error });
  }
}

/** @returns the message, and the address in its From */
async function write(context: Context, mail: ClaimedTransactional): Promise<{ message: Message; from: string }> {
  const briefing = await getBriefing(context);
  const list = await listById(context, mail.listId);
  if (!briefing || !list) throw new Error("the briefing is not set up");
  const { to, rendered, oneClickUrl, own } = await writeMail(context, mail, { briefing, list });
  const identity = { appUrl: context.config.appUrl, fromAddress: briefing.fromAddress };
  const message = await transactionalMessage({
    ...rendered,
    from: { name: context.config.mailFromName ?? briefing.name, email: context.config.mailFrom },
    to,
    replyTo: briefing.replyTo,
    language: briefing.language,
    messageId: messageId(`letter ${context.config.secrets[0]}`, mail.id, context.config.mailFrom),
    date: new Date(mail.firstClaimedAt),
    returnPath:
      referenceAddress(context, "bounce", { letterId: mail.id }, mail.subscriberId, mail.firstClaimedAt) ?? undefined,
    ...(oneClickUrl && { list: { ...list, ...identity, oneClickUrl } }),
    ...own,
  });
  return { message, from: own?.from?.email ?? context.config.mailFrom };
}

/** Letters may come from another domain than issues (H-33), which the key is not for; then their server signs. */
function sign(context: Context, message: Message, from: string): Promise<Message> {
  const { key } = context.dkim;
  return signed(message, key && isAligned(key, from) ? key : null);
}
