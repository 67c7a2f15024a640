import type { ArticleInput } from "./articles.server.ts";

/** Returns the columns of an article that hold what was typed; its slug and its topics have ways of their own. */
export function articleRow(input: Omit<ArticleInput, "slug" | "topics">) {
  return {
    headline: input.headline,
    dek: input.dek,
    byline: input.byline,
    body: JSON.stringify(input.body),
    image_id: input.imageId,
    image_credit: input.imageCredit,
    image_alt: input.imageAlt,
    image_focus: input.imageFocus,
    ...{ embargo: input.embargo, canonical: input.canonical, language: input.language },
    sources: JSON.stringify(input.sources),
  };
}
