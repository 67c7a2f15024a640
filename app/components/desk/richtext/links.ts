import { isSafeLink } from "#app/models/marks.ts";

/**
 * Completes a typed URL: `example.org/x` becomes `https://example.org/x`, `ana@example.org` a mailto link.
 * @returns the URL, or null for one that no link may have (`isSafeLink`)
 */
export function linkTyped(typed: string): string | null {
  const text = typed.trim();
  if (/^[a-z][a-z0-9+.-]*:/i.test(text) && !/^[^/:]+:\d/.test(text)) return isSafeLink(text) ? text : null;
  const guess = /^[^\s/@]+@[^\s/@]+$/.test(text) ? `mailto:${text}` : `https://${text}`;
  return /\./.test(text) && isSafeLink(guess) ? guess : null;
}
