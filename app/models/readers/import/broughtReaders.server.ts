import type { Context } from "#app/context.server.ts";
import type { Address } from "#app/models/addresses.server.ts";
import { upsertReaders } from "#app/models/readers/subscribers.server.ts";
import { madeRows } from "#db/bulk.server.ts";

/** A person with their subscriber: address and name as they are stored. `isNew`: they were not here before this batch. */
type BroughtReader = { id: number; email: string; name: string; isNew: boolean };

/**
 * Like `subscriberFor`, for many distinct addresses that an import brings, in the caller's transaction.
 * @returns their subscribers, by key, and the names that people got who were here before without one, by id
 */
export async function subscribersFor(
  context: Context,
  readers: (Address & { name: string })[],
  importId: number,
): Promise<{ brought: Map<string, BroughtReader>; named: Map<number, string> }> {
  // One order, so that two imports cannot deadlock.
  const ordered = [...readers].sort((a, b) => (a.key < b.key ? -1 : 1));
  type Row = { id: number; email: string; email_key: string; name: string; import_id: number | null };
  const { returning, isNew } = await madeRows(context.db, "subscribers");
  const wanted = `${returning}, email, email_key, name, import_id`;
  const rows = await upsertReaders<Row>(context, ordered, wanted, { importId, fills: false });
  const byKey = new Map(rows.map((row) => [row.email_key, row]));
  const nameless = ordered.filter(({ key, name }) => name !== "" && byKey.get(key)!.name === "");
  if (nameless.length > 0) await upsertReaders(context, nameless, "id", { importId, fills: true });
  const here = nameless.filter(({ key }) => byKey.get(key)!.import_id !== importId);
  const named = new Map(here.map(({ key, name }) => [byKey.get(key)!.id, name]));
  const filled = new Map(nameless.map(({ key, name }) => [key, name]));
  const brought = new Map<string, BroughtReader>();
  for (const row of rows) {
    const { id, email, name, email_key: key } = row;
    brought.set(key, { id, email, name: filled.get(key) ?? name, isNew: isNew(row) });
  }
  return { brought, named };
}
