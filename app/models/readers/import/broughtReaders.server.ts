import type { Context } from "#app/context.server.ts";
import type { Address } from "#app/models/addresses.server.ts";
import { upsertReaders } from "#app/models/readers/subscribers.server.ts";

/**
 * Like `subscriberFor`, for many distinct addresses that an import brings.
 * @returns their ids, by key, and the names that people got who were here before without one, by id
 */
export async function subscribersFor(
  context: Context,
  readers: (Address & { name: string })[],
  importId: number,
): Promise<{ ids: Map<string, number>; named: Map<number, string> }> {
  // One order, so that two imports cannot deadlock.
  const ordered = [...readers].sort((a, b) => (a.key < b.key ? -1 : 1));
  type Row = { id: number; email_key: string; name: string; import_id: number | null };
  const rows = await upsertReaders<Row>(context, ordered, "id, email_key, name, import_id", { importId, fills: false });
  const byKey = new Map(rows.map((row) => [row.email_key, row]));
  const nameless = ordered.filter(({ key, name }) => name !== "" && byKey.get(key)!.name === "");
  if (nameless.length > 0) await upsertReaders(context, nameless, "id", { importId, fills: true });
  const here = nameless.filter(({ key }) => byKey.get(key)!.import_id !== importId);
  return {
    ids: new Map(rows.map((row) => [row.email_key, row.id])),
    named: new Map(here.map(({ key, name }) => [byKey.get(key)!.id, name])),
  };
}
