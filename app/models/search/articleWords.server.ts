import type { Context } from "#app/context.server.ts";
import { searchIndexOf } from "#db/client.server.ts";
import { searchLanguage } from "./index.server.ts";
import { termsOf } from "./terms.server.ts";
import { stemsIn } from "./tokens.server.ts";

/** More are more than anybody reads on. */
const mostFound = 2000;

/** Returns the ids of published articles with all of these words, at most 2,000; none for a query without a word. */
export async function articlesWithWords(context: Context, words: string): Promise<number[]> {
  const terms = termsOf(words, stemsIn(await searchLanguage(context)));
  const question = { all: terms.filter(({ not }) => !not), none: terms.filter(({ not }) => not) };
  if (question.all.length === 0) return [];
  const ids = await searchIndexOf(context.db).find(context.db, question, { limit: mostFound, offset: 0 });
  if (ids.length === 0) return [];
  const rows = await context.db
    .selectFrom("search_documents")
    .select("ref")
    .where("kind", "=", "article")
    .where("id", "in", ids)
    .execute();
  return rows.map(({ ref }) => ref);
}
