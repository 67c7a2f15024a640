import { Image } from "@tiptap/extension-image";
import { isOwnImage, type BodyImage } from "#app/models/figures.ts";
import { drawnBlock } from "./drawnBlock.ts";

/** An uploaded image, with the size that a page needs before it loads. */
export const OwnImage = Image.extend({
  addAttributes() {
    const number = (name: string) => ({
      isRequired: true,
      parseHTML: (element: HTMLElement) => Number(element.getAttribute(name)),
    });
    return {
      src: { isRequired: true, parseHTML: (element: HTMLElement) => ownImagePath(element.getAttribute("src")) },
      alt: { isRequired: true, parseHTML: (element: HTMLElement) => element.getAttribute("alt") ?? "" },
      width: number("width"),
      height: number("height"),
      ...Object.fromEntries(Object.entries(aroundImage).map(([name, initial]) => [name, dataAttribute(name, initial)])),
    };
  },
  parseHTML: () => [
    {
      tag: "img[src][width][height]",
      getAttrs: (element) => (ownImagePath(element.getAttribute("src")) ? null : false),
    },
  ],
  addInputRules: () => [],
  addNodeView: drawnBlock<BodyImage>("figure", show),
});

/** Shows an image as on the page, its caption and credit below. */
function show(figure: HTMLElement, { src, alt, width, height, caption = "", credit = "", size = "text" }: BodyImage) {
  figure.classList.add("figure");
  const image = Object.assign(document.createElement("img"), { src, alt, width, height });
  const below = document.createElement("figcaption");
  const by = Object.assign(document.createElement("span"), { className: "credit", textContent: credit });
  for (const words of [below, by]) words.dir = "auto";
  below.append(caption, ...(caption && credit ? [" "] : []), ...(credit ? [by] : []));
  if (size === "text") delete figure.dataset.size;
  else figure.dataset.size = size;
  figure.replaceChildren(image, ...(caption || credit ? [below] : []));
}

/** The attributes of an image that say what stands around it, with their first values. */
const aroundImage = { caption: "", credit: "", size: "text", href: "" };

function dataAttribute(name: string, initial: string) {
  return {
    default: initial,
    parseHTML: (element: HTMLElement) => element.getAttribute(`data-${name}`) ?? initial,
    renderHTML: (attributes: Record<string, unknown>) =>
      attributes[name] === initial ? {} : { [`data-${name}`]: String(attributes[name]) },
  };
}

/** @returns the path of a stored image, or null for any other URL */
export function ownImagePath(src: string | null): string | null {
  const path = (src ?? "").replace(typeof location === "undefined" ? "" : location.origin, "");
  return isOwnImage(path) ? path : null;
}

/** The attributes of its element. */
export const imageAttributes = [
  "src",
  "alt",
  "width",
  "height",
  ...Object.keys(aroundImage).map((name) => `data-${name}`),
];
