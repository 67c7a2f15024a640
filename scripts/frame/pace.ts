import { destinationSchema } from "#app/models/pacing/destinations.server.ts";
import { everywhere } from "#app/models/pacing/limits.server.ts";
import { rateLimitLines, type RateLimitLine } from "#app/models/pacing/overview.server.ts";
import {
  clearRateLimit,
  describeNotSet,
  rateLimitOf,
  rateLimitSchema,
  setRateLimit,
  typedRules,
} from "#app/models/pacing/settings.server.ts";
import { describeRules, nameOf } from "#app/models/pacing/settingsText.server.ts";
import { checked } from "./checked.ts";
import { CommandFault } from "./faults.ts";
import { operator } from "./operator.ts";
import type { Given } from "./task.ts";

type Value = { value: string; help: string };
type Switch = { help: string };
/** The options of `npm run pace`. */
export type PaceOptions = Record<
  "destination" | "per-second" | "per-hour" | "per-day" | "connections" | "warm-up" | "growth" | "group" | "domains",
  Value
> &
  Record<"clear" | "end-slow-down" | "yes", Switch>;
type Typed = Given<PaceOptions>["options"];

const limits = {
  perSecond: "per-second",
  perHour: "per-hour",
  perDay: "per-day",
  connections: "connections",
  warmUp: "warm-up",
  growth: "growth",
} as const;

/** True when a limit is given. */
export function isChange(options: Typed): boolean {
  return Object.values(limits).some((name) => options[name] !== undefined);
}

export function destinationOf({ destination = everywhere }: Typed): string {
  return checked(destinationSchema, destination, "destination");
}

/** Sets the given limits; others stay. */
export async function changePace({ context, options, print }: Given<PaceOptions>): Promise<void> {
  const destination = destinationOf(options);
  const typed: Record<string, string> = typedRules(await rateLimitOf(context, destination));
  for (const [field, name] of Object.entries(limits)) {
    const value = options[name];
    if (value !== undefined) typed[field] = value === "none" ? "" : value;
  }
  if (options["warm-up"] === "none") typed.growth = "";
  const rules = checked(rateLimitSchema, { ...typed, destination, ...(options.yes && { nevertheless: "on" }) });
  const set = await setRateLimit(context, rules, operator());
  if ("error" in set) throw new CommandFault(`--destination: ${describeNotSet(rules, set)}`);
  const now = describeRules((await rateLimitOf(context, destination))!);
  print(`${nameOf(destination)}: ${now.join(", ") || "no limits"}.`, { destination, rules: now });
}

export async function endPace({ context, options, print }: Given<PaceOptions>): Promise<void> {
  const destination = destinationOf(options);
  if (!(await clearRateLimit(context, destination, operator())))
    throw new CommandFault(`${destination} has no limits.`);
  print(`${nameOf(destination)}: no limits.`, { destination, rules: [] });
}

/** Lists the limits, of one destination when it is given. */
export async function showPaces({ context, options, print }: Given<PaceOptions>): Promise<void> {
  const named = options.destination === undefined ? null : destinationOf(options);
  const lines = (await rateLimitLines(context)).filter(({ destination }) => named === null || destination === named);
  print(lines.map(wordLine).join("\n") || `${named}: no limits`, lines);
}

function wordLine({ name, rules, hour, day, plan, standing, reply }: RateLimitLine): string {
  return [
    `${name}: ${rules.join(", ") || "no limits"}`,
    ...(hour ? [`  this hour ${hour.used} of ${hour.cap}`] : []),
    ...(day ? [`  today ${day.used} of ${day.cap}`] : []),
    ...(plan.length > 0 ? [`  warm-up: ${plan.map(({ day, cap }) => `${day} ${cap}`).join("; ")}`] : []),
    ...(standing ? [`  ${standing}`] : []),
    ...(reply ? [`  ${reply}`] : []),
  ].join("\n");
}
