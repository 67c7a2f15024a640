import type { Context } from "#app/context.server.ts";
import type { ClaimedCopy } from "#app/models/digests/claims.server.ts";
import { limitedTo } from "#app/models/digests/content.server.ts";
import { digestById, type SentDigest } from "#app/models/digests/digests.server.ts";
import { topicsChosenBy } from "#app/models/readers/topicChoices.server.ts";
import { renderDigest } from "#emails/render/digest.server.ts";
import { keptWhileUsed, readyEdition, type ReadyEdition } from "./readyEdition.server.ts";

/** Readers who chose the same topics get the same digest; so many of them are kept ready. */
const kept = 50;

/** The reader's topics have changed since the digest began; it is no fault of the digest's. */
export class NothingChosen extends Error {}

/** @returns what gives the digest as one reader is to have it */
export function openDigestEditions(context: Context): (copy: ClaimedCopy) => Promise<ReadyEdition> {
  const digests = keptWhileUsed(3, (id: number) => digestById(context, id));
  const editions = keptWhileUsed(kept, async (key: string) => {
    const { digestId, chosen } = JSON.parse(key) as { digestId: number; chosen: string[] };
    return prepare(context, await digests(digestId), chosen);
  });
  return async ({ digestId, subscriberId }) =>
    editions(JSON.stringify({ digestId, chosen: await topicsChosenBy(context, subscriberId) }));
}

async function prepare(context: Context, digest: SentDigest, chosen: string[]): Promise<ReadyEdition> {
  const content = limitedTo(digest.content, chosen);
  if (content.issues.length === 0)
    throw new NothingChosen("nothing in it is about the topics that the reader has chosen meanwhile");
  const rendered = await renderDigest(context.templates, content, chosen.length > 0, digest.marker_key);
  return readyEdition(context, {
    ...rendered,
    kind: "digest" as const,
    number: Number(digest.month.replace("-", "")),
    listId: digest.list_id,
    from_name: digest.from_name,
    from_address: digest.from_address,
    reply_to: digest.reply_to,
    list_slug: digest.list_slug,
    list_name: digest.list_name,
    language: digest.content.briefing.language,
    marker_key: digest.marker_key,
    signed_by: digest.signed_by,
  });
}
