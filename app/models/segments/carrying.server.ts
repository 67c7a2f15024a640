import { z } from "zod";

/** In a condition: the thing did not travel with it. It stops a send, as a number of here would be another thing. */
export const elsewhere = "elsewhere";

const byName = "name:";

/** A rule as far as it is looked at here, of whatever version. */
type StoredRule = { groups?: { conditions: { kind: string; value: Record<string, unknown> }[] }[] };

/** A note as it travels: by its name, which an import of the same readers brings again. */
export const carriedNote = z
  .string("Choose a note.")
  .max(300)
  .refine((text) => text === elsewhere || text.startsWith(byName), "Choose a note.");

/** Returns the note that a condition names, by its id or its name; `id` null: there is none here. */
export function noteNamed(note: number | string, notes: Map<number, string>): { id: number | null; name: string } {
  if (typeof note === "number") return { id: notes.has(note) ? note : null, name: notes.get(note) ?? "that is gone" };
  if (note === elsewhere) return { id: null, name: "of another installation" };
  const name = note.slice(byName.length);
  const same = [...notes].find(([, known]) => known.toLowerCase() === name.toLowerCase());
  return { id: same?.[0] ?? null, name };
}

/**
 * Returns a stored rule as it may leave an installation or come into one: notes by their names, and imports as those of
 * elsewhere. A rule that cannot be read stays as it is, and nobody is judged by it.
 * @param notes that the numbers of the rule mean; none for a rule that comes in
 */
export function carriedRule(text: string, notes: Map<number, string>): string {
  const rule = JSON.parse(text) as StoredRule;
  for (const { conditions } of rule.groups ?? [])
    for (const { kind, value } of conditions) {
      if (kind === "imported") value.import = elsewhere;
      if (kind === "note") value.note = carried(value.note, notes);
    }
  return JSON.stringify(rule);
}

function carried(note: unknown, notes: Map<number, string>): string {
  if (typeof note === "string" && note.startsWith(byName)) return note;
  const name = notes.get(Number(note));
  return name === undefined ? elsewhere : byName + name;
}
