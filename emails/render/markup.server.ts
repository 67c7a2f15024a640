/** HTML that this folder made: the only text that is ever put into a mail as it stands. */
export class Markup {
  constructor(readonly source: string) {}
}

export type MarkupPiece = string | number | Markup | MarkupPiece[] | null;

/**
 * Builds markup: every string put into it is escaped, markup stays markup (M-01).
 * Attributes must be written in double quotes.
 */
export function markup(parts: TemplateStringsArray, ...pieces: MarkupPiece[]): Markup {
  return new Markup(parts.reduce((out, part, index) => out + sourceOf(pieces[index - 1] ?? null) + part));
}

/** The HTML of one piece: text escaped, markup as it is, lists one after the other, null as nothing. */
export function sourceOf(piece: MarkupPiece): string {
  if (piece === null) return "";
  if (piece instanceof Markup) return piece.source;
  return Array.isArray(piece) ? piece.map(sourceOf).join("") : escapeText(String(piece));
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text as HTML, for element content and double-quoted attributes. */
export function escapeText(text: string): string {
  if (/^[ !#-%'-;=?-~]*$/.test(text)) return text;
  return cleanText(text).replace(/[&<>"]/g, (sign) => entities[sign]!);
}

/** Text without control characters (line feed and tab stay) and half surrogates, which no mail part may carry. */
export function cleanText(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is taken out
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "").replace(/\p{Surrogate}/gu, "\ufffd");
}

/** Text on one line: every run of white space, line separators among them, is one space. */
export function singleLine(text: string): string {
  return cleanText(text.replace(/\s+/g, " ")).trim();
}

/** The link if a mail may carry it, else null: absolute http, https or mailto (E-21). */
export function safeLink(href: string): string | null {
  return /^(https?:\/\/|mailto:)[^\s<>"]+$/i.test(href) && URL.canParse(href) ? href : null;
}
