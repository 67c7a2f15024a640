import type { Context } from "#app/context.server.ts";
import { weighedHtml } from "#app/models/clicks/countedCut.server.ts";
import type { ClaimedDelivery } from "#app/models/deliveries/exchange.server.ts";
import type { EditionKind } from "#app/models/deliveries/sends.server.ts";
import { limitedTo } from "#app/models/digests/content.server.ts";
import { digestEdition, type DigestEdition } from "#app/models/digests/digests.server.ts";
import { issuedEdition } from "#app/models/issues/editions.server.ts";
import { topicsChosenBy } from "#app/models/readers/topicChoices.server.ts";
import { renderDigest } from "#emails/render/digest.server.ts";
import { keptWhileUsed, readyEdition, type ReadyEdition } from "./readyEdition.server.ts";

/** Returns the encoded edition of a claimed delivery. */
export type Editions = (claimed: ClaimedDelivery) => ReadyEdition | Promise<ReadyEdition>;

/**
 * The most that are remembered: seldom more than one issue goes out at once, but its four subjects take turns. Two such issues
 * would push each other out. No mail has more than 100 KB of HTML, so all of them are a few megabytes at most.
 * Readers with the same topics get the same digest.
 */
const kept = { editions: 10, choices: 50 };

/** The reader's topics have changed since the digest began, which is no fault of the digest. */
export class NothingChosen extends Error {}

/** Encodes editions once for all connections of a process; they are frozen, so never outdated. */
export function openEditions(context: Context): Editions {
  const issues = keptWhileUsed(kept.editions, (id: number) =>
    issuedEdition(context, id).then((one) => readyEdition(context, one)),
  );
  const digests = keptWhileUsed(kept.editions, (id: number) => digestEdition(context, id));
  const choices = keptWhileUsed(kept.choices, async (key: string) => {
    const { editionId, chosen } = JSON.parse(key) as { editionId: number; chosen: string[] };
    return readyEdition(context, await writeDigest(context, await digests(editionId), chosen));
  });
  const editions: Record<EditionKind, Editions> = {
    issue: ({ send }) => issues(send.editionId),
    digest: async ({ send: { editionId }, subscriberId }) =>
      choices(JSON.stringify({ editionId, chosen: await topicsChosenBy(context, subscriberId) })),
  };
  return (claimed) => editions[claimed.send.kind](claimed);
}

/** @param chosen a reader's topics; none: all */
async function writeDigest(context: Context, digest: DigestEdition, chosen: string[]) {
  const content = limitedTo(digest.content, chosen);
  if (content.issues.length === 0)
    throw new NothingChosen("Nothing in it is about the topics that the reader has chosen meanwhile.");
  const { marker_key } = digest;
  const asCounted = (html: string) => weighedHtml(context, { html, marker_key, number: null });
  const asSent = digest.counts_clicks === 0 ? undefined : asCounted;
  return {
    ...digest,
    ...(await renderDigest(context.templates, content, chosen.length > 0, marker_key, asSent)),
    kind: "digest" as const,
    number: Number(digest.month.replace("-", "")),
  };
}
