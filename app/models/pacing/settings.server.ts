import { z } from "zod";
import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { day } from "#app/models/durations.ts";
import { destinationSchema } from "./destinations.server.ts";
import { destinationsOf, everywhere, notSlowed, type RateLimit } from "./limits.server.ts";
import { describeRules } from "./settingsText.server.ts";

/** A limit as typed; empty means none. */
function limit(words: string, least: number, most: number, form = /^\d{1,10}$/) {
  return z
    .string(words)
    .default("")
    .transform((text, ctx) => {
      const typed = text.trim();
      if (typed === "") return null;
      const value = form.test(typed) ? Number(typed) : NaN;
      if (value >= least && value <= most) return value;
      ctx.addIssue({ code: "custom", message: words });
      return z.NEVER;
    });
}

/** The largest value of an integer column. */
const most = 2_000_000_000;
const perSecondWords = "A number above 0, like 5 or 0.5, at most 10,000; empty for no limit.";
const wholeWords = "A whole number from 1; empty for no limit.";

/** The limits of one destination, as the desk's form and the script take them: each as typed. */
export const rateLimitSchema = z
  .object({
    destination: destinationSchema,
    perSecond: limit(perSecondWords, 0.001, 10_000, /^\d{1,5}(\.\d{1,3})?$/),
    perHour: limit(wholeWords, 1, most),
    perDay: limit(wholeWords, 1, most),
    connections: limit("A whole number from 1 to 1,000; empty for no limit.", 1, 1000),
    warmUp: limit("A whole number from 1; empty for no warm-up.", 1, most),
    growth: limit("A whole number of per cent from 0 to 1,000.", 0, 1000),
    /** Confirms a growth that doubles each day. */
    nevertheless: z.literal("on").optional(),
  })
  .superRefine(({ warmUp, growth, nevertheless }, ctx) => {
    const say = (field: string, message: string) => ctx.addIssue({ code: "custom", path: [field], message });
    if (warmUp === null && growth !== null) say("warmUp", "Say how many messages may leave on the first day.");
    if (warmUp !== null && growth === null) say("growth", "Say by how many per cent it grows each day, like 30.");
    if ((growth ?? 0) >= 100 && !nevertheless) say("growth", doubles);
  });

/** P-03. */
const doubles =
  "That at least doubles each day, and providers like Gmail ask senders not to. Choose at most 99, or confirm it.";

type RateLimitSettings = z.infer<typeof rateLimitSchema>;

type NotSet = { error: "no-group" } | { error: "in-group"; group: string };

/**
 * Replaces all limits of a destination; senders apply them within a second. An unchanged warm-up continues, a changed
 * one begins now.
 */
export function setRateLimit(
  context: Context,
  rules: RateLimitSettings,
  actor: string,
): Promise<{ set: true } | NotSet> {
  return inTransaction(context, async (context) => {
    const { destination } = rules;
    const refused = await refusal(context, destination);
    if (refused) return refused;
    const before = await rateLimitOf(context, destination);
    const columns = { ...ruleColumns(rules), ...warmUpFrom(context, rules, before) };
    await context.db
      .insertInto("paces")
      .values({ destination, ...columns })
      .onConflict((conflict) => conflict.column("destination").doUpdateSet(columns))
      .execute();
    const after = await rateLimitOf(context, destination);
    await logAction(context, actor, "pace", `${destination}: ${describeRules(after!).join(", ") || "no limits"}`);
    return { set: true };
  });
}

/**
 * Removes every limit of a destination; a slow-down that the destination asked for stays.
 * @returns false when there was none
 */
export async function clearRateLimit(context: Context, destination: string, actor: string): Promise<boolean> {
  const before = await rateLimitOf(context, destination);
  if (!before || describeRules(before).length === 0) return false;
  const none = { per_second: null, per_hour: null, per_day: null, connections: null };
  await context.db
    .updateTable("paces")
    .set({ ...none, warm_up_at: null, warm_up_first: null, warm_up_growth: null })
    .where("destination", "=", destination)
    .execute();
  await logAction(context, actor, "pace", `${destination}: no limits`);
  return true;
}

