import type { Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { chunksOf } from "#db/client.server.ts";
import { answerWords } from "./answers.server.ts";
import { answerCount } from "./questions.server.ts";

/** The answers to one question. Times in milliseconds. */
export type QuestionResult = {
  id: number;
  /** The number of its issue. */
  issue: number;
  n: number;
  kind: "useful" | "poll";
  articleId: number | null;
  /** The headline of its piece, the subject of its issue, or the poll's question. */
  words: string;
  /** In order, with how many people gave each. */
  answers: { words: string; people: number }[];
  /** How many answered. */
  people: number;
  /** How many of them added words. */
  remarks: number;
  shown: boolean;
  closesAt: number;
  isOpen: boolean;
};

/** Returns the results of an issue's questions, in the order of the mail; all of its editions together. */
export function issueFeedback(context: Context, issue: number): Promise<QuestionResult[]> {
  return resultsOf(context, { issue });
}

/** Returns the results of a piece over all issues that it ran in, the newest first. */
export async function articleFeedback(context: Context, articleId: number): Promise<QuestionResult[]> {
  return (await resultsOf(context, { articleId })).reverse();
}

async function resultsOf(context: Context, of: { issue?: number; articleId?: number }): Promise<QuestionResult[]> {
  const rows = await context.db
    .selectFrom("asked_questions as asked")
    .innerJoin("editions", "editions.id", "asked.edition_id")
    .innerJoin("issues", "issues.id", "editions.issue_id")
    .selectAll("asked")
    .select("number")
    .$if(of.issue !== undefined, (query) => query.where("number", "=", of.issue!))
    .$if(of.articleId !== undefined, (query) => query.where("article_id", "=", of.articleId!))
    .orderBy("edition_id")
    .orderBy("n")
    .execute();
  const sums = await sumsOf(
    context,
    rows.map(({ id }) => id),
  );
  const results = rows.map((row): QuestionResult => {
    const words = JSON.parse(row.answers) as string[];
    const given = sums.get(row.id) ?? [];
    const answers = Array.from({ length: answerCount(row.kind, words) }, (_, i) => ({
      words: answerWords(row.kind, words, i + 1),
      people: given.find(({ answer }) => answer === i + 1)?.people ?? 0,
    }));
    return {
      ...{ id: row.id, issue: row.number, n: row.n, kind: row.kind, words: row.words },
      ...{ articleId: row.article_id, answers, people: answers.reduce((sum, { people }) => sum + people, 0) },
      remarks: given.reduce((sum, { remarks }) => sum + remarks, 0),
      ...{ shown: row.shown === 1, closesAt: row.closes_at, isOpen: context.clock() < row.closes_at },
    };
  });
  return together(results);
}

/** Adds up what several editions of an issue asked alike. */
function together(results: QuestionResult[]): QuestionResult[] {
  const sums = new Map<string, QuestionResult>();
  for (const one of results) {
    const key = `${one.issue} ${one.n}`;
    const sum = sums.get(key);
    const people = (i: number) => one.answers[i]?.people ?? 0;
    sums.set(
      key,
      sum
        ? {
            ...sum,
            answers: sum.answers.map((answer, i) => ({ ...answer, people: answer.people + people(i) })),
            people: sum.people + one.people,
            remarks: sum.remarks + one.remarks,
          }
        : one,
    );
  }
  return [...sums.values()];
}

type Sum = { answer: number; people: number; remarks: number };

async function sumsOf({ db }: Context, questions: number[]): Promise<Map<number, Sum[]>> {
  const sums = new Map<number, Sum[]>();
  for (const some of chunksOf(questions)) {
    const rows = await db
      .selectFrom("given_answers")
      .select(({ fn, eb }) => [
        "question_id",
        "answer",
        fn.countAll<number>().as("people"),
        fn.sum<number>(eb.case().when("remark", "!=", "").then(1).else(0).end()).as("remarks"),
      ])
      .where("question_id", "in", some)
      .groupBy(["question_id", "answer"])
      .execute();
    for (const { question_id, answer, people, remarks } of rows)
      sums.set(question_id, [...(sums.get(question_id) ?? []), { answer, people, remarks: Number(remarks) }]);
  }
  return sums;
}

/**
 * Returns how many people gave each answer, for readers: in all editions of the question's issue.
 * @param choices how many answers there are
 */
export async function peopleByAnswer({ db }: Context, questionId: number, choices: number): Promise<number[]> {
  const own = await db
    .selectFrom("asked_questions")
    .innerJoin("editions", "editions.id", "edition_id")
    .select(["n", "issue_id"])
    .where("asked_questions.id", "=", questionId)
    .executeTakeFirstOrThrow();
  const given = await db
    .selectFrom("given_answers")
    .innerJoin("asked_questions as asked", "asked.id", "question_id")
    .innerJoin("editions", "editions.id", "asked.edition_id")
    .select(({ fn }) => ["answer", fn.countAll<number>().as("people")])
    .where("issue_id", "=", own.issue_id)
    .where("n", "=", own.n)
    .groupBy("answer")
    .execute();
  return Array.from({ length: choices }, (_, i) => given.find(({ answer }) => answer === i + 1)?.people ?? 0);
}

/**
 * A poll for readers. `people`: by answer, once it has closed and where its results are shown; else null. Times in
 * milliseconds.
 */
export type PublicPoll = { n: number; closesAt: number; isClosed: boolean; people: number[] | null };

/** Returns the polls of issues, by edition, for their pages and for feeds. */
export async function publicPolls(context: Context, editionIds: number[]): Promise<Map<number, PublicPoll[]>> {
  const polls = new Map<number, PublicPoll[]>();
  if (editionIds.length === 0) return polls;
  const rows = await context.db
    .selectFrom("asked_questions")
    .select(["id", "edition_id", "n", "answers", "shown", "closes_at"])
    .where("edition_id", "in", editionIds)
    .where("kind", "=", "poll")
    .orderBy("n")
    .execute();
  for (const { id, edition_id, n, answers, shown, closes_at: closesAt } of rows) {
    const isClosed = context.clock() >= closesAt;
    const choices = (JSON.parse(answers) as string[]).length;
    const people = isClosed && shown === 1 ? await peopleByAnswer(context, id, choices) : null;
    polls.set(edition_id, [...(polls.get(edition_id) ?? []), { n, closesAt, isClosed, people }]);
  }
  return polls;
}

/** Words that somebody added to an answer; the desk does not learn whose. */
export type Remark = {
  id: number;
  issue: number;
  n: number;
  about: string;
  articleId: number | null;
  answer: string;
  remark: string;
  at: number;
  /** The name of the editor who marked it. */
  markedBy: string | null;
};

/** Returns the newest remarks on an issue or a piece. @param before only those with a smaller id */
export async function remarksOf(
  { db }: Context,
  of: { issue: number } | { articleId: number },
  limit = 50,
  before?: number,
): Promise<Remark[]> {
  const rows = await db
    .selectFrom("given_answers as given")
    .innerJoin("asked_questions as asked", "asked.id", "given.question_id")
    .innerJoin("editions", "editions.id", "asked.edition_id")
    .innerJoin("issues", "issues.id", "editions.issue_id")
    .select([
      "given.id",
      "number",
      "n",
      "kind",
      "words",
      "answers",
      "article_id",
      "answer",
      "remark",
      "given.at",
      "marked_by",
    ])
    .where((eb) => ("issue" in of ? eb("issues.number", "=", of.issue) : eb("asked.article_id", "=", of.articleId)))
    .where("remark", "!=", "")
    .$if(before !== undefined, (query) => query.where("given.id", "<", before!))
    .orderBy("given.id", "desc")
    .limit(limit)
    .execute();
  return rows.map(({ id, number, n, kind, words, answers, article_id, answer, remark, at, marked_by }) => ({
    ...{ id, issue: number, n, about: words, articleId: article_id, remark, at, markedBy: marked_by },
    answer: answerWords(kind, JSON.parse(answers) as string[], answer),
  }));
}

/**
 * Marks a remark, or takes the mark off again.
 * @param actor who marks
 * @returns the number of its issue; null when the remark is gone
 */
export async function markRemark(
  context: Context,
  id: number,
  marked: boolean,
  actor: string,
): Promise<{ issue: number } | null> {
  const row = await context.db
    .updateTable("given_answers")
    .set(marked ? { marked_at: context.clock(), marked_by: actor } : { marked_at: null, marked_by: null })
    .where("id", "=", id)
    .where("remark", "!=", "")
    .returning("question_id")
    .executeTakeFirst();
  if (!row) return null;
  await logAction(context, actor, marked ? "remark-marked" : "remark-unmarked", `answer ${id}`);
  return context.db
    .selectFrom("asked_questions as asked")
    .innerJoin("editions", "editions.id", "asked.edition_id")
    .innerJoin("issues", "issues.id", "editions.issue_id")
    .select("number as issue")
    .where("asked.id", "=", row.question_id)
    .executeTakeFirstOrThrow();
}
