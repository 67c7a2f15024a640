import { useEffect, useState } from "react";
import type { ArticleChoice } from "#app/models/issues/editing.server.ts";
import type { FoundArticles } from "#app/models/issues/picker.server.ts";
import type { SectionRule } from "#app/models/sections.ts";

const nothing = { words: "", topic: "", author: "", from: "", until: "", notRun: false };
export type PickerAsked = typeof nothing;
export type PickerFilters = { topics: { slug: string; name: string }[]; authors: string[] };

/** Milliseconds after the last key. */
const pause = 200;
/** Milliseconds after an answer that did not come: a desk that was away is asked again by itself. */
const again = 3000;

/**
 * Looks for articles while somebody types; without the router, which would take the page away when that fails.
 * @param issue its number
 */
export function usePicker(issue: number) {
  const [asked, setAsked] = useState(nothing);
  const [found, setFound] = useState<FoundArticles | null>(null);
  const filters = useFilters();
  const [failed, setFailed] = useState(false);
  const take = (answer: FoundArticles | null, before: ArticleChoice[] = []) => {
    setFailed(!answer);
    if (answer) setFound({ ...answer, choices: [...before, ...answer.choices] });
  };
  useEffect(() => {
    const leaving = new AbortController();
    const look = async () => {
      const answer = await fetched<FoundArticles>(queryOf(issue, asked), leaving.signal);
      if (leaving.signal.aborted) return;
      take(answer);
      if (!answer) timer = setTimeout(() => void look(), again);
    };
    let timer = setTimeout(() => void look(), asked === nothing ? 0 : pause);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [issue, asked]);
  return {
    asked,
    ask: (part: Partial<PickerAsked>) => setAsked({ ...asked, ...part }),
    isAsking: JSON.stringify(asked) !== JSON.stringify(nothing),
    found,
    filters,
    failed,
    more: async () => {
      if (!found?.next) return;
      const query = queryOf(issue, asked);
      query.set("after", found.next);
      take(await fetched<FoundArticles>(query), found.choices);
    },
  };
}

/** All topics and authors that articles have. */
export function useFilters(): PickerFilters {
  const [filters, setFilters] = useState<PickerFilters>({ topics: [], authors: [] });
  useEffect(() => {
    const leaving = new AbortController();
    const query = new URLSearchParams({ filters: "1" });
    void fetched<PickerFilters>(query, leaving.signal).then((answer) => answer && setFilters(answer));
    return () => leaving.abort();
  }, []);
  return filters;
}

/** Asks what a section's rule proposes; null when that fails. @param issue its number */
export async function fetchProposed(issue: number, { topic, count }: SectionRule): Promise<ArticleChoice[] | null> {
  const query = new URLSearchParams({ issue: String(issue), topic, count: String(count) });
  return (await fetched<{ choices: ArticleChoice[] }>(query))?.choices ?? null;
}

function queryOf(issue: number, { notRun, ...words }: PickerAsked): URLSearchParams {
  const said = Object.entries(words).filter(([, value]) => value !== "");
  const query = new URLSearchParams([["issue", String(issue)], ...said]);
  if (notRun) query.set("notRun", "1");
  return query;
}

async function fetched<T>(query: URLSearchParams, signal?: AbortSignal): Promise<T | null> {
  try {
    const response = await fetch(`/desk/issues/articles?${query}`, { redirect: "manual", signal });
    return response.ok ? ((await response.json()) as T) : null;
  } catch {
    return null;
  }
}
