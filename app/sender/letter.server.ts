import { renderConfirmation, renderWelcome } from "#emails/letters.server.ts";
import { isAligned } from "#emails/dkimProbe.server.ts";
import { letterMessage, type Message } from "#emails/message.server.ts";
import { signed } from "#emails/signing.server.ts";
import { inTransaction, type Context } from "../context.server.ts";
import { getBriefing } from "../models/briefing.server.ts";
import { archive } from "../models/editions.server.ts";
import {
  claimLetter,
  isLetterDue,
  putLettersBack,
  recordLetter,
  type ClaimedLetter,
} from "../models/letters.server.ts";
import { listById } from "../models/lists.server.ts";
import { everywhere } from "../models/paces.server.ts";
import { messageId } from "../models/sending.server.ts";
import { confirmationDays, confirmUrl, leaveUrls } from "../models/subscriptions.server.ts";
import { readerLetter } from "./readerLetter.server.ts";
import { insist } from "./insist.server.ts";
import { handOver, ready, type HandedOver, type Lane } from "./lane.server.ts";

/**
 * Hands over the next letter that is due; somebody may be waiting for it at a keyboard, so it goes before issues and
 * beside all limits. Only when our own server asked for patience it waits as well. One lane of a process alone does so.
 */
export async function sendLetter(context: Context, lane: Lane, stop?: AbortSignal): Promise<boolean> {
  const { pacing } = lane.exchange;
  if (lane.isUnsure) await putLettersBack(context, lane.processId);
  lane.isUnsure = false;
  if (pacing.heldUntil(context.clock()) !== null || !(await isLetterDue(context))) return false;
  await ready(context, lane);
  lane.isUnsure = true;
  const { claimed: letter, moved } = await claimLetter(context, lane.processId);
  lane.isUnsure = false;
  if (!letter) return moved;
  const { outcome, trouble } = counted(
    await handOver(context, lane, async () => sign(context, await write(context, letter))),
  );
  const keep = () =>
    inTransaction(context, async (context) => {
      await recordLetter(context, lane.processId, letter, outcome);
      if (outcome.kind === "returned" && outcome.verdict === "rate") await pacing.slow(context, everywhere, outcome);
    });
  await insist(context, keep, stop);
  if (trouble) throw trouble;
  return true;
}

/** A server that hangs up on this one address, asked on a fresh connection, must not be asked for ever. */
function counted(handedOver: HandedOver): HandedOver {
  const { outcome, isFresh } = handedOver;
  const isItsOwn = isFresh && outcome.kind === "returned" && outcome.stage === "RCPT";
  return isItsOwn ? { ...handedOver, outcome: { ...outcome, kind: "deferred" }, trouble: null } : handedOver;
}

async function write(context: Context, letter: ClaimedLetter) {
  const briefing = await getBriefing(context);
  const list = await listById(context, letter.listId);
  if (!briefing || !list) throw new Error("the briefing is not set up");
  const about = { ...briefing, url: context.config.appUrl };
  const identity = { appUrl: context.config.appUrl, fromAddress: briefing.fromAddress };
  const leave = leaveUrls(context, letter.subscriberId, letter.listId, letter.firstClaimedAt);
  const asked = await readerLetter(context, letter, about);
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
  return letterMessage({
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
    ? { number: latest.number, subject: latest.subject, url: `${context.config.appUrl}/issues/${latest.number}` }
    : null;
}
