import type { Block } from "#app/models/body.ts";
import { cardTo, figure, galleries, wordsOfClass } from "./figures.server.ts";
import type { Reading } from "./reading.server.ts";
import { allBelow, firstBelow, hasClass, textBelow, wordsBelow, type ForeignElement } from "./tree.server.ts";

/** Reads an element of a known program; null where it is to be read as any other. */
type Special = (one: ForeignElement, reading: Reading) => Block[] | null;

/** Returns the blocks of what a program builds out of elements: its cards, boxes and widgets. Null for everything else. */
export function specialBlocks(one: ForeignElement, reading: Reading): Block[] | null {
  const { class: classes, id } = one.attributes;
  if (id !== undefined && frames.test(id)) return leftOut("frame")(one, reading);
  if (classes === undefined) return null;
  for (const name of classes.split(/\s+/)) {
    const special = Object.hasOwn(specials, name) ? specials[name]! : null;
    const blocks = special?.(one, reading);
    if (blocks) return blocks;
  }
  return null;
}

/** Parts that a mail's template puts around every text. */
const frames = /^(templatePreheader|templateFooter|preheader|emailFooter|mceFooterSection)$/;

function leftOut(kind: "widget" | "frame" | "paywall", as = ""): Special {
  return (one, { notes }) => {
    notes.add(kind, [as, wordsBelow(one)].filter(Boolean).join(": "));
    return [];
  };
}

/** Drawings of the program itself go without a word. */
const nothing: Special = () => [];

const subscribe = leftOut("widget", "subscribe box");
const share = leftOut("widget", "share buttons");

