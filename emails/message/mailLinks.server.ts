/** A link of a mail's HTML: its target as it was written, its words, and where the target stands in the source. */
export type MailLink = { href: string; words: string; from: number; to: number };

/** Links as `markup` writes them: attributes in double quotes, their values escaped. */
const anchor = /<a\s(?:[\w-]+="[^"]*"\s+)*?href="([^"]*)"/g;

/** Lists the links of a mail or a part of it, in their order. */
export function linksIn(html: string): MailLink[] {
  return Array.from(html.matchAll(anchor), ({ 0: tag, 1: written = "", index }) => {
    const to = index + tag.length - 1;
    const end = html.indexOf("</a>", to);
    const inside = html.slice(html.indexOf(">", to) + 1, end < 0 ? undefined : end);
    return { href: unescapeText(written), words: wordsOf(inside), from: to - written.length, to };
  });
}

/** Returns the words of a link, or those of its picture. */
function wordsOf(inside: string): string {
  const words = plain(inside.replace(/<[^>]*>/g, " "));
  const pictured = /<img\s[^>]*?\balt="([^"]*)"/.exec(inside)?.[1] ?? "";
  return [...(words || plain(pictured))].slice(0, 200).join("");
}

function plain(markup: string): string {
  return unescapeText(markup.replace(/&(nbsp|zwnj|#\d+);/g, " "))
    .replace(/\s+/g, " ")
    .trim();
}

const signs: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"' };

/** The inverse of `escapeText`. */
function unescapeText(text: string): string {
  return text.replace(/&(amp|lt|gt|quot);/g, (sign) => signs[sign]!);
}

/**
 * Returns the HTML with other targets in the places of links; all else stays as it is.
 * @param addresses by the links’ places in `links`; null leaves one. They need no escaping
 */
export function withTargets(html: string, links: MailLink[], addresses: (string | null)[]): string {
  let written = "";
  let at = 0;
  for (const [i, { from, to }] of links.entries()) {
    const address = addresses[i];
    if (!address) continue;
    written += html.slice(at, from) + address;
    at = to;
  }
  return written + html.slice(at);
}

/** Each of these alone hides it where a program knows it; nothing is in it that could be seen, heard or pressed. */
const hidden =
  "display:none;visibility:hidden;font-size:0;line-height:0;max-height:0;max-width:0;opacity:0;overflow:hidden;mso-hide:all";

/**
 * Puts a link into the mail that no person can meet: only programs that follow every link follow it. It has no words, takes no room, and is
 * left out by screen readers and the keyboard.
 * @param address needs no escaping
 */
export function withHiddenLink(html: string, address: string): string {
  const link = `<div aria-hidden="true" style="${hidden}"><a href="${address}" tabindex="-1" style="${hidden}"></a></div>`;
  return html.replace(/<body[^>]*>/, (body) => `${body}${link}`);
}
