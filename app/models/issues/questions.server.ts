import { day } from "#app/models/durations.ts";
import { usefulFor, type AskedQuestion } from "#app/models/feedback/questions.server.ts";
import type { IssueContent } from "#emails/render/issueContent.server.ts";
import type { Issue } from "./issues.server.ts";

/** Returns what an issue asks its readers, numbered as its content is. @param at when it goes out, in milliseconds */
export function questionsIn(content: IssueContent, { articles }: Issue, at: number): AskedQuestion[] {
  const useful = { kind: "useful" as const, answers: [], shown: false, closesAt: at + usefulFor };
  const asked = content.sections
    .flatMap(({ pieces }) => pieces)
    .flatMap((piece): AskedQuestion[] => {
      if (piece.kind === "item" || piece.asks === undefined) return [];
      if (piece.kind === "article") {
        const articleId = articles.find(({ slug }) => slug === piece.slug)?.id ?? null;
        return [{ n: piece.asks, articleId, words: piece.headline, ...useful }];
      }
      const { asks: n, question: words, answers, days, shown, closesAt = at + days * day } = piece;
      return [{ n, kind: "poll", articleId: null, words, answers, shown, closesAt }];
    });
  if (content.asks !== undefined) asked.push({ n: content.asks, articleId: null, words: content.subject, ...useful });
  return asked;
}
