import type { Context } from "#app/context.server.ts";
import { parseAddress } from "#app/models/addresses.server.ts";
import { recipients, type Addressed } from "#app/models/deliveries/recipients.server.ts";

/**
 * Finds readers whose mailbox is also another reader's of the list. Keys are unique. But a row from before our address
 * policy, or from outside of it, may have another key than the policy gives its address.
 * @returns a function that tells for one reader after the other whether there is such another one
 */
export function sharedMailboxes(context: Context, addressed: Addressed) {
  const strays = new Set<string>();
  return async ({ email, email_key }: { email: string; email_key: string }): Promise<boolean> => {
    const address = parseAddress(email);
    if ("error" in address || address.key === email_key) return false;
    if (strays.has(address.key)) return true;
    strays.add(address.key);
    return getsIt(context, addressed, address.key);
  };
}

async function getsIt(context: Context, addressed: Addressed, key: string): Promise<boolean> {
  const row = await recipients(context, addressed, "every")
    .select("subscribers.id")
    .where("email_key", "=", key)
    .executeTakeFirst();
  return row !== undefined;
}
