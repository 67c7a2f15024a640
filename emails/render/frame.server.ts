import { dayIn } from "#app/i18n/dates.ts";
import { issuePath } from "#app/models/sitePaths.ts";
import type { IssueContent } from "./issueContent.server.ts";
import type { MailLanguage } from "./language.server.ts";
import { markup, Markup, safeLink, singleLine, type MarkupPiece } from "./markup.server.ts";
import { ink, small } from "./styles.server.ts";

/**
 * The text that an inbox shows beside the subject; hidden in the mail, and padded so that nothing else follows it
 * (E-20).
 */
export function preheaderMarkup(preheader: string): MarkupPiece {
  const words = singleLine(preheader);
  const padding = new Markup("&#847;&zwnj;&nbsp;".repeat(Math.max(0, 130 - words.length)));
  return (
    words &&
    markup`<div style="display:none;font-size:1px;line-height:1px;max-height:0;max-width:0;opacity:0;overflow:hidden;mso-hide:all">${words}${padding}</div>`
  );
}

/** Returns that text for a mail without a preheader: as many of its headlines as an inbox shows (E-20). */
export function headlinesAhead(articles: { headline: string }[]): string {
  const words = articles.map(({ headline }) => singleLine(headline)).join(" · ");
  return words.length <= 130
    ? words
    : `${words
        .slice(0, 130)
        .replace(/[\s·]*\s\S*$/, "")
        .toWellFormed()}…`;
}

/**
 * "Issue 12 · 23 November 2026", and at the line's end the link to the web page; in a long mail the unsubscribe link
 * too (E-10).
 */
export function issueLineMarkup(content: IssueContent, language: MailLanguage, unsubscribeUrl: string | null): Markup {
  const { words } = language;
  const number = words("issue.number", { number: content.number });
  const date = dayIn(language.tag, content.date, content.timeZone);
  const online = quietLink(issueUrl(content), words("mail.online"));
  const out = unsubscribeUrl && markup`<br>${quietLink(unsubscribeUrl, words("mail.unsubscribe"))}`;
  const end = language.start === "left" ? "right" : "left";
  return markup`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr>
<td class="quiet" align="${language.start}" style="${small}">${number} · ${date}</td>
<td class="quiet" align="${end}" style="${small};white-space:nowrap;padding-${language.start}:12px">${online}${out}</td>
</tr></table>`;
}

/** Returns the URL of the issue's public page; it contains no reader's data (E-21). */
export function issueUrl(content: IssueContent): string {
  return content.briefing.url + issuePath(content.number);
}

/** A link in the small print, tall enough for a thumb. */
export function quietLink(url: string, words: MarkupPiece): MarkupPiece {
  const href = safeLink(url);
  return href
    ? markup`<a href="${href}" style="display:inline-block;padding:8px 0;color:${ink.quiet}">${words}</a>`
    : words;
}

/** The sender's postal address, with its lines (CAN-SPAM). */
export function addressMarkup(address: string): Markup {
  const lines = addressLines(address).map((line, index) => [index > 0 ? markup`<br>` : "", line]);
  return markup`<address dir="auto" style="font-style:normal">${lines}</address>`;
}

/** Splits a postal address at its lines. */
export function addressLines(address: string): string[] {
  return address
    .trim()
    .split(/\r\n?|\n/)
    .map(singleLine);
}
