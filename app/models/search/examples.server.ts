import type { Context } from "#app/context.server.ts";
import { searchLanguage } from "./index.server.ts";
import { stemsIn, tokensOf, type Stems, type Token } from "./tokens.server.ts";

/** Examples for the search page, taken from the index, so that each has results. */
export type SearchExamples = {
  /** Shown in quotes. */
  phrase: string | null;
  word: { beginning: string; whole: string } | null;
};

const headlinesRead = 50;
/** Shorter words are mostly those that every headline has. */
const longEnough = 5;
const mostSigns = 4;
/** A word this long has a prefix that begins other words too. */
const veryLong = 8;
const beginning = 5;

export async function searchExamples(context: Context): Promise<SearchExamples> {
  const stems = stemsIn(await searchLanguage(context));
  const rows = await context.db
    .selectFrom("search_documents")
    .select("headline")
    .orderBy("id", "desc")
    .limit(headlinesRead)
    .execute();
  const headlines = rows.map(({ headline }) => headline);
  const first = <T>(of: (headline: string, stems: Stems) => T | null) =>
    headlines.reduce<T | null>((found, headline) => found ?? of(headline, stems), null);
  return { phrase: first(phraseIn), word: first(longWordIn) };
}

/** Two neighbouring words that mean something; in a script without spaces, a few signs. */
function phraseIn(headline: string, stems: Stems): string | null {
  const tokens = tokensOf(headline, stems);
  for (const [i, token] of tokens.entries()) {
    const next = tokens[i + 1];
    if (token.pairEnd) return headline.slice(token.start, rowEnd(tokens, i));
    if (next && isTelling(token) && isTelling(next) && headline.slice(token.end, next.start) === " ")
      return headline.slice(token.start, next.end);
  }
  return null;
}

/** Returns the end of a row of adjacent signs, up to a maximum. */
function rowEnd(tokens: Token[], from: number): number {
  let last = from;
  while (last - from < mostSigns - 2 && tokens[last + 1]?.pairEnd) last += 1;
  return tokens[last]!.pairEnd!;
}

function isTelling({ word, sign }: Token): boolean {
  return !sign && word.length >= longEnough && /^\p{L}+$/u.test(word);
}

function longWordIn(headline: string, stems: Stems): SearchExamples["word"] {
  const long = tokensOf(headline, stems).find((token) => isTelling(token) && token.word.length >= veryLong);
  if (!long) return null;
  const whole = headline.slice(long.start, long.end).normalize("NFC");
  return { beginning: Array.from(whole).slice(0, beginning).join(""), whole };
}
