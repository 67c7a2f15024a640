import { linksIn } from "#emails/message/mailLinks.server.ts";
import { articlesIn } from "#app/models/sections.ts";
import { articleMarkup } from "./articles.server.ts";
import { bodyMarkup } from "./body.server.ts";
import type { IssueContent, EditionSection } from "./issueContent.server.ts";
import { mailLanguage } from "./language.server.ts";
import { singleLine, sourceOf, type MarkupPiece } from "./markup.server.ts";
import { contentsMarkup, isItems, itemWords, itemsMarkup, runsOf } from "./sections.server.ts";

/** The place of a link in an issue. `section`: its heading; `article`: a slug; `item`: the words of a short item. */
type LinkPlace = { href: string; section: string | null; article: string | null; item: string | null };

type Belongs = Omit<LinkPlace, "href">;

/**
 * Lists the links of an issue’s own content, in the order of the mail; those of its frame are left out. A link to the page of one
 * of its articles belongs to that article, wherever it stands; any other to the article that it stands in.
 */
export function linkPlaces(content: IssueContent): LinkPlace[] {
  const language = mailLanguage(content.briefing.language);
  const origin = content.briefing.url;
  const slugs = new Map(articlesIn(content.sections).map(({ url, slug }) => [url, slug]));
  const places = (piece: MarkupPiece, belongs: Belongs): LinkPlace[] =>
    linksIn(sourceOf(piece)).map(({ href }) => ({ ...belongs, href, article: slugs.get(href) ?? belongs.article }));
  const text = (body: IssueContent["intro"], headingLevel: 2 | 3) =>
    bodyMarkup(body, { origin, language, headingLevel });
  const nothing = { section: null, article: null, item: null };
  const ofSection = ({ heading, text: own, pieces }: EditionSection): LinkPlace[] => {
    const belongs = { ...nothing, section: singleLine(heading) || null };
    const level = belongs.section === null ? 2 : 3;
    const standing = runsOf(pieces).flatMap((run) => {
      if (isItems(run))
        return run.flatMap((item) => places(itemsMarkup([item], language), { ...belongs, item: itemWords(item) }));
      // The links of a poll are its reader's alone.
      if (run.kind === "poll") return [];
      return places(articleMarkup(run, language, origin, level), { ...belongs, article: run.slug });
    });
    return [...places(text(own, level), belongs), ...standing];
  };
  return [
    ...places(text(content.intro, 2), nothing),
    ...places(contentsMarkup(content.sections, language), nothing),
    ...content.sections.flatMap(ofSection),
    ...places(text(content.outro, 2), nothing),
  ];
}
