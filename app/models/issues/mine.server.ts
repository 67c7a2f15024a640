import type { Context } from "#app/context.server.ts";
import { statusesBefore } from "./states.ts";

/** A piece of work that waits for one person: one that they are on, or an issue that they were asked to review. */
type WaitingPiece = {
  why: "article" | "issue" | "review";
  /** The id of an article, the number of an issue. */
  id: number;
  /** The headline or the subject, empty for none. */
  title: string;
  /** Milliseconds; of a review when it was asked for. */
  dueAt: number | null;
  askedAt: number;
  askedBy: string;
};

/** The most of each kind: a person does not look through more. */
const most = 20;

/**
 * Lists what waits for somebody, reviews first, then by the due time: an article while it is not on the site, has changes
 * that are not, or stands in an open issue; an issue until it goes out.
 */
export async function waitingForMe(context: Context, editorId: number): Promise<WaitingPiece[]> {
  const [reviews, articles, issues] = [
    await reviewsOf(context, editorId),
    await articlesOf(context, editorId),
    await issuesOf(context, editorId),
  ];
  const due = ({ dueAt }: WaitingPiece) => dueAt ?? Number.MAX_SAFE_INTEGER;
  return [...reviews, ...[...articles, ...issues].sort((one, other) => due(one) - due(other))];
}

async function reviewsOf({ db }: Context, editorId: number): Promise<WaitingPiece[]> {
  const rows = await db
    .selectFrom("issues")
    .select(["number", "subject", "review_at", "review_by"])
    .where("review_of", "=", editorId)
    .where("review_at", "is not", null)
    .where("status", "in", statusesBefore("end-review"))
    .orderBy("review_at")
    .limit(most)
    .execute();
  return rows.map(({ number, subject, review_at, review_by }) => ({
    ...{ why: "review" as const, id: number, title: subject, dueAt: null },
    ...{ askedAt: review_at ?? 0, askedBy: review_by ?? "somebody" },
  }));
}

async function articlesOf({ db }: Context, editorId: number): Promise<WaitingPiece[]> {
  const rows = await db
    .selectFrom("assignments")
    .innerJoin("articles", "articles.id", "assignments.article_id")
    .select(["articles.id", "headline as title", "due_at as dueAt", "assigned_at as askedAt", "assigned_by as askedBy"])
    .where("editor_id", "=", editorId)
    .where((eb) =>
      eb.or([
        eb("published_at", "is", null),
        eb("unpublished", "is not", null),
        eb(
          "articles.id",
          "in",
          eb
            .selectFrom("issue_articles")
            .innerJoin("issues", "issues.id", "issue_articles.issue_id")
            .select("article_id")
            .where("status", "in", statusesBefore("edit")),
        ),
      ]),
    )
    .orderBy(({ fn, val }) => fn.coalesce("due_at", val(Number.MAX_SAFE_INTEGER)))
    .limit(most)
    .execute();
  return rows.map((row) => ({ why: "article", ...row }));
}

async function issuesOf({ db }: Context, editorId: number): Promise<WaitingPiece[]> {
  const rows = await db
    .selectFrom("assignments")
    .innerJoin("issues", "issues.id", "assignments.issue_id")
    .select(["number as id", "subject as title", "due_at as dueAt", "assigned_at as askedAt", "assigned_by as askedBy"])
    .where("editor_id", "=", editorId)
    .where("status", "in", statusesBefore("edit"))
    .orderBy(({ fn, val }) => fn.coalesce("due_at", val(Number.MAX_SAFE_INTEGER)))
    .limit(most)
    .execute();
  return rows.map((row) => ({ why: "issue", ...row }));
}
