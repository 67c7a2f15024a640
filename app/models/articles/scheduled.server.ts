import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { formatMoment, readMoment, type MomentFault } from "#app/models/dates.server.ts";
import { deskArticlePath } from "#app/models/deskPaths.ts";
import { day } from "#app/models/durations.ts";
import { recordEvent, type DomainEvent } from "#app/models/events.server.ts";
import { addNotice, resolveNotices } from "#app/models/notices.server.ts";
import { markRevision } from "#app/models/revisions.server.ts";
import { articleRow } from "./articleRow.server.ts";
import { setPublished, type ArticleInput } from "./articles.server.ts";
import { reviewArticle, type FieldLacks } from "./checks.server.ts";
import { sheetInputOf, sheetOf, type ArticleSheet } from "./sheets.server.ts";
import { isWriter, type NotYours } from "./ownArticles.server.ts";
import { setTopics } from "./topics.server.ts";

/** A later time is a typing error. */
const farthest = 366 * day;

type ScheduleFault =
  MomentFault | NotYours | { error: "past" | "too-far" | "gone" | "published" } | { error: "lacks"; lacks: FieldLacks };

/**
 * Lets a draft be published by itself at a time; a time that it had is replaced. Later saves go along.
 * @param typed like `2026-11-30T07:00`, in the briefing's time zone
 * @param actor who wants it
 */
export async function schedulePublication(
  context: Context,
  actor: string,
  id: number,
  typed: string,
): Promise<{ at: number } | ScheduleFault> {
  if (await isWriter(context)) return { error: "not-yours" };
  const moment = readMoment(typed, await timeZoneOf(context));
  if ("error" in moment) return moment;
  const { at } = moment;
  if (at <= context.clock()) return { error: "past" };
  if (at > context.clock() + farthest) return { error: "too-far" };
  return inTransaction(context, async (context): Promise<{ at: number } | ScheduleFault> => {
    const held = await context.db
      .updateTable("articles")
      .set({ publish_at: at, publish_by: actor })
      .where("id", "=", id)
      .where("published_at", "is", null)
      .returning("slug")
      .executeTakeFirst();
    const sheet = await sheetOf(context, id);
    if (!sheet) return { error: "gone" };
    if (!held) return { error: "published" };
    const { required } = await reviewOf(context, sheet, at);
    if (Object.keys(required).length > 0) throw new Lacks(required);
    await resolveNotices(context, "publication-held", deskArticlePath(id), actor);
    await logAction(context, actor, "article-scheduled", `${held.slug} for ${new Date(at).toISOString()}`);
    return { at };
  }).catch((error: unknown): ScheduleFault => {
    if (error instanceof Lacks) return { error: "lacks", lacks: error.lacks };
    throw error;
  });
}

/** Thrown inside the transaction, so that nothing of it stays. */
class Lacks extends Error {
  readonly lacks: FieldLacks;
  constructor(lacks: FieldLacks) {
    super("lacks");
    this.lacks = lacks;
  }
}

/** Makes a scheduled article a draft without a time. @returns false when it had none */
export async function cancelPublication(context: Context, actor: string, id: number): Promise<boolean> {
  return inTransaction(context, async (context) => {
    const cancelled = await context.db
      .updateTable("articles")
      .set({ publish_at: null, publish_by: null })
      .where("id", "=", id)
      .where("publish_at", "is not", null)
      .returning("slug")
      .executeTakeFirst();
    if (cancelled) await logAction(context, actor, "article-schedule-cancelled", cancelled.slug);
    return cancelled !== undefined;
  });
}

/** A typed slug that the article could not get stands in the way, as it does when somebody publishes by hand. */
async function reviewOf(context: Context, sheet: ArticleSheet, at = context.clock()) {
  const review = await reviewArticle(context, sheetInputOf(sheet), at);
  const { slug } = sheet.typed;
  if (slug === "" || slug === sheet.article.slug) return review;
  const said = review.required.slug ?? ["Another article has this slug; choose another one."];
  return { ...review, required: { ...review.required, slug: said } };
}

/**
 * Publishes the articles whose time has come, each once, with any number of processes; however late, because somebody
 * wanted it. Every process that lives for long calls this again and again.
 */
export async function runPublications(context: Context): Promise<void> {
  const due = await context.db
    .selectFrom("articles")
    .select(["id", "publish_at", "publish_by"])
    .where("publish_at", "<=", context.clock())
    .orderBy("publish_at")
    .orderBy("id")
    .execute();
  for (const { id, publish_at, publish_by } of due) {
    try {
      await publishAt(context, { id, at: publish_at!, by: publish_by ?? "somebody" });
    } catch (error) {
      // One that fails must not stop the others.
      context.log.error({ error, article: id }, "a scheduled article could not be published; trying again");
    }
  }
}

type Due = { id: number; at: number; by: string };

function publishAt(context: Context, { id, at, by }: Due): Promise<void> {
  return inTransaction(context, async (context) => {
    // The one process that takes the time away publishes; a save at this moment comes before or after.
    const taken = await context.db
      .updateTable("articles")
      .set({ publish_at: null, publish_by: null })
      .where("id", "=", id)
      .where("publish_at", "=", at)
      .where("published_at", "is", null)
      .returning("slug")
      .executeTakeFirst();
    const sheet = taken && (await sheetOf(context, id));
    if (!sheet) return;
    const { required, article } = await reviewOf(context, sheet);
    if (!article || Object.keys(required).length > 0) return hold(context, { id, at, by }, sheet, required);
    await keepTidied(context, sheet, article, by);
    await markRevision(context, { kind: "article", subject: id }, { published_at: context.clock() });
    await setPublished(context, id, true, by);
    const detail = `${taken.slug}, scheduled for ${new Date(at).toISOString()}`;
    await logAction(context, by, "article-published", detail);
  });
}

async function hold(context: Context, { id, at, by }: Due, sheet: ArticleSheet, lacks: FieldLacks): Promise<void> {
  const when = formatMoment(at, await timeZoneOf(context));
  const why = Object.values(lacks).flat().join(" ");
  const text = `“${sheet.typed.headline || "Untitled"}” was not published on ${when}, as it was to. ${why} It is still a draft.`;
  await addNotice(context, { kind: "publication-held", text, link: deskArticlePath(id) });
  await logAction(context, by, "article-publication-held", sheet.article.slug);
}

/**
 * Writes what a publication tidies, and nothing where nothing is to be tidied: an approval of its issue would end by it.
 * The version stays, because a page that has the sheet open goes on with it.
 */
async function keepTidied(context: Context, sheet: ArticleSheet, article: ArticleInput, by: string) {
  const { id } = sheet.article;
  const before = articleRow(sheetInputOf(sheet));
  const after = articleRow(article);
  const topicsBefore = sheet.article.topics;
  if (JSON.stringify([before, topicsBefore]) === JSON.stringify([after, article.topics])) return;
  await context.db.updateTable("articles").set(after).where("id", "=", id).execute();
  await setTopics(context, id, article.topics);
  recordEvent(context, "article-saved", id, by);
}

/** Closes the notices of articles that somebody has published since. */
export async function endHeldNotices(context: Context, events: DomainEvent[]): Promise<void> {
  for (const { subject, by } of events)
    await resolveNotices(context, "publication-held", deskArticlePath(subject), by ?? "its publication");
}
