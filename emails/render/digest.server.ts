import { dayIn, monthIn } from "#app/i18n/dates.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import { markers, type ReaderValues } from "#emails/message/markers.server.ts";
import { linkText } from "./inlines.server.ts";
import { apart, turned } from "./direction.server.ts";
import { sizeLimits } from "./edition.server.ts";
import { footerMarkup, footerText, type Footer } from "./footer.server.ts";
import { headlinesAhead, preheaderMarkup } from "./frame.server.ts";
import type { GrowthLines } from "./issueContent.server.ts";
import { mailLanguage, type MailLanguage } from "./language.server.ts";
import { markup, Markup, safeLink, singleLine, type MarkupPiece } from "./markup.server.ts";
import { ink, serif, small } from "./styles.server.ts";
import { renderTemplate, type Templates } from "./templates.server.ts";
import { lineWidth, underline, wrap } from "./wrap.server.ts";

/** A month's headlines; `topics` are slugs, times milliseconds, URLs absolute. */
export type DigestContent = {
  briefing: { name: string; pitch: string; postalAddress: string; language: string; url: string };
  /** Like `2026-11`. */
  month: string;
  timeZone: string;
  issues: DigestIssue[];
  growth?: GrowthLines;
};
export type DigestIssue = { number: number; subject: string; date: number; url: string; articles: DigestArticle[] };
type DigestArticle = { headline: string; dek: string; url: string; topics: string[] };

type Digest = { subject: string; html: string; text: string };

/**
 * Renders a digest once for all readers with the same choice; the same content gives the same bytes.
 * @param chosen the topics that it is limited to, if it is; the mail names them
 * @param markerKey as for `renderEdition`
 * @param asSent makes the HTML that readers get of what is rendered, where that weighs more
 */
export async function renderDigest(
  templates: Templates,
  content: DigestContent,
  chosen: boolean,
  markerKey: string,
  asSent = (html: string) => html,
): Promise<Digest> {
  const texts = textsOf(content, chosen);
  const text = digestText(content, texts, markers(markerKey));
  const html = await digestHtml(templates, content, texts, markerKey, true);
  // A month of daily issues may exceed Gmail's limit (E-10): then only headlines remain.
  if (Buffer.byteLength(asSent(html)) <= sizeLimits.warn) return { subject: texts.subject, html, text };
  return { subject: texts.subject, html: await digestHtml(templates, content, texts, markerKey, false), text };
}

type Said = ReturnType<typeof textsOf>;

function textsOf({ briefing, month }: DigestContent, chosen: boolean) {
  const words = messagesIn(briefing.language);
  const language = mailLanguage(briefing.language);
  const values = { briefing: singleLine(briefing.name), month: monthIn(language.tag, month) };
  return {
    language,
    subject: words("digest.subject", values),
    heading: words("digest.heading", values),
    opening: [words("digest.opening", values), chosen ? words("digest.chosen") : ""].filter(Boolean).join(" "),
    month: values.month,
    issue: (number: number) => words("issue.number", { number }),
  };
}

function digestHtml(
  templates: Templates,
  content: DigestContent,
  said: Said,
  markerKey: string,
  withDeks: boolean,
): Promise<string> {
  const { briefing, issues } = content;
  return renderTemplate(templates, "issue", said.language, {
    title: said.subject,
    preheader: preheaderMarkup(headlinesAhead(issues.flatMap(({ articles }) => articles))),
    issueLine: markup`<span class="quiet" style="${small}">${said.month}</span>`,
    masthead: apart(briefing.name, said.language),
    pitch: apart(briefing.pitch, said.language),
    opening: markup`<h1 style="margin:0 0 18px;${serif};font-size:34px;line-height:1.2;font-weight:700;color:${ink.text}" class="plain serif">${said.heading}</h1>
<p style="margin:0">${said.opening}</p>\n`,
    articles: issues.map((issue) => issueMarkup(content, issue, said, withDeks)),
    footer: footerMarkup(footerOf(content, said, markers(markerKey))),
  });
}

function issueMarkup(content: DigestContent, issue: DigestIssue, said: Said, withDeks: boolean): Markup {
  const line = `${said.issue(issue.number)} · ${dayIn(said.language.tag, issue.date, content.timeZone)}`;
  const { dir, style } = turned(issue.subject, said.language);
  return markup`<p class="rule" style="margin:36px 0 22px;border-top:1px solid ${ink.hairline};font-size:1px;line-height:1px">&nbsp;</p>
<p class="accent" style="margin:0 0 6px;font-size:14px;line-height:1.4;font-weight:600;color:${ink.accent}">${line}</p>
<h2 class="serif"${dir} style="margin:0 0 14px;${style}${serif};font-size:26px;line-height:1.25;font-weight:700">${link(issue.url, singleLine(issue.subject), "subject")}</h2>
<ul style="margin:0;padding:0;padding-${said.language.start}:20px">${issue.articles.map((article) => articleMarkup(article, said.language, withDeks))}</ul>\n`;
}

function articleMarkup({ headline, dek, url }: DigestArticle, language: MailLanguage, withDeks: boolean): Markup {
  const shownDek = withDeks && singleLine(dek);
  return markup`<li style="margin:0 0 12px">${link(url, apart(headline, language), "headline")}${shownDek ? markup`<br>${apart(dek, language)}` : null}</li>\n`;
}

const looks = {
  subject: { name: "plain", style: `color:${ink.text};text-decoration:none` },
  // Aligned to the top, beside the bullet, when it has two lines.
  headline: { name: "accent", style: `display:inline-block;vertical-align:top;padding:4px 0;color:${ink.accent}` },
};

function link(url: string, words: MarkupPiece, look: keyof typeof looks): MarkupPiece {
  const href = safeLink(url);
  const { name, style } = looks[look];
  return href ? markup`<a href="${href}" class="${name}" style="${style}">${words}</a>` : words;
}

function footerOf({ briefing, growth }: DigestContent, { language }: Said, reader: ReaderValues): Footer {
  return { briefing, language, reader, because: "digest.because", archive: true, growth };
}

function digestText(content: DigestContent, said: Said, reader: ReaderValues): string {
  const { briefing } = content;
  const parts = [
    wrap(singleLine(briefing.name)),
    underline(said.heading, "="),
    wrap(said.opening),
    ...content.issues.map((issue) => issueText(content, issue, said)),
    footerText(footerOf(content, said, reader)),
  ];
  return `${parts.join("\n\n")}\n`;
}

function issueText(content: DigestContent, issue: DigestIssue, said: Said): string {
  const line = `${said.issue(issue.number)} · ${dayIn(said.language.tag, issue.date, content.timeZone)}`;
  return [
    "-".repeat(lineWidth),
    `${wrap(line)}\n${underline(singleLine(issue.subject), "-")}`,
    linkText(said.issue(issue.number), issue.url),
    ...issue.articles.map(({ headline, dek, url }) =>
      [linkText(singleLine(headline), url), wrap(singleLine(dek))].filter(Boolean).join("\n"),
    ),
  ].join("\n\n");
}
