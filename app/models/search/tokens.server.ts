import type { LanguageCode } from "#app/i18n/languages.ts";
import { stemOf } from "./stems.server.ts";

/** A word at its position in a text; `word` is the normalised form that is compared. */
export type Token = {
  word: string;
  start: number;
  end: number;
  /**
   * In a script without spaces `word` is this sign and the next one, which ends here; the last sign of a row is alone.
   */
  pairEnd?: number;
  /** True in a script without spaces. */
  sign: boolean;
  /** Other words that find it. */
  also: OtherSpelling[];
};

/** Another spelling of the text from a token to `end`; when not `whole`, a stem. */
type OtherSpelling = { word: string; end: number; whole: boolean };

/**
 * Returns a form that no text contains: stems and other spellings are indexed so, and quoted phrases do not match them.
 */
export function markedWord(word: string): string {
  return `§${word}`;
}

/** The part of a text that is indexed: as much as a book, and as PostgreSQL's index can hold. */
const mostWords = 15_000;
const mostBytes = 300_000;
const longestWord = 60;

/** Invisible characters, and signs that join letters. */
const unseen = "\\u00AD\\u200B-\\u200D\\u2060\\uFEFF\\u02B9-\\u02BF";
const word = new RegExp(`[\\p{L}\\p{N}][\\p{L}\\p{N}\\p{M}${unseen}]*`, "gu");
/** Scripts without spaces between words. */
const unspaced =
  "\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Bopo}\\p{sc=Hang}\\p{sc=Thai}\\p{sc=Laoo}\\p{sc=Khmr}\\p{sc=Mymr}";
/** Unicode counts the two half-width katakana marks as letters. */
const parts = new RegExp(`[${unspaced}][\\p{M}ﾞﾟ]*|[^${unspaced}]+`, "gu");
const isUnspaced = new RegExp(`^[${unspaced}]`, "u");

/** Returns a function from words to stems, which remembers them. */
export function stemsIn(language: LanguageCode): Stems {
  const made = new Map<string, string>();
  return (folded) => {
    let stem = made.get(folded);
    if (stem === undefined) made.set(folded, (stem = stemOf(folded, language)));
    return stem;
  };
}

export type Stems = (folded: string) => string;

/**
 * Splits a text into normalised words: accents, case and letter variants make no difference. In a script without spaces
 * each pair of signs is a word; any part of a sentence is then a row of words (decision 24).
 */
export function tokensOf(text: string, stems: Stems): Token[] {
  const tokens: Token[] = [];
  let bytes = 0;
  /** The index of the token where a compound word begins. */
  let first = 0;
  for (const { 0: written, index } of text.matchAll(word)) {
    const isJoined = isJoint(text, tokens.at(-1)?.end, index);
    if (!isJoined) first = tokens.length;
    for (const token of isPlain.test(written) ? [plainToken(written, index)] : cut(written, index)) {
      bytes += token.word.length * 3;
      if (tokens.length === mostWords || bytes > mostBytes) return tokens;
      if (!token.sign) addOwn(token, written, stems);
      tokens.push(token);
    }
    if (isJoined) addJoined(tokens.slice(first), stems);
  }
  return tokens;
}

/** Fast path for most words of most languages. */
const isPlain = /^[a-z0-9]{1,60}$/i;

function plainToken(written: string, index: number): Token {
  return { word: written.toLowerCase(), start: index, end: index + written.length, sign: false, also: [] };
}

/**
 * Returns the words of tokens as a row that also matches inside a longer text. There a last single sign would be paired
 * with the next one.
 */
export function rowOf(tokens: Token[]): string[] {
  const last = tokens.at(-1);
  const isPaired = !!last?.sign && !last.pairEnd && tokens.at(-2)?.pairEnd === last.end;
  return (isPaired ? tokens.slice(0, -1) : tokens).map(({ word }) => word);
}

