import type { ParseSpec } from "prosemirror-markdown";
import type { NodeSpec } from "prosemirror-model";
import { isSafeLink } from "./marks.ts";
import type { MarkdownWriter } from "./markdownWriting.ts";

/** `text`: as wide as the text; `wide`: wider, where there is room; `small`: half as wide. */
export type FigureSize = "text" | "wide" | "small";

/**
 * An image of a body. `src` is the path of a stored image (`/images/KEY.jpg`), sizes are in pixels. Caption and credit are
 * plain text, empty for none; `href` as typed, empty for no link.
 */
export type BodyImage = {
  src: string;
  alt: string;
  width: number;
  height: number;
  caption?: string;
  credit?: string;
  size?: FigureSize;
  href?: string;
};
type ImageFields = { attrs: BodyImage };

/** The parts beside an image that every place shows; `isPlain`: there are none. */
export type ShownFigure = { caption: string; credit: string; size: FigureSize; href: string | null; isPlain: boolean };

/** Returns what stands beside an image; a link that leads nowhere is none (S-09). */
export function shownFigure({ attrs }: ImageFields): ShownFigure {
  const caption = oneLine(attrs.caption);
  const credit = oneLine(attrs.credit);
  const size = attrs.size ?? "text";
  const href = attrs.href && isSafeLink(attrs.href) ? attrs.href : null;
  return { caption, credit, size, href, isPlain: caption === "" && credit === "" && size === "text" && href === null };
}

function oneLine(text = ""): string {
  return text.replace(/\s+/g, " ").trim();
}

/** The caption of an image with its credit, as one text. */
export function captionWithCredit({ caption, credit }: ShownFigure): string {
  return [caption, credit].filter((part) => part !== "").join(" · ");
}

/** True for the path of a stored image. */
export function isOwnImage(path: string): boolean {
  return /^\/images\/[0-9a-f]{32}\.(jpg|png|gif)$/.test(path);
}

const text = { default: "", validate: "string" };

/** Its entry in the table of blocks. In Markdown its title is the caption, and everything else stands in braces. */
export const imageKind = {
  holds: "nothing" as const,
  schema: {
    attrs: {
      src: { validate: ownImage },
      alt: { validate: "string" },
      width: { validate: "number" },
      height: { validate: "number" },
      caption: text,
      credit: text,
      size: { default: "text", validate: figureSize },
      href: text,
    },
  } satisfies NodeSpec,
  markdown: {
    // An image from elsewhere; an import reports that it was left out.
    image: { ignore: true, noCloseToken: true },
    lost_pictures: { ignore: true, noCloseToken: true },
    figure: { node: "image", getAttrs: (token) => token.meta as BodyImage },
  } satisfies Record<string, ParseSpec>,
  caption: (block: ImageFields) => captionWithCredit(shownFigure(block)),
  toMarkdown: imageInMarkdown,
};

function ownImage(value: unknown) {
  if (typeof value !== "string" || !isOwnImage(value)) throw new RangeError("an image must be uploaded here first");
}

function figureSize(value: unknown) {
  if (value !== "text" && value !== "wide" && value !== "small")
    throw new RangeError(`${String(value)} is no size of an image`);
}

function imageInMarkdown(
  block: ImageFields,
  { origin, inlines }: Pick<MarkdownWriter<never>, "origin" | "inlines">,
): string {
  const { src, alt, width, height } = block.attrs;
  const { caption, credit, size, href } = shownFigure(block);
  const quoted = (words: string) => `"${inlines([{ type: "text", text: words }]).replace(/"/g, '\\"')}"`;
  const attributes = [
    `width=${width}`,
    `height=${height}`,
    size === "text" ? "" : `size=${size}`,
    credit && `credit=${quoted(credit)}`,
    href && `link=${quoted(href)}`,
  ];
  const title = caption && ` ${quoted(caption)}`;
  const words = inlines([{ type: "text", text: oneLine(alt) }]);
  return `![${words}](${origin}${src}${title}){${attributes.filter(Boolean).join(" ")}}`;
}
