import { sql, type ExpressionBuilder } from "kysely";
import type { Context } from "#app/context.server.ts";
import { articlesByIds } from "#app/models/articles/articles.server.ts";
import { bylinesNaming } from "#app/models/articles/bylines.server.ts";
import { plainBody, type Body } from "#app/models/body.ts";
import type { SectionRule } from "#app/models/sections.ts";
import { articlesWithWords } from "#app/models/search/articleWords.server.ts";
import type { Schema } from "#db/schema.ts";
import { choicesOf, type ArticleChoice } from "./editing.server.ts";
import { proposedArticles } from "./filling.server.ts";

/** A search for articles, of which all holds together. Times in milliseconds; empty words and null for anything. */
export type ArticleQuest = {
  words: string;
  /** A topic's slug. */
  topic: string;
  /** A name in a byline. */
  author: string;
  from: number | null;
  until: number | null;
  /** Only those that no issue went out with. */
  notRun: boolean;
  /** The number of the issue that is composed: what stands in it is not offered. */
  issue: number | null;
  /** Where the page before ended. */
  after: string | null;
};

/** Articles for an issue. `next`: where the next page begins, if there is one. */
export type FoundArticles = { choices: ArticleChoice[]; total: number; next: string | null };

const pageSize = 20;

/** Finds articles for an issue, published or not, last edited first. */
export async function findArticles(context: Context, quest: ArticleQuest, size = pageSize): Promise<FoundArticles> {
  const fitting = await fittingArticles(context, quest);
  const { total } = await fitting.select(({ fn }) => fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  const after = /^(\d{1,15})-(\d{1,9})$/.exec(quest.after ?? "");
  const rows = await fitting
    .select("id")
    .select(touched.as("at"))
    .$if(after !== null, (query) =>
      query.where(sql<boolean>`(${touched}, id) < (${Number(after?.[1])}, ${Number(after?.[2])})`),
    )
    .orderBy(touched, "desc")
    .orderBy("id", "desc")
    .limit(size + 1)
    .execute();
  const shown = rows.slice(0, size);
  const ids = shown.map(({ id }) => id);
  const known = await choicesOf(context, await articlesByIds(context, ids));
  const last = rows.length > size ? shown.at(-1)! : null;
  return {
    choices: ids.flatMap((id) => known.get(id) ?? []),
    total: Number(total),
    next: last && `${last.at}-${last.id}`,
  };
}

/** Returns what a section's rule proposes for an issue, by its number. */
export async function proposedChoices(context: Context, rule: SectionRule, issue: number): Promise<ArticleChoice[]> {
  const row = await context.db
    .selectFrom("issues")
    .select(["id", "list_id"])
    .where("number", "=", issue)
    .executeTakeFirst();
  if (!row) return [];
  const taken = await context.db
    .selectFrom("issue_articles")
    .select("article_id")
    .where("issue_id", "=", row.id)
    .execute();
  const ids = await proposedArticles(
    context,
    rule,
    row.list_id,
    taken.map(({ article_id }) => article_id),
  );
  const known = await choicesOf(context, await articlesByIds(context, ids));
  return ids.flatMap((id) => known.get(id) ?? []);
}

/** No byline has a line break. */
const nobody = "\n";

/** The last change, by which the index `articles_touched` has them in order. */
const touched = sql<number>`coalesce(saved_at, updated_at)`;
/** When an article is from: its publication, or else its last change. */
const dated = sql<number>`coalesce(published_at, saved_at, updated_at)`;

async function fittingArticles(context: Context, { words, topic, author, from, until, notRun, issue }: ArticleQuest) {
  const withWords = words.trim() === "" ? null : await idsWithWords(context, words);
  const bylines = author === "" ? null : await bylinesNaming(context, author);
  return (
    context.db
      .selectFrom("articles")
      .$if(withWords !== null, (query) => query.where("id", "in", withWords!))
      // PostgreSQL takes no empty list.
      .$if(bylines !== null, (query) => query.where("byline", "in", bylines!.length > 0 ? bylines! : [nobody]))
      .$if(topic !== "", (query) => query.where((eb) => eb.exists(ofTopic(eb, topic))))
      .$if(from !== null, (query) => query.where(dated, ">=", from))
      .$if(until !== null, (query) => query.where(dated, "<", until))
      .$if(notRun, (query) => query.where((eb) => eb.not(eb.exists(itsIssues(eb).where("sending_at", "is not", null)))))
      .$if(issue !== null, (query) =>
        query.where((eb) => eb.not(eb.exists(itsIssues(eb).where("issues.number", "=", issue)))),
      )
  );
}

type OfArticles = ExpressionBuilder<Schema, "articles">;

function ofTopic(eb: OfArticles, slug: string) {
  return eb
    .selectFrom("article_topics")
    .innerJoin("topics", "topics.id", "article_topics.topic_id")
    .select("article_id")
    .whereRef("article_id", "=", "articles.id")
    .where("topics.slug", "=", slug);
}

function itsIssues(eb: OfArticles) {
  return eb
    .selectFrom("issue_articles")
    .innerJoin("issues", "issues.id", "issue_articles.issue_id")
    .select("issues.id")
    .whereRef("article_id", "=", "articles.id");
}

/** Finds words in the texts of published articles by the site's index, and of drafts, which are few, by reading them. */
async function idsWithWords(context: Context, words: string): Promise<number[]> {
  const published = await articlesWithWords(context, words);
  const drafts = await context.db
    .selectFrom("articles")
    .select(["id", "headline", "dek", "byline", "slug", "body"])
    .where("published_at", "is", null)
    .execute();
  const sought = folded(words).split(/\s+/).filter(Boolean);
  const found = drafts.filter(({ headline, dek, byline, slug, body }) => {
    const text = folded([headline, dek, byline, slug, plainBody(JSON.parse(body) as Body)].join("\n"));
    return sought.every((word) => text.includes(word));
  });
  // No article has this number: PostgreSQL takes no empty list.
  return [...published, ...found.map(({ id }) => id), 0];
}

/** Without the marks of letters, in small ones. */
function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
