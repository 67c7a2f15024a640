import { inTransaction, type Context } from "#app/context.server.ts";
import { articleById } from "#app/models/articles/articles.server.ts";
import { endDraftLink } from "#app/models/articles/draftLinks.server.ts";
import { discardArticle } from "#app/models/articles/editing.server.ts";
import type { NotYours } from "#app/models/articles/ownArticles.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { deleteIssue, issueByNumber } from "#app/models/issues/issues.server.ts";
import { removePicture } from "#app/models/library/removing.server.ts";
import { dismissNotice } from "#app/models/notices.server.ts";
import { endGroup } from "#app/models/pacing/destinations.server.ts";
import { clearRateLimit, limitsOf } from "#app/models/pacing/settings.server.ts";
import { nameOf } from "#app/models/pacing/settingsText.server.ts";
import { activeSlots, describeSlot, endSlot } from "#app/models/sending/schedule/slots.server.ts";
import { deleteSegment } from "#app/models/segments/segments.server.ts";
import { endLock } from "#app/models/sheetLocks.server.ts";
import { keepUndo } from "#app/models/undos.server.ts";
import { rowsOfGroup, rowsOfSheet } from "./keptRows.server.ts";

/** The editor who does it. */
type Doer = { id: number; name: string };

/**
 * Deletes an article, as `discardArticle` lets somebody. `undo`: how it is undone; null for one that was on the site, whose
 * links lead nowhere from now on.
 */
export async function deleteArticleAtDesk(
  context: Context,
  who: Doer,
  id: number,
): Promise<{ undo: number | null } | { error: "held"; issues: number[] } | NotYours> {
  return inTransaction(context, async (context) => {
    const article = await articleById(context, id);
    const isDraft = article?.publishedAt === null;
    const rows = isDraft ? await rowsOfSheet(context, "article", id) : [];
    const held = await discardArticle(context, who.name, id);
    if ("error" in held) return held;
    if (held.length > 0) return { error: "held", issues: held };
    await endLock(context, "article", id);
    if (!isDraft) return { undo: null };
    const name = article.headline || "Untitled";
    return { undo: await keepUndo(context, who.id, { kind: "article-deleted", name, kept: { id, rows } }) };
  });
}

/** Deletes an issue that is not sent. @returns how it is undone; null when there is no such issue */
export async function deleteIssueAtDesk(context: Context, who: Doer, number: number): Promise<number | null> {
  return inTransaction(context, async (context) => {
    const issue = await issueByNumber(context, number);
    if (!issue) return null;
    const rows = await rowsOfSheet(context, "issue", issue.id);
    if (!(await deleteIssue(context, number))) return null;
    await endLock(context, "issue", number);
    await logAction(context, who.name, "issue-deleted", `issue ${number}`);
    const name = issue.subject ? `Issue ${number}, “${issue.subject}”,` : `Issue ${number}`;
    return keepUndo(context, who.id, { kind: "issue-deleted", name, kept: { id: issue.id, rows } });
  });
}

/** Removes a picture, as `removePicture` does. */
export async function removePictureAtDesk(context: Context, who: Doer, id: number, name: string) {
  return inTransaction(context, async (context) => {
    const removed = await removePicture(context, who.name, id);
    if ("error" in removed) return removed;
    return { undo: await keepUndo(context, who.id, { kind: "picture-removed", name, kept: { id } }) };
  });
}

/** Ends a slot. @returns how it is undone; null when there is no such slot any more */
export async function endSlotAtDesk(context: Context, who: Doer, id: number): Promise<number | null> {
  return inTransaction(context, async (context) => {
    const slot = (await activeSlots(context)).find((one) => one.id === id);
    if (!slot || !(await endSlot(context, id, who.name))) return null;
    return keepUndo(context, who.id, { kind: "slot-ended", name: describeSlot(slot), kept: { id } });
  });
}

/** Ends a link to a draft. @returns how it is undone; null when it had ended */
export async function endDraftLinkAtDesk(
  context: Context,
  who: Doer,
  article: number,
  id: number,
): Promise<number | null> {
  return inTransaction(context, async (context) => {
    const name = await endDraftLink(context, who.name, article, id);
    if (name === null) return null;
    return keepUndo(context, who.id, { kind: "draft-link-ended", name, kept: { id, article } });
  });
}

/** Takes all limits of a destination away. @returns how it is undone; null when it had none */
export async function clearRateLimitAtDesk(context: Context, who: Doer, destination: string): Promise<number | null> {
  return inTransaction(context, async (context) => {
    const limits = await limitsOf(context, destination);
    if (!limits || !(await clearRateLimit(context, destination, who.name))) return null;
    const kept = { destination, limits };
    return keepUndo(context, who.id, { kind: "limits-cleared", name: nameOf(destination), kept });
  });
}

/** Takes a group of domains apart. @returns how it is undone; null when there is no such group any more */
export async function endGroupAtDesk(context: Context, who: Doer, group: string): Promise<number | null> {
  return inTransaction(context, async (context) => {
    const rows = await rowsOfGroup(context, group);
    if (!(await endGroup(context, group, who.name))) return null;
    return keepUndo(context, who.id, { kind: "group-ended", name: group, kept: { destination: group, rows } });
  });
}

/** Deletes a segment, as `deleteSegment` does. */
export async function deleteSegmentAtDesk(context: Context, who: Doer, id: number) {
  return inTransaction(context, async (context) => {
    const deleted = await deleteSegment(context, id, who.name);
    if ("error" in deleted) return deleted;
    return { undo: await keepUndo(context, who.id, { kind: "segment-deleted", name: deleted.name, kept: { id } }) };
  });
}

/** Dismisses a notice for everybody. @returns how it is undone; null when somebody had dismissed it */
export async function dismissNoticeAtDesk(context: Context, who: Doer, id: number): Promise<number | null> {
  return inTransaction(context, async (context) => {
    if (!(await dismissNotice(context, id, who.name))) return null;
    return keepUndo(context, who.id, { kind: "notice-dismissed", name: "", kept: { id } });
  });
}
