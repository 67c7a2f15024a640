import { feedFormats, type FeedFormat } from "#app/models/websub/feedAddresses.server.ts";
import { cleanText, markup, Markup, type MarkupPiece } from "#emails/render/markup.server.ts";
import type { Feed, FeedItem } from "./feed.server.ts";

/** @returns the URL of a feed in a format */
export function feedAddress(feed: Feed, format: FeedFormat): string {
  return feed.address + feedFormats[format].ending;
}

/** Writes a feed. XML is built like mails: every string in it is escaped, so that no title can break it (W-01). */
export function writeFeed(feed: Feed, format: FeedFormat): string {
  if (format === "json") return writeJson(feed);
  return xmlFile(format === "rss" ? rss(feed) : atom(feed));
}

/** Returns an XML document. Escaping removes everything that XML forbids, except U+FFFE and U+FFFF. */
export function xmlFile(document: Markup): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n${document.source.replace(/[\ufffe\uffff]/g, "\ufffd")}`;
}

function rss(feed: Feed): Markup {
  return markup`<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
<title>${feed.title}</title>
<link>${feed.page}</link>
<description>${feed.about}</description>
<language>${feed.language}</language>
<lastBuildDate>${rfc822(feed.updatedAt)}</lastBuildDate>
<atom:link rel="self" type="application/rss+xml" href="${feedAddress(feed, "rss")}"/>
${feed.hub && markup`<atom:link rel="hub" href="${feed.hub}"/>\n`}${feed.items.map(rssItem)}</channel>
</rss>
`;
}

function rssItem(item: FeedItem): MarkupPiece {
  const { authors, image } = item;
  return markup`<item>
<title>${item.title}</title>
<link>${item.url}</link>
<guid isPermaLink="false">${item.id}</guid>
<pubDate>${rfc822(item.publishedAt)}</pubDate>
<atom:updated>${rfc3339(item.updatedAt)}</atom:updated>
${authors.map(({ name }) => markup`<dc:creator>${name}</dc:creator>\n`)}${item.topics.map((topic) => markup`<category>${topic}</category>\n`)}${item.summary ? markup`<description>${item.summary}</description>\n` : null}<content:encoded>${item.html}</content:encoded>
${image && markup`<enclosure url="${image.url}" length="${image.bytes}" type="${image.type}"/>\n`}</item>
`;
}

function atom(feed: Feed): Markup {
  return markup`<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${feed.language}">
<id>${feed.id}</id>
<title>${feed.title}</title>
<subtitle>${feed.about}</subtitle>
<updated>${rfc3339(feed.updatedAt)}</updated>
<author><name>${feed.publisher}</name></author>
<link rel="alternate" type="text/html" href="${feed.page}"/>
<link rel="self" type="application/atom+xml" href="${feedAddress(feed, "atom")}"/>
${feed.hub && markup`<link rel="hub" href="${feed.hub}"/>\n`}${feed.items.map(atomEntry)}</feed>
`;
}

function atomEntry(item: FeedItem): MarkupPiece {
  const { authors, image } = item;
  return markup`<entry>
<id>${item.id}</id>
<title>${item.title}</title>
<link rel="alternate" type="text/html" href="${item.url}"/>
<published>${rfc3339(item.publishedAt)}</published>
<updated>${rfc3339(item.updatedAt)}</updated>
${authors.map(({ name, url }) => markup`<author><name>${name}</name><uri>${url}</uri></author>\n`)}${item.topics.map((topic) => markup`<category term="${topic}"/>\n`)}${item.summary ? markup`<summary>${item.summary}</summary>\n` : null}<content type="html">${item.html}</content>
${image && markup`<link rel="enclosure" type="${image.type}" length="${image.bytes}" href="${image.url}"/>\n`}</entry>
`;
}

/** JSON Feed 1.1: https://www.jsonfeed.org/version/1.1/ */
function writeJson(feed: Feed): string {
  const document = {
    version: "https://jsonfeed.org/version/1.1",
    title: cleanText(feed.title),
    home_page_url: feed.page,
    feed_url: feedAddress(feed, "json"),
    description: cleanText(feed.about),
    language: feed.language,
    authors: [{ name: cleanText(feed.publisher) }],
    ...(feed.hub ? { hubs: [{ type: "WebSub", url: feed.hub }] } : {}),
    items: feed.items.map((item) => ({
      id: item.id,
      url: item.url,
      title: cleanText(item.title),
      content_html: item.html,
      ...(item.summary ? { summary: cleanText(item.summary) } : {}),
      ...(item.image ? { image: item.image.url } : {}),
      date_published: rfc3339(item.publishedAt),
      date_modified: rfc3339(item.updatedAt),
      ...(item.authors.length > 0
        ? { authors: item.authors.map(({ name, url }) => ({ name: cleanText(name), url })) }
        : {}),
      ...(item.topics.length > 0 ? { tags: item.topics.map(cleanText) } : {}),
    })),
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

function rfc822(at: number): string {
  return new Date(at).toUTCString();
}

function rfc3339(at: number): string {
  return new Date(at).toISOString();
}
