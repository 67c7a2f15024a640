import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { emptyBody, type Body } from "#app/models/body.ts";
import { pauseOf, type SendPause } from "#app/models/deliveries/deliveries.server.ts";
import { recordEvent } from "#app/models/events.server.ts";
import { imagesInBody, noteImageUses } from "#app/models/imageUses.server.ts";
import type { ListAsks } from "#app/models/feedback/asking.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { forgetRevisionsOf, keepRevision } from "#app/models/revisions.server.ts";
import { allTexts, articlesIn, sectionsOf, type SectionsOf } from "#app/models/sections.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { resolveNotices } from "#app/models/notices.server.ts";
import { lastSave, orderOfSave, savedBy, type SavedBy, type SheetTab } from "#app/models/sheetTabs.server.ts";
import { statusesBefore } from "./states.ts";
import { noteStep } from "./steps.server.ts";
import { isUniqueViolation } from "#db/client.server.ts";
import type { IssueStatus } from "#db/schema/issues.ts";
import type { IssueInput } from "./issueInput.server.ts";
import { segmentOfIssue, usableSegment, withReadersThere, type IssueSegment } from "./issueSegments.server.ts";
import { composedSections, setSections, type ComposedArticle } from "./pieces.server.ts";

/** A numbered collection of articles and short items in sections. Times in milliseconds. */
export type Issue = {
  id: number;
  number: number;
  list: List;
  /** The question of its list to every reader. */
  asks: ListAsks;
  /** Narrows the list; null: all of it get the issue. */
  segment: IssueSegment | null;
  subject: string;
  preheader: string;
  intro: Body;
  outro: Body;
  status: IssueStatus;
  sections: SectionsOf<ComposedArticle>;
  /** Those of all sections, in order. */
  articles: ComposedArticle[];
  createdAt: number;
  updatedAt: number;
  version: number;
  savedBy: SavedBy | null;
  sendingAt: number | null;
  sentAt: number | null;
  /** Id of its edition, once it was sent. */
  editionId: number | null;
  /** Set while it is `paused`. `reason`: a sentence, with the number of remaining readers. */
  pause: SendPause | null;
  /** Set while it is `ready`: the next slot of its list sends it, or its time `sendAt`. */
  approvedAt: number | null;
  approvedBy: string | null;
  sendAt: number | null;
  /** The program that sent it; null for what was sent from here, or will be. */
  elsewhere: string | null;
};

/** Creates a draft with the next number; of two simultaneous ones, the second gets the number after. */
export async function createIssue(context: Context, listId: number, input?: Partial<IssueInput>): Promise<number> {
  return (await createIssueOnce(context, listId, () => input)).number;
}

/** The record of a beginning. `like`: like `like issue 11`; `key`: a second one with it begins nothing. */
type Begun = { by: string; like: string; key: string | null };

/** @param inputFor its content, by its number @returns `isNew`: false for the issue that was begun with the same key */
export async function createIssueOnce(
  context: Context,
  listId: number,
  inputFor: (number: number) => Partial<IssueInput> | undefined,
  begun?: Begun,
): Promise<{ number: number; isNew: boolean }> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await inTransaction(context, async (context) => {
        const there = begun?.key ? await issueBegunWith(context, begun.key) : undefined;
        return there ?? insertIssue(context, listId, inputFor, begun);
      });
    } catch (error) {
      if (tries === 5 || !isUniqueViolation(error)) throw error;
    }
  }
}

async function issueBegunWith({ db }: Context, key: string) {
  const row = await db.selectFrom("issues").select("number").where("begun_key", "=", key).executeTakeFirst();
  return row && { number: row.number, isNew: false };
}

