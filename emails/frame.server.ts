import { codeOf, wordsIn } from "#words/words.ts";
import type { IssueContent } from "./edition.server.ts";
import { longDate, type Language } from "./language.server.ts";
import type { ReaderValues } from "./markers.server.ts";
import { markup, Markup, oneLine, safeLink, type Piece } from "./markup.server.ts";
import { ink, small } from "./styles.server.ts";

/** The line a mailbox shows beside the subject, hidden in the mail itself and padded so that nothing else follows it (E-20). */
export function preheaderMarkup(preheader: string): Piece {
  const words = oneLine(preheader);
  const padding = new Markup("&#847;&zwnj;&nbsp;".repeat(Math.max(0, 130 - words.length)));
  return (
    words &&
    markup`<div style="display:none;font-size:1px;line-height:1px;max-height:0;max-width:0;opacity:0;overflow:hidden;mso-hide:all">${words}${padding}</div>`
  );
}

/** "Issue 12 · Monday 23 November 2026", and at the line's end the page on the web; in a long mail the way out too (E-10). */
export function issueLineMarkup(content: IssueContent, language: Language, unsubscribeUrl: string | null): Markup {
  const number = english(`Issue ${content.number}`, language);
  const date = longDate(content.date, language, content.timeZone);
  const online = quietLink(issueUrl(content), english("View online", language));
  const out = unsubscribeUrl && markup`<br>${quietLink(unsubscribeUrl, english("Unsubscribe", language))}`;
  const end = language.start === "left" ? "right" : "left";
  return markup`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr>
<td class="quiet" align="${language.start}" style="${small}">${number} · ${date}</td>
<td class="quiet" align="${end}" style="${small};white-space:nowrap;padding-${language.start}:12px">${online}${out}</td>
</tr></table>`;
}

/** The public page of the issue: no reader's data in its address (E-21). */
export function issueUrl(content: IssueContent): string {
  return `${content.briefing.url}/issues/${content.number}`;
}

/** Why the reader gets this, the way out, who sends it and from where (H-16, CAN-SPAM). */
export function footerMarkup(content: IssueContent, language: Language, reader: ReaderValues): Markup {
  const { name, postalAddress, url } = content.briefing;
  const because = markup`You receive this because <strong>${reader.email}</strong> is subscribed to ${oneLine(name)}.`;
  const ways = [
    quietLink(reader.unsubscribeUrl, english("Unsubscribe", language)),
    quietLink(reader.preferencesUrl, changeWords(language)),
    quietLink(`${url}/privacy`, english("Privacy policy", language)),
    quietLink(`${url}/`, oneLine(name)),
  ];
  return markup`<p style="margin:0 0 8px">${english(because, language)}</p>
<p style="margin:0 0 8px">${ways.map((way, index) => [index > 0 ? " · " : "", way])}</p>
${addressMarkup(postalAddress)}`;
}

function changeWords(language: Language): Piece {
  const words = wordsIn(language.tag)("reader.mail.change");
  return codeOf(language.tag) === "en" ? english(words, language) : words;
}

/** A link in the small print, tall enough for a thumb. */
export function quietLink(url: string, words: Piece): Piece {
  const href = safeLink(url);
  return href
    ? markup`<a href="${href}" style="display:inline-block;padding:8px 0;color:${ink.quiet}">${words}</a>`
    : words;
}

/** The sender's postal address, its lines kept (CAN-SPAM). */
export function addressMarkup(address: string): Markup {
  return markup`<address dir="auto" style="font-style:normal">${lines(address)}</address>`;
}

function lines(text: string): Piece {
  return text
    .trim()
    .split(/\r\n?|\n/)
    .map((line, index) => [index > 0 ? markup`<br>` : "", oneLine(line)]);
}

/** Our own words are English; in an edition of another language they say so, and keep their direction (WCAG 3.1.2). */
export function english(words: Piece, language: Language): Piece {
  return /^en\b/.test(language.tag) ? words : markup`<span lang="en" dir="ltr">${words}</span>`;
}
