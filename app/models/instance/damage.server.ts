import type { Context } from "#app/context.server.ts";
import { wordChainFault } from "#app/models/consent/faultWords.server.ts";
import { verifyConsent } from "#app/models/consent/verifyDatabase.server.ts";
import { copierOf } from "#db/client.server.ts";

/**
 * Checks the whole database: its own structure, and the consent chain.
 * @returns a sentence for each fault, for operators. It does not block the site; with a million readers it takes half a
 * minute.
 */
export async function damageOf(context: Context): Promise<string[]> {
  const damage = await copierOf(context.config.databaseUrl).damage();
  // A damaged structure may end the check of the chain with a database error.
  if (damage.length > 0) return damage;
  const { fault } = await verifyConsent(context);
  return fault ? [`The receipts of consent are not as they were written. ${wordChainFault(fault)}`] : [];
}
