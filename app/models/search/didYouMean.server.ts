import type { Context } from "#app/context.server.ts";
import { searchIndexOf } from "#db/client.server.ts";
import { termsOf, type SearchTerm } from "./terms.server.ts";
import { tokensOf, type Stems } from "./tokens.server.ts";

/** Unknown words that are corrected: more than one is rare, and each costs some hundred look-ups. */
const mostWrong = 3;
/** A shorter word is one letter away from nearly everything. */
const shortest = 4;
const longest = 30;
const mostCandidates = 20;
/** Counting more documents does not improve the choice. */
const mostCounted = 100;

/**
 * Suggests another query for one without results: each word that the index does not have is replaced by one of its
 * words, one letter away.
 * @returns null when there is no such query, or it has no results either
 */
export async function didYouMean(
  context: Context,
  query: string,
  terms: SearchTerm[],
  stems: Stems,
): Promise<string | null> {
  const wrong: SearchTerm[] = [];
  for (const term of terms.filter(({ not }) => !not)) if ((await countOf(context, [term])) === 0) wrong.push(term);
  if (wrong.length === 0 || wrong.length > mostWrong) return null;
  let text = query;
  const others = terms.filter((term) => !term.not && !wrong.includes(term));
  // From the last one on, so that the positions of earlier words stay valid.
  for (const term of wrong.reverse()) {
    const right = await rightOne(context, term, others, stems);
    if (!right) return null;
    text = text.slice(0, term.start + right.start) + right.written + text.slice(term.start + right.end);
  }
  return (await countOf(context, termsOf(text, stems))) > 0 ? text : null;
}

async function countOf({ db }: Context, terms: SearchTerm[], most = 1): Promise<number> {
  const question = { all: terms.filter(({ not }) => !not), none: terms.filter(({ not }) => not) };
  return searchIndexOf(db).count(db, question, most);
}

/** Returns the word that occurs with the other terms in most documents, as the newest of them spells it. */
async function rightOne(context: Context, term: SearchTerm, others: SearchTerm[], stems: Stems) {
  const [token, ...more] = tokensOf(term.typed, stems);
  if (!token || more.length > 0 || token.sign || !term.isWord) return null;
  const length = Array.from(token.word).length;
  if (length < shortest || length > longest) return null;
  const candidates = oneLetterAway(token.word);
  const known = new Set(await searchIndexOf(context.db).known(context.db, candidates));
  let best = { word: "", count: 0 };
  // More likely slips come first, and win among equally frequent words.
  for (const word of candidates.filter((one) => known.has(one)).slice(0, mostCandidates)) {
    const count = await countOf(context, [exactly(word), ...others], mostCounted);
    if (count > best.count) best = { word, count };
  }
  if (best.count === 0) return null;
  const written = await writtenAs(context, best.word, others, stems);
  const isSmall = term.typed === term.typed.toLowerCase();
  return { ...token, written: isSmall ? written.toLowerCase() : written };
}

function exactly(word: string): SearchTerm {
  return { any: [{ words: [word], prefix: false }], not: false, typed: word, start: 0, isWord: false };
}

/** `Besançon` for `besancon`: the most frequent spelling. */
async function writtenAs(context: Context, word: string, others: SearchTerm[], stems: Stems): Promise<string> {
  const question = { all: [exactly(word), ...others], none: [] };
  const ids = await searchIndexOf(context.db).find(context.db, question, { limit: 1, offset: 0 });
  const { headline, dek, text, more } = await context.db
    .selectFrom("search_documents")
    .select(["headline", "dek", "text", "more"])
    .where("id", "in", ids)
    .executeTakeFirstOrThrow();
  const whole = [headline, dek, more, text].join("\n");
  const counts = new Map<string, number>();
  for (const token of tokensOf(whole, stems).filter((token) => token.word === word)) {
    const written = whole.slice(token.start, token.end);
    counts.set(written, (counts.get(written) ?? 0) + 1);
  }
  return [...counts].reduce((one, other) => (other[1] > one[1] ? other : one), [word, 0] as [string, number])[0];
}

/** First and last letter of each script, as `tokensOf` folds them. */
const alphabets = ["az", "αω", "ая", "את", "ءي"];

/** Returns every word one letter away: two letters exchanged, one too many, one replaced, one left out. */
function oneLetterAway(word: string): string[] {
  const letters = Array.from(word);
  const alphabet = alphabetOf(word);
  const at = (change: (before: string, i: number) => string[]) =>
    letters.flatMap((_, i) => change(letters.slice(0, i).join(""), i));
  const after = (i: number) => letters.slice(i).join("");
  const words = [
    ...at((before, i) => [before + (letters[i + 1] ?? "") + letters[i] + after(i + 2)]),
    ...at((before, i) => [before + after(i + 1)]),
    ...at((before, i) => alphabet.map((letter) => before + letter + after(i + 1))),
    ...at((before, i) => alphabet.map((letter) => before + letter + after(i))),
    ...alphabet.map((letter) => word + letter),
  ];
  return [...new Set(words)].filter((one) => one !== word);
}

function alphabetOf(word: string): string[] {
  const [from, to] = alphabets.find(([first, last]) => word >= first! && word[0]! <= last!) ?? "";
  if (!from || !to) return [];
  const [first, last] = [from.charCodeAt(0), to.charCodeAt(0)];
  return Array.from({ length: last - first + 1 }, (_, i) => String.fromCharCode(first + i));
}
