import type { Context } from "#app/context.server.ts";
import { keepNotes, type NewNote } from "#app/models/readers/notes.server.ts";
import { insertRows, isAmong } from "#db/bulk.server.ts";
import { keepBefore, keepFilled, type BeforeImport } from "./changes.server.ts";
import type { Details } from "./details.server.ts";

/** The ids of what details name: topics by tag in lower case, kinds of notes in the order of a table's columns. */
export type DetailIds = { topics: Map<string, number>; notes: number[] };

/** A reader whose details are kept. */
type Detailed = { id: number; details: Details };

/**
 * Keeps what an import says of some thousand readers beside their subscription, in the caller's transaction. Topics are set
 * only for people whom this import brought: others have chosen theirs.
 */
export async function keepDetails(
  context: Context,
  importId: number,
  ids: DetailIds | undefined,
  given: { id: number; details?: Details }[],
): Promise<void> {
  if (!ids) return;
  const readers = given.flatMap(({ id, details }) => (details ? [{ id, details }] : []));
  await keepLanguages(context, importId, readers);
  const noted = readers.filter(({ details }) => details.notes.length > 0);
  const tagged = readers.filter(({ details }) => topicsOf(details, ids).length > 0);
  const known = await knownBefore(context, importId, new Set([...noted, ...tagged].map(({ id }) => id)));
  await keepTheirNotes(context, importId, ids, noted, known);
  const topics = tagged.flatMap(({ id, details }) =>
    known.has(id) ? [] : topicsOf(details, ids).map((topic) => ({ subscriber_id: id, topic_id: topic })),
  );
  await insertRows(context.db, "subscriber_topics", topics, "on conflict do nothing");
}

function topicsOf({ tags }: Details, { topics }: DetailIds): number[] {
  return [...new Set(tags.flatMap((tag) => topics.get(tag.toLowerCase()) ?? []))];
}

async function keepLanguages(context: Context, importId: number, readers: Detailed[]): Promise<void> {
  const byLanguage = new Map<string, number[]>();
  for (const { id, details } of readers)
    if (details.language) byLanguage.set(details.language, [...(byLanguage.get(details.language) ?? []), id]);
  for (const [language, ids] of byLanguage) {
    const filled = await context.db
      .updateTable("subscribers")
      .set({ language })
      .where(isAmong(context.db, "id", ids))
      .where("language", "is", null)
      .returning(["id", "import_id"])
      .execute();
    const here = filled.filter((row) => row.import_id !== importId);
    await keepFilled(context, importId, "language", new Map(here.map(({ id }) => [id, language])));
  }
}

/** @returns those who were here before this import */
async function knownBefore(context: Context, importId: number, ids: Set<number>): Promise<Set<number>> {
  if (ids.size === 0) return new Set();
  const rows = await context.db
    .selectFrom("subscribers")
    .select("id")
    .where(isAmong(context.db, "id", [...ids]))
    .where(({ or, eb }) => or([eb("import_id", "is", null), eb("import_id", "!=", importId)]))
    .execute();
  return new Set(rows.map(({ id }) => id));
}

async function keepTheirNotes(
  context: Context,
  importId: number,
  ids: DetailIds,
  noted: Detailed[],
  known: Set<number>,
): Promise<void> {
  const notes = noted.flatMap(({ id, details }): NewNote[] =>
    details.notes.map(([index, value]) => ({ subscriberId: id, noteId: ids.notes[index]!, value })),
  );
  const changing = notes.filter(({ subscriberId }) => known.has(subscriberId));
  if (changing.length > 0) {
    const rows = await context.db
      .selectFrom("reader_notes")
      .select(["subscriber_id", "note_id", "value"])
      .where(isAmong(context.db, "subscriber_id", [...new Set(changing.map(({ subscriberId }) => subscriberId))]))
      .execute();
    const former = new Map(rows.map((row) => [`${row.subscriber_id} ${row.note_id}`, row.value]));
    const befores = new Map<number, BeforeImport>();
    for (const { subscriberId, noteId } of changing) {
      const before = befores.get(subscriberId)?.notes ?? {};
      befores.set(subscriberId, { notes: { ...before, [noteId]: former.get(`${subscriberId} ${noteId}`) ?? null } });
    }
    await keepBefore(context, importId, befores);
  }
  await keepNotes(context, notes);
}
