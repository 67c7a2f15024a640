import { z } from "zod";
import { inTransaction, type Context } from "#app/context.server.ts";
import { parseAddress } from "#app/models/addresses.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { everywhere } from "./limits.server.ts";

/** Domains that share one rate limit, because the same servers take their mail. */
export type Group = { name: string; domains: string[] };

/** A group's name has no dot, so that it cannot be mistaken for a domain. */
const groupName = /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/;

/** @returns a domain as subscribers' rows hold it, in lower case and A-labels; null for an invalid one */
function mailDomain(typed: string): string | null {
  const address = parseAddress(`x@${typed.trim()}`);
  return "error" in address ? null : address.key.slice(2);
}

/** The input of the desk's form and the script: `domains` separated by commas, spaces or lines. */
export const groupSchema = z.object({
  group: z
    .string("Give the group a name, like google.")
    .trim()
    .toLowerCase()
    .regex(groupName, "A name of small letters, digits and hyphens, like google; without a dot."),
  domains: z
    .string("Name the group’s domains.")
    .max(10_000, "At most 10,000 characters.")
    .transform((text, ctx) => {
      const typed = text.split(/[\s,;]+/).filter(Boolean);
      const wrong = typed.find((one) => mailDomain(one) === null);
      if (wrong) ctx.addIssue({ code: "custom", message: `“${wrong.slice(0, 80)}” is no domain that can get mail.` });
      else if (typed.length === 0) ctx.addIssue({ code: "custom", message: "Name the group’s domains." });
      return wrong ? z.NEVER : [...new Set(typed.map((one) => mailDomain(one)!))];
    }),
});

/** A target for limits: all mail (`*`), a domain, or a group by its name. */
export const destinationSchema = z
  .string("Name a domain or a group, or * for all mail.")
  .trim()
  .transform((text, ctx) => {
    if (text === everywhere || groupName.test(text.toLowerCase())) return text.toLowerCase();
    const domain = mailDomain(text);
    if (domain) return domain;
    ctx.addIssue({ code: "custom", message: "Name a domain, like example.org, or a group, or * for all mail." });
    return z.NEVER;
  });

/** Lists the groups by name, each with its domains. */
export async function listGroups(context: Context): Promise<Group[]> {
  const rows = await context.db.selectFrom("destinations").selectAll().orderBy("domain").execute();
  const groups = new Map<string, string[]>();
  for (const { domain, destination } of rows) groups.set(destination, [...(groups.get(destination) ?? []), domain]);
  return [...groups]
    .map(([name, domains]) => ({ name, domains }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/**
 * Creates a group, or replaces its domains. The group's limits apply to them; limits of the single domains are deleted.
 * @returns null, or the domain that another group already has; then nothing has changed
 */
export function setGroup(
  context: Context,
  { group, domains }: z.infer<typeof groupSchema>,
  actor: string,
): Promise<{ error: "in-other-group"; domain: string; group: string } | null> {
  return inTransaction(context, async (context) => {
    const taken = await context.db
      .selectFrom("destinations")
      .selectAll()
      .where("domain", "in", domains)
      .where("destination", "!=", group)
      .executeTakeFirst();
    if (taken) return { error: "in-other-group", domain: taken.domain, group: taken.destination };
    await context.db.deleteFrom("destinations").where("destination", "=", group).execute();
    // Limits of single domains have no effect inside a group.
    await context.db.deleteFrom("paces").where("destination", "in", domains).execute();
    await context.db
      .insertInto("destinations")
      .values(domains.map((domain) => ({ domain, destination: group })))
      .execute();
    await logAction(context, actor, "pace-group", `${group}: ${domains.join(", ")}`.slice(0, 500));
    return null;
  });
}

/**
 * Deletes a group and its limits; each of its domains is limited by itself again.
 * @returns false when there was no such group
 */
export function endGroup(context: Context, group: string, actor: string): Promise<boolean> {
  return inTransaction(context, async (context) => {
    const gone = await context.db.deleteFrom("destinations").where("destination", "=", group).executeTakeFirst();
    if (Number(gone.numDeletedRows) === 0) return false;
    await context.db.deleteFrom("paces").where("destination", "=", group).execute();
    await logAction(context, actor, "pace-group-ended", group);
    return true;
  });
}
