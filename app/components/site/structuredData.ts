import type { ArticleHead, HeadTags } from "#app/models/site/meta.server.ts";

/**
 * Returns a page's structured data (JSON-LD, W-06): a news article, or the site itself on its front page. It is not
 * executed, and Remix writes `<` in it as \u003c.
 */
export function structuredData(head: HeadTags): HeadLine[] {
  if (head.kind === "article") return [{ "script:ld+json": newsArticle(head) }];
  return head.url === head.site.url ? [{ "script:ld+json": website(head) }] : [];
}

function newsArticle({ site, heading, description, url, image, picture, authors, ...head }: ArticleHead) {
  return {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    headline: heading,
    description,
    url,
    mainEntityOfPage: { "@type": "WebPage", "@id": url },
    datePublished: iso(head.publishedAt),
    dateModified: iso(head.modifiedAt),
    author:
      authors.length > 0 ? authors.map(({ name, url }) => ({ "@type": "Person", name, url })) : organization(site),
    publisher: organization(site),
    image: [...(picture ? [picture] : []), image.url],
    ...(head.language ? { inLanguage: head.language } : {}),
    ...(head.topics.length > 0 ? { articleSection: head.topics[0]!, keywords: head.topics } : {}),
  } satisfies JsonValue;
}

function website({ site }: HeadTags) {
  return {
    "@context": "https://schema.org",
    "@graph": [
      { "@type": "WebSite", "@id": `${site.url}#website`, name: site.name, description: site.pitch, url: site.url },
      organization(site),
    ],
  } satisfies JsonValue;
}

function organization({ name, url, logo }: HeadTags["site"]) {
  return { "@type": "Organization", "@id": `${url}#publisher`, name, url, logo };
}

/** A line of a head, as a route's `meta` returns it. */
export type HeadLine =
  | { title: string }
  | { name: string; content: string }
  | { property: string; content: string }
  | { tagName: "link"; rel: string; href: string; type?: string; title?: string }
  | { "script:ld+json": { [key: string]: JsonValue } };
type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };
/** Returns a time as ISO 8601, with its zone. */
export function iso(at: number): string {
  return new Date(at).toISOString();
}
