import { z } from "zod";
import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { day } from "#app/models/durations.ts";
import type { DomainEvent } from "#app/models/events.server.ts";
import { oneLine } from "#app/models/fields.server.ts";
import { openToken, signToken } from "#app/models/signedTokens.server.ts";
import { draftPath } from "#app/models/sitePaths.ts";

/** For how many days a link may be made. */
export const draftLinkDays = [1, 3, 7, 14, 30] as const;
const mostOpen = 20;

/** The input of a new link: who it is for, and for how long. */
export const draftLinkSchema = z.object({
  name: oneLine("Say whom the link is for.", 80),
  days: z.coerce.number().refine((days) => draftLinkDays.some((one) => one === days), "Choose one of these times."),
});
type DraftLinkInput = z.infer<typeof draftLinkSchema>;

/** A secret link to a draft. `opened`: how often, `openedAt` when last; nobody's address is kept. */
export type DraftLink = {
  id: number;
  name: string;
  url: string;
  createdAt: number;
  createdBy: string;
  expiresAt: number;
  opened: number;
  openedAt: number | null;
  state: "open" | "expired" | "ended" | "published";
};

type LinkFault = { error: "gone" | "published" | "too-many" };

/** Makes a secret link to a draft, for somebody outside. @param actor who makes it */
export function createDraftLink(
  context: Context,
  actor: string,
  articleId: number,
  { name, days }: DraftLinkInput,
): Promise<{ id: number } | LinkFault> {
  return inTransaction(context, async (context): Promise<{ id: number } | LinkFault> => {
    const now = context.clock();
    // Locked, so that no publication passes by.
    const article = await context.db
      .updateTable("articles")
      .set((eb) => ({ version: eb.ref("version") }))
      .where("id", "=", articleId)
      .returning(["slug", "published_at"])
      .executeTakeFirst();
    if (!article) return { error: "gone" };
    if (article.published_at !== null) return { error: "published" };
    const open = (await draftLinks(context, articleId)).filter(({ state }) => state === "open");
    if (open.length >= mostOpen) return { error: "too-many" };
    const times = { created_at: now, expires_at: now + days * day };
    const { id } = await context.db
      .insertInto("draft_links")
      .values({ article_id: articleId, name, created_by: actor, ended_at: null, ended_by: null, ...times })
      .returning("id")
      .executeTakeFirstOrThrow();
    await logAction(context, actor, "draft-link-made", `${article.slug}, link ${id}, for ${days} days`);
    return { id };
  });
}

/** Lists the links to an article's draft, the newest first. */
export async function draftLinks(context: Context, articleId: number): Promise<DraftLink[]> {
  const rows = await context.db
    .selectFrom("draft_links")
    .selectAll()
    .where("article_id", "=", articleId)
    .orderBy("id", "desc")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    url: context.config.appUrl + draftPath(signToken(context, "draft", [row.id, row.created_at])),
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at,
    opened: row.opened,
    openedAt: row.opened_at,
    state: stateOf(row, context.clock()),
  }));
}

type Ends = { ended_at: number | null; ended_by: string | null; expires_at: number };

function stateOf({ ended_at, ended_by, expires_at }: Ends, now: number): DraftLink["state"] {
  if (ended_at !== null) return ended_by === null ? "published" : "ended";
  return now < expires_at ? "open" : "expired";
}

/** Ends a link at once. @returns false when it had ended already */
export async function endDraftLink(
  context: Context,
  actor: string,
  articleId: number,
  id: number,
): Promise<string | null> {
  const ended = await context.db
    .updateTable("draft_links")
    .set({ ended_at: context.clock(), ended_by: actor })
    .where("id", "=", id)
    .where("article_id", "=", articleId)
    .where("ended_at", "is", null)
    .returning("name")
    .executeTakeFirst();
  if (ended) await logAction(context, actor, "draft-link-ended", `article ${articleId}, link ${id}`);
  return ended?.name ?? null;
}

/** Takes the end of a link back. @returns false for one that is open, has expired, or leads to what is published */
export async function reopenDraftLink(context: Context, actor: string, id: number): Promise<boolean> {
  const opened = await context.db
    .updateTable("draft_links")
    .set({ ended_at: null, ended_by: null })
    .where("id", "=", id)
    .where("ended_at", "is not", null)
    .where("expires_at", ">", context.clock())
    .where("article_id", "in", (eb) => eb.selectFrom("articles").select("id").where("published_at", "is", null))
    .returning("article_id")
    .executeTakeFirst();
  if (opened) await logAction(context, actor, "draft-link-reopened", `article ${opened.article_id}, link ${id}`);
  return opened !== undefined;
}

/**
 * Opens the link of a token, and counts that, without who it was.
 * @param counts false for a request that nobody reads, like a HEAD
 * @returns the article of the draft; the slug once it is published; null for a link that has ended, for whatever reason
 */
export async function openDraftLink(
  context: Context,
  token: string,
  counts = true,
): Promise<{ draft: number; until: number } | { published: string } | null> {
  const [id, createdAt, ...more] = openToken(context, "draft", token) ?? [];
  if (id === undefined || createdAt === undefined || more.length > 0) return null;
  const link = await context.db
    .selectFrom("draft_links")
    .innerJoin("articles", "articles.id", "draft_links.article_id")
    .select(["article_id", "slug", "published_at", "ended_at", "ended_by", "expires_at"])
    .where("draft_links.id", "=", id)
    .where("draft_links.created_at", "=", createdAt)
    .executeTakeFirst();
  if (!link) return null;
  const state = stateOf(link, context.clock());
  // A follower ends links a moment after the publication; a link never shows what is on the site.
  if (link.published_at !== null) return state === "ended" || state === "expired" ? null : { published: link.slug };
  if (state !== "open") return null;
  if (counts) await countOpening(context, id);
  return { draft: link.article_id, until: link.expires_at };
}

async function countOpening(context: Context, id: number): Promise<void> {
  await context.db
    .updateTable("draft_links")
    .set((eb) => ({ opened: eb("opened", "+", 1), opened_at: context.clock() }))
    .where("id", "=", id)
    .execute();
}

/** Ends the links to what is published: taken off the site again, it is nobody's draft any more. */
export async function endPublishedLinks(context: Context, events: DomainEvent[]): Promise<void> {
  const published = events.map(({ subject }) => subject);
  await context.db
    .updateTable("draft_links")
    .set({ ended_at: context.clock() })
    .where("article_id", "in", published)
    .where("ended_at", "is", null)
    .where("expires_at", ">", context.clock())
    .execute();
}
