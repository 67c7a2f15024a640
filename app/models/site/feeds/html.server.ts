import { dayIn, momentIn } from "#app/i18n/dates.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import type { Article } from "#app/models/articles/articles.server.ts";
import type { Briefing } from "#app/models/briefing.server.ts";
import type { PublicPoll } from "#app/models/feedback/results.server.ts";
import type { IssuePoll } from "#app/models/sections.ts";
import { articlePath } from "#app/models/sitePaths.ts";
import { bodyMarkup } from "#emails/render/body.server.ts";
import { apart, turned } from "#emails/render/direction.server.ts";
import type { EditionSection, IssueContent } from "#emails/render/issueContent.server.ts";
import { mailLanguage, type MailLanguage } from "#emails/render/language.server.ts";
import { itemWords } from "#emails/render/sections.server.ts";
import { markup, safeLink, sourceOf, type MarkupPiece } from "#emails/render/markup.server.ts";

/** A dated correction of an article, as on its page. */
export type FeedCorrection = { at: number; text: string };

type Voice = Pick<Briefing, "language" | "timeZone">;

/** Renders an article for a feed: image, body, sources and corrections, with absolute URLs (W-01). */
export function articleHtml(origin: string, voice: Voice, article: Article, corrections: FeedCorrection[]): string {
  const language = mailLanguage(voice.language);
  const words = messagesIn(voice.language);
  const { image, imageAlt, imageCredit, body, sources } = article;
  return withoutLooks([
    image &&
      picture(
        { url: origin + image.path, alt: imageAlt, width: image.width, height: image.height },
        imageCredit,
        language,
      ),
    bodyMarkup(body, { origin, language, headingLevel: 2, isFeed: true }),
    sources.length > 0
      ? markup`<h2>${words("article.sources")}</h2>\n<ul>\n${sources.map((one) => source(one, language))}</ul>\n`
      : null,
    corrections.map(({ at, text }) => {
      const day = dayIn(language.tag, at, voice.timeZone);
      return markup`<p><strong>${words("feeds.correction", { day })}</strong> ${apart(text, language)}</p>\n`;
    }),
  ]);
}

/** Renders an issue for a feed: its intro, the contents of its sections, and the text at its end. */
export function issueHtml(origin: string, voice: Voice, content: IssueContent, polls: PublicPoll[] = []): string {
  const language = mailLanguage(voice.language);
  const place = { origin, language, isFeed: true, headingLevel: 2 as const };
  const sections = content.sections.map(({ heading, text, pieces }, i) => {
    // Further sections without a heading go on in the one before.
    const title = heading || (i === 0 ? messagesIn(voice.language)("issue.inThisIssue") : "");
    const isEmpty = pieces.length === 0 && title !== heading && content.sections.length > 1;
    const list = pieces.map((piece) =>
      piece.kind === "poll" ? feedPoll(piece, polls, voice, language) : feedPiece(origin, piece, language),
    );
    return [
      title && !isEmpty ? markup`<h2${turned(title, language).dir}>${title}</h2>\n` : null,
      bodyMarkup(text, { ...place, headingLevel: 3 }),
      pieces.length > 0 || content.sections.length === 1 ? markup`<ol>\n${list}</ol>\n` : null,
    ];
  });
  return withoutLooks([bodyMarkup(content.intro, place), sections, bodyMarkup(content.outro, place)]);
}

/** A poll's question and answers, and what readers answered once it has closed; nobody answers in a feed. */
function feedPoll(poll: IssuePoll, polls: PublicPoll[], { timeZone }: Voice, language: MailLanguage): MarkupPiece {
  const { words, tag } = language;
  const found = polls.find(({ n }) => n === poll.asks);
  const day = momentIn(tag, poll.closesAt ?? 0, timeZone);
  const answers = poll.answers.map((answer, i) => {
    const count = found?.people && ` (${words("ask.people", { count: found.people[i] ?? 0 })})`;
    return markup`<li${turned(answer, language).dir}>${answer}${count ?? null}</li>\n`;
  });
  const until = found?.isClosed ? words("ask.closedAbout", { day }) : words("ask.onPaper", { day });
  return markup`<li><p${turned(poll.question, language).dir}>${poll.question}</p>\n<ul>\n${answers}</ul>\n<p>${until}</p>\n</li>\n`;
}

type FeedPiece = Exclude<EditionSection["pieces"][number], IssuePoll>;

function feedPiece(origin: string, piece: FeedPiece, language: MailLanguage): MarkupPiece {
  if (piece.kind === "item") {
    const href = safeLink(piece.url);
    const words = itemWords(piece);
    const said = href ? markup`<a href="${href}">${words}</a>` : words;
    const by = piece.source && markup` · ${apart(piece.source, language)}`;
    return markup`<li><p${turned(words, language).dir}>${said}${by}</p>\n</li>\n`;
  }
  const { slug, headline, dek, display } = piece;
  const said = dek && display !== "headline" ? markup`<p${turned(dek, language).dir}>${dek}</p>\n` : null;
  const url = origin + articlePath(slug);
  return markup`<li><p${turned(headline, language).dir}><a href="${url}">${headline}</a></p>\n${said}</li>\n`;
}

/**
 * Removes the mail's styles, because feed readers have their own. Safe, because double quotes in authors' texts are
 * escaped.
 */
function withoutLooks(pieces: MarkupPiece): string {
  return sourceOf(pieces).replace(/ (style|class)="[^"]*"/g, "");
}

type Picture = { url: string; alt: string; width: number; height: number };

function picture({ url, alt, width, height }: Picture, credit: string, language: MailLanguage): MarkupPiece {
  const caption = credit ? markup`<figcaption${turned(credit, language).dir}>${credit}</figcaption>` : null;
  return markup`<figure><img src="${url}" alt="${alt}" width="${width}" height="${height}">${caption}</figure>\n`;
}

function source({ title, url }: { title: string; url: string }, language: MailLanguage): MarkupPiece {
  const href = safeLink(url);
  const words = apart(title, language);
  return href ? markup`<li><a href="${href}">${words}</a></li>\n` : markup`<li>${words}</li>\n`;
}
