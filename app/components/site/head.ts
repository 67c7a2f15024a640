import type { HeadTags } from "#app/models/site/meta.server.ts";
import { iso, structuredData, type HeadLine } from "./structuredData.ts";

/** Returns a page's head: for search engines, share previews and feed readers. */
export function headLines(head: HeadTags): HeadLine[] {
  return [
    { title: head.title },
    { name: "description", content: head.description },
    { tagName: "link", rel: "canonical", href: head.canonical ?? head.url },
    ...openGraph(head),
    { name: "twitter:card", content: "summary_large_image" },
    { name: "twitter:title", content: head.heading },
    { name: "twitter:description", content: head.description },
    { name: "twitter:image", content: head.image.url },
    { name: "twitter:image:alt", content: head.image.alt },
    ...(head.kind === "website" && head.feed ? feedLinks(head.feed) : []),
    ...structuredData(head),
  ];
}

function openGraph(head: HeadTags): HeadLine[] {
  const property = (name: string, content: string) => ({ property: name, content });
  return [
    property("og:type", head.kind),
    property("og:site_name", head.site.name),
    property("og:title", head.heading),
    property("og:description", head.description),
    property("og:url", head.url),
    property("og:image", head.image.url),
    property("og:image:type", "image/png"),
    property("og:image:width", "1200"),
    property("og:image:height", "630"),
    property("og:image:alt", head.image.alt),
    ...(head.kind === "article"
      ? [
          property("article:published_time", iso(head.publishedAt)),
          property("article:modified_time", iso(head.modifiedAt)),
          ...head.authors.map(({ url }) => property("article:author", url)),
          ...head.topics.map((topic) => property("article:tag", topic)),
        ]
      : []),
  ];
}

const formats = [
  { ending: ".xml", type: "application/rss+xml", name: "RSS" },
  { ending: ".atom", type: "application/atom+xml", name: "Atom" },
  { ending: ".json", type: "application/feed+json", name: "JSON Feed" },
];

/** Returns the links by which programs find a feed. @param feed its path without an extension */
export function feedLinks({ path, title }: { path: string; title: string }) {
  return formats.map(({ ending, type, name }) => ({
    tagName: "link" as const,
    rel: "alternate",
    type,
    title: title ? `${title} (${name})` : name,
    href: path + ending,
  }));
}
