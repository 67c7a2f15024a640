import { z } from "zod";
import type { Context } from "#app/context.server.ts";
import { oneLine, optionalLine } from "#app/models/fields.server.ts";
import { knownCount } from "#app/models/knownCounts.server.ts";
import { isUniqueViolation } from "#db/client.server.ts";
import type { SubscriptionStatus } from "#db/schema/readers.ts";

/** A list of subscribers, each of whom gets its issues. */
export type List = { id: number; slug: string; name: string };
/** A list that readers can join by themselves; `description` is shown to them. */
type OpenList = List & { description: string };
/** `monthly` and `paused` are parts of `active`; they may overlap. */
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
      // The sign-up form needs the first list, so it is open; an editor opens any other.
      .values({ ...input, created_at: context.clock(), public_at: (await firstList(context)) ? null : context.clock() })
      .returning(["id", "slug", "name"])
      .executeTakeFirstOrThrow();
    return { list };
  } catch (error) {
    if (isUniqueViolation(error)) return { error: "slug-taken" };
    throw error;
  }
}

/** Renames a list. Its slug stays, because the List-Id of every mail contains it (H-21). */
export async function renameList(context: Context, id: number, name: string): Promise<void> {
  await context.db.updateTable("lists").set({ name }).where("id", "=", id).execute();
}

export async function listBySlug(context: Context, slug: string): Promise<List | undefined> {
  return context.db.selectFrom("lists").select(["id", "slug", "name"]).where("slug", "=", slug).executeTakeFirst();
}

export async function listById(context: Context, id: number): Promise<List | undefined> {
  return context.db.selectFrom("lists").select(["id", "slug", "name"]).where("id", "=", id).executeTakeFirst();
}

/** Returns the list that was created first. */
export async function firstList(context: Context): Promise<List | undefined> {
  return context.db.selectFrom("lists").select(["id", "slug", "name"]).orderBy("id").limit(1).executeTakeFirst();
}

/** Returns every list, in order of creation. */
export function allLists(context: Context): Promise<List[]> {
  return context.db.selectFrom("lists").select(["id", "slug", "name"]).orderBy("id").execute();
}

/** Returns the lists that readers can join, in order of creation. */
export function openLists(context: Context): Promise<OpenList[]> {
  return context.db
    .selectFrom("lists")
    .select(["id", "slug", "name", "description"])
    .where("public_at", "is not", null)
    .orderBy("id")
    .execute();
}

/** The desk's form for a list's place in the sign-up form. */
export const listSignUpSchema = z.object({
  description: optionalLine(200),
  open: z.enum(["yes", "no"], "Say whether readers can choose it."),
});

/** Opens or closes a list for sign-ups, and sets the description shown to readers. Existing subscriptions stay. */
export async function setListSignUp(
  context: Context,
  id: number,
  { description, open }: z.infer<typeof listSignUpSchema>,
): Promise<void> {
  const public_at = open === "yes" ? context.clock() : null;
  await context.db.updateTable("lists").set({ description, public_at }).where("id", "=", id).execute();
}

/** Returns every list with its number of subscriptions in each state. */
export async function listsWithCounts(context: Context): Promise<ListWithCounts[]> {
  const lists = await context.db
    .selectFrom("lists")
    .select(["id", "slug", "name", "description", "public_at"])
    .orderBy("id")
    .execute();
  const counts = await knownCount(
    context,
    "choices on every list",
    () => countChoices(context),
    (all) => all.reduce((sum, { every, monthly, pending, ended }) => sum + every + monthly + pending + ended, 0),
  );
  return lists.map(({ public_at, ...list }) => {
    const {
      every = 0,
      monthly = 0,
      pending = 0,
      ended = 0,
      paused = 0,
    } = counts.find(({ id }) => id === list.id) ?? {};
    return { ...list, open: public_at !== null, active: every + monthly, pending, ended, monthly, paused };
  });
}

type ChoicesOf = { id: number; every: number; monthly: number; pending: number; ended: number; paused: number };

/** An index of choices alone answers it. */
async function countChoices(context: Context): Promise<ChoicesOf[]> {
  const lists = await context.db
    .selectFrom("lists")
    .select("id")
    .select((eb) => {
      const held = () => eb.selectFrom("subscriptions").whereRef("list_id", "=", "lists.id");
      const count = (some: ReturnType<typeof held>) => some.select(({ fn }) => fn.countAll<number>().as("count"));
      const as = (status: SubscriptionStatus) => held().where("status", "=", status);
      const by = (frequency: "every" | "monthly") => as("active").where("frequency", "=", frequency);
      const paused = (frequency: "every" | "monthly") => by(frequency).where("paused_until", ">", context.clock());
      return [
        count(by("every")).as("every"),
        count(by("monthly")).as("monthly"),
        count(as("pending")).as("pending"),
        count(as("ended")).as("ended"),
        count(paused("every")).as("pausedEvery"),
        count(paused("monthly")).as("pausedMonthly"),
      ];
    })
    .execute();
  return lists.map(({ id, every, monthly, pending, ended, pausedEvery, pausedMonthly }) => ({
    id,
    every: every ?? 0,
    monthly: monthly ?? 0,
    pending: pending ?? 0,
    ended: ended ?? 0,
    paused: (pausedEvery ?? 0) + (pausedMonthly ?? 0),
  }));
}

/** Returns the number of active readers with chosen topics, by list id. */
export function choosingTopics(context: Context): Promise<Map<number, number>> {
  return knownCount(
    context,
    "choosing topics",
    () => countChoosing(context),
    (counts) => [...counts.values()].reduce((sum, count) => sum + count, 0),
  );
}

async function countChoosing(context: Context): Promise<Map<number, number>> {
  const rows = await context.db
    .selectFrom("subscriber_topics")
    .innerJoin("subscriptions", "subscriptions.subscriber_id", "subscriber_topics.subscriber_id")
    .select(({ fn }) => ["list_id", fn.count<number>("subscriptions.subscriber_id").distinct().as("count")])
    .where("status", "=", "active")
    .groupBy("list_id")
    .execute();
  return new Map(rows.map(({ list_id, count }) => [list_id, count]));
}

/** No list has this `slug`; `slugs`: those that there are. */
export type UnknownList = { error: "no-list"; slug: string; slugs: string[] };

/** Like `listBySlug`, for a slug that somebody typed. */
export async function namedList(context: Context, slug: string): Promise<List | UnknownList> {
  const list = await listBySlug(context, slug);
  if (list) return list;
  const rows = await context.db.selectFrom("lists").select("slug").orderBy("id").execute();
  return { error: "no-list", slug, slugs: rows.map((row) => row.slug) };
}
