import type { Mark } from "@tiptap/pm/model";
import type { Transaction } from "@tiptap/pm/state";
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
    return isSafeLink(text)
      ? { href: text }
      : { error: /^(https?|mailto|tel):/i.test(text) ? "no-address" : "refused" };
  const guess = /^[^\s/@]+@[^\s/@]+$/.test(text) ? `mailto:${text}` : `https://${text}`;
  return /\./.test(text) && isSafeLink(guess) ? { href: guess } : { error: "no-address" };
}

/** The words for each fault, beside the field. */
export const linkFaultWords: Record<LinkFault, string> = {
  "no-address": "Type a web address, like https://example.org/report, or a mail address.",
  refused:
    "A link can lead to a web page (https: or http:), to a mail address (mailto:) or to a telephone (tel:), and nowhere else.",
};

/** Links the words between two places; a footnote on the way keeps its own words as they are. */
export function linkWords(tr: Transaction, { from, to }: { from: number; to: number }, link: Mark): Transaction {
  tr.doc.nodesBetween(from, to, (node, at) => {
    if (node.isText) tr.addMark(Math.max(from, at), Math.min(to, at + node.nodeSize), link);
    return node.type.name !== "footnote" || from > at;
  });
  return tr;
}
