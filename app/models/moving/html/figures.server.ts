import type { Block } from "#app/models/body.ts";
import type { BodyImage } from "#app/models/figures.ts";
import { hidesText, isEmoji, declaredIn } from "#app/models/htmlRules.ts";
import { hostOf, type LinkCard } from "#app/models/linkCards.ts";
import { isSafeLink, unmarkedText } from "#app/models/marks.ts";
import { linkAddress, pageOfEmbed, wholeAddress } from "./addresses.ts";
import type { Reading } from "./reading.server.ts";
import { allBelow, firstBelow, hasClass, wordsBelow, type ForeignElement } from "./tree.server.ts";

/** Elements that show something of another place. */
export const frameNames = ["iframe", "object", "embed", "audio", "video"];

const mostInGallery = 4;
const longestData = 10_000_000;

/**
 * Reads a picture; one that stands for a sign is the sign, one that counts readers is left out.
 * @returns the picture with the address that it has there
 */
export function pictureOf(one: ForeignElement, reading: Reading): { image: BodyImage } | { sign: string } | null {
  const { attributes } = one;
  const alt = (attributes.alt ?? "").replace(/\s+/g, " ").trim();
  if (isEmoji(alt)) return { sign: alt };
  const address = addressOf(one);
  if (isTracker(one)) {
    reading.notes.add("tracker", hostOf(wholeAddress(address, reading.base) ?? ""));
    return null;
  }
  const src = address.startsWith("//") ? `https:${address}` : address;
  const isBad = src === "" || src.length > longestData || /^(?!data:|https?:)[a-z][a-z0-9+.-]*:/i.test(src);
  if (isBad || (reading.mergeTags && src.search(reading.mergeTags) >= 0)) {
    reading.notes.add("picture", alt || address);
    return null;
  }
  return { image: { src: straightPicture(src), alt, width: 0, height: 0 } };
}

/** Lazy pages keep the address apart; `srcset` has it where nothing else does. */
function addressOf({ attributes }: ForeignElement): string {
  const { src = "" } = attributes;
  const lazy = attributes["data-src"] ?? attributes["data-lazy-src"] ?? attributes["data-orig-file"];
  const isBlank = src === "" || /^data:image\/(gif|svg)/i.test(src);
  const set = attributes.srcset ?? attributes["data-srcset"] ?? "";
  const widest = set.split(/,\s+/).at(-1)?.trim().split(/\s/)[0] ?? "";
  return (isBlank ? (lazy ?? (widest || src)) : src).trim();
}

/** Substack's and Ghost's servers of pictures scale them: the whole one is taken. */
function straightPicture(src: string): string {
  const [, inner] =
    /^https:\/\/(?:substackcdn\.com|cdn\.substack\.com)\/image\/fetch\/.*?\/(https%3A.+)$/.exec(src) ?? [];
  if (!inner) return src;
  try {
    const whole = decodeURIComponent(inner);
    return isSafeLink(whole) ? whole : src;
  } catch {
    return src;
  }
}

/** True for a link that only shows the same picture, larger. */
export function isPictureFile(href: string, src: string): boolean {
  return straightPicture(href) === src || /\.(jpe?g|png|gif|webp|avif)$/i.test(URL.parse(href)?.pathname ?? "");
}

function isTracker({ attributes }: ForeignElement): boolean {
  const size = (name: "width" | "height") =>
    parseFloat(attributes[name] || declaredIn(attributes.style, name) || "NaN");
  return size("width") <= 2 || size("height") <= 2 || "hidden" in attributes || hidesText(attributes.style);
}

/** Reads a figure: a picture with its caption and credit, a gallery, or whatever it frames with its caption below. */
export function figure(one: ForeignElement, reading: Reading): Block[] {
  const captions = allBelow(one, isCaption);
  const outer = captions.find((caption) => !isInInner(caption, one)) ?? captions.at(-1);
  const inside = reading.blocksInside(without(one, outer));
  const images = inside.filter((block) => block.type === "image");
  const { caption, credit } = captionParts(outer, reading);
  if (images.length > 0 && images.length === inside.length) {
    const attrs = (image: (typeof images)[number]) => ({
      ...image.attrs,
      size: sizeOf(one) ?? image.attrs.size ?? "text",
    });
    if (images.length > 1 || isGallery(one))
      return galleries(
        images.map(({ attrs }) => attrs),
        caption || credit,
      );
    const first = images[0]!;
    return [
      { type: "image", attrs: { ...attrs(first), ...(caption ? { caption } : {}), ...(credit ? { credit } : {}) } },
    ];
  }
  const table = inside.length === 1 && inside[0]!.type === "table" ? inside[0] : null;
  if (table) return [{ ...table, attrs: { caption: table.attrs?.caption || caption } }];
  const words = [caption, credit].filter((part) => part !== "").join(" ");
  return words === "" ? inside : [...inside, { type: "paragraph", content: [{ type: "text", text: words }] }];
}

