import type { BodyImage } from "#app/models/figures.ts";
import type { Body } from "#app/models/body.ts";
import type { LinkCard } from "#app/models/linkCards.ts";

/** The pictures of a sheet: its lead image, where it has one, and those of its text. */
export type Placing = {
  imageId: number | null;
  imageAlt: string;
  imageCredit: string;
  imageFocus?: string;
  body: Body;
};

/** A picture with the words of its own. */
export type Swapped = { id: number; path: string; width: number; height: number; alt: string; credit: string };

/** The former content of a place: `null` for one that had the new picture already. */
type Was<Kept> = Kept | null;
type LeadBefore = Pick<Placing, "imageId" | "imageAlt" | "imageCredit" | "imageFocus">;
/** A card has no words for its picture. */
type ImageBefore = Pick<BodyImage, "src" | "width" | "height"> & Partial<Pick<BodyImage, "alt" | "credit">>;

/** The former content of each place of the new picture, in order, so that an act can be taken back. */
export type Before = { lead: Was<LeadBefore>; body: Was<ImageBefore>[] };

/** The pictures that give way: ids, and the keys of their paths. */
export type GivingWay = { ids: number[]; keys: string[] };

/**
 * Puts a picture where others are.
 * @param newWords its alt and credit replace what is written there, where it has them; otherwise only what is empty
 * @returns null when none of those is there
 */
export function swapImages<P extends Placing>(
  placing: P,
  from: GivingWay,
  to: Swapped,
  newWords: boolean,
): { placing: P; before: Before } | null {
  const worded = (written: string | undefined, own: string) => (newWords ? own || written : written || own) || "";
  const gives = placing.imageId !== null && from.ids.includes(placing.imageId);
  const { imageId, imageAlt, imageCredit, imageFocus = "" } = placing;
  const lead = gives
    ? {
        ...{ imageId: to.id, imageFocus: "" },
        ...{ imageAlt: worded(imageAlt, to.alt), imageCredit: worded(imageCredit, to.credit) },
      }
    : {};
  const before: Before = { lead: gives ? { imageId, imageAlt, imageCredit, imageFocus } : null, body: [] };
  const body = withImages(placing.body, (image) => {
    if (hasKey(image, keyOf(to.path))) before.body.push(null);
    if (!from.keys.some((key) => hasKey(image, key))) return image;
    const { src, width, height } = image;
    const now = { ...image, src: to.path, width: to.width, height: to.height };
    if (isCard(image)) {
      before.body.push({ src, width, height });
      return now;
    }
    const { alt, credit } = image;
    before.body.push({ src, width, height, alt, credit });
    return { ...now, alt: worded(alt, to.alt), credit: worded(credit, to.credit) };
  });
  if (!gives && before.body.every((was) => was === null)) return null;
  return { placing: { ...placing, ...lead, body }, before };
}

/**
 * Puts back what stood at each place of a picture.
 * @returns null where the places are not those of then: somebody has placed or removed the picture since
 */
export function swapBack<P extends Placing>(placing: P, to: Swapped, before: Before): P | null {
  const places: Pictured[] = [];
  withImages(placing.body, (image) => {
    if (hasKey(image, keyOf(to.path))) places.push(image);
    return image;
  });
  if (places.length !== before.body.length || (before.lead && placing.imageId !== to.id)) return null;
  let at = 0;
  const body = withImages(placing.body, (image) => {
    if (!hasKey(image, keyOf(to.path))) return image;
    const was = before.body[at++];
    return was ? { ...image, ...was } : image;
  });
  return { ...placing, ...before.lead, body };
}

type Pictured = BodyImage | LinkCard;

function isCard(picture: Pictured): picture is LinkCard {
  return "title" in picture;
}

/** Calls `change` for each image and each card of a text, in order. A chart's picture is drawn from its numbers. */
function withImages(body: Body, change: (picture: Pictured) => Pictured): Body {
  return JSON.parse(JSON.stringify(body), (_key, value: unknown) => {
    const block = value as { type?: string; attrs?: Pictured } | null;
    const isPictured = block?.type === "image" || block?.type === "linkCard";
    return isPictured && block.attrs ? { ...block, attrs: change(block.attrs) } : value;
  }) as Body;
}

function hasKey({ src }: Pictured, key: string): boolean {
  return keyOf(src) === key;
}

function keyOf(path: string): string {
  return /[0-9a-f]{32}/.exec(path)?.[0] ?? "";
}
