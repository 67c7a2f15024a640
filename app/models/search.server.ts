import { searchIndexOf } from "#db/client.server.ts";
import type { SearchDocumentsTable } from "#db/schema.ts";
import type { IssueContent } from "#emails/edition.server.ts";
import { inTransaction, type Context } from "../context.server.ts";
import { bodyText, type Body } from "./bodies.server.ts";
import { partOf, rowsOf, type Part } from "./parts.server.ts";
import { passage, mark, type Marked } from "./searchMarks.server.ts";
import { gap, termsOf, wordsOf } from "./searchWords.server.ts";
import { networkOf, withinLimit } from "./throttles.server.ts";
import { articlePath } from "./slugs.server.ts";

export type SearchResult = {
  kind: "article" | "issue";
  path: string;
  at: number;
  headline: Marked[];
  dek: Marked[];
  /** The place in the text that was found; null when only headline, dek, byline or topics were. */
  passage: Marked[] | null;
};

/** `terms`: how many things must occur; 0 when nothing that can be searched for was typed. */
export type Search = { terms: number; found: Part<SearchResult> | null };

const resultsAPage = 20;

/** Searches of a network in a minute (S-08): more than people make, and no burden. */
const mostSearches = 60;

/** Counts a search by the caller's network. @returns false when there were too many in the last minute (S-08) */
export function maySearch(context: Context, ip: string): Promise<boolean> {
  return withinLimit(context, "search", networkOf(ip), mostSearches, 60_000);
}

/** What is on the site with all of these words; `found` is null for a page that there is not. */
export async function search(context: Context, query: string, page: number): Promise<Search> {
  const terms = termsOf(query);
  if (terms.length === 0) return { terms: 0, found: partOf([], 0, page, resultsAPage) };
  const { total, ids } = await searchIndexOf(context.db).find(context.db, terms, rowsOf(page, resultsAPage));
  const rows = ids.length
    ? await context.db
        .selectFrom("search_documents")
        .select(["id", "kind", "path", "headline", "dek", "text", "at"])
        .where("id", "in", ids)
        .execute()
    : [];
  const results = ids
    .flatMap((id) => rows.find((row) => row.id === id) ?? [])
    .map(({ kind, path, at, headline, dek, text }) => ({
      kind,
      path,
      at,
      headline: mark(headline, terms),
      dek: mark(dek, terms),
      passage: passage(text, terms),
    }));
  return { terms: terms.length, found: partOf(results, total, page, resultsAPage) };
}

type Document = Omit<SearchDocumentsTable, "id">;

/** Brings what can be found of an article in line with it, in the transaction that changes it: on the site, or not. */
export async function indexArticle(context: Context, id: number): Promise<void> {
  const row = await context.db
    .selectFrom("articles")
    .select(["slug", "headline", "dek", "byline", "body", "published_at"])
    .where("id", "=", id)
    .executeTakeFirst();
  if (!row || row.published_at === null) return forget(context, "article", id);
  const topics = await context.db
    .selectFrom("article_topics")
    .innerJoin("topics", "topics.id", "article_topics.topic_id")
    .select("name")
    .where("article_id", "=", id)
    .execute();
  const { slug, headline, dek, byline } = row;
  const text = bodyText(JSON.parse(row.body) as Body);
  const path = articlePath(slug);
  const document: Document = { kind: "article", ref: id, path, headline, dek, text, at: row.published_at };
  await keep(context, document, [byline, ...topics.map(({ name }) => name)]);
}

/** Lets the issue that was just frozen be found, by what its page says beside the articles themselves. */
export async function indexIssue(context: Context, issueId: number): Promise<void> {
  const row = await context.db
    .selectFrom("editions")
    .innerJoin("issues", "issues.id", "editions.issue_id")
    .select(["number", "editions.subject", "editions.preheader", "content", "frozen_at"])
    .where("issue_id", "=", issueId)
    .executeTakeFirstOrThrow();
  const { intro, articles } = JSON.parse(row.content) as IssueContent;
  const text = [bodyText(intro), ...articles.map(({ headline, dek }) => `${headline}\n${dek}`)].join("\n");
  await keep(context, {
    kind: "issue",
    ref: issueId,
    path: `/issues/${row.number}`,
    headline: row.subject,
    dek: row.preheader,
    text,
    at: row.frozen_at,
  });
}

/** @param more what finds it, too, and is not shown */
async function keep(context: Context, document: Document, more: string[] = []): Promise<void> {
  const { id } = await context.db
    .insertInto("search_documents")
    .values(document)
    .onConflict((conflict) => conflict.columns(["kind", "ref"]).doUpdateSet(document))
    .returning("id")
    .executeTakeFirstOrThrow();
  await searchIndexOf(context.db).put(context.db, id, {
    headline: wordsOf(document.headline),
    dek: wordsOf(document.dek),
    text: [...more.flatMap((text) => [...wordsOf(text), gap]), ...wordsOf(document.text)],
  });
}

async function forget(context: Context, kind: Document["kind"], ref: number): Promise<void> {
  const row = await context.db
    .deleteFrom("search_documents")
    .where("kind", "=", kind)
    .where("ref", "=", ref)
    .returning("id")
    .executeTakeFirst();
  if (row) await searchIndexOf(context.db).remove(context.db, row.id);
}

/** Indexes what is on the site and cannot be found yet, as after the search came. @returns how much that was */
export async function indexMissing(context: Context): Promise<number> {
  const articles = await context.db
    .selectFrom("articles")
    .select("id")
    .where("published_at", "is not", null)
    .where("id", "not in", (eb) => eb.selectFrom("search_documents").select("ref").where("kind", "=", "article"))
    .execute();
  const issues = await context.db
    .selectFrom("editions")
    .select("issue_id")
    .where("issue_id", "not in", (eb) => eb.selectFrom("search_documents").select("ref").where("kind", "=", "issue"))
    .execute();
  for (const { id } of articles) await inTransaction(context, (context) => indexArticle(context, id));
  for (const { issue_id } of issues) await inTransaction(context, (context) => indexIssue(context, issue_id));
  return articles.length + issues.length;
}

/** Makes the whole index anew; meanwhile searches find what is done already. @returns how much it holds */
export async function reindex(context: Context): Promise<number> {
  const rows = await context.db.selectFrom("search_documents").select(["kind", "ref"]).execute();
  for (const { kind, ref } of rows) await inTransaction(context, (context) => forget(context, kind, ref));
  return indexMissing(context);
}
