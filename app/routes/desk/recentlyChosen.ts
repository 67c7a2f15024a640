import type { PaletteEntry } from "./paletteEntries.ts";

/** An entry that was chosen before. */
type Chosen = Pick<PaletteEntry, "key" | "name" | "kind"> & { go: string | null };

const most = 12;

/** The entries that this editor chose here lately, the latest first; a browser that keeps nothing has none. */
export function recentlyChosen(editor: number): Chosen[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(nameFor(editor)) ?? "[]");
    return Array.isArray(kept) ? (kept as Chosen[]).filter((one) => typeof one?.key === "string") : [];
  } catch {
    return [];
  }
}

/** Keeps in this browser that an entry was chosen. */
export function keepChosen(editor: number, { key, name, kind, act }: PaletteEntry): void {
  const go = "go" in act ? act.go : null;
  const others = recentlyChosen(editor).filter((one) => one.key !== key);
  try {
    localStorage.setItem(nameFor(editor), JSON.stringify([{ key, name, kind, go }, ...others].slice(0, most)));
  } catch {
    // A browser that keeps nothing finds everything all the same.
  }
}

/** Forgets it, when somebody signs out: titles of drafts are nobody else's. */
export function forgetChosen(editor: number): void {
  try {
    localStorage.removeItem(nameFor(editor));
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}

function nameFor(editor: number): string {
  return `palette of ${editor}`;
}
