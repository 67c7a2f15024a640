import type { Context } from "#app/context.server.ts";
import type { Send } from "#app/models/deliveries/sends.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";

/** A digest of October 2026 that is on its way to nobody yet. */
export async function aDigest(context: Context, list: List): Promise<Send> {
  const at = context.clock();
  const { id } = await context.db
    .insertInto("digests")
    .values({ list_id: list.id, month: "2026-10", due_at: at, at, status: "sending", detail: "" })
    .returning("id")
    .executeTakeFirstOrThrow();
  const edition = await context.db
    .insertInto("editions")
    .values({
      ...{ issue_id: null, digest_id: id, subject: null, preheader: null, sha256: null, html: null, text: null },
      ...{ from_name: "", from_address: "editors@briefing.example.org", reply_to: null, marker_key: "0f" },
      ...{ list_slug: list.slug, list_name: list.name, language: "en", frozen_at: at },
      content: JSON.stringify({ issues: [] }),
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return { kind: "digest", id, editionId: edition.id };
}

/** A delivery of it, as it stands. */
export async function aCopy(
  context: Context,
  { editionId }: Send,
  subscriberId: number,
  status: "queued" | "accepted" | "uncertain",
  reply: string | null = null,
): Promise<void> {
  const at = context.clock();
  await context.db
    .insertInto("deliveries")
    .values({
      ...{ edition_id: editionId, subscriber_id: subscriberId, created_at: at, due_at: at, status, reply, attempts: 1 },
      ...{ claimed_by: null, claimed_at: at, first_claimed_at: at, finished_at: null, reply_code: null },
    })
    .execute();
}
