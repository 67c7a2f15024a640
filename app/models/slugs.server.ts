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

/** The address words of a headline: small ASCII letters, digits, single hyphens; at most 80 characters. */
export function slugify(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/['’]/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 80)
    .replace(/^-+|-+$/g, "");
}

/** @returns what is wrong with a slug that somebody typed, in words, or null */
export function slugFault(slug: string): string | null {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug)) return "A slug has small letters, digits and single hyphens.";
  if (slug.length > 80) return "A slug has at most 80 characters.";
  if (reserved.has(slug)) return `“${slug}” is kept for a page of the site; choose another slug.`;
  return null;
}
