import { useEffect, useState } from "react";
import type { FoundAtDesk } from "#app/models/issues/deskSearch.server.ts";
import type { PaletteEntry } from "./paletteEntries.ts";

/** `away`: the desk could not be asked. */
type Found = { words: string; entries: PaletteEntry[]; away: boolean };

const kinds: Record<FoundAtDesk["kind"], string> = { article: "Article", issue: "Issue" };

/** The articles and issues that have the words, asked for at a pause of typing. */
export function useFound(words: string): Found & { isAsking: boolean } {
  const [found, setFound] = useState<Found>({ words: "", entries: [], away: false });
  useEffect(() => {
    if (words === "") return setFound({ words, entries: [], away: false });
    const ended = new AbortController();
    const timer = setTimeout(() => {
      void askFor(words, ended.signal).then((next) => !ended.signal.aborted && setFound(next));
    }, 150);
    return () => {
      clearTimeout(timer);
      ended.abort();
    };
  }, [words]);
  return { ...found, isAsking: found.words !== words };
}

async function askFor(words: string, signal: AbortSignal): Promise<Found> {
  try {
    const response = await fetch(`/desk/found?${new URLSearchParams({ q: words })}`, { signal, redirect: "error" });
    const found = (await response.json()) as FoundAtDesk[];
    const entries = found.map(({ kind, name, path }) => ({ key: path, name, kind: kinds[kind], act: { go: path } }));
    return { words, entries, away: false };
  } catch {
    return { words, entries: [], away: true };
  }
}