/** Substack writes what a widget shows as JSON beside it. */
function saidBy(one: ForeignElement): Record<string, unknown> {
  try {
    const said: unknown = JSON.parse(one.attributes["data-attrs"] ?? "");
    return typeof said === "object" && said !== null ? (said as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** A card of what the widget leads to, by the names that the programs give to the address. */
const saidCard: Special = (one, reading) => {
  const said = saidBy(one);
  const inner = firstBelow(one, ({ attributes }) => /^https?:/.test(attributes.href ?? attributes.src ?? ""));
  const address = text(said.url) || text(said.canonical_url) || (inner?.attributes.href ?? inner?.attributes.src ?? "");
  const title = text(said.title) || text(said.full_text) || text(said.name);
  return cardTo(address, { title, description: text(said.description) || text(said.subtitle) }, reading);
};

const filmOf = (page: (id: string) => string): Special => {
  return (one, reading) => {
    const id = saidBy(one).videoId;
    return typeof id === "string" || typeof id === "number"
      ? cardTo(page(String(id)), { isVideo: true }, reading)
      : null;
  };
};

/** A post of a social network is a quote whose last link leads to it. */
const post: Special = (one, reading) => {
  const links = allBelow(one, ({ name, attributes }) => name === "a" && /^https?:/.test(attributes.href ?? ""));
  const address =
    one.attributes["data-instgrm-permalink"] ?? one.attributes.cite ?? links.at(-1)?.attributes.href?.split("?")[0];
  if (!address) return null;
  const words = firstBelow(one, ({ name }) => name === "p");
  return cardTo(address, { title: wordsBelow(words ?? one) }, reading);
};

const bookmark: Special = (one, reading) => {
  const link = firstBelow(one, ({ name }) => name === "a");
  const said = {
    title: wordsOfClass(one, "kg-bookmark-title"),
    description: wordsOfClass(one, "kg-bookmark-description"),
    site: wordsOfClass(one, "kg-bookmark-publisher"),
  };
  return cardTo(link?.attributes.href ?? "", said, reading);
};

const callout: Special = (one, reading) => {
  const emoji = wordsOfClass(one, "kg-callout-emoji");
  const inner = firstBelow(one, (each) => hasClass(each, "kg-callout-text")) ?? one;
  const content = reading.blocksInside(inner);
  const first = content[0];
  if (!first) return [];
  if (emoji && first.type === "paragraph")
    content[0] = { ...first, content: [{ type: "text", text: `${emoji} ` }, ...(first.content ?? [])] };
  return [{ type: "callout", attrs: { kind: "note" }, content }];
};

const ownCallout: Special = (one, reading) => {
  const content = reading.blocksInside(one);
  const kind = hasClass(one, "warning") ? "warning" : "note";
  return content.length === 0 ? [] : [{ type: "callout", attrs: { kind }, content }];
};

const mediaCard: Special = (one, reading) => {
  const media = firstBelow(one, ({ name }) => name === "audio" || name === "video");
  const title = wordsOfClass(one, "kg-audio-title") || wordsOfClass(one, "kg-video-title");
  const address = media?.attributes.src ?? "";
  const caption = firstBelow(one, ({ name }) => name === "figcaption");
  return cardTo(
    address,
    { title, description: caption ? wordsBelow(caption) : "", isVideo: media?.name === "video" },
    reading,
  );
};

const file: Special = (one, reading) => {
  const link = firstBelow(one, ({ name, attributes }) => name === "a" && Boolean(attributes.href));
  const title =
    wordsOfClass(one, "kg-file-card-title", "file-embed-details-h1") || wordsOfClass(one, "kg-file-card-filename");
  return link ? cardTo(link.attributes.href!, { title }, reading) : null;
};

const pullQuote: Special = (one, reading) => {
  const cite = firstBelow(one, ({ name }) => name === "cite");
  const by = cite ? wordsBelow(cite) : "";
  if (cite?.parent) cite.parent.children = cite.parent.children.filter((child) => child !== cite);
  const inner = firstBelow(one, ({ name }) => name === "blockquote") ?? one;
  const content = reading.blocksInside(inner);
  const paragraphs = content.filter((block) => block.type === "paragraph");
  if (content.length === 0) return [];
  return paragraphs.length === content.length
    ? [{ type: "pullQuote", attrs: { by }, content: paragraphs }]
    : [{ type: "blockquote", content }];
};

const gallery: Special = (one) => {
  const said = saidBy(one).gallery as { images?: unknown; caption?: unknown; alt?: unknown } | undefined;
  const images = Array.isArray(said?.images) ? (said.images as { src?: unknown }[]) : [];
  const shown = images.flatMap(({ src }) =>
    /^https?:/.test(text(src)) ? [{ src: text(src), alt: text(said?.alt), width: 0, height: 0 }] : [],
  );
  return shown.length > 0 ? galleries(shown.slice(0, 40), text(said?.caption)) : null;
};

/** WordPress writes the address of what it embeds as words. */
const wordPressEmbed: Special = (one, reading) => {
  const inner = firstBelow(one, (each) => hasClass(each, "wp-block-embed__wrapper")) ?? one;
  const address = wordsBelow(inner);
  if (!/^https?:\/\/\S+$/.test(address)) return null;
  const caption = firstBelow(one, ({ name }) => name === "figcaption");
  return cardTo(address, { title: caption ? wordsBelow(caption) : "" }, reading);
};

const mixtape: Special = (one, reading) => {
  const link = firstBelow(one, ({ name, attributes }) => name === "a" && Boolean(attributes.href));
  if (!link) return null;
  const inside = (name: string) => firstBelow(one, (each) => each.name === name);
  const [title, description] = [inside("strong"), inside("em")].map((each) => (each ? wordsBelow(each) : ""));
  return cardTo(link.attributes.href!, { title, description }, reading);
};

const formula: Special = (one, { notes }) => {
  const source = text(saidBy(one).persistentExpression) || textBelow(one);
  notes.add("formula", source);
  return source.trim() === "" ? [] : [{ type: "paragraph", content: [{ type: "text", text: source.trim() }] }];
};

/** Buttons that ask to subscribe, share or comment are of use there alone. */
const substackButton: Special = (one, reading) => {
  const link = firstBelow(one, ({ name }) => name === "a");
  const address = `${text(saidBy(one).url)} ${link?.attributes.href ?? ""}`;
  const isOfSite = /%%\w+%%|\/subscribe\b|action=(share|subscribe|gift|comment)|\/comments\b|\/leaderboard/.test(
    address,
  );
  return isOfSite ? leftOut("widget", "button")(one, reading) : null;
};

/** The classes of known programs. A new one begins here. */
const specials: Record<string, Special> = {
  "pressrun-callout": ownCallout,
  "kg-bookmark-card": bookmark,
  "kg-callout-card": callout,
  "kg-audio-card": mediaCard,
  "kg-video-card": mediaCard,
  "kg-file-card": file,
  "kg-signup-card": subscribe,
  "kg-paywall": leftOut("paywall"),
  "subscription-widget-wrap": subscribe,
  "subscription-widget-wrap-editor": subscribe,
  "captioned-button-wrap": subscribe,
  "subscribe-widget": subscribe,
  "paywall-jump": leftOut("paywall", "for paying readers from here"),
  paywall: leftOut("paywall"),
  "button-wrapper": substackButton,
  "embedded-post-wrap": saidCard,
  "digest-post-embed": saidCard,
  "embedded-publication-wrap": saidCard,
  "youtube-wrap": filmOf((id) => `https://www.youtube.com/watch?v=${id}`),
  "vimeo-wrap": filmOf((id) => `https://vimeo.com/${id}`),
  tweet: saidCard,
  comment: saidCard,
  "spotify-wrap": saidCard,
  "soundcloud-wrap": saidCard,
  "apple-podcast-container": saidCard,
  "tiktok-wrap": saidCard,
  "datawrapper-wrap": saidCard,
  "native-video-embed": saidCard,
  "native-audio-embed": saidCard,
  "file-embed-wrapper": file,
  "image-gallery-embed": gallery,
  "latex-rendered": formula,
  pullquote: pullQuote,
  "poll-embed": leftOut("widget", "poll"),
  "community-chat": leftOut("widget", "chat"),
  "install-substack-app-embed": leftOut("widget", "advertisement of the program"),
  directMessage: leftOut("widget", "message button"),
  "header-anchor-parent": nothing,
  "header-anchor-widget": nothing,
  "image-link-expand": nothing,
  "twitter-tweet": post,
  "instagram-media": post,
  "tiktok-embed": post,
  "bluesky-embed": post,
  "wp-block-embed": wordPressEmbed,
  "wp-block-pullquote": pullQuote,
  "wp-block-file__button": nothing,
  "wp-block-social-links": share,
  "wp-block-latest-posts": leftOut("widget", "list of posts"),
  "wp-block-jetpack-subscriptions": subscribe,
  "wp-caption": figure,
  sharedaddy: share,
  "jp-relatedposts": leftOut("widget", "list of posts"),
  mcnPreviewText: nothing,
  mcnFollowBlock: leftOut("widget", "follow buttons"),
  mcnShareBlock: share,
  mceFooterSection: leftOut("frame"),
  "graf--mixtapeEmbed": mixtape,
  "graf--title": nothing,
  "graf--subtitle": nothing,
};