function cut(written: string, index: number): Token[] {
  const pieces = Array.from(written.matchAll(parts), ({ 0: piece, index: at }) => {
    const sign = isUnspaced.test(piece);
    const word = sign ? piece.normalize("NFKC").toLowerCase() : fold(piece);
    return { word, start: index + at, end: index + at + piece.length, sign, also: [] };
  }).filter(({ word }) => word !== "");
  return pieces.map((piece, i) => {
    const next = pieces[i + 1];
    return piece.sign && next?.sign ? { ...piece, word: piece.word + next.word, pairEnd: next.end } : piece;
  });
}

/** Marks that readers omit; in other scripts, like Devanagari, marks are letters of their own. */
const marks = new RegExp(
  ["0300-036f", "0483-0487", "0591-05c7", "0610-061a", "064b-065f", "0670-0670", "06d6-06ed", "1ab0-1aff"]
    .concat(["1dc0-1dff", "20d0-20f0", "fe20-fe2f"])
    .map((range) => `[\\u${range.replace("-", "-\\u")}]`)
    .join("|"),
  "g",
);
const noLetter = /[^\p{L}\p{N}\p{M}]|[\u02b9-\u02bf\u0640]/gu;
/** Letters without a Unicode decomposition, as typed on keyboards that lack them. */
const plain: Record<string, string> = {
  ...{ ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i", ς: "σ" },
  // Arabic spelling varies between these, and Persian keyboards have their own letters.
  ...{ ى: "ي", ی: "ي", ة: "ه", ۀ: "ه", ٱ: "ا", ک: "ك" },
};
const notPlain = new RegExp(`[${Object.keys(plain).join("")}]`, "g");

function fold(written: string): string {
  const word = written
    .normalize("NFKD")
    .toLowerCase()
    .replace(marks, "")
    .replace(noLetter, "")
    .replace(notPlain, (letter) => plain[letter]!)
    .replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) % 16))
    .normalize("NFC");
  return word.length > longestWord ? Array.from(word).slice(0, longestWord).join("") : word;
}

const twoLetters: Record<string, string> = { ä: "ae", ö: "oe", ü: "ue", å: "aa", ø: "oe" };

/** `Muenchen` for München, as written without an `ü` key. */
function spelledOut(written: string): string {
  const small = written.normalize("NFC").toLowerCase();
  return /[äöüåø]/.test(small) ? fold(small.replace(/[äöüåø]/g, (letter) => twoLetters[letter]!)) : "";
}

/** `E-mail`, `O’Brien` and `U.S.` are also written as one word. */
function isJoint(text: string, from: number | undefined, to: number): boolean {
  if (from === undefined || to - from !== 1) return false;
  const between = text.charAt(from);
  if (between === ".") return isAlone(text, from - 1) && isAlone(text, to);
  return /['’‘`´＇‐‑-]/.test(between);
}

function isAlone(text: string, at: number): boolean {
  const around = [text.charAt(at - 1), text.charAt(at + 1)];
  return /\p{L}/u.test(text.charAt(at)) && !around.some((sign) => /[\p{L}\p{N}]/u.test(sign));
}

function addJoined(tokens: Token[], stems: Stems) {
  if (tokens.some(({ sign }) => sign)) return;
  const word = tokens.map(({ word }) => word).join("");
  const [first, end] = [tokens[0]!, tokens.at(-1)!.end];
  // A shorter join is not a word: `state-of-the` of `state-of-the-art`.
  first.also = first.also.filter((other) => other.end === first.end);
  if (word.length <= longestWord && /\p{L}/u.test(word)) addSpelling(first, word, end, stems);
}

function addOwn(token: Token, written: string, stems: Stems) {
  const stem = stems(token.word);
  if (stem !== token.word) token.also.push({ word: stem, end: token.end, whole: false });
  const spelled = token.end - token.start === written.length && !isPlain.test(written) ? spelledOut(written) : "";
  if (spelled && spelled !== token.word) addSpelling(token, spelled, token.end, stems);
}

function addSpelling(token: Token, word: string, end: number, stems: Stems) {
  token.also.push({ word, end, whole: true });
  const stem = stems(word);
  if (stem !== word) token.also.push({ word: stem, end, whole: false });
}
