import { z } from "zod";
import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { oneLine } from "#app/models/fields.server.ts";

/** Another briefing that readers may like. */
export type Recommendation = { id: number; name: string; url: string; says: string };

/** More would be a list of links that nobody reads. */
export const mostRecommended = 12;

export const recommendationSchema = z.object({
  name: oneLine("Name the briefing.", 80),
  url: z
    .string("Type the address.")
    .transform((typed) => typed.trim())
    .refine(isWebAddress, "Type a whole address, like https://example.org/subscribe."),
  says: oneLine("Say in a sentence why readers may like it.", 240),
});
type RecommendationInput = z.infer<typeof recommendationSchema>;

/** Only the web, and nothing that looks like another site: no name before an @, no signs that hide. */
function isWebAddress(typed: string): boolean {
  if (!/^https?:\/\/[^\s\\<>"]+$/i.test(typed) || typed.length > 500 || !URL.canParse(typed)) return false;
  const { username, password, hostname } = new URL(typed);
  return username === "" && password === "" && hostname.includes(".");
}

/** Returns the recommended briefings, in the order that operators gave them. */
export function recommendations({ db }: Context): Promise<Recommendation[]> {
  return db
    .selectFrom("recommendations")
    .select(["id", "name", "url", "says"])
    .orderBy("place")
    .orderBy("id")
    .limit(mostRecommended)
    .execute();
}

/** Adds a briefing at the end; refused past `mostRecommended`. */
export async function addRecommendation(
  context: Context,
  given: RecommendationInput,
  actor: string,
): Promise<{ id: number } | { error: "full" }> {
  return inTransaction(context, async (context) => {
    const all = await recommendations(context);
    if (all.length >= mostRecommended) return { error: "full" as const };
    const { id } = await context.db
      .insertInto("recommendations")
      .values({ ...given, place: all.length, created_at: context.clock() })
      .returning("id")
      .executeTakeFirstOrThrow();
    await logAction(context, actor, "recommendation-added", `${given.name} ${given.url}`);
    return { id };
  });
}

/** Changes a briefing. @returns false when it is gone */
export async function saveRecommendation(
  context: Context,
  id: number,
  given: RecommendationInput,
  actor: string,
): Promise<boolean> {
  return inTransaction(context, async (context) => {
    const saved = await context.db
      .updateTable("recommendations")
      .set(given)
      .where("id", "=", id)
      .returning("id")
      .executeTakeFirst();
    if (saved) await logAction(context, actor, "recommendation-saved", `${given.name} ${given.url}`);
    return saved !== undefined;
  });
}

/** Takes a briefing away. @returns its name; null when it is gone already */
export async function removeRecommendation(context: Context, id: number, actor: string): Promise<string | null> {
  return inTransaction(context, async (context) => {
    const gone = await context.db
      .deleteFrom("recommendations")
      .where("id", "=", id)
      .returning(["name", "url"])
      .executeTakeFirst();
    if (gone) await logAction(context, actor, "recommendation-removed", `${gone.name} ${gone.url}`);
    return gone?.name ?? null;
  });
}

/** Moves a briefing one place up or down. */
export async function moveRecommendation(context: Context, id: number, way: "up" | "down"): Promise<void> {
  await inTransaction(context, async (context) => {
    const all = await recommendations(context);
    const at = all.findIndex((one) => one.id === id);
    const to = at + (way === "up" ? -1 : 1);
    if (at === -1 || !all[to]) return;
    [all[at], all[to]] = [all[to], all[at]!];
    for (const [place, { id }] of all.entries())
      await context.db.updateTable("recommendations").set({ place }).where("id", "=", id).execute();
  });
}
