import type { Context } from "#app/context.server.ts";
import { signReader } from "#app/models/clicks/linkAddresses.server.ts";
import type { ClaimedDelivery } from "#app/models/deliveries/exchange.server.ts";
import { answersUrl } from "#app/models/feedback/questions.server.ts";
import { withReference } from "#app/models/inbound/providers/outgoing.server.ts";
import { referenceAddress } from "#app/models/mailReferences.server.ts";
import { passOnUrl } from "#app/models/readers/referrals.server.ts";
import { leaveUrls } from "#app/models/readers/unsubscribe.server.ts";
import { signed } from "#emails/dkim/signing.server.ts";
import { issueMessage } from "#emails/message/issueMessage.server.ts";
import type { Message } from "#emails/message/message.server.ts";
import { messageId } from "#emails/message/messageId.server.ts";
import { ConnectionTrouble, handOverMessage, isReady, type Connection } from "./connection.server.ts";
import { NothingChosen } from "./editions.server.ts";
import type { ReadyEdition } from "./readyEdition.server.ts";

/**
 * Records the connection's last result, claims the next due delivery, and hands it over.
 * @returns true when it found work
 * @throws ConnectionTrouble when the mail server accepts nothing from us
 */
export async function deliverNext(context: Context, lane: Connection): Promise<boolean> {
  if (!(lane.finished && lane.line?.usable())) {
    await handIn(lane);
    const settle = await lane.exchange.prospect(lane.line?.usable() ?? false);
    if (!settle) return false;
    await isReady(context, lane).finally(settle);
  }
  const delivery = await lane.exchange.visit(lane.finished, true);
  lane.finished = null;
  if (!delivery) return false;
  const { outcome, isFresh, trouble } = await handOverMessage(context, lane, () => messageTo(context, lane, delivery));
  lane.finished = { delivery, outcome, isFresh };
  if (!trouble) return true;
  await handIn(lane);
  throw trouble;
}

/** Records the connection's last result without a new claim. */
export async function handIn(lane: Connection): Promise<void> {
  if (lane.finished) await lane.exchange.visit(lane.finished, false);
  lane.finished = null;
}

/** Waits for nothing when the edition is at hand and nothing is signed here, as for nearly every message. */
function messageTo(context: Context, lane: Connection, delivery: ClaimedDelivery): Message | Promise<Message> {
  const edition = theEdition(lane, delivery);
  return edition instanceof Promise
    ? edition.then((ready) => messageIn(context, ready, delivery))
    : messageIn(context, edition, delivery);
}

function messageIn(context: Context, edition: ReadyEdition, delivery: ClaimedDelivery): Message | Promise<Message> {
  const { subscriberId, firstClaimedAt } = delivery;
  const about = { editionId: delivery.send.editionId };
  const leave = leaveUrls(context, subscriberId, edition.listId, firstClaimedAt);
  const counted = delivery.uncounted ? null : edition.counted;
  const message = issueMessage(counted ?? edition, {
    reader: { name: delivery.name, email: delivery.email },
    unsubscribeUrl: leave.page,
    preferencesUrl: leave.preferences,
    ...(edition.shares && { shareUrl: passOnUrl(context, subscriberId) }),
    answersUrl: edition.asks ? answersUrl(context, about.editionId, subscriberId) : undefined,
    oneClickUrl: leave.oneClick,
    messageId: messageId(edition.marker_key, subscriberId, edition.from_address),
    date: new Date(firstClaimedAt),
    returnPath: referenceAddress(context, "bounce", about, subscriberId, firstClaimedAt) ?? undefined,
    replyTo: referenceAddress(context, "reply", about, subscriberId, firstClaimedAt) ?? undefined,
    leaveAddress: edition.leavesByMail ? referenceAddress(context, "leave", about, subscriberId, firstClaimedAt) : null,
    counted: counted ? signReader(context, about.editionId, subscriberId) : undefined,
  });
  const { key } = context.dkim;
  const marked = withReference(context, message, about, subscriberId, firstClaimedAt);
  return key ? signed(marked, key) : marked;
}

/** An error here concerns every reader alike, so it must not count as one reader's refusal. */
function theEdition(lane: Connection, delivery: ClaimedDelivery): ReadyEdition | Promise<ReadyEdition> {
  const edition = lane.editions(delivery);
  if (!(edition instanceof Promise)) return edition;
  return edition.catch((error: unknown) => {
    if (error instanceof NothingChosen) throw error;
    throw new ConnectionTrouble(`The ${delivery.send.kind} cannot be written as mail: ${(error as Error).message}`);
  });
}
