import type { Context } from "#app/context.server.ts";
import { probeDkim } from "#emails/dkim/probe.server.ts";
import { prepareEdition, type FrozenEdition, type PreparedEdition } from "#emails/message/issueMessage.server.ts";

/** An edition, or a digest for some topics, with all shared parts encoded. */
export type ReadyEdition = PreparedEdition & { listId: number };
/** Remembers the latest `most` results of `make`; a failed one is made again at the next call. */
export function keptWhileUsed<K, V>(most: number, make: (key: K) => Promise<V>): (key: K) => Promise<V> {
  const made = new Map<K, Promise<V>>();
  return (key) => {
    const known = made.get(key);
    if (known) return known;
    const value = make(key);
    made.set(key, value);
    if (made.size > most) made.delete(made.keys().next().value!);
    value.catch(() => made.delete(key));
    return value;
  };
}

/** Refuses to send without the promised signature: a host without the key would send unsigned (D-03). */
export async function readyEdition<E extends FrozenEdition & { signed_by: string | null }>(
  context: Context,
  edition: E,
) {
  const unsigned = await probeDkim(context.dkim, edition.from_address);
  if (unsigned) throw new Error(unsigned);
  if (edition.signed_by && edition.signed_by !== context.dkim.key?.domain)
    throw new Error(`it is to be signed for ${edition.signed_by}, and this host has no key for that domain.`);
  return prepareEdition(edition, context.config.appUrl);
}
