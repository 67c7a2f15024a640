import { useState, useSyncExternalStore } from "react";
import type { ArticleDraft } from "./draft.ts";

/** An unsaved draft in the browser's storage; `version`: the stored version that it is based on. */
type Kept = { draft: ArticleDraft; version: number; at: number };

/** @returns the draft stored under `name` when the page was opened; null on the server and when there is none */
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

/** Stores a draft until it is saved; full or blocked storage is ignored. */
export function keep(name: string, kept: Kept): void {
  try {
    localStorage.setItem(name, JSON.stringify(kept));
  } catch {
    // Nothing can be done, and the text is still on the page.
  }
}

export function forget(name: string): void {
  try {
    localStorage.removeItem(name);
  } catch {
    // Storage that cannot be read has nothing.
  }
}
