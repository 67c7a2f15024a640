import { searchIndexOf } from "#db/client.server.ts";
import type { Question } from "#db/search.server.ts";
import type { Context } from "../context.server.ts";
import { partOf, rowsOf, type Part } from "./parts.server.ts";
import { searchLanguage } from "./searchIndex.server.ts";
import { lines, mark, passage, type Marked } from "./searchMarks.server.ts";
import { meant } from "./searchMeant.server.ts";
import { termsOf, type Asked } from "./searchTerms.server.ts";
import { stemsIn } from "./searchWords.server.ts";
import { networkOf, withinLimit } from "./throttles.server.ts";

export type SearchResult = {
  kind: "article" | "issue";
  path: string;
  at: number;
  headline: Marked[];
  dek: Marked[];
  /** The place in the text that was found, else the byline, topics or sources that were; null when neither was. */
  passage: Marked[] | null;
};

export type Search = {
  /** How many things must occur; 0 when nothing that can be searched for was typed. */
  terms: number;
  found: Part<SearchResult> | null;
  /** There are more than `found` counts. */
  more: boolean;
  /** Another question that finds something where this one does not, as far as one wrong letter goes. */
  meant: string | null;
};

const resultsAPage = 20;

/** Nobody looks through more, and a word that stands everywhere costs no more than another one. */
const mostResults = 1000;

/** Searches of a network in a minute (S-08): more than people make, and no burden. */
const mostSearches = 60;

/** Counts a search by the caller's network. @returns false when there were too many in the last minute (S-08) */
export function maySearch(context: Context, ip: string): Promise<boolean> {
  return withinLimit(context, "search", networkOf(ip), mostSearches, 60_000);
}

/** What is on the site with all of these words; `found` is null for a page that there is not. */
export async function search(context: Context, query: string, page: number): Promise<Search> {
  const stems = stemsIn(await searchLanguage(context));
  const terms = termsOf(query, stems);
  const question = questionOf(terms);
  const asked = question.all.length;
  if (asked === 0) return { terms: 0, found: partOf([], 0, page, resultsAPage), more: false, meant: null };
  const index = searchIndexOf(context.db);
  const count = await index.count(context.db, question, mostResults + 1);
  const total = Math.min(count, mostResults);
  const part = partOf<SearchResult>([], total, page, resultsAPage);
  if (count === 0) return { terms: asked, found: part, more: false, meant: await meant(context, query, terms, stems) };
  const ids = part ? await index.find(context.db, question, rowsOf(page, resultsAPage)) : [];
  const items = await resultsOf(context, ids, { terms, stems });
  return { terms: asked, found: part && { ...part, items }, more: count > mostResults, meant: null };
}

function questionOf(terms: Asked[]): Question {
  return { all: terms.filter(({ not }) => !not), none: terms.filter(({ not }) => not) };
}

async function resultsOf(context: Context, ids: number[], sought: Parameters<typeof mark>[1]): Promise<SearchResult[]> {
  if (ids.length === 0) return [];
  const rows = await context.db
    .selectFrom("search_documents")
    .select(["id", "kind", "path", "headline", "dek", "text", "more", "at"])
    .where("id", "in", ids)
    .execute();
  return ids
    .flatMap((id) => rows.find((row) => row.id === id) ?? [])
    .map(({ kind, path, at, headline, dek, text, more }) => ({
      kind,
      path,
      at,
      headline: mark(headline, sought),
      dek: mark(dek, sought),
      passage: passage(text, sought) ?? lines(more, sought),
    }));
}
