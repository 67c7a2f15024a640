import { isSafeLink } from "#app/models/marks.ts";

/** Why an address cannot be a link's. */
export type LinkFault = "no-address" | "refused";

/**
 * Completes a typed URL: `example.org/x` becomes `https://example.org/x`, `ana@example.org` a mailto link.
 * @returns the URL, or why no link may have it (`isSafeLink`)
 */
export function linkTyped(typed: string): { href: string } | { error: LinkFault } {
  const text = typed.trim();
  if (/^[a-z][a-z0-9+.-]*:/i.test(text) && !/^[^/:]+:\d/.test(text))
    return isSafeLink(text) ? { href: text } : { error: /^(https?|mailto):/i.test(text) ? "no-address" : "refused" };
  const guess = /^[^\s/@]+@[^\s/@]+$/.test(text) ? `mailto:${text}` : `https://${text}`;
  return /\./.test(text) && isSafeLink(guess) ? { href: guess } : { error: "no-address" };
}
