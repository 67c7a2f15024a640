/** A part of a comment: words, or an address that is a link. */
type CommentPart = { text: string; href: string | null };

/** Splits a comment into words and links: http and https alone, without the sign that ends a sentence. */
export function partsOf(text: string): CommentPart[] {
  const parts: CommentPart[] = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(/\bhttps?:\/\/[^\s<>"“”'`]+/gi)) {
    const address = found.replace(/[.,;:!?)\]}»…]+$/, "");
    if (!URL.canParse(address)) continue;
    const { protocol, href, username } = new URL(address);
    if (!/^https?:$/.test(protocol) || username !== "") continue;
    if (index > end) parts.push({ text: text.slice(end, index), href: null });
    parts.push({ text: address, href });
    end = index + address.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), href: null });
  return parts;
}
