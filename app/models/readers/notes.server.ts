import type { Context } from "#app/context.server.ts";
import { insertRows, isAmong } from "#db/bulk.server.ts";
import { readerSearchOf } from "#db/client.server.ts";

/** The most kinds of notes of an installation, and the most characters of a kind's name and of a value. */
export const noteLimits = { kinds: 100, name: 60, value: 200 };

/** A note about a reader: a column of somebody's export, and its value. */
export type ReaderNote = { name: string; value: string };

/** Returns the notes about a reader, by name. */
export async function notesOf(context: Context, subscriberId: number): Promise<ReaderNote[]> {
  return context.db
    .selectFrom("reader_notes")
    .innerJoin("notes", "notes.id", "reader_notes.note_id")
    .select(["name", "value"])
    .where("subscriber_id", "=", subscriberId)
    .orderBy("name_key")
    .execute();
}

/** Returns the kinds of notes that any reader has, by name. */
export async function notesInUse(context: Context): Promise<{ id: number; name: string }[]> {
  return context.db
    .selectFrom("notes")
    .select(["id", "name"])
    .where(({ exists, selectFrom }) =>
      exists(selectFrom("reader_notes").select("note_id").whereRef("note_id", "=", "notes.id")),
    )
    .orderBy("name_key")
    .execute();
}

/** Returns the notes about some thousand readers: by subscriber, the value of each kind by its id. */
export async function notesAmong(context: Context, subscriberIds: number[]): Promise<Map<number, Map<number, string>>> {
  const notes = new Map<number, Map<number, string>>();
  const rows = await context.db
    .selectFrom("reader_notes")
    .select(["subscriber_id", "note_id", "value"])
    .where(isAmong(context.db, "subscriber_id", subscriberIds))
    .execute();
  for (const row of rows) {
    const theirs = notes.get(row.subscriber_id) ?? new Map<number, string>();
    notes.set(row.subscriber_id, theirs.set(row.note_id, row.value));
  }
  return notes;
}

/**
 * Returns readers with a note that begins with these words, whatever its kind, newest first.
 * @param words as typed
 * @param most readers that are looked for, of each kind of notes
 */
export async function readersByNote(context: Context, words: string, most: number): Promise<number[]> {
  const from = keyOf(words);
  if (from === "") return [];
  const kinds = await context.db.selectFrom("notes").select("id").execute();
  const found = new Set<number>();
  for (const { id } of kinds) {
    const rows = await context.db
      .selectFrom("reader_notes")
      .select("subscriber_id as id")
      .where("note_id", "=", id)
      .where(readerSearchOf(context.db).noted(from))
      .limit(most)
      .execute();
    for (const row of rows) found.add(row.id);
  }
  return [...found].sort((a, b) => b - a).slice(0, most);
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
  const rows = notes.map(({ subscriberId, noteId, value }) => ({
    ...{ subscriber_id: subscriberId, note_id: noteId, value, value_key: keyOf(value) },
  }));
  const set = "value = excluded.value, value_key = excluded.value_key";
  await insertRows(context.db, "reader_notes", rows, `on conflict (subscriber_id, note_id) do update set ${set}`);
}

/** The form that names and values of notes are compared in. */
function keyOf(words: string): string {
  return words.normalize("NFC").toLowerCase();
}
