import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { countOf } from "#app/models/fields.server.ts";
import { chunksOf } from "#db/client.server.ts";

/** A word that the briefing does not use; `instead`: what it writes, empty to do without. */
export type StyleWord = { word: string; instead: string };

const mostWords = 500;
const longestWord = 80;

/** Returns the style list, by word. */
export function styleWords({ db }: Context): Promise<StyleWord[]> {
  return db.selectFrom("style_words").select(["word", "instead"]).orderBy("word").execute();
}

/** Writes a style list as its field has it: a line a word, `word -> instead`. */
export function styleListText(words: StyleWord[]): string {
  return words.map(({ word, instead }) => (instead ? `${word} -> ${instead}` : word)).join("\n");
}

/** Reads a style list; a word that comes twice counts as it is written last. */
export function readStyleList(text: string): StyleWord[] | { error: "too-many" | "too-long"; most: number } {
  const words = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const [word = "", instead = ""] = line.split(/->|→/).map((part) => part.replace(/\s+/g, " ").trim());
    if (word === "") continue;
    if (Math.max(word.length, instead.length) > longestWord) return { error: "too-long", most: longestWord };
    words.set(word, instead);
  }
  if (words.size > mostWords) return { error: "too-many", most: mostWords };
  return [...words].map(([word, instead]) => ({ word, instead }));
}

/** Saves the style list. @param actor who saves */
export async function saveStyleList(context: Context, words: StyleWord[], actor: string): Promise<void> {
  await inTransaction(context, async (context) => {
    await context.db.deleteFrom("style_words").execute();
    for (const some of chunksOf(words)) await context.db.insertInto("style_words").values(some).execute();
    await logAction(context, actor, "settings-saved", `style list of ${countOf(words.length, "word")}`);
  });
}
