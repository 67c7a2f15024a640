/** Words that a page of ours may want one day below the same path. */
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

/** In signs, and in signs of an address: a letter of Cyrillic takes six of these, one of Chinese nine. */
const longest = 80;
const longestEncoded = 480;

/** Latin letters that are no letter with a mark. */
const latin: Record<string, string> = {
  ...{ ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", þ: "th", ł: "l", ħ: "h", ı: "i", ŋ: "n", ŧ: "t" },
  ...{ ĸ: "k", ə: "e", ſ: "s" },
};

/** Vowel signs and the stretch of Arabic, points of Hebrew: who types an address leaves them out. */
const optionalSigns =
  /\u0640|[\u0610-\u061a\u064b-\u0652\u0670\u06d6-\u06ed\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]/g;

/**
 * The address words of a headline or file name: Latin letters as small ASCII, letters of other scripts as they are in
 * small, digits, single hyphens; at most 80 signs. Empty only when there is neither letter nor digit.
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
    // Persian parts the words of a compound with it, Indic scripts shape letters.
    .replace(/(?<=\p{Script=Arabic})\u200c(?=\p{Script=Arabic})/gu, "-")
    .replace(/['’ʼʻ`´׳\u200c\u200d]/g, "")
    .replace(/[^\p{L}\p{M}\p{Nd}]+/gu, "-")
    .replace(/(^|-)\p{M}+/gu, "$1");
  return tidy(cut(words.replace(/-+/g, "-").replace(/^-/, "")));
}

/** The same as it was made before letters of other scripts stayed: by it, what was imported then is found again. */
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

/** Where an article stands on the site. */
export function articlePath(slug: string): string {
  return `/articles/${encodeURIComponent(slug)}`;
}

/** True for what can be a slug; nothing else is looked for (PostgreSQL refuses a NUL). */
export function isSlug(text: string): boolean {
  return /^[\p{L}\p{M}\p{Nd}-]{1,100}$/u.test(text) && text.isWellFormed();
}

/** @returns what is wrong with a slug that somebody typed, in words, or null */
export function slugFault(slug: string): string | null {
  if (slug.length > longest) return "A slug has at most 80 characters.";
  if (encodeURIComponent(slug.toWellFormed()).length > longestEncoded)
    return "This slug is too long for an address; make it shorter.";
  if (slugify(slug) !== slug) return "A slug has small letters, digits and single hyphens.";
  if (reserved.has(slug)) return `“${slug}” is kept for a page of the site; choose another slug.`;
  return null;
}
