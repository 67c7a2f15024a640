/** Names that a future page may need below the same path. */
const reserved = new Set([
  "new",
  "feed",
  "feed.xml",
  "index",
  "admin",
  "desk",
  "images",
  "archive",
  "search",
  "topics",
]);

/** In characters, and in bytes of a URL: a Cyrillic letter takes six of these, a Chinese sign nine. */
const longest = 80;
const longestEncoded = 480;

/** Latin letters without a Unicode decomposition. */
const latin: Record<string, string> = {
  ...{ ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", þ: "th", ł: "l", ħ: "h", ı: "i", ŋ: "n", ŧ: "t" },
  ...{ ĸ: "k", ə: "e", ſ: "s" },
};

/** Arabic vowel signs and tatweel, Hebrew points: people omit them when they type a URL. */
const optionalSigns =
  /\u0640|[\u0610-\u061a\u064b-\u0652\u0670\u06d6-\u06ed\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]/g;

/**
 * Returns the slug of a headline or file name: Latin letters as small ASCII, other letters in lower case, digits,
 * single hyphens; at most 80 characters. Empty only without a letter or digit.
 */
export function slugify(text: string): string {
  const words = text
    .normalize("NFKD")
    .replace(/(?<=\p{Script=Latin})\p{M}+/gu, "")
    .normalize("NFC")
    .toLowerCase()
    .replace(/(?<=\p{Script=Latin})\p{M}+/gu, "")
    .replace(/[ßæœøđðþłħıŋŧĸəſ]/g, (letter) => latin[letter]!)
    .replace(optionalSigns, "")
    // Persian separates parts of compounds with it, Indic scripts shape letters.
    .replace(/(?<=\p{Script=Arabic})\u200c(?=\p{Script=Arabic})/gu, "-")
    .replace(/['’ʼʻ`´׳\u200c\u200d]/g, "")
    .replace(/[^\p{L}\p{M}\p{Nd}]+/gu, "-")
    .replace(/(^|-)\p{M}+/gu, "$1");
  return tidy(cut(words.replace(/-+/g, "-").replace(/^-/, "")));
}

/** Returns the slug under the former rule, which dropped letters of other scripts; articles imported then have it. */
export function formerSlug(text: string): string {
  const words = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/['’]/g, "");
  return tidy(words.replace(/[^a-z0-9]+/g, "-").slice(0, longest));
}

function cut(words: string): string {
  let kept = "";
  let encoded = 0;
  for (const sign of words) {
    encoded += encodeURIComponent(sign).length;
    if (kept.length + sign.length > longest || encoded > longestEncoded) break;
    kept += sign;
  }
  return kept;
}

function tidy(words: string): string {
  return words.replace(/^-+|-+$/g, "");
}

/** True for a valid slug. Other strings never reach a query (PostgreSQL rejects NUL). */
export function isSlug(text: string): boolean {
  return /^[\p{L}\p{M}\p{Nd}-]{1,100}$/u.test(text) && text.isWellFormed();
}

/** `most` in characters. `too-long-encoded`: in a URL, where a letter of another script takes several signs. */
export type SlugFault =
  { error: "too-long"; most: number } | { error: "too-long-encoded" | "signs" } | { error: "reserved"; slug: string };

/** @returns the fault of a typed slug, or null */
export function slugFault(slug: string): SlugFault | null {
  if (slug.length > longest) return { error: "too-long", most: longest };
  if (encodeURIComponent(slug.toWellFormed()).length > longestEncoded) return { error: "too-long-encoded" };
  if (slugify(slug) !== slug) return { error: "signs" };
  if (reserved.has(slug)) return { error: "reserved", slug };
  return null;
}
