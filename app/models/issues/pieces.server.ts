import type { Insertable } from "kysely";
import type { Context } from "#app/context.server.ts";
import { articlesByIds, type Article } from "#app/models/articles/articles.server.ts";
import type { Body } from "#app/models/body.ts";
import {
  articlesIn,
  type IssuePiece,
  type IssuePoll,
  type SectionRule,
  type SectionsOf,
} from "#app/models/sections.ts";
import type { IssueItemsTable } from "#db/schema/issues.ts";
import type { PlacedArticle, Display } from "./issueInput.server.ts";

export type ComposedArticle = Article & { display: Display };

/** Replaces the sections of an issue with all that stands in them. Articles that were deleted are left out. */
export async function setSections(
  context: Context,
  issueId: number,
  sections: SectionsOf<PlacedArticle>,
): Promise<void> {
  const { db } = context;
  for (const table of ["issue_articles", "issue_items", "issue_sections"] as const)
    await db.deleteFrom(table).where("issue_id", "=", issueId).execute();
  await db
    .insertInto("issue_sections")
    .values(
      sections.map(({ heading, text, rule }, i) => ({
        ...{ issue_id: issueId, position: i + 1, heading, text: JSON.stringify(text) },
        rule: rule && JSON.stringify(rule),
      })),
    )
    .execute();
  const there = await thoseThatExist(context, articlesIn(sections));
  const placed = sections.flatMap(({ pieces }, i) =>
    pieces
      .filter((piece) => piece.kind !== "article" || there.has(piece.id))
      .map((piece) => ({ piece, issue_id: issueId, section: i + 1 })),
  );
  const [articles, items] = split(placed.map((one, i) => ({ ...one, position: i + 1 })));
  if (articles.length > 0) await db.insertInto("issue_articles").values(articles).execute();
  if (items.length > 0) await db.insertInto("issue_items").values(items).execute();
}

type Placed = { piece: IssuePiece<PlacedArticle>; issue_id: number; section: number; position: number };

function split(placed: Placed[]) {
  const articles = placed.flatMap(({ piece, ...place }) =>
    piece.kind === "article" ? [{ ...place, article_id: piece.id, display: piece.display }] : [],
  );
  const items = placed.flatMap(({ piece, ...place }): Insertable<IssueItemsTable>[] => {
    if (piece.kind === "article") return [];
    if (piece.kind === "item")
      return [{ ...place, text: piece.text, url: piece.url, source: piece.source, poll: null }];
    const { question: text, answers, days, shown } = piece;
    return [{ ...place, text, url: "", source: "", poll: JSON.stringify({ answers, days, shown }) }];
  });
  return [articles, items] as const;
}

async function thoseThatExist({ db }: Context, articles: PlacedArticle[]): Promise<Set<number>> {
  if (articles.length === 0) return new Set();
  const ids = articles.map(({ id }) => id);
  const found = await db.selectFrom("articles").select("id").where("id", "in", ids).execute();
  return new Set(found.map(({ id }) => id));
}

/** Returns the sections of an issue with its articles, in as many queries for a hundred articles as for one. */
export async function composedSections(context: Context, issueId: number): Promise<SectionsOf<ComposedArticle>> {
  const sections = await context.db
    .selectFrom("issue_sections")
    .select(["position", "heading", "text", "rule"])
    .where("issue_id", "=", issueId)
    .orderBy("position")
    .execute();
  const standing = [...(await articlesOfIssue(context, issueId)), ...(await itemsOfIssue(context, issueId))];
  standing.sort((one, other) => one.position - other.position);
  return sections.map(({ position, heading, text, rule }) => ({
    ...{ heading, text: JSON.parse(text) as Body, rule: rule === null ? null : (JSON.parse(rule) as SectionRule) },
    pieces: standing.filter(({ section }) => section === position).map(({ piece }) => piece),
  }));
}

type Standing = { section: number; position: number; piece: IssuePiece<ComposedArticle> };

async function articlesOfIssue(context: Context, issueId: number): Promise<Standing[]> {
  const rows = await context.db
    .selectFrom("issue_articles")
    .select(["article_id", "section", "position", "display"])
    .where("issue_id", "=", issueId)
    .execute();
  const ids = rows.map(({ article_id }) => article_id);
  const articles = new Map((await articlesByIds(context, ids)).map((article) => [article.id, article]));
  return rows.flatMap(({ article_id, display, ...place }): Standing[] => {
    const article = articles.get(article_id);
    return article ? [{ ...place, piece: { kind: "article", ...article, display } }] : [];
  });
}

/** A poll as its row holds it, beside its question. */
type KeptPoll = Pick<IssuePoll, "answers" | "days" | "shown">;

async function itemsOfIssue({ db }: Context, issueId: number): Promise<Standing[]> {
  const rows = await db
    .selectFrom("issue_items")
    .select(["section", "position", "text", "url", "source", "poll"])
    .where("issue_id", "=", issueId)
    .execute();
  return rows.map(({ section, position, poll, ...item }) => ({
    ...{ section, position },
    piece:
      poll === null
        ? { kind: "item", ...item }
        : { kind: "poll", question: item.text, ...(JSON.parse(poll) as KeptPoll) },
  }));
}
