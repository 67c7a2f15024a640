import type { BodyImage } from "#app/models/figures.ts";
import { linkTyped } from "./links.ts";

/** The words and choices around an image, as they are typed. */
export type AroundImage = Required<Pick<BodyImage, "alt" | "caption" | "credit" | "size" | "href">>;
export type AroundFaults = { alt?: string; href?: string };

export const blankAround: AroundImage = { alt: "", caption: "", credit: "", size: "text", href: "" };

/** Words of the field that describes an image, and of its fault. */
export const noAlt = { label: "What it shows", fault: "Say in a sentence what the picture shows." };

/** Returns an image with what was typed around it, or the faults of that. */
export function imageWritten(
  stored: Pick<BodyImage, "src" | "width" | "height">,
  { alt, caption, credit, size, href }: AroundImage,
): { image?: BodyImage; faults?: AroundFaults } {
  const link = href.trim() === "" ? { href: "" } : linkTyped(href);
  const isLost = "error" in link;
  const isBlank = alt.trim() === "";
  if (isLost || isBlank)
    return {
      faults: {
        ...(isBlank ? { alt: noAlt.fault } : {}),
        ...(isLost ? { href: "This is no address of a page." } : {}),
      },
    };
  const words = { alt: alt.trim(), caption: caption.trim(), credit: credit.trim() };
  return { image: { ...stored, ...words, size, ...link } };
}