const limitColumns = [
  "per_second",
  "per_hour",
  "per_day",
  "connections",
  "warm_up_at",
  "warm_up_first",
  "warm_up_growth",
] as const;

/** The limits of a destination as they are stored, to be set again. */
export type Limits = Record<(typeof limitColumns)[number], number | null>;

/** Returns the limits of a destination; undefined when it has no row. */
export function limitsOf(context: Context, destination: string): Promise<Limits | undefined> {
  return context.db.selectFrom("paces").select(limitColumns).where("destination", "=", destination).executeTakeFirst();
}

/** Sets limits again that were taken away. @returns false when there are others by now */
export async function setLimitsAgain(context: Context, destination: string, limits: Limits, actor: string) {
  const now = await rateLimitOf(context, destination);
  if (!now || describeRules(now).length > 0) return false;
  await context.db.updateTable("paces").set(limits).where("destination", "=", destination).execute();
  await logAction(context, actor, "pace", `${destination}: the limits from before`);
  return true;
}

/** Ends a slow-down at once. @returns false when the destination was not slowed */
export async function endSlowDown(context: Context, destination: string, actor: string): Promise<boolean> {
  const ended = await context.db
    .updateTable("paces")
    .set(notSlowed)
    .where("destination", "=", destination)
    .where("slow_step_at", "is not", null)
    .returning("destination")
    .executeTakeFirst();
  if (ended) await logAction(context, actor, "slow-down-ended", destination);
  return ended !== undefined;
}

export function rateLimitOf(context: Context, destination: string): Promise<RateLimit | undefined> {
  return context.db.selectFrom("paces").selectAll().where("destination", "=", destination).executeTakeFirst();
}

async function refusal(context: Context, destination: string): Promise<NotSet | null> {
  if (destination === everywhere) return null;
  const groups = await destinationsOf(context);
  if (!destination.includes(".")) return [...groups.values()].includes(destination) ? null : { error: "no-group" };
  const group = groups.get(destination);
  return group ? { error: "in-group", group } : null;
}

/** Says why limits were refused, for the desk and the script. */
export function describeNotSet({ destination }: RateLimitSettings, refused: NotSet): string {
  if (refused.error === "no-group")
    return `There is no group “${destination}”. Make it first; a domain has a dot, like ${destination}.com.`;
  return `${destination} is in the group ${refused.group}: set the limits of ${refused.group}.`;
}

function ruleColumns({ perSecond, perHour, perDay, connections }: RateLimitSettings) {
  return { per_second: perSecond, per_hour: perHour, per_day: perDay, connections };
}

/** Messages of the current day count for the first day of a plan. */
function warmUpFrom(context: Context, { warmUp, growth }: RateLimitSettings, before: RateLimit | undefined) {
  const plan = { warm_up_first: warmUp, warm_up_growth: growth };
  if (warmUp === null) return { ...plan, warm_up_at: null };
  if (before?.warm_up_first === warmUp && before.warm_up_growth === growth && before.warm_up_at !== null) return plan;
  const now = context.clock();
  const runs = before !== undefined && now >= before.day_at && now < before.day_at + day;
  return { ...plan, warm_up_at: now, day_at: now, day_count: runs ? before.day_count : 0 };
}

/** Returns the limits as they were typed, for a form; empty where there is none. */
export function typedRules(
  pace: RateLimit | undefined,
): Record<keyof Omit<RateLimitSettings, "destination" | "nevertheless">, string> {
  const typed = (value: number | null | undefined) => String(value ?? "");
  return {
    perSecond: typed(pace?.per_second),
    perHour: typed(pace?.per_hour),
    perDay: typed(pace?.per_day),
    connections: typed(pace?.connections),
    warmUp: typed(pace?.warm_up_first),
    growth: typed(pace?.warm_up_growth),
  };
}
