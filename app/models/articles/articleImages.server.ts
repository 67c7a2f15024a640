import type { Context } from "#app/context.server.ts";
import type { Body } from "#app/models/body.ts";
import { imagesInBody, noteImageUses, type PlacedImage } from "#app/models/imageUses.server.ts";

/** The pictures of a sheet. */
type Placing = { imageId: number | null; imageAlt: string; imageCredit: string; body: Body };

/** Writes down which pictures an article has, in its transaction, after its row is written. */
export async function noteArticleImages(context: Context, id: number): Promise<void> {
  const row = await context.db
    .selectFrom("articles")
    .select(["headline", "body", "unpublished", "image_id", "image_alt", "image_credit"])
    .where("id", "=", id)
    .executeTakeFirst();
  if (!row) return;
  const { image_id: imageId, image_alt: imageAlt, image_credit: imageCredit } = row;
  const shown = placedIn({ imageId, imageAlt, imageCredit, body: JSON.parse(row.body) as Body });
  const typed = row.unpublished === null ? null : (JSON.parse(row.unpublished) as Placing & { headline: string });
  const waiting = typed ? placedIn(typed).map((placed) => ({ ...placed, place: "waiting" as const })) : [];
  const title = [...new Set([row.headline, typed?.headline ?? ""])].join(" ").trim() || "Untitled";
  await noteImageUses(context, { article_id: id }, [...shown, ...waiting], title);
}

function placedIn({ imageId, imageAlt, imageCredit, body }: Placing): PlacedImage[] {
  const lead = { image: imageId ?? 0, place: "lead" as const, alt: imageAlt, credit: imageCredit };
  return [...(imageId === null ? [] : [lead]), ...imagesInBody(body)];
}

/** False for a lead image that is not there any more. */
export async function hasImage(context: Context, id: number | null): Promise<boolean> {
  if (id === null) return true;
  return (await context.db.selectFrom("images").select("id").where("id", "=", id).executeTakeFirst()) !== undefined;
}
