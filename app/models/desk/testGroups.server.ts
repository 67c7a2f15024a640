import { z } from "zod";
import { inTransaction, type Context } from "#app/context.server.ts";
import { parseAddress, splitAddresses, type Address, type AddressFault } from "#app/models/addresses.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { oneLine } from "#app/models/fields.server.ts";
import { isUniqueViolation } from "#db/client.server.ts";

/** A group of addresses that test mails go to, kept at the desk. */
type TestGroup = { id: number; name: string; emails: string[] };

/** Addresses that a group has at most, and that one test goes to. */
export const mostTested = 25;

export const testGroupSchema = z.object({ name: oneLine("Give the group a name.", 60), addresses: z.string() });

/** Why a group was not saved; `unfit`: those addresses, each with its fault; `gone`: it was removed meanwhile. */
export type TestGroupFault =
  | { error: "gone" }
  | { error: "unfit"; addresses: { typed: string; fault: AddressFault }[] }
  | { error: "no-addresses" | "name-taken" }
  | { error: "too-many-addresses"; most: number };

/** Returns the groups in the order of their names. */
export async function testGroups(context: Context): Promise<TestGroup[]> {
  const groups = await context.db.selectFrom("test_groups").select(["id", "name"]).orderBy("name").execute();
  const rows = await context.db
    .selectFrom("test_group_addresses")
    .select(["group_id", "email"])
    .orderBy("email_key")
    .execute();
  return groups.map((group) => ({
    ...group,
    emails: rows.filter((row) => row.group_id === group.id).map(({ email }) => email),
  }));
}

/**
 * Saves a group; its addresses are checked as any address is. The log has its number and no address.
 * @param changed the group that gets this name and these addresses; a new one without it
 */
export async function saveTestGroup(
  context: Context,
  actor: string,
  { name, addresses }: z.infer<typeof testGroupSchema>,
  changed?: number,
): Promise<{ id: number } | TestGroupFault> {
  const fit = new Map<string, Address>();
  const unfit: { typed: string; fault: AddressFault }[] = [];
  for (const typed of splitAddresses(addresses)) {
    const address = parseAddress(typed);
    if ("error" in address) unfit.push({ typed, fault: address });
    else fit.set(address.key, address);
  }
  if (unfit.length > 0) return { error: "unfit", addresses: unfit };
  if (fit.size === 0) return { error: "no-addresses" };
  if (fit.size > mostTested) return { error: "too-many-addresses", most: mostTested };
  try {
    const id = await writeGroup(context, actor, name, [...fit.values()], changed);
    return id === null ? { error: "gone" } : { id };
  } catch (error) {
    if (isUniqueViolation(error)) return { error: "name-taken" };
    throw error;
  }
}

function writeGroup(
  context: Context,
  actor: string,
  name: string,
  addresses: Address[],
  changed: number | undefined,
): Promise<number | null> {
  return inTransaction(context, async (context) => {
    const values = { name, saved_at: context.clock() };
    const written =
      changed === undefined
        ? context.db.insertInto("test_groups").values(values).returning("id")
        : context.db.updateTable("test_groups").set(values).where("id", "=", changed).returning("id");
    const group = await written.executeTakeFirst();
    if (!group) return null;
    const { id } = group;
    await context.db.deleteFrom("test_group_addresses").where("group_id", "=", id).execute();
    await context.db
      .insertInto("test_group_addresses")
      .values(addresses.map(({ email, key }) => ({ group_id: id, email, email_key: key })))
      .execute();
    await logAction(context, actor, "save-test-group", `group ${id}, ${addresses.length} addresses`);
    return id;
  });
}

/** Removes a group. @returns false when there was none */
export function removeTestGroup(context: Context, actor: string, id: number): Promise<boolean> {
  return inTransaction(context, async (context) => {
    await context.db.deleteFrom("test_group_addresses").where("group_id", "=", id).execute();
    const { numDeletedRows } = await context.db.deleteFrom("test_groups").where("id", "=", id).executeTakeFirst();
    if (numDeletedRows > 0n) await logAction(context, actor, "remove-test-group", `group ${id}`);
    return numDeletedRows > 0n;
  });
}
