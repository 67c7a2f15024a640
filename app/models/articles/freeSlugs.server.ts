import type { Context } from "#app/context.server.ts";
import { redirectKey } from "#app/models/oldPaths.ts";
import { articlePath } from "#app/models/sitePaths.ts";
import { slugFault, slugify } from "#app/models/slugs.ts";
import { isUniqueViolation } from "#db/client.server.ts";

/** Runs a transaction that writes a slug. */
export async function onFreeSlug<T>(write: () => Promise<T>): Promise<T | { error: "slug-taken" }> {
  try {
    return await write();
  } catch (error) {
    if (isUniqueViolation(error)) return { error: "slug-taken" };
    throw error;
  }
}

/**
 * Returns the slug that a headline makes, with a number when another article has it.
 * @param own the slug that the article has, which it keeps when the headline made it
 */
export async function slugFromHeadline(context: Context, headline: string, own = ""): Promise<string> {
  const wanted = slugify(headline) || "article";
  const base = slugFault(wanted) ? `${wanted}-article` : wanted;
  if (isMadeFrom(own, base)) return own;
  const taken = await context.db.selectFrom("articles").select("slug").where("slug", "like", `${base}%`).execute();
  const slugs = new Set(taken.map((row) => row.slug));
  let slug = base;
  for (let number = 2; slugs.has(slug); number += 1) slug = `${base}-${number}`;
  return slug;
}

/** True for a slug that a headline made, so that it may still follow the headline. */
export function followsHeadline(slug: string, headline: string): boolean {
  const wanted = slugify(headline) || "article";
  return isMadeFrom(slug, slugFault(wanted) ? `${wanted}-article` : wanted);
}

function isMadeFrom(slug: string, base: string): boolean {
  return slug === base || (slug.startsWith(`${base}-`) && /^-\d+$/.test(slug.slice(base.length)));
}

export async function slugOf({ db }: Context, id: number): Promise<string | undefined> {
  return (await db.selectFrom("articles").select("slug").where("id", "=", id).executeTakeFirst())?.slug;
}

/**
 * Makes the address that a published article had lead to its new one; call it in the transaction that changes the slug.
 * @param former the slug that readers know
 * @param slug empty where it stays
 */
export async function leadOnFrom(context: Context, id: number, former: string | undefined, slug: string, by: string) {
  if (!former || !slug || slug === former) return;
  const [path, own] = [articlePath(former), redirectKey(articlePath(slug))];
  // Its page is there again.
  await context.db.deleteFrom("redirects").where("key", "=", own).execute();
  const place = { kind: "article" as const, ref: id, address: null, made_by: by, created_at: context.clock() };
  await context.db
    .insertInto("redirects")
    .values({ key: redirectKey(path), path, ...place })
    .onConflict((conflict) => conflict.column("key").doUpdateSet(place))
    .execute();
}
