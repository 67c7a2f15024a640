import { sameBody } from "#app/components/desk/sheet/sameBody.ts";
import type { ArticleSheet } from "#app/models/articles/sheets.server.ts";
import { emptyBody } from "#app/models/body.ts";
import { tidyLine } from "#app/models/lines.ts";
import type { SavedArticle } from "./answers.ts";

/** The form's state: an article as typed. */
export type ArticleDraft = ArticleSheet["typed"];

/** Returns the state of an empty form. */
export function emptyDraft(byline: string): ArticleDraft {
  return {
    headline: "",
    slug: "",
    dek: "",
    byline,
    body: emptyBody,
    image: null,
    imageCredit: "",
    imageAlt: "",
    imageFocus: "",
    embargo: "",
    canonical: "",
    language: "",
    topics: [],
    sources: [],
  };
}

/** Converts a draft to the JSON that the desk's `sheetSchema` parses. */
export function sentDraft({ image, ...draft }: ArticleDraft) {
  return { ...draft, imageId: image?.id ?? null };
}

/** True when both would be stored alike. */
export function sameDraft(one: ArticleDraft, other: ArticleDraft): boolean {
  return textOf(one) === textOf(other) && sameBody(one.body, other.body);
}

/** A line as the desk stores it: a space at its end is no change that a crash could lose. */
const tidy = (line: string) => tidyLine(line, Infinity);

/** The fields beside the body, in one order: an answer of the server may have them in another. */
function textOf({ image, imageFocus, embargo, topics, sources, ...words }: ArticleDraft) {
  const { headline, slug, dek, byline, imageCredit, imageAlt } = words;
  // Words that a browser kept before there were these fields have none.
  const { canonical = "", language = "" } = words;
  const lines = [headline, slug, dek, byline, imageCredit, imageAlt, canonical, language, ...topics].map(tidy);
  const rows = sources.filter(({ title, url }) => title || url).map(({ title, url }) => [tidy(title), tidy(url)]);
  return JSON.stringify([lines, image?.id, imageFocus, embargo, rows]);
}

/** The name of an article's words in the browser. */
export function articleName(saved: SavedArticle | null): string {
  return `article ${saved?.id ?? "new"}`;
}
