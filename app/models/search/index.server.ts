import { setImmediate as nextTurn } from "node:timers/promises";
import type { NotNull, Selectable } from "kysely";
import { inQuickTransaction, inTransaction, type Context } from "#app/context.server.ts";
import { languageCode, type LanguageCode } from "#app/i18n/languages.ts";
import { emptyBody, type Body } from "#app/models/body.ts";
import { eventKinds, type DomainEvent } from "#app/models/events.server.ts";
import { sectionsOf } from "#app/models/sections.ts";
import { issuePath, articlePath } from "#app/models/sitePaths.ts";
import { searchIndexOf } from "#db/client.server.ts";
import type { SearchDocumentsTable } from "#db/schema/site.ts";
import type { WordGroups } from "#db/search.server.ts";
import type { IssueContent } from "#emails/render/issueContent.server.ts";
import { issueText, sourceLine, textFound } from "./foundText.server.ts";
import { markedWord, stemsIn, tokensOf, type Stems } from "./tokens.server.ts";

/** Increased when the same text gives other words than before. */
const rules = 2;

/** Returns the language of stemming: the briefing's. */
export async function searchLanguage({ db }: Context): Promise<LanguageCode> {
  const briefing = await db.selectFrom("briefing").select("language").executeTakeFirst();
  return languageCode(briefing?.language ?? "en");
}

type Document = Omit<Selectable<SearchDocumentsTable>, "id" | "made_as">;
type Kind = Document["kind"];

/** Brings what can be found of the articles and issues of events in line with how they are now. */
export async function indexEvents(context: Context, events: DomainEvent[]): Promise<void> {
  const [issues, articles] = [true, false].map((isOfIssues) =>
    events.filter(({ kind }) => (eventKinds[kind] === "issue") === isOfIssues).map(({ subject }) => subject),
  );
  for (const id of new Set(articles)) await indexArticle(context, id);
  for (const id of new Set(issues)) await indexIssue(context, id);
}

/** Updates the index of an article; an unpublished one is removed. */
async function indexArticle(context: Context, id: number): Promise<void> {
  const row = await context.db
    .selectFrom("articles")
    .select(["slug", "headline", "dek", "byline", "body", "sources", "published_at", "version"])
    .where("id", "=", id)
    .executeTakeFirst();
  if (!row || row.published_at === null) return forget(context, "article", id);
  const topics = await context.db
    .selectFrom("article_topics")
    .innerJoin("topics", "topics.id", "article_topics.topic_id")
    .select("name")
    .where("article_id", "=", id)
    .orderBy("position")
    .execute();
  const { slug, headline, dek, byline, version } = row;
  const sources = (JSON.parse(row.sources) as { title: string; url: string }[]).map(sourceLine);
  await keep(context, {
    kind: "article",
    ref: id,
    path: articlePath(slug),
    headline,
    dek,
    text: textFound(JSON.parse(row.body) as Body),
    at: row.published_at,
    version,
    more: [byline, ...topics.map(({ name }) => name), ...sources].filter(Boolean).join("\n"),
  });
}

/** Indexes a sent issue: its own texts, without its articles'. */
async function indexIssue(context: Context, issueId: number): Promise<void> {
  const row = await context.db
    .selectFrom("editions")
    .innerJoin("issues", "issues.id", "editions.issue_id")
    .select(["number", "editions.subject", "editions.preheader", "content", "frozen_at"])
    .where("issue_id", "=", issueId)
    .$narrowType<{ subject: NotNull; preheader: NotNull }>()
    .executeTakeFirst();
  if (!row) return forget(context, "issue", issueId);
  const content = JSON.parse(row.content) as IssueContent;
  await keep(context, {
    kind: "issue",
    ref: issueId,
    path: issuePath(row.number),
    headline: row.subject,
    dek: row.preheader,
    text: issueText({ ...content, sections: sectionsOf(content), outro: content.outro ?? emptyBody }),
    at: row.frozen_at,
    version: 0,
    more: "",
  });
}

async function keep(context: Context, document: Document): Promise<void> {
  const language = await searchLanguage(context);
  const { kind, ref, at } = document;
  const there = await documentOf(context, kind, ref);
  // The key orders documents by time: another time means another row, and so does a key of a former version.
  const id = there?.at === at && isKeyOf(there.id, at) ? there.id : await freeKey(context, document);
  if (there && there.id !== id) await forget(context, kind, ref);
  const made = { ...document, id, made_as: madeAs(language) };
  await context.db
    .insertInto("search_documents")
    .values(made)
    .onConflict((conflict) => conflict.columns(["kind", "ref"]).doUpdateSet(made))
    .execute();
  const stems = stemsIn(language);
  await searchIndexOf(context.db).put(context.db, id, {
    headline: wordsOf([document.headline], stems),
    dek: wordsOf([document.dek], stems),
    text: wordsOf([...document.more.split("\n"), document.text], stems),
  });
}

function madeAs(language: LanguageCode): string {
  return `${rules}:${language}`;
}

/** Documents of one millisecond; the greatest key of the year 2100 is still a safe integer. */
const keysAtOnce = 2048;

function isKeyOf(id: number, at: number): boolean {
  return Math.floor(id / keysAtOnce) === at;
}

/** At the same time the greater rank comes first, and a newer document before an older one. */
async function freeKey(context: Context, { kind, ref, at }: Document): Promise<number> {
  const half = keysAtOnce / 2;
  let key = at * keysAtOnce + documents[kind].rank * half + (ref % half);
  const isTaken = () => context.db.selectFrom("search_documents").select("id").where("id", "=", key).executeTakeFirst();
  while (await isTaken()) key += 1;
  return key;
}