async function insertIssue(
  context: Context,
  listId: number,
  inputFor: (number: number) => Partial<IssueInput> | undefined,
  begun: Begun | undefined,
) {
  const last = await context.db
    .selectFrom("issues")
    .select(({ fn }) => fn.max<number | null>("number").as("number"))
    .executeTakeFirst();
  const [now, number] = [context.clock(), (last?.number ?? 0) + 1];
  const input = inputFor(number);
  const row = await context.db
    .insertInto("issues")
    .values({
      number,
      list_id: listId,
      subject: input?.subject ?? "",
      preheader: input?.preheader ?? "",
      intro: JSON.stringify(input?.intro ?? emptyBody),
      outro: JSON.stringify(input?.outro ?? emptyBody),
      status: "draft",
      created_at: now,
      updated_at: now,
      version: 1,
      sending_at: null,
      sent_at: null,
      begun_key: begun?.key ?? null,
      segment_id: await usableSegment(context, input?.segmentId),
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  if (input) await setContent(context, row.id, { listId, subject: "", preheader: "", intro: emptyBody, ...input });
  else await setSections(context, row.id, sectionsOf({}));
  if (begun) await noteStep(context, row.id, { step: "begin", by: begun.by, detail: begun.like });
  return { number, isNew: true };
}

/** `tookBack`: it was approved, and is no longer. */
type SavedIssue =
  | { version: number; at: number; tookBack: boolean }
  | { error: "gone" | "already-sent" | "list-gone" | "segment-gone" }
  | { error: "changed-meanwhile"; version: number; at: number; by: SavedBy | null };

/**
 * Saves an issue over `version`; a sending or sent issue cannot be changed. Saving ends an approval: `tookBack`. Articles
 * that were deleted are left out. A repeated save of a tab changes nothing.
 * @param actor who saves
 * @param tab where the sheet is open; null for a script
 * @param restores the revision that it brings back
 */
export async function saveIssue(
  context: Context,
  number: number,
  version: number,
  given: IssueInput,
  actor = "somebody",
  tab: SheetTab | null = null,
  restores?: number,
): Promise<SavedIssue> {
  return inTransaction(context, async (context) => {
    const row = await heldIssue(context, number);
    if (!row) return { error: "gone" };
    if (!isOpen(row)) return { error: "already-sent" };
    const order = tab ? orderOfSave(row, version, tab) : row.version === version ? "next" : "conflict";
    if (order === "conflict")
      return { error: "changed-meanwhile", version: row.version, at: row.updated_at, by: savedBy(row) };
    if (order === "done") return { version: row.version, at: row.updated_at, tookBack: false };
    const input = await withReadersThere(context, wholeInput(given), row, restores);
    if ("error" in input) return input;
    const saved = { version: row.version + 1, updated_at: context.clock() };
    const revision = { actor, version: saved.version, content: input, apart: tab?.over, restores };
    const sheet = { kind: "issue" as const, subject: row.id };
    const began = await keepRevision(context, sheet, revision, () => formerIssue(context, number));
    if (began && tab) await logAction(context, actor, restores ? "issue-restored" : "issue-saved", `issue ${number}`);
    await context.db
      .updateTable("issues")
      .set({
        ...{ list_id: input.listId, segment_id: input.segmentId, subject: input.subject, preheader: input.preheader },
        ...{ intro: JSON.stringify(input.intro), outro: JSON.stringify(input.outro) },
        ...{ ...saved, ...lastSave(context, actor, tab) },
      })
      .where("id", "=", row.id)
      .execute();
    await setContent(context, row.id, input);
    recordEvent(context, "issue-saved", row.id, actor);
    return { version: saved.version, at: saved.updated_at, tookBack: row.status === "ready" };
  });
}

/** Returns an issue's content in the form that is kept. */
export function wholeInput({ articles, sections, outro = emptyBody, segmentId = null, ...input }: IssueInput) {
  return { ...input, segmentId, outro, sections: sectionsOf({ sections, articles }) };
}

/** Keeps the content of an issue, in its transaction. */
export async function setContent(context: Context, id: number, given: IssueInput): Promise<void> {
  const input = wholeInput(given);
  await setSections(context, id, input.sections);
  await noteImageUses(context, { issue_id: id }, imagesInBody(allTexts(input)), input.subject || "Untitled");
}

/** Returns an issue as it would be saved again: its articles by their ids. */
export function inputOf({ list, segment, subject, preheader, intro, outro, sections }: Issue) {
  return wholeInput({
    ...{ listId: list.id, segmentId: segment?.id ?? null, subject, preheader, intro, outro },
    sections: sections.map((section) => ({
      ...section,
      pieces: section.pieces.map((piece) =>
        piece.kind !== "article" ? piece : { kind: "article", id: piece.id, display: piece.display },
      ),
    })),
  });
}

/** An issue that has no revisions yet as the first of them; null for one that nobody has written in. */
async function formerIssue(context: Context, number: number) {
  const issue = await issueByNumber(context, number);
  if (!issue) return null;
  const content = inputOf(issue);
  if (issue.subject === "" && JSON.stringify(content.sections) === JSON.stringify(sectionsOf({}))) return null;
  const { updatedAt: at, version, savedBy: by } = issue;
  return { content, author: by?.name ?? "", at, version, publishedAt: null };
}

/** Locks the row, so that saves of two tabs come one after the other. */
function heldIssue(context: Context, number: number) {
  return context.db
    .updateTable("issues")
    .set((eb) => ({ version: eb.ref("version") }))
    .where("number", "=", number)
    .returning([
      "id",
      "segment_id",
      "status",
      "version",
      "updated_at",
      "saved_by",
      "saved_by_id",
      "saved_tab",
      "saved_step",
    ])
    .executeTakeFirst();
}

/** Deletes a draft; its number is used again. A sent issue stays. */
export async function deleteIssue(context: Context, number: number): Promise<boolean> {
  const deleted = await context.db
    .deleteFrom("issues")
    .where("number", "=", number)
    .where("status", "in", statusesBefore("delete"))
    .returning("id")
    .executeTakeFirst();
  if (!deleted) return false;
  await forgetRevisionsOf(context, { kind: "issue", subject: deleted.id });
  await resolveNotices(context, "approval-ended", deskIssuePath(number), "its issue is deleted");
  return true;
}

/** True while an issue can still be changed. */
export function isOpen(issue: Pick<Issue, "status">): boolean {
  return statusesBefore("edit").includes(issue.status);
}

export async function issueByNumber(context: Context, number: number): Promise<Issue | undefined> {
  const row = await context.db
    .selectFrom("issues")
    .leftJoin("editions", "editions.issue_id", "issues.id")
    .selectAll("issues")
    .select("editions.id as edition_id")
    .where("number", "=", number)
    .executeTakeFirst();
  if (!row) return undefined;
  const { asks, ...list } = await context.db
    .selectFrom("lists")
    .select(["id", "slug", "name", "asks"])
    .where("id", "=", row.list_id)
    .executeTakeFirstOrThrow();
  const sections = await composedSections(context, row.id);
  return {
    id: row.id,
    number: row.number,
    ...{ list, asks },
    segment: await segmentOfIssue(context, { id: row.id, listId: list.id }),
    subject: row.subject,
    preheader: row.preheader,
    ...{ intro: JSON.parse(row.intro) as Body, outro: JSON.parse(row.outro) as Body },
    status: row.status,
    sections,
    articles: articlesIn(sections),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    version: row.version,
    savedBy: savedBy(row),
    sendingAt: row.sending_at,
    sentAt: row.sent_at,
    editionId: row.edition_id,
    pause: await pauseOf(context, row),
    approvedAt: row.approved_at,
    approvedBy: row.approved_by,
    sendAt: row.send_at,
    elsewhere: row.elsewhere,
  };
}
