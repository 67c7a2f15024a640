import type { Context } from "#app/context.server.ts";
import { hostOf, type LinkCard } from "#app/models/linkCards.ts";
import { isSafeLink } from "#app/models/marks.ts";
import { fetchSafely, type FetchFault } from "#app/models/safeFetch.server.ts";
import { storeImage } from "#app/models/images/images.server.ts";
import type { ImageFault } from "#app/models/images/prepare.server.ts";
import { oembedFacts, oembedOf } from "./oembed.server.ts";
import { pageFacts, type PageFacts } from "./pageFacts.server.ts";

/** Why a card is not whole: nothing of the page came, it says nothing of itself, or its picture is lacking. */
export type CardFault =
  | { error: "not-fetched"; why: FetchFault }
  | { error: "no-page" | "says-nothing" }
  | { error: "no-picture"; why: FetchFault }
  | { error: "unfit-picture"; why: ImageFault };

const longest = { title: 300, description: 500, site: 100 };

/**
 * Makes the card of a page, which is fetched once and safely (S-10); its picture is stored here.
 * @returns the card, with what could be found; `fault` for what an editor must write. An unfit address is no card.
 */
export async function makeCard(
  context: Context,
  address: string,
): Promise<{ card: LinkCard; fault: CardFault | null } | { error: "no-address" }> {
  if (!isSafeLink(address) || !/^https?:/i.test(address)) return { error: "no-address" };
  const found = await factsOf(context, address);
  const facts = "error" in found ? nothing : found;
  const card = {
    href: address,
    title: shortened(facts.title, longest.title),
    description: shortened(facts.description, longest.description),
    site: shortened(facts.site || hostOf(address), longest.site),
    isVideo: facts.isVideo,
    ...noPicture,
  };
  if ("error" in found) return { card, fault: found };
  if (facts.image === "") return { card, fault: facts.title === "" ? { error: "says-nothing" } : null };
  const picture = await pictureOf(context, facts);
  return "error" in picture ? { card, fault: picture } : { card: { ...card, ...picture }, fault: null };
}

const nothing: PageFacts = { title: "", description: "", site: "", image: "", isVideo: false };
const noPicture = { src: "", width: 0, height: 0 };

async function factsOf(context: Context, address: string): Promise<PageFacts | CardFault> {
  const known = await factsByOembed(context, address);
  if (known) return known;
  const page = await fetchSafely(context, address, { accept: "text/html,application/xhtml+xml" });
  if ("error" in page) return { error: "not-fetched", why: page };
  if (!/^(text\/html|application\/xhtml\+xml)/i.test(page.type)) return { error: "no-page" };
  return pageFacts(page.bytes, page.type, page.url);
}

async function factsByOembed(context: Context, address: string): Promise<PageFacts | null> {
  const known = oembedOf(address);
  if (!known) return null;
  const answer = await fetchSafely(context, known.request, { accept: "application/json" });
  return "error" in answer ? null : oembedFacts(answer.bytes.toString("utf8"), known.site);
}

async function pictureOf(
  context: Context,
  { image, isVideo }: PageFacts,
): Promise<Pick<LinkCard, "src" | "width" | "height"> | CardFault> {
  const fetched = await fetchSafely(context, image, { accept: "image/*" });
  if ("error" in fetched) return { error: "no-picture", why: fetched };
  const stored = await storeImage(context, isVideo ? await withPlaySign(fetched.bytes) : fetched.bytes);
  if ("error" in stored) return { error: "unfit-picture", why: stored };
  const { path, width, height } = stored.image;
  return { src: path, width, height };
}

/** Puts the sign of a video into its still, since mails can lay nothing over a picture. A still is as wide as a screen. */
async function withPlaySign(file: Buffer): Promise<Buffer> {
  try {
    const { default: sharp } = await import("sharp");
    const still = await sharp(file, { limitInputPixels: 25e6, failOn: "error" })
      .rotate()
      .resize({ width: 1280, height: 720, fit: "cover", withoutEnlargement: false })
      .flatten({ background: "#000000" })
      .composite([{ input: Buffer.from(playSign), gravity: "centre" }])
      .jpeg({ quality: 90 })
      .toBuffer();
    return still;
  } catch {
    // It is looked at once more when it is stored, with words for what is wrong with it.
    return file;
  }
}

const playSign = `<svg xmlns="http://www.w3.org/2000/svg" width="168" height="168" viewBox="0 0 168 168">
<circle cx="84" cy="84" r="80" fill="#17202b" fill-opacity="0.82" stroke="#fffdf9" stroke-width="6"/>
<path d="M66 50v68l54-34z" fill="#fffdf9"/></svg>`;

function shortened(text: string, most: number): string {
  return text.length > most
    ? `${text
        .slice(0, most - 1)
        .replace(/[\ud800-\udbff]$/, "")
        .trimEnd()}…`
    : text;
}
