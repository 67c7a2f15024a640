import type { Context } from "#app/context.server.ts";
import { chunksOf } from "#db/client.server.ts";

/** The most kinds of notes of an installation, and the most characters of a kind's name and of a value. */
export const noteLimits = { kinds: 100, name: 60, value: 200 };

/** A note about a reader: a column of somebody's export, and its value. */
export type ReaderNote = { name: string; value: string };

/** Returns the notes about a reader, by name. */
export async function notesOf(context: Context, subscriberId: number): Promise<ReaderNote[]> {
  return (await notesOfMany(context, [subscriberId])).get(subscriberId) ?? [];
}

/** Returns the notes about up to 500 readers, by subscriber; those without are left out. */
async function notesOfMany(context: Context, subscriberIds: number[]): Promise<Map<number, ReaderNote[]>> {
  const notes = new Map<number, ReaderNote[]>();
  if (subscriberIds.length === 0) return notes;
  const rows = await context.db
    .selectFrom("reader_notes")
    .innerJoin("notes", "notes.id", "reader_notes.note_id")
    .select(["subscriber_id as id", "name", "value"])
    .where("subscriber_id", "in", subscriberIds)
    .orderBy("name_key")
    .execute();
  for (const { id, ...note } of rows) notes.set(id, [...(notes.get(id) ?? []), note]);
  return notes;
}

/** Returns the ids of kinds of notes, in the order of their names; new ones are made. Null: there would be too many. */
export async function noteIdsOf(context: Context, names: string[]): Promise<number[] | null> {
  if (names.length === 0) return [];
  const keys = names.map(keyOf);
  const had = await context.db.selectFrom("notes").select("name_key").execute();
  const fresh = new Set(keys.filter((key) => !had.some(({ name_key }) => name_key === key)));
  if (had.length + fresh.size > noteLimits.kinds) return null;
  await context.db
    .insertInto("notes")
    .values(names.map((name) => ({ name, name_key: keyOf(name), created_at: context.clock() })))
    .onConflict((conflict) => conflict.column("name_key").doNothing())
    .execute();
  const rows = await context.db.selectFrom("notes").select(["id", "name_key"]).where("name_key", "in", keys).execute();
  const byKey = new Map(rows.map((row) => [row.name_key, row.id]));
  return keys.map((key) => byKey.get(key)!);
}

/** A note to keep: of a reader, of a kind. */
export type NewNote = { subscriberId: number; noteId: number; value: string };

/** Keeps notes; a newer value replaces an older one. @param notes no two of one reader and kind */
export async function keepNotes(context: Context, notes: NewNote[]): Promise<void> {
  for (const chunk of chunksOf(notes, notesAtOnce))
    await context.db
      .insertInto("reader_notes")
      .values(
        chunk.map(({ subscriberId, noteId, value }) => ({
          ...{ subscriber_id: subscriberId, note_id: noteId, value, value_key: keyOf(value) },
        })),
      )
      .onConflict((conflict) =>
        conflict
          .columns(["subscriber_id", "note_id"])
          .doUpdateSet(({ ref }) => ({ value: ref("excluded.value"), value_key: ref("excluded.value_key") })),
      )
      .execute();
}

/** Four bound values a row. */
const notesAtOnce = 5000;

/** The form that names and values of notes are compared in. */
function keyOf(words: string): string {
  return words.normalize("NFC").toLowerCase();
}
