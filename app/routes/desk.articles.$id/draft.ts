import type { Article, ArticleSource } from "#app/models/articles/articles.server.ts";
import type { Image } from "#app/models/articles/images.server.ts";
import { emptyBody, type Body } from "#app/models/body.ts";

/** The form's state: an article with unsaved changes. */
export type ArticleDraft = {
  headline: string;
  slug: string;
  dek: string;
  byline: string;
  body: Body;
  image: Image | null;
  imageCredit: string;
  imageAlt: string;
  topics: string[];
  sources: ArticleSource[];
};

/** Returns the form's first state: a stored article, or an empty one with `byline`. */
export function draftOf(article: Pick<Article, keyof ArticleDraft> | null, byline = ""): ArticleDraft {
  if (!article)
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
  const { headline, slug, dek, body, image, imageCredit, imageAlt, topics, sources } = article;
  return { headline, slug, dek, byline: article.byline, body, image, imageCredit, imageAlt, topics, sources };
}

/** Converts a draft to the form that `articleSchema` parses. */
export function formOf(draft: ArticleDraft): FormData {
  const form = new FormData();
  for (const name of ["headline", "slug", "dek", "byline", "imageCredit", "imageAlt"] as const)
    form.set(name, draft[name]);
  form.set("body", JSON.stringify(draft.body));
  if (draft.image) form.set("imageId", String(draft.image.id));
  draft.topics.forEach((topic, i) => form.set(`topics[${i}]`, topic));
  draft.sources.forEach(({ title, url }, i) => {
    form.set(`sources[${i}].title`, title);
    form.set(`sources[${i}].url`, url);
  });
  return form;
}

/** True when both would be stored alike. */
export function sameDraft(one: ArticleDraft, other: ArticleDraft): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
