import type { Article, ArticleSource } from "#app/models/articles/articles.server.ts";
import type { Image } from "#app/models/articles/images.server.ts";
import type { Block, Body, Inline, ListItem } from "#app/models/body.server.ts";

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

const emptyBody: Body = { type: "doc", content: [{ type: "paragraph" }] };

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

/** Returns the slug that the server will make of a headline; a test compares it with `slugify`. */
export function slugOf(headline: string): string {
  const words = headline
    .normalize("NFKD")
    .replace(/(?<=\p{Script=Latin})\p{M}+/gu, "")
    .normalize("NFC")
    .toLowerCase()
    .replace(/(?<=\p{Script=Latin})\p{M}+/gu, "")
    .replace(/[ßæœøđðþłħıŋŧĸəſ]/g, (letter) => latin[letter]!)
    .replace(optionalSigns, "")
    .replace(/(?<=\p{Script=Arabic})\u200c(?=\p{Script=Arabic})/gu, "-")
    .replace(/['’ʼʻ`´׳\u200c\u200d]/g, "")
    .replace(/[^\p{L}\p{M}\p{Nd}]+/gu, "-")
    .replace(/(^|-)\p{M}+/gu, "$1")
    .replace(/-+/g, "-")
    .replace(/^-/, "");
  let kept = "";
  let encoded = 0;
  for (const sign of words) {
    encoded += encodeURIComponent(sign).length;
    if (kept.length + sign.length > 80 || encoded > 480) break;
    kept += sign;
  }
  return kept.replace(/-+$/, "");
}

const latin: Record<string, string> = {
  ...{ ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", þ: "th", ł: "l", ħ: "h", ı: "i", ŋ: "n", ŧ: "t" },
  ...{ ĸ: "k", ə: "e", ſ: "s" },
};
const optionalSigns =
  /\u0640|[\u0610-\u061a\u064b-\u0652\u0670\u06d6-\u06ed\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]/g;

/** Counts the words of a text, and its minutes at 230 words a minute. */
export function lengthOf(body: Body): { words: number; minutes: number } {
  const words = (body.content ?? []).map(textOf).join(" ").split(/\s+/).filter(Boolean).length;
  return { words, minutes: Math.max(1, Math.round(words / 230)) };
}

function textOf(node: Block | ListItem | Inline): string {
  if (node.type === "text") return node.text;
  if (!("content" in node) || !node.content) return " ";
  const parts = (node.content as (Block | ListItem | Inline)[]).map(textOf);
  return parts.join(node.type === "paragraph" || node.type === "heading" ? "" : " ");
}
