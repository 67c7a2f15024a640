import { z } from "zod";
import { inTransaction, type Context } from "#app/context.server.ts";
import { manyLines } from "#app/models/fields.server.ts";
import { noteSigns } from "#app/models/readerSigns.server.ts";
import { forUpdate } from "#db/client.server.ts";
import { openQuestion } from "./questions.server.ts";

/** The most that a remark may have, in characters. */
const longestRemark = 1000;

/** The form of an answer; a remark that cannot be kept as typed is left out, and the answer counts. */
export const answerSchema = z.object({
  answer: z.coerce.number().int().min(1).max(6),
  remark: manyLines(longestRemark).catch("").default(""),
});

/**
 * Keeps the answer of a delivery; it takes the place of an earlier one, with its remark.
 * @returns false when nothing was kept: the link opens nothing, the question has closed, or there is no such answer
 */
export function giveAnswer(
  context: Context,
  token: string,
  n: number,
  { answer, remark }: z.infer<typeof answerSchema>,
): Promise<boolean> {
  return inTransaction(context, async (context) => {
    const asked = await openQuestion(context, token, n);
    if (!asked?.isOpen || answer > asked.choices) return false;
    // An erasure under way is waited for, so that nothing of the reader is written behind it.
    const reader = await forUpdate(
      context.db,
      context.db.selectFrom("subscribers").select("erased_at").where("id", "=", asked.subscriberId),
    ).executeTakeFirst();
    if (!reader || reader.erased_at !== null) return false;
    const given = { answer, remark, at: context.clock(), marked_at: null, marked_by: null };
    await context.db
      .insertInto("given_answers")
      .values({ question_id: asked.id, subscriber_id: asked.subscriberId, ...given })
      .onConflict((conflict) => conflict.columns(["question_id", "subscriber_id"]).doUpdateSet(given))
      .execute();
    await noteSigns(context, [{ subscriberId: asked.subscriberId, at: given.at, sign: "feedback" }]);
    return true;
  });
}

/** An answer as it is held about a reader; `answer` is `yes`, `no` or a poll's words. Times in milliseconds. */
export type HeldAnswer = {
  issue: number | null;
  kind: "useful" | "poll";
  about: string;
  answer: string;
  remark: string;
  at: number;
};

/** Returns the answers of a reader, for them and for an operator (C-09). */
export async function answersHeld({ db }: Context, subscriberId: number): Promise<HeldAnswer[]> {
  const rows = await db
    .selectFrom("given_answers as given")
    .innerJoin("asked_questions as asked", "asked.id", "given.question_id")
    .innerJoin("editions", "editions.id", "asked.edition_id")
    .leftJoin("issues", "issues.id", "editions.issue_id")
    .select(["number", "kind", "words", "answers", "answer", "remark", "given.at"])
    .where("given.subscriber_id", "=", subscriberId)
    .orderBy("given.id")
    .execute();
  return rows.map(({ number, kind, words, answers, answer, remark, at }) => ({
    ...{ issue: number, kind, about: words, remark, at },
    answer:
      kind === "useful" ? (answer === 1 ? "yes" : "no") : answerWords(kind, JSON.parse(answers) as string[], answer),
  }));
}

/** Returns the words of an answer for the desk. @param answer from 1 */
export function answerWords(kind: "useful" | "poll", answers: string[], answer: number): string {
  if (kind === "useful") return answer === 1 ? "Useful" : "Not useful";
  return answers[answer - 1] ?? "";
}

/** Erases what a reader said: their answers count on, without their words and without them. */
export async function forgetAnswersOf({ db }: Context, subscriberId: number): Promise<void> {
  await db
    .updateTable("given_answers")
    .set({ subscriber_id: null, remark: "" })
    .where("subscriber_id", "=", subscriberId)
    .execute();
}

/** Does the same with answers that were given before a time, some at once. @returns how many */
export async function forgetOldAnswers({ db }: Context, before: number, limit: number): Promise<number> {
  const rows = await db
    .updateTable("given_answers")
    .set({ subscriber_id: null, remark: "" })
    .where("id", "in", (eb) =>
      eb
        .selectFrom("given_answers as old")
        .select("old.id")
        .where("old.at", "<", before)
        .where((eb) => eb.or([eb("old.subscriber_id", "is not", null), eb("old.remark", "!=", "")]))
        .orderBy("old.at")
        .limit(limit),
    )
    .returning("id")
    .execute();
  return rows.length;
}
