import type { Context } from "#app/context.server.ts";
import { noteIdsOf, noteLimits } from "#app/models/readers/notes.server.ts";
import type { ImportSettings } from "./importSettings.server.ts";
import type { Inspection } from "./inspection.server.ts";

/** An order names a topic that is not there, or would make too many kinds of notes. */
export type NamingFault = { error: "no-such-topic"; topic: string } | { error: "too-many-notes"; most: number };

/** `notes`: ids of kinds of notes, by the name of a table. */
export type NamedDetails = { topics: Map<string, number>; notes: Map<string, number[]> };

/** Finds the topics that an order names, and makes the kinds of notes that are new. */
export async function detailIdsOf(
  context: Context,
  { tables }: Inspection,
  { topics: ordered = [], dryRun = false }: { topics?: ImportSettings["topics"]; dryRun?: boolean },
): Promise<NamedDetails | NamingFault> {
  const topics = new Map<string, number>();
  const known = await context.db.selectFrom("topics").select(["id", "slug"]).execute();
  for (const { tag, topic } of ordered) {
    const id = known.find(({ slug }) => slug === topic)?.id;
    if (id === undefined) return { error: "no-such-topic", topic };
    topics.set(tag.trim().toLowerCase(), id);
  }
  if (tables.some(({ details }) => details.hasOurTopics))
    for (const { id, slug } of known) if (!topics.has(slug)) topics.set(slug, id);
  const notes = new Map<string, number[]>();
  for (const { table, details } of dryRun ? [] : tables) {
    const ids = await noteIdsOf(context, details.notes);
    if (ids === null) return { error: "too-many-notes", most: noteLimits.kinds };
    notes.set(table.name, ids);
  }
  return { topics, notes };
}
