import { useState, useSyncExternalStore } from "react";
import type { ArticleDraft } from "./draft.ts";

/** What a browser kept of a text that was not saved; `version`: the one it was written over. */
type Kept = { draft: ArticleDraft; version: number; at: number };

/** @returns what this browser kept under `name` when the page was opened; null on the server and when there is nothing */
export function useKept(name: string): Kept | null {
  const [read] = useState(() => readOnce(name));
  return useSyncExternalStore(never, read, () => null);
}

const never = () => () => {};

function readOnce(name: string): () => Kept | null {
  let kept: Kept | null | undefined;
  return () => (kept === undefined ? (kept = read(name)) : kept);
}

function read(name: string): Kept | null {
  try {
    const kept = JSON.parse(localStorage.getItem(name) ?? "null") as Kept | null;
    return kept?.draft?.body && typeof kept.version === "number" ? kept : null;
  } catch {
    return null;
  }
}

/** Keeps a text in this browser until it is saved; a full or forbidden storage is no reason to stop writing. */
export function keep(name: string, kept: Kept): void {
  try {
    localStorage.setItem(name, JSON.stringify(kept));
  } catch {
    // Nothing can be done here, and the text is still on the page.
  }
}

export function forget(name: string): void {
  try {
    localStorage.removeItem(name);
  } catch {
    // What cannot be reached was not kept.
  }
}
