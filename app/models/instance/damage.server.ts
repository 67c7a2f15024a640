import type { Context } from "#app/context.server.ts";
import { verifyConsent } from "#app/models/consent/verifyDatabase.server.ts";
import { copierOf } from "#db/client.server.ts";

/**
 * What is wrong with the database as a whole: its own structure, and the chain of consent. Sentences for an operator;
 * nothing when it is whole. The site goes on answering meanwhile; a million readers take half a minute.
 */
export async function damageOf(context: Context): Promise<string[]> {
  const damage = await copierOf(context.config.databaseUrl).damage();
  // What is broken below may end the look at the receipts with a fault of the database's own.
  if (damage.length > 0) return damage;
  const { fault } = await verifyConsent(context);
  return fault ? [`The receipts of consent are not as they were written. ${fault.words}`] : [];
}
