import type { Context } from "#app/context.server.ts";
import { day } from "#app/models/durations.ts";
import { openToken, signToken } from "#app/models/signedTokens.server.ts";

/** Milliseconds after the send in which readers say whether something was useful. */
export const usefulFor = 60 * day;

/** A question of an issue that goes out. `n`: from 1, in the order of the mail. */
export type AskedQuestion = {
  n: number;
  kind: "useful" | "poll";
  articleId: number | null;
  words: string;
  /** Of a poll; empty for `useful`. */
  answers: string[];
  shown: boolean;
  closesAt: number;
};

/** Keeps the questions of an edition, in the transaction that freezes it. */
export async function freezeQuestions(context: Context, editionId: number, asked: AskedQuestion[]): Promise<void> {
  if (asked.length === 0) return;
  await context.db
    .insertInto("asked_questions")
    .values(
      asked.map(({ n, kind, articleId, words, answers, shown, closesAt }) => ({
        ...{ edition_id: editionId, n, kind, article_id: articleId, words, answers: JSON.stringify(answers) },
        ...{ shown: shown ? 1 : 0, closes_at: closesAt },
      })),
    )
    .execute();
}

/**
 * Returns where the answers of one delivery begin; behind it stand the question's number and the answer's. The token opens
 * nothing else (H-11).
 */
export function answersUrl({ config, ...context }: Context, editionId: number, subscriberId: number): string {
  return `${config.appUrl}/answer/${signToken({ config, ...context }, "answers", [editionId, subscriberId])}`;
}

/** The word in the place of a token in copies that are nobody's. */
export const noDelivery = "web";

/** Returns where those links lead: a page that says who can answer. The mail in the archive has them. */
export function nobodysAnswersUrl({ config }: Context): string {
  return `${config.appUrl}/answer/${noDelivery}`;
}

/** A question as its page shows it. `kind` tells whose words its answers are: a poll's own, or yes and no. */
type OpenedQuestion = {
  id: number;
  subscriberId: number;
  kind: "useful" | "poll";
  /** The headline of its piece, the subject of its issue, or the poll's question. */
  words: string;
  /** True for `useful` under a piece. */
  isPiece: boolean;
  answers: string[];
  /** The number of answers to choose from. */
  choices: number;
  /** True when readers see the results too. */
  shown: boolean;
  closesAt: number;
  isOpen: boolean;
  /** True when this delivery has answered. */
  given: boolean;
};

/**
 * @param n the number of the question, as in the link
 * @returns null for an invalid token, an unknown question and a reader who was erased, without telling which (H-12)
 */
export async function openQuestion(context: Context, token: string, n: number): Promise<OpenedQuestion | null> {
  const [editionId, subscriberId, ...more] = openToken(context, "answers", token) ?? [];
  if (!editionId || !subscriberId || more.length > 0) return null;
  const row = await context.db
    .selectFrom("asked_questions as asked")
    .innerJoin("subscribers", (join) => join.on("subscribers.id", "=", subscriberId))
    .leftJoin("deliveries", (join) =>
      join
        .onRef("deliveries.edition_id", "=", "asked.edition_id")
        .onRef("deliveries.subscriber_id", "=", "subscribers.id"),
    )
    .leftJoin("given_answers as given", (join) =>
      join.onRef("given.question_id", "=", "asked.id").onRef("given.subscriber_id", "=", "subscribers.id"),
    )
    .select(["asked.id", "kind", "words", "answers", "article_id", "shown", "closes_at", "given.id as given_id"])
    .where("asked.edition_id", "=", editionId)
    .where("asked.n", "=", n)
    .where("erased_at", "is", null)
    // Deliveries are kept for a year; later the question has closed, and says so.
    .where(({ eb, or }) => or([eb("deliveries.edition_id", "is not", null), eb("closes_at", "<=", context.clock())]))
    .executeTakeFirst();
  if (!row) return null;
  const answers = JSON.parse(row.answers) as string[];
  return {
    ...{ id: row.id, subscriberId, kind: row.kind, words: row.words, isPiece: row.article_id !== null, answers },
    ...{ choices: answerCount(row.kind, answers), shown: row.shown === 1, closesAt: row.closes_at },
    ...{ isOpen: context.clock() < row.closes_at, given: row.given_id !== null },
  };
}

/** Returns how many answers there are to choose from. */
export function answerCount(kind: "useful" | "poll", answers: string[]): number {
  return kind === "useful" ? 2 : answers.length;
}

/** Closes the questions whose time is over, so that pages and feeds change. @returns how many */
export async function closeQuestions(context: Context): Promise<number> {
  const now = context.clock();
  const due = await context.db
    .selectFrom("asked_questions")
    .select("id")
    .where("closed_at", "is", null)
    .where("closes_at", "<=", now)
    .limit(500)
    .execute();
  // An update that finds nothing would take the database's one writer each second.
  if (due.length > 0)
    await context.db
      .updateTable("asked_questions")
      .set({ closed_at: now })
      .where(
        "id",
        "in",
        due.map(({ id }) => id),
      )
      .execute();
  return due.length;
}
