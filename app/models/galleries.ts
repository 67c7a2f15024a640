import type { ParseSpec } from "prosemirror-markdown";
import type { NodeSpec } from "prosemirror-model";
import type { BodyImage } from "./figures.ts";
import type { MarkdownWriter } from "./markdownWriting.ts";

/** Up to four images side by side; `caption` is plain text, empty for none. */
export type GalleryFields = { attrs: { caption: string }; content?: { type: "image"; attrs: BodyImage }[] };

/** Its entry in the table of blocks. In Markdown it is images, each on a line of one paragraph, and a last line in braces. */
export const galleryKind = {
  holds: "blocks" as const,
  schema: {
    // An image has attributes that nobody could make up, so ProseMirror lets none be required.
    content: "image{0,4}",
    attrs: { caption: { default: "", validate: "string" } },
  } satisfies NodeSpec,
  markdown: {
    gallery: { block: "gallery", getAttrs: (token) => ({ caption: (token.meta as { caption: string }).caption }) },
  } satisfies Record<string, ParseSpec>,
  caption: ({ attrs, content }: GalleryFields) => (content?.length ? attrs.caption.trim() : ""),
  toMarkdown: <Block>(
    { attrs, content = [] }: GalleryFields,
    { blocks, inlines }: Pick<MarkdownWriter<Block>, "blocks" | "inlines">,
  ) => {
    if (content.length === 0) return "";
    const words = attrs.caption.replace(/\s+/g, " ").trim();
    const caption = words && ` caption="${inlines([{ type: "text", text: words }]).replace(/"/g, '\\"')}"`;
    const images = content.map((image) => blocks([image as Block]));
    return [...images, `{.gallery${caption}}`].join("\n");
  },
};
