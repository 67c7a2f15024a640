import type { Context } from "#app/context.server.ts";
import type { ImageUsesTable } from "#db/schema/articles.ts";
import { chunksOf } from "#db/client.server.ts";
import { flatten, type Body } from "./body.ts";

/** The owner of a use, by its id. */
type ImageUser = { article_id: number } | { issue_id: number } | { edition_id: number } | { revision_id: number };

/** A picture in a place, by its id or its key. */
export type PlacedImage = { image: number | string; place: ImageUsesTable["place"]; alt: string; credit: string };

/** Returns words as the library's search compares them. */
export function soughtWords(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Returns the pictures of a body, and those that it leads to. */
export function imagesInBody(body: Body, place: PlacedImage["place"] = "text"): PlacedImage[] {
  const shown = flatten(body.content ?? []).flatMap((block): PlacedImage[] => {
    if (block.type !== "image") return [];
    const { src, alt, credit = "" } = block.attrs;
    return keysIn(src).map((image) => ({ image, place, alt, credit }));
  });
  return [...shown, ...keysIn(JSON.stringify(body)).map((image) => ({ image, place, alt: "", credit: "" }))];
}

/** Returns the pictures of any JSON with a body in it, like a revision or an edition. */
export function imagesInJson(json: string, place: PlacedImage["place"] = "text"): PlacedImage[] {
  const lead = /"imageId":(\d+)/.exec(json)?.[1];
  const images = [...(lead ? [Number(lead)] : []), ...keysIn(json)];
  return images.map((image) => ({ image, place, alt: "", credit: "" }));
}

function keysIn(text: string): string[] {
  return [...new Set([...text.matchAll(/\/images\/([0-9a-f]{32})[.-]/g)].map(([, key]) => key!))];
}

/**
 * Writes down where pictures are used, in the transaction of the save. A picture that was removed and is used again is
 * back in the library.
 * @param title the headline or subject, which the library's search finds; empty for what is past
 */
export async function noteImageUses(
  context: Context,
  user: ImageUser,
  placed: PlacedImage[],
  title: string,
): Promise<void> {
  const wanted = await usesOf(context, placed, title);
  const [column, id] = Object.entries(user)[0] as [keyof ImageUsesTable & `${string}_id`, number];
  const there = await context.db
    .selectFrom("image_uses")
    .select(["image_id", "picture_id", "place", "alt", "credit", "words"])
    .where(column, "=", id)
    .execute();
  if (inOneOrder(there) === inOneOrder(wanted)) return;
  if (there.length > 0) await context.db.deleteFrom("image_uses").where(column, "=", id).execute();
  for (const chunk of chunksOf(wanted))
    await context.db
      .insertInto("image_uses")
      .values(chunk.map((use) => ({ ...use, ...user })))
      .execute();
  const pictures = [...new Set(wanted.map(({ picture_id }) => picture_id))];
  if (pictures.length > 0 && !("revision_id" in user))
    await context.db
      .updateTable("images")
      .set({ removed_at: null })
      .where("id", "in", pictures)
      .where("removed_at", "is not", null)
      .execute();
}

type Use = Pick<ImageUsesTable, "image_id" | "picture_id" | "place" | "alt" | "credit" | "words">;

/** Each picture once in each kind of place, with its first words there. */
async function usesOf({ db }: Context, placed: PlacedImage[], title: string): Promise<Use[]> {
  if (placed.length === 0) return [];
  const keys = [...new Set(placed.flatMap(({ image }) => (typeof image === "string" ? [image] : [])))];
  const ids = [...new Set(placed.flatMap(({ image }) => (typeof image === "number" ? [image] : [])))];
  const images = await db
    .selectFrom("images")
    .select(["id", "key", "original_id"])
    .where((eb) =>
      eb.or([...(keys.length ? [eb("key", "in", keys)] : []), ...(ids.length ? [eb("id", "in", ids)] : [])]),
    )
    .execute();
  const uses = new Map<string, Use>();
  for (const { image, place, alt, credit } of placed) {
    const found = images.find(({ id, key }) => id === image || key === image);
    if (!found || uses.has(`${found.id} ${place}`)) continue;
    const words = title === "" ? "" : soughtWords([alt, credit, title].join(" "));
    const picture_id = found.original_id ?? found.id;
    uses.set(`${found.id} ${place}`, { image_id: found.id, picture_id, place, alt, credit, words });
  }
  return [...uses.values()];
}

function inOneOrder(uses: Use[]): string {
  const lines = uses.map(({ image_id, picture_id, place, alt, credit, words }) =>
    JSON.stringify([image_id, picture_id, place, alt, credit, words]),
  );
  return lines.sort().join("\n");
}
