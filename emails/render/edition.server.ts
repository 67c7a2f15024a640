import { dayIn } from "#app/i18n/dates.ts";
import { fillEdition, markers, type ReaderValues } from "#emails/message/markers.server.ts";
import { articlesIn } from "#app/models/sections.ts";
import { bodyMarkup } from "./body.server.ts";
import { apart, turned } from "./direction.server.ts";
import { articleText, editionText } from "./editionText.server.ts";
import { stayMarkup } from "./stay.server.ts";
import { footerMarkup } from "./footer.server.ts";
import { headlinesAhead, issueLineMarkup, preheaderMarkup } from "./frame.server.ts";
import type { IssueContent } from "./issueContent.server.ts";
import { mailLanguage, type MailLanguage } from "./language.server.ts";
import { markup, Markup, singleLine } from "./markup.server.ts";
import { usefulMarkup } from "./questions.server.ts";
import { ink, serif } from "./styles.server.ts";
import { contentsMarkup, sectionsMarkup } from "./sections.server.ts";
import { renderTemplate, type Templates } from "./templates.server.ts";

export { fillEdition, markers } from "#emails/message/markers.server.ts";

/** `htmlBytes`: of a reader's copy with the longest possible address and links. */
export type Rendered = { html: string; text: string; htmlBytes: number };

/** Bytes of HTML (E-10): Gmail clips a mail at 102 KB. From `header` on, the unsubscribe link is also on top. */
export const sizeLimits = { header: 80 * 1024, warn: 90 * 1024, refuse: 100 * 1024 };

/**
 * Renders an issue once for all its readers; the same content gives the same bytes (E-23).
 * The caller compares `htmlBytes` with `sizeLimits`.
 * @param markerKey 32 random hex digits; `fillEdition` replaces its markers by a reader's values
 * @param asSent makes the HTML that readers get of what is rendered, where that weighs more
 * @throws on an invalid marker key or time zone
 */
export async function renderEdition(
  templates: Templates,
  content: IssueContent,
  markerKey: string,
  asSent = (html: string) => html,
): Promise<Rendered> {
  const longestCopy = (html: string) => longestBytes(asSent(html), markerKey, content.briefing.url);
  const text = editionText(content, markers(markerKey));
  const html = await editionHtml(templates, content, markerKey, false);
  const rendered = { html, text, htmlBytes: longestCopy(html) };
  if (rendered.htmlBytes <= sizeLimits.header) return rendered;
  const withTopLink = await editionHtml(templates, content, markerKey, true);
  return { html: withTopLink, text, htmlBytes: longestCopy(withTopLink) };
}

function editionHtml(templates: Templates, content: IssueContent, markerKey: string, unsubscribeOnTop: boolean) {
  const language = mailLanguage(content.briefing.language);
  const reader = markers(markerKey);
  return renderTemplate(templates, "issue", language, {
    ...frameSlots(content, language, reader),
    preheader: preheaderMarkup(singleLine(content.preheader) || headlinesAhead(articlesIn(content.sections))),
    issueLine: issueLineMarkup(content, language, unsubscribeOnTop ? reader.unsubscribeUrl : null),
    opening: openingMarkup(content, reader),
  });
}

/** Renders the articles of a mail as they stand in it, without the words of an issue: for the preview of one article. */
export async function renderPiece(templates: Templates, content: IssueContent, reader: ReaderValues) {
  const language = mailLanguage(content.briefing.language);
  const day = dayIn(language.tag, content.date, content.timeZone);
  const slots = { ...frameSlots(content, language, reader), preheader: null, issueLine: day, opening: null };
  const html = await renderTemplate(templates, "issue", language, slots);
  return {
    html,
    text: `${articlesIn(content.sections)
      .map((article) => articleText(article, language))
      .join("\n\n")}\n`,
  };
}

function frameSlots(
  { subject, briefing, sections, outro, asks, timeZone, growth }: IssueContent,
  language: MailLanguage,
  reader: ReaderValues,
) {
  const answersUrl = reader.answersUrl ?? "";
  return {
    title: singleLine(subject),
    masthead: apart(briefing.name, language),
    pitch: apart(briefing.pitch, language),
    articles: markup`${sectionsMarkup(sections, outro, language, { origin: briefing.url, answersUrl, timeZone })}${usefulMarkup({ n: asks, of: "issue", about: subject, answersUrl }, language)}`,
    footer: footerMarkup({ briefing, language, reader, because: "mail.because", growth }),
  };
}

function openingMarkup(content: IssueContent, reader: ReaderValues): Markup {
  const language = mailLanguage(content.briefing.language);
  const intro = bodyMarkup(content.intro, { origin: content.briefing.url, language, headingLevel: 2 });
  const { dir, style } = turned(content.subject, language);
  return markup`<h1${dir} style="margin:0 0 18px;${style}${serif};font-size:34px;line-height:1.2;font-weight:700;color:${ink.text}" class="plain serif">${singleLine(content.subject)}</h1>
${intro}${content.asksToStay ? stayMarkup(language, reader) : null}${contentsMarkup(content.sections, language)}`;
}

/** Characters of a token of two numbers (`signToken`). */
const answerToken = 38;

function longestBytes(html: string, markerKey: string, origin: string): number {
  const longestUrl = `https://${"x".repeat(492)}`;
  const email = `${"x".repeat(243)}@x.example`;
  // These are as long for every reader, and stand in the mail many times.
  const own = { answersUrl: `${origin}/answer/${"x".repeat(answerToken)}`, counted: "x".repeat(20) };
  const urls = { unsubscribeUrl: longestUrl, preferencesUrl: longestUrl, shareUrl: longestUrl };
  const reader = { name: "", email, ...urls, ...own };
  return Buffer.byteLength(fillEdition({ html, text: "", marker_key: markerKey }, reader).html);
}
