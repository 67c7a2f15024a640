import type { Body } from "#app/models/body.ts";

/** The parts of an article that have a column each. */
type Typed = Record<
  "headline" | "dek" | "byline" | "imageCredit" | "imageAlt" | "imageFocus" | "embargo" | "canonical" | "language",
  string
> & { body: Body; imageId: number | null; sources: { title: string; url: string }[] };

/** Returns the columns of an article that hold what was typed; its slug and its topics have ways of their own. */
export function articleRow(input: Typed) {
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
