import { randomBytes } from "node:crypto";
import { inTransaction, type Context } from "#app/context.server.ts";
import { keepRevision, markRevision } from "#app/models/revisions.server.ts";
import { saveArticle } from "./articles.server.ts";
import { former, saveSheet, sheetOf, type ArticleSheet, type SheetInput } from "./sheets.server.ts";

/** Where words are: on the site or in the draft, or in changes that the site does not show yet. */
type Where = "shown" | "waiting";

/**
 * Changes an article, even while somebody writes in it: what the site shows, and what waits for it. Each of them that changes is a
 * revision, so that it can be brought back; an open page is told of it at its next save.
 * @param change returns the changed words, or null to leave them
 * @returns whether anything changed
 */
export async function changeSheet(
  context: Context,
  actor: string,
  id: number,
  change: (content: SheetInput, where: Where) => SheetInput | null,
): Promise<boolean> {
  return inTransaction(context, async (context) => {
    await hold(context, id);
    const sheet = await sheetOf(context, id);
    if (!sheet) return false;
    const isPublished = sheet.article.publishedAt !== null;
    if (!isPublished) {
      const draft = change(contentOf(sheet.typed), "shown");
      if (draft) await save(context, actor, sheet, sheet.article.version, draft);
      return draft !== null;
    }
    const shown = change(contentOf(sheet.article), "shown");
    const waiting = sheet.waits ? change(contentOf(sheet.typed), "waiting") : null;
    if (shown) await saveShown(context, actor, sheet, shown);
    // On top of the list stands what the sheet has.
    if (waiting ?? (shown && sheet.waits))
      await save(context, actor, sheet, sheet.article.version + (shown ? 1 : 0), waiting ?? contentOf(sheet.typed));
    return (shown ?? waiting) !== null;
  });
}

function contentOf({ image, ...words }: ArticleSheet["typed"]): SheetInput {
  const { headline, slug, dek, byline, body, imageCredit, imageAlt, imageFocus } = words;
  const { embargo, canonical, language, topics, sources } = words;
  const lead = { imageId: image?.id ?? null, imageCredit, imageAlt, imageFocus };
  return { headline, slug, dek, byline, body, ...lead, embargo, canonical, language, topics, sources };
}

/** So that a save at the same moment waits. */
async function hold({ db }: Context, id: number): Promise<void> {
  await db
    .updateTable("articles")
    .set((eb) => ({ version: eb.ref("version") }))
    .where("id", "=", id)
    .execute();
}

async function save(context: Context, actor: string, { article }: ArticleSheet, version: number, content: SheetInput) {
  const place = { id: article.id, version, tab: randomBytes(16).toString("hex"), step: 1, over: true };
  const saved = await saveSheet(context, actor, place, content);
  if ("error" in saved) throw new Error(`article ${article.id} was held, and could not be changed: ${saved.error}`);
}

async function saveShown(context: Context, actor: string, { article }: ArticleSheet, content: SheetInput) {
  const sheet = { kind: "article" as const, subject: article.id };
  const revision = { actor, version: article.version + 1, content, apart: true };
  await keepRevision(context, sheet, revision, () => former(context, article.id));
  await markRevision(context, sheet, { published_at: context.clock() });
  const saved = await saveArticle(context, article.id, article.version, { ...content, slug: "" }, actor);
  if ("error" in saved) throw new Error(`article ${article.id} was held, and could not be changed: ${saved.error}`);
}
