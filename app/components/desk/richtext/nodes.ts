import { Mark, mergeAttributes, type Extensions } from "@tiptap/core";
import { Image } from "@tiptap/extension-image";
import { StarterKit } from "@tiptap/starter-kit";
import { isLink } from "./links.ts";

/** A link has only a URL; a forbidden link is parsed as plain text. */
const PlainLink = Mark.create({
  name: "link",
  priority: 1000,
  keepOnSplit: false,
  exitable: true,
  inclusive: false,
  addAttributes: () => ({ href: { isRequired: true } }),
  parseHTML: () => [
    { tag: "a[href]", getAttrs: (element) => (isLink(element.getAttribute("href") ?? "") ? null : false) },
  ],
  renderHTML: ({ HTMLAttributes }) => ["a", mergeAttributes(HTMLAttributes, { rel: "noopener noreferrer" }), 0],
});

/** An uploaded image, with the size that a page needs before it loads. */
const OwnImage = Image.extend({
  addAttributes() {
    const number = (name: string) => ({
      isRequired: true,
      parseHTML: (element: HTMLElement) => Number(element.getAttribute(name)),
    });
    return {
      src: { isRequired: true, parseHTML: (element: HTMLElement) => ownPath(element.getAttribute("src")) },
      alt: { isRequired: true, parseHTML: (element: HTMLElement) => element.getAttribute("alt") ?? "" },
      width: number("width"),
      height: number("height"),
    };
  },
  parseHTML: () => [
    { tag: "img[src][width][height]", getAttrs: (element) => (ownPath(element.getAttribute("src")) ? null : false) },
  ],
  addInputRules: () => [],
});

/** @returns the path of a stored image, or null for any other URL */
export function ownPath(src: string | null): string | null {
  const path = (src ?? "").replace(typeof location === "undefined" ? "" : location.origin, "");
  return /^\/images\/[0-9a-f]{32}\.(jpg|png)$/.test(path) ? path : null;
}

/**
 * The editor's schema: the same nodes, marks and attributes as `bodySchema` in app/models/body, which decides on the
 * server.
 */
export const richTextExtensions: Extensions = [
  StarterKit.configure({
    heading: { levels: [2, 3] },
    code: false,
    link: false,
    strike: false,
    underline: false,
  }),
  PlainLink,
  OwnImage,
];
