import { useEffect } from "react";
import { loadSheet } from "#app/components/desk/sheet/post.ts";
import { deskArticlePath } from "#app/models/deskPaths.ts";
import type { ScheduleAnswer } from "../desk.articles.$id_.schedule.ts";
import type { SavedArticle } from "./answers.ts";
import type { ArticleDraft } from "./draft.ts";

/** Milliseconds: a process publishes within so long after the time; then the page asks so often, and a few times only. */
const [margin, mostTries] = [2500, 12];
/** A browser's timers hold no more; the page asks again then. */
const longestTimer = 2 ** 31 - 1;

type Scheduling = {
  saved: SavedArticle | null;
  sheet: { saved: SavedArticle | null; learn: (saved: SavedArticle) => void };
  amend: (part: Partial<ArticleDraft>) => void;
};

/** Gives an article a time, another one or none, and learns when it has been published. @returns the act, with its fault */
export function useSchedule({ saved, sheet, amend }: Scheduling) {
  const scheduledAt = saved?.scheduledAt ?? null;
  const id = saved?.id;
  useEffect(() => {
    if (scheduledAt === null || id === undefined) return;
    let timer: ReturnType<typeof setTimeout>;
    let tries = 0;
    const look = async () => {
      const now = await loadSheet<{ saved: SavedArticle }>(`${deskArticlePath(id)}/sheet`);
      // A save of this page is newer than what it asked for before.
      if (now && now.saved.version === sheet.saved?.version) {
        sheet.learn(now.saved);
        if (now.saved.publishedAt !== null) amend({ slug: now.saved.slug });
      }
      tries += 1;
      if (tries < mostTries) wait(margin);
    };
    const wait = (ms: number) => (timer = setTimeout(() => void look(), Math.min(ms, longestTimer)));
    wait(Math.max(0, scheduledAt - Date.now()) + margin);
    return () => clearTimeout(timer);
    // Both belong to the sheet for as long as the page is open.
  }, [scheduledAt, id]);
  /** @param at as typed; null for no time */
  return async (at: string | null): Promise<string | null> => {
    const answer = await post(sheet.saved!.id, at);
    if (!answer) return "The desk could not be reached. Try again.";
    sheet.learn({ ...sheet.saved!, ...answer.saved });
    return answer.fault;
  };
}

/** Without the router, which would take the editor off the page when it fails. */
async function post(id: number, at: string | null): Promise<ScheduleAnswer | null> {
  try {
    const body = new URLSearchParams(at === null ? { intent: "cancel" } : { intent: "schedule", at });
    const response = await fetch(`${deskArticlePath(id)}/schedule`, { method: "POST", body, redirect: "manual" });
    const answer = (await response.json()) as Partial<ScheduleAnswer>;
    return answer.saved ? (answer as ScheduleAnswer) : null;
  } catch {
    return null;
  }
}
