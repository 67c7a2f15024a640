import { z } from "zod";
import type { Context } from "#app/context.server.ts";
import { oneLine, optionalLine } from "#app/models/fields.server.ts";
import { isUniqueViolation } from "#db/client.server.ts";

/** Who may get which issue. */
export type List = { id: number; slug: string; name: string };
/** One that readers can choose by themselves; `description` is what they are told of it. */
type OpenList = List & { description: string };
/** `monthly` and `paused` are of the active ones; somebody may be both. */
export type ListWithCounts = OpenList & {
  open: boolean;
  active: number;
  pending: number;
  ended: number;
  monthly: number;
  paused: number;
};

export const listSchema = z.object({
  slug: z
    .string("Give the list a slug.")
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "A slug has small letters, digits and single hyphens, like weekly-europe.")
    .max(50, "At most 50 characters."),
  name: oneLine("Give the list a name.", 80),
});

export async function createList(
  context: Context,
  input: z.infer<typeof listSchema>,
): Promise<{ list: List } | { error: "slug-taken" }> {
  try {
    const list = await context.db
      .insertInto("lists")
      // The first list is what the site's form is for; any other is opened when its time has come.
      .values({ ...input, created_at: context.clock(), public_at: (await firstList(context)) ? null : context.clock() })
      .returning(["id", "slug", "name"])
      .executeTakeFirstOrThrow();
    return { list };
  } catch (error) {
    if (isUniqueViolation(error)) return { error: "slug-taken" };
    throw error;
  }
}

/** Renames a list; its slug stays, because the List-Id of every mail carries it (H-21). */
export async function renameList(context: Context, id: number, name: string): Promise<void> {
  await context.db.updateTable("lists").set({ name }).where("id", "=", id).execute();
}

export async function listBySlug(context: Context, slug: string): Promise<List | undefined> {
  return context.db.selectFrom("lists").select(["id", "slug", "name"]).where("slug", "=", slug).executeTakeFirst();
}

export async function listById(context: Context, id: number): Promise<List | undefined> {
  return context.db.selectFrom("lists").select(["id", "slug", "name"]).where("id", "=", id).executeTakeFirst();
}

/** The first list made. */
export async function firstList(context: Context): Promise<List | undefined> {
  return context.db.selectFrom("lists").select(["id", "slug", "name"]).orderBy("id").limit(1).executeTakeFirst();
}

/** The lists that readers can choose, in the order they were made. */
export function openLists(context: Context): Promise<OpenList[]> {
  return context.db
    .selectFrom("lists")
    .select(["id", "slug", "name", "description"])
    .where("public_at", "is not", null)
    .orderBy("id")
    .execute();
}

/** How a list stands in the sign-up form. */
export const listSignUpSchema = z.object({
  description: optionalLine(200),
  open: z.enum(["yes", "no"], "Say whether readers can choose it."),
});

/** Opens a list to sign-ups or closes it, and says what readers are told of it. Who is on it stays. */
export async function setListSignUp(
  context: Context,
  id: number,
  { description, open }: z.infer<typeof listSignUpSchema>,
): Promise<void> {
  const public_at = open === "yes" ? context.clock() : null;
  await context.db.updateTable("lists").set({ description, public_at }).where("id", "=", id).execute();
}

/** Every list with how many subscriptions it has in each state. */
export async function listsWithCounts(context: Context): Promise<ListWithCounts[]> {
  const lists = await context.db
    .selectFrom("lists")
    .select(["id", "slug", "name", "description", "public_at"])
    .orderBy("id")
    .execute();
  const now = context.clock();
  const counts = await context.db
    .selectFrom("subscriptions")
    .select(({ fn }) => [
      "list_id",
      "status",
      fn.countAll<number>().as("count"),
      fn.countAll<number>().filterWhere("frequency", "=", "monthly").as("monthly"),
      fn.countAll<number>().filterWhere("paused_until", ">", now).as("paused"),
    ])
    .groupBy(["list_id", "status"])
    .execute();
  return lists.map(({ public_at, ...list }) => {
    const of = (status: string) => counts.find((row) => row.list_id === list.id && row.status === status);
    const active = of("active");
    return {
      ...list,
      open: public_at !== null,
      active: active?.count ?? 0,
      pending: of("pending")?.count ?? 0,
      ended: of("ended")?.count ?? 0,
      monthly: active?.monthly ?? 0,
      paused: active?.paused ?? 0,
    };
  });
}

/** How many active readers of each list chose topics, by the list's id. */
export async function choosingTopics(context: Context): Promise<Map<number, number>> {
  const rows = await context.db
    .selectFrom("subscriber_topics")
    .innerJoin("subscriptions", "subscriptions.subscriber_id", "subscriber_topics.subscriber_id")
    .select(({ fn }) => ["list_id", fn.count<number>("subscriptions.subscriber_id").distinct().as("count")])
    .where("status", "=", "active")
    .groupBy("list_id")
    .execute();
  return new Map(rows.map(({ list_id, count }) => [list_id, count]));
}

/** What to say of a list's slug that is not one. */
export async function describeUnknownList(context: Context, slug: string): Promise<string> {
  const slugs = (await context.db.selectFrom("lists").select("slug").orderBy("id").execute()).map((list) => list.slug);
  return `There is no list “${slug}”. ${slugs.length > 0 ? `There are: ${slugs.join(", ")}.` : "Make one with create-list."}`;
}