function isCaption(one: ForeignElement): boolean {
  return one.name === "figcaption" || hasClass(one, "wp-caption-text") || hasClass(one, "image-caption");
}

/** A figure of a gallery has a caption of its own. */
function isInInner(caption: ForeignElement, outer: ForeignElement): boolean {
  for (let at = caption.parent; at && at !== outer; at = at.parent) if (at.name === "figure") return true;
  return false;
}

function without(one: ForeignElement, left: ForeignElement | undefined): ForeignElement {
  if (!left?.parent) return one;
  left.parent.children = left.parent.children.filter((child) => child !== left);
  return one;
}

function isGallery(one: ForeignElement): boolean {
  return ["kg-gallery-card", "wp-block-gallery", "gallery"].some((name) => hasClass(one, name));
}

function sizeOf(one: ForeignElement): BodyImage["size"] | null {
  return ["kg-width-wide", "kg-width-full", "alignwide", "alignfull"].some((name) => hasClass(one, name))
    ? "wide"
    : null;
}

/** Makes galleries of up to four pictures each; the last one has the caption. */
export function galleries(images: BodyImage[], caption: string): Block[] {
  const groups: BodyImage[][] = [];
  for (let i = 0; i < images.length; i += mostInGallery) groups.push(images.slice(i, i + mostInGallery));
  return groups.map((group, i): Block => {
    const isLast = i === groups.length - 1;
    return {
      type: "gallery",
      attrs: { caption: isLast ? caption : "" },
      content: group.map((attrs) => ({ type: "image", attrs })),
    };
  });
}

const creditWords =
  /^(?:photos?|images?|pictures?|credits?|source|foto|bild|quelle|crédit|photographie|fotografía)\s*(?:credit|by|von|:|©)\s*:?\s*/i;

/** A caption that ends in a line like “Photo: Ines Falk” has a credit. */
function captionParts(caption: ForeignElement | undefined, reading: Reading): { caption: string; credit: string } {
  if (!caption) return { caption: "", credit: "" };
  const lines = reading
    .blocksInside(caption)
    .flatMap((block) => (block.type === "paragraph" ? unmarkedText(block.content ?? [], "\n").split("\n") : []));
  const parts = lines.flatMap((words) => words.split(/\s[|·]\s|(?<=[.!?])\s+(?=(?:Photo|Image|Foto|Bild|Credit)\b)/i));
  const isCredit = (words: string) => creditWords.test(words) || words.startsWith("©");
  const join = (all: string[]) =>
    all
      .map((words) => words.trim())
      .filter(Boolean)
      .join(" ");
  const credit = join(parts.filter(isCredit)).replace(creditWords, "");
  const words = join(parts.filter((part) => !isCredit(part)));
  return { caption: words, credit };
}

/** A film, a sound or a frame of another place becomes a card that leads there. */
export function embedded(one: ForeignElement, reading: Reading): Block[] {
  const source = firstBelow(one, ({ name }) => name === "source" || name === "embed");
  const { attributes } = one;
  const address = attributes.src ?? attributes["data-src"] ?? attributes.data ?? source?.attributes.src ?? "";
  const title = attributes.title ?? attributes["aria-label"] ?? "";
  return cardTo(address, { title, isVideo: one.name === "video" }, reading);
}

/** Returns a card that leads to an address, or names what leads nowhere. */
export function cardTo(address: string, said: Partial<LinkCard>, { base, notes }: Reading): Block[] {
  const to = linkAddress(address.startsWith("//") ? `https:${address}` : address, base);
  if (!to) {
    notes.add("embedded", address || said.title || "");
    return [];
  }
  const { href, isVideo } = pageOfEmbed(to.href);
  const words = (text = "", most: number) => text.replace(/\s+/g, " ").trim().slice(0, most).toWellFormed();
  notes.add("card", href);
  const card: LinkCard = {
    href,
    title: words(said.title, 300),
    description: words(said.description, 500),
    site: words(said.site, 100) || hostOf(href),
    isVideo: isVideo || (said.isVideo ?? false),
    ...{ src: "", width: 0, height: 0 },
  };
  return [{ type: "linkCard", attrs: card }];
}

/** Returns the words of the first element below with such a class, empty for none. */
export function wordsOfClass(one: ForeignElement, ...names: string[]): string {
  const found = firstBelow(one, (each) => names.some((name) => hasClass(each, name)));
  return found ? wordsBelow(found) : "";
}
