import type { ArticleSheet } from "#app/models/articles/sheets.server.ts";
import { emptyBody } from "#app/models/body.ts";
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
  return textOf(one) === textOf(other);
}

/** The fields in one order: an answer of the server may have them in another. */
function textOf({ headline, slug, dek, byline, body, image, imageCredit, imageAlt, topics, sources }: ArticleDraft) {
  const rows = sources.filter(({ title, url }) => title || url).map(({ title, url }) => [title, url]);
  return JSON.stringify([headline, slug, dek, byline, body, image?.id, imageCredit, imageAlt, topics, rows]);
}

/** The name of an article's words in the browser. */
export function articleName(saved: SavedArticle | null): string {
  return `article ${saved?.id ?? "new"}`;
}
