import type { ParseSpec } from "prosemirror-markdown";
import type { NodeSpec } from "prosemirror-model";
import { isOwnImage } from "./figures.ts";
import type { MarkdownWriter } from "./markdownWriting.ts";
import { isSafeLink } from "./marks.ts";

/**
 * A link shown as a card. Title, description and site are plain text, empty for none. `src` is the path of a stored image, empty
 * for none; sizes are in pixels. `isVideo`: the image has a play sign in it.
 */
export type LinkCard = {
  href: string;
  title: string;
  description: string;
  site: string;
  isVideo: boolean;
  src: string;
  width: number;
  height: number;
};
export type LinkCardFields = { attrs: LinkCard };

/** The picture of a card; `isBanner`: it stands above the words, a smaller or upright one beside them. */
type CardPicture = { src: string; width: number; height: number; isBanner: boolean };
/** A card as every place shows it: each text on one line, the title never empty. */
export type ShownCard = Pick<LinkCard, "href" | "title" | "description" | "site" | "isVideo"> & {
  picture: CardPicture | null;
};

/** Returns a card as every place shows it, or null for one that leads nowhere (S-09). */
export function shownCard({ attrs }: LinkCardFields): ShownCard | null {
  const { href, isVideo, src, width, height } = attrs;
  if (!isSafeLink(href)) return null;
  const isBanner = width >= 400 && width >= height * 1.2;
  const picture = isOwnImage(src) && width > 0 && height > 0 ? { src, width, height, isBanner } : null;
  const site = oneLine(attrs.site) || hostOf(href);
  return { href, title: oneLine(attrs.title) || site, description: oneLine(attrs.description), site, isVideo, picture };
}

/** Returns the host of an address as readers know it. */
export function hostOf(href: string): string {
  return URL.canParse(href) ? new URL(href).hostname.replace(/^www\./, "") : "";
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

const text = { default: "", validate: "string" };

/** Its entry in the table of blocks. In Markdown it is a link with a class and its other parts in braces. */
export const linkCardKind = {
  holds: "nothing" as const,
  schema: {
    attrs: {
      href: { validate: address },
      title: text,
      description: text,
      site: text,
      isVideo: { default: false, validate: "boolean" },
      src: { default: "", validate: ownImageOrNone },
      width: { default: 0, validate: "number" },
      height: { default: 0, validate: "number" },
    },
  } satisfies NodeSpec,
  markdown: {
    link_card: { node: "linkCard", getAttrs: (token) => (token.meta as { card: LinkCard }).card },
  } satisfies Record<string, ParseSpec>,
  caption: (block: LinkCardFields) => {
    const shown = shownCard(block);
    return shown ? [shown.title, shown.description].filter((part) => part !== "").join("\n") : "";
  },
  toMarkdown: cardInMarkdown,
};

function address(value: unknown) {
  if (typeof value !== "string" || !isSafeLink(value)) throw new RangeError("a card leads to a page");
}

function ownImageOrNone(value: unknown) {
  if (typeof value !== "string" || (value !== "" && !isOwnImage(value)))
    throw new RangeError("an image must be uploaded here first");
}

function cardInMarkdown(
  { attrs }: LinkCardFields,
  { origin, inlines }: Pick<MarkdownWriter<never>, "origin" | "inlines">,
): string {
  const { href, isVideo, src, width, height } = attrs;
  const quoted = (words: string) => `"${inlines([{ type: "text", text: words }]).replace(/"/g, '\\"')}"`;
  const [title, description, site] = [attrs.title, attrs.description, attrs.site].map(oneLine) as [
    string,
    string,
    string,
  ];
  // A link needs words; those of a card without a title are read as none.
  const link = inlines([{ type: "text", text: title || href, marks: [{ type: "link", attrs: { href } }] }]);
  const parts = [
    title === "" && "untitled=yes",
    site && `site=${quoted(site)}`,
    description && `description=${quoted(description)}`,
    src && `image=${quoted(origin + src)} width=${width} height=${height}`,
    isVideo && "video=yes",
  ];
  return `${link}{${[".card", ...parts.filter(Boolean)].join(" ")}}`;
}