/** Separates texts that no phrase may span; a query cannot contain it. */
const gap = "¶";
/** The most positions of one word that PostgreSQL stores for a text. */
const mostPlaces = 250;
/** The last position that PostgreSQL distinguishes, less those of headline and dek. */
const longestRow = 15_500;

/** Returns the words of texts that no phrase spans. */
function wordsOf(texts: string[], stems: Stems): WordGroups {
  const counts = new Map<string, number>();
  const also = new Set<string>();
  const row: string[] = [];
  for (const text of texts) {
    const tokens = tokensOf(text, stems);
    if (row.length > 0) row.push(gap);
    for (const token of tokens) {
      const count = (counts.get(token.word) ?? 0) + 1;
      counts.set(token.word, count);
      row.push(count > mostPlaces ? gap : token.word);
      for (const other of token.also) also.add(markedWord(other.word));
    }
  }
  return { row: row.slice(0, longestRow), also: [...also] };
}

function documentOf({ db }: Context, kind: Kind, ref: number) {
  return db
    .selectFrom("search_documents")
    .select(["id", "at", "made_as"])
    .where("kind", "=", kind)
    .where("ref", "=", ref)
    .executeTakeFirst();
}

async function forget(context: Context, kind: Kind, ref: number): Promise<void> {
  const row = await context.db
    .deleteFrom("search_documents")
    .where("kind", "=", kind)
    .where("ref", "=", ref)
    .returning("id")
    .executeTakeFirst();
  if (row) await searchIndexOf(context.db).remove(context.db, row.id);
}

type OnTheSite = { ref: number; version: number; made_of: number | null; made_as: string | null };

/** Everything that can be found, by kind. */
const documents: {
  [K in Kind]: {
    /** Brings what can be found of one in line with it: on the site, or not. */
    index: (context: Context, ref: number) => Promise<void>;
    /** Of two of one time, the one of the greater rank goes first: 0 or 1. */
    rank: 0 | 1;
    /** Lists published documents, newest first, below a number, with the state of their index. */
    onTheSite: (context: Context, below: number, limit: number) => Promise<OnTheSite[]>;
  };
} = {
  article: { index: indexArticle, rank: 1, onTheSite: articlesOnTheSite },
  issue: { index: indexIssue, rank: 0, onTheSite: issuesOnTheSite },
};
const documentKinds = Object.keys(documents) as Kind[];

function articlesOnTheSite({ db }: Context, below: number, limit: number) {
  return db
    .selectFrom("articles")
    .leftJoin("search_documents as made", (join) =>
      join.onRef("made.ref", "=", "articles.id").on("made.kind", "=", "article"),
    )
    .select(["articles.id as ref", "articles.version", "made.version as made_of", "made_as"])
    .where("published_at", "is not", null)
    .where("articles.id", "<", below)
    .orderBy("articles.id", "desc")
    .limit(limit)
    .execute();
}

function issuesOnTheSite({ db }: Context, below: number, limit: number) {
  return db
    .selectFrom("editions")
    .leftJoin("search_documents as made", (join) =>
      join.onRef("made.ref", "=", "issue_id").on("made.kind", "=", "issue"),
    )
    .select((eb) => [
      eb.ref("issue_id").$notNull().as("ref"),
      eb.lit(0).as("version"),
      "made.version as made_of",
      "made_as",
    ])
    .where("issue_id", "<", below)
    .orderBy("issue_id", "desc")
    .limit(limit)
    .execute();
}

const rowsAtOnce = 200;

/**
 * Indexes published documents that are missing, or were indexed by former rules or in another language. Each has its
 * own transaction, so that searches continue and a restart loses nothing.
 * @returns their number
 */
export async function indexMissing(context: Context, stop?: AbortSignal): Promise<number> {
  const now = madeAs(await searchLanguage(context));
  let done = 0;
  for (const kind of documentKinds) {
    let below = 2 ** 31 - 1;
    for (;;) {
      const rows = await documents[kind].onTheSite(context, below, rowsAtOnce);
      const isOld = (row: (typeof rows)[number]) => row.made_as !== now || row.made_of !== row.version;
      for (const { ref } of rows.filter(isOld)) {
        if (stop?.aborted) return done;
        await inQuickTransaction(context, (context) => documents[kind].index(context, ref));
        done += 1;
        await nextTurn();
      }
      if (rows.length < rowsAtOnce) break;
      await nextTurn();
      below = rows.at(-1)!.ref;
    }
  }
  return done;
}

/**
 * Rebuilds the whole index, and removes unpublished documents; searches use the former one meanwhile.
 * @returns the number of documents
 */
export async function reindex(context: Context): Promise<number> {
  await context.db.updateTable("search_documents").set({ made_as: "" }).execute();
  const done = await indexMissing(context);
  const left = await context.db
    .selectFrom("search_documents")
    .select(["kind", "ref"])
    .where("made_as", "=", "")
    .execute();
  for (const { kind, ref } of left) await inTransaction(context, (context) => documents[kind].index(context, ref));
  return done;
}

/** True while any document was indexed by other rules or in another language. */
export async function isOutdated(context: Context): Promise<boolean> {
  const now = madeAs(await searchLanguage(context));
  const other = (sign: "<" | ">") =>
    context.db.selectFrom("search_documents").select("id").where("made_as", sign, now).limit(1).executeTakeFirst();
  return !!((await other("<")) ?? (await other(">")));
}
