import type { Context } from "#app/context.server.ts";
import { countedCopy } from "#app/models/clicks/editionLinks.server.ts";
import { isWayBackOpen } from "#app/models/inbound/selfTest.server.ts";
import { probeDkim } from "#emails/dkim/probe.server.ts";
import { markers } from "#emails/message/markers.server.ts";
import { prepareEdition, type FrozenEdition, type PreparedEdition } from "#emails/message/issueMessage.server.ts";

/** An edition, or a digest for some topics, with all shared parts encoded. */
export type ReadyEdition = PreparedEdition & {
  listId: number;
  /** True while mails to leave arrive here (H-19). */
  leavesByMail: boolean;
  /** The same with counted links; null where its list does not count them. */
  counted: PreparedEdition | null;
  /** True when it asks its readers something. */
  asks: boolean;
};

/**
 * Remembers the latest `most` results of `make`; a failed one is made again at the next call.
 * @returns a function that returns what is made already as it is, because thousands of messages a second ask for it
 */
export function keptWhileUsed<K, V>(most: number, make: (key: K) => Promise<V>): (key: K) => V | Promise<V> {
  const made = new Map<K, V | Promise<V>>();
  return (key) => {
    const known = made.get(key);
    if (known) return known;
    const making = make(key);
    made.set(key, making);
    if (made.size > most) made.delete(made.keys().next().value!);
    making.then(
      (value) => made.has(key) && made.set(key, value),
      () => made.delete(key),
    );
    return making;
  };
}

/** Refuses to send without the promised signature: a host without the key would send unsigned (D-03). */
export async function readyEdition<
  E extends FrozenEdition & { id: number; signed_by: string | null; counts_clicks: number },
>(context: Context, edition: E) {
  const unsigned = await probeDkim(context.dkim, edition.from_address);
  if (unsigned) throw new Error(unsigned);
  if (edition.signed_by && edition.signed_by !== context.dkim.key?.domain)
    throw new Error(`it is to be signed for ${edition.signed_by}, and this host has no key for that domain.`);
  const { appUrl, replyAddress } = context.config;
  const prepared = await prepareEdition(edition, appUrl, replyAddress !== null);
  const html = await countedCopy(context, { ...edition, number: edition.kind === "digest" ? null : edition.number });
  const counted = html === null ? null : await prepareEdition({ ...edition, html }, appUrl, replyAddress !== null);
  const asks = edition.html.includes(markers(edition.marker_key).answersUrl);
  return { ...prepared, counted, asks, leavesByMail: await isWayBackOpen(context) };
}
