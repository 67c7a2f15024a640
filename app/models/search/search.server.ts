import type { Context } from "#app/context.server.ts";
import { minute } from "#app/models/durations.ts";
import { pageRows, paginate, type ListPage } from "#app/models/pagination.server.ts";
import { networkOf, withinLimit } from "#app/models/rateLimits.server.ts";
import { searchIndexOf } from "#db/client.server.ts";
import type { SearchQuestion } from "#db/search.server.ts";
import { didYouMean } from "./didYouMean.server.ts";
import { highlight, highlightedLines, highlightedPassage, type HighlightedText } from "./highlights.server.ts";
import { searchLanguage } from "./index.server.ts";
import { termsOf, type SearchTerm } from "./terms.server.ts";
import { stemsIn } from "./tokens.server.ts";

export type SearchResult = {
  kind: "article" | "issue";
  path: string;
  at: number;
  headline: HighlightedText[];
  dek: HighlightedText[];
  /** The matching passage of the text, else the matching byline, topics or sources; null when none matches. */
  passage: HighlightedText[] | null;
};

export type Search = {
  /** The number of terms that must occur; 0 for a query without a searchable word. */
  terms: number;
  found: ListPage<SearchResult> | null;
  /** True when there are more results than `found` counts. */
  more: boolean;
  /** A suggested query, one wrong letter away, when this one has no results. */
  meant: string | null;
};

const resultsAPage = 20;

/** Results beyond this are not counted, so that a word that occurs everywhere costs no more than another. */
const mostResults = 1000;

/** Searches of a network in a minute (S-08): more than people make, and no burden. */
const mostSearches = 60;

/** Counts a search by the caller's network. @returns false above the limit of a minute (S-08) */
export function maySearch(context: Context, ip: string): Promise<boolean> {
  return withinLimit(context, "search", networkOf(ip), mostSearches, minute);
}

/** Finds published articles and issues with all of these words; `found` is null for a page beyond the last. */
export async function search(context: Context, query: string, page: number): Promise<Search> {
  const stems = stemsIn(await searchLanguage(context));
  const terms = termsOf(query, stems);
  const question = questionOf(terms);
  const termCount = question.all.length;
  if (termCount === 0) return { terms: 0, found: paginate([], 0, page, resultsAPage), more: false, meant: null };
  const index = searchIndexOf(context.db);
  const count = await index.count(context.db, question, mostResults + 1);
  const total = Math.min(count, mostResults);
  const part = paginate<SearchResult>([], total, page, resultsAPage);
  if (count === 0)
    return { terms: termCount, found: part, more: false, meant: await didYouMean(context, query, terms, stems) };
  const ids = part ? await index.find(context.db, question, rowsOf(page, total)) : [];
  const items = await resultsOf(context, ids, { terms, stems });
  return { terms: termCount, found: part && { ...part, items }, more: count > mostResults, meant: null };
}

/** No more than there are, so that the index is not asked for others once all are found. */
function rowsOf(page: number, total: number) {
  const { limit, offset } = pageRows(page, resultsAPage);
  return { offset, limit: Math.min(limit, total - offset) };
}

function questionOf(terms: SearchTerm[]): SearchQuestion {
  return { all: terms.filter(({ not }) => !not), none: terms.filter(({ not }) => not) };
}

async function resultsOf(
  context: Context,
  ids: number[],
  sought: Parameters<typeof highlight>[1],
): Promise<SearchResult[]> {
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
      headline: highlight(headline, sought),
      dek: highlight(dek, sought),
      passage: highlightedPassage(text, sought) ?? highlightedLines(more, sought),
    }));
}
