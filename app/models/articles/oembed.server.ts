import { wordsOfHtml, type PageFacts } from "./pageFacts.server.ts";

/** A site that describes its pages by oEmbed, but not, or not to everybody, in them. */
type OembedSite = { name: string; hosts: RegExp; endpoint: string; isVideo: boolean };

const sites: OembedSite[] = [
  {
    name: "YouTube",
    hosts: /^((www|m|music)\.)?youtube\.com$|^youtu\.be$/,
    endpoint: "https://www.youtube.com/oembed",
    isVideo: true,
  },
  {
    name: "Vimeo",
    hosts: /^((www|player)\.)?vimeo\.com$/,
    endpoint: "https://vimeo.com/api/oembed.json",
    isVideo: true,
  },
  {
    name: "X",
    hosts: /^((www|mobile)\.)?(x|twitter)\.com$/,
    endpoint: "https://publish.twitter.com/oembed",
    isVideo: false,
  },
];

/** Returns where a page is described by oEmbed, or null for a page of any other site. */
export function oembedOf(address: string): { site: OembedSite; request: string } | null {
  const { hostname } = new URL(address);
  const site = sites.find(({ hosts }) => hosts.test(hostname));
  if (!site) return null;
  const asked = new URLSearchParams({ url: address, format: "json", omit_script: "1" });
  return { site, request: `${site.endpoint}?${asked}` };
}

/**
 * Reads what a site says of its page. A post without a title has its author as title, and its words as description.
 * @returns null when that is nothing
 */
export function oembedFacts(json: string, { name, isVideo }: OembedSite): PageFacts | null {
  const said = parsed(json);
  const text = (field: string) => (typeof said[field] === "string" ? said[field].replace(/\s+/g, " ").trim() : "");
  const [title, author] = [text("title"), text("author_name")];
  if (title === "" && author === "") return null;
  const post = wordsOfHtml(/<p\b[^>]*>([\s\S]*?)<\/p>/i.exec(text("html"))?.[1] ?? "");
  return {
    title: title || `${author} · ${name}`,
    description: title ? author : post,
    site: name,
    image: text("thumbnail_url"),
    isVideo,
  };
}

function parsed(json: string): Record<string, unknown> {
  try {
    const said: unknown = JSON.parse(json);
    return typeof said === "object" && said !== null ? (said as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
