/** HTML made by this folder: the only text that is put into a mail unescaped. */
export class Markup {
  constructor(readonly source: string) {}
}

export type MarkupPiece = string | number | Markup | MarkupPiece[] | null;

/** Builds markup: strings are escaped, markup stays markup (M-01). Attributes must be written in double quotes. */
export function markup(parts: TemplateStringsArray, ...pieces: MarkupPiece[]): Markup {
  return new Markup(parts.reduce((out, part, index) => out + sourceOf(pieces[index - 1] ?? null) + part));
}

/** Returns the HTML of one piece: text escaped, markup as it is, lists joined, null as nothing. */
export function sourceOf(piece: MarkupPiece): string {
  if (piece === null) return "";
  if (piece instanceof Markup) return piece.source;
  return Array.isArray(piece) ? piece.map(sourceOf).join("") : escapeText(String(piece));
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Escapes text for element content and double-quoted attributes. */
export function escapeText(text: string): string {
  if (/^[ !#-%'-;=?-~]*$/.test(text)) return text;
  return cleanText(text).replace(/[&<>"]/g, (sign) => entities[sign]!);
}

/** Removes control characters (line feed and tab stay), and replaces lone surrogates: no mail part may carry them. */
export function cleanText(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is taken out
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "").replace(/\p{Surrogate}/gu, "\ufffd");
}

/** Joins text to one line: every run of white space, line separators included, becomes one space. */
export function singleLine(text: string): string {
  // Most servers' replies, of which each message has one.
  if (/^[!-~]+( [!-~]+)*$/.test(text)) return text;
  return cleanText(text.replace(/\s+/g, " ")).trim();
}

/** Returns the link if it is absolute http, https, mailto or tel, else null (E-21). */
export function safeLink(href: string): string | null {
  return /^(https?:\/\/|mailto:|tel:)[^\s<>"]+$/i.test(href) && URL.canParse(href) ? href : null;
}
