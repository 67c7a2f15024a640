import { useNavigate, useLocation } from "@remix-run/react";
import { useState } from "react";
import type { SheetAnswer } from "#app/components/desk/sheet/answers.ts";
import type { SheetStart, SheetWork } from "#app/components/desk/sheet/openSheet.ts";
import { loadSheet, postSheet } from "#app/components/desk/sheet/post.ts";
import { useSheet } from "#app/components/desk/sheet/useSheet.ts";
import { deskArticlePath } from "#app/models/deskPaths.ts";
import type { NotDone } from "./ArticleFaults.tsx";
import type { Missing } from "./PublishDialog.tsx";
import { useSchedule } from "./useSchedule.ts";
import type { SavedArticle } from "./answers.ts";
import { articleName, sameDraft, sentDraft, type ArticleDraft } from "./draft.ts";

export type WritingStart = SheetStart<ArticleDraft, SavedArticle>;

const work: SheetWork<ArticleDraft, SavedArticle> = {
  name: articleName,
  same: sameDraft,
  post: (saved, { draft, ...head }, closing) =>
    postSheet(`/desk/articles/${saved?.id ?? "new"}/sheet`, { ...head, draft: sentDraft(draft) }, closing),
  load: (saved) => loadSheet(`/desk/articles/${saved?.id ?? "new"}/sheet`),
  onSaved: ({ id }) => {
    // Without the router, which would load the page again: caret, undo history and focus stay.
    const path = deskArticlePath(id);
    if (location.pathname !== path) history.replaceState(history.state, "", path);
  },
};

const refused: Record<string, string> = {
  review: "Not published, because it could not be saved. Publish it when it is saved.",
  publish: "Not published, because it could not be saved. Publish it again when it is saved.",
  unpublish: "Still on the site: the desk could not be reached. Try again.",
  delete: "Not deleted: the desk could not be reached. Try again.",
};

/**
 * The state of the article's page: the sheet that saves itself, and the acts that somebody asks for.
 * @param sheetKey keeps the editor when the router learns the address of a new article
 */
export function useWriting(start: WritingStart, sheetKey: string) {
  const writing = useSheet(work, start);
  const [notDone, setNotDone] = useState<NotDone | null>(null);
  const { sheet, round } = writing;
  const act = useActs(writing, sheetKey, setNotDone);
  const asking = useAsking(writing, act);
  // A save that came after it makes an act that failed an old story.
  const [failedAt, setFailedAt] = useState(writing.saved);
  if (failedAt !== writing.saved) {
    setFailedAt(writing.saved);
    if (notDone && "failed" in notDone) setNotDone(null);
  }
  return {
    ...writing,
    notDone,
    /** Nothing was typed since words came back; later words must not be thrown away with them. */
    isAsKept: round === 0 && start.kept != null && sameDraft(writing.draft, start.kept.draft),
    asking,
    takeOver: () => (setNotDone(null), sheet.lock.take()),
    unpublish: () => void act("unpublish"),
    remove: () => void act("delete"),
    /** Goes back to what the server had when the page was opened. */
    throwAway: () => {
      writing.replace(start.draft);
      void sheet.saver.save();
    },
    /** Forgets what is typed here, and opens the page again with what others saved. */
    takeTheirs: async () => {
      await sheet.throwAway();
      location.assign(sheet.saved ? deskArticlePath(sheet.saved.id) : "/desk/articles");
    },
    /** A copy gets a slug of its own, and a headline that tells it apart. */
    saveCopy: () => {
      writing.change({ slug: "", headline: headlineOfCopy(sheet.draft.headline) });
      sheet.saveAs(null, 0);
    },
  };
}

/** The question before a publication, and its answers. */
function useAsking(writing: ReturnType<typeof useSheet<ArticleDraft, SavedArticle>>, act: ReturnType<typeof useActs>) {
  const [missing, setMissing] = useState<Missing | null>(null);
  return {
    /** The lacks of a publication, while the page asks whether to publish. */
    missing,
    ask: async () => {
      const answer = await act("review");
      if (answer && "saved" in answer)
        setMissing({ required: answer.faults, wanted: answer.wanted ?? {}, changes: answer.saved.changes ?? null });
    },
    stop: () => setMissing(null),
    schedule: useSchedule(writing),
    publish: () => {
      setMissing(null);
      void act("publish");
    },
  };
}

function headlineOfCopy(headline: string): string {
  return `${headline.trim() || "Untitled"} (copy)`;
}

type ActingSheet = Pick<ReturnType<typeof useSheet<ArticleDraft, SavedArticle>>, "sheet" | "amend">;

/** Publishes, takes off and deletes. @returns the act of an intent */
function useActs({ sheet, amend }: ActingSheet, sheetKey: string, setNotDone: (notDone: NotDone | null) => void) {
  const navigate = useNavigate();
  const { pathname } = useLocation();
  return async (intent: string) => {
    setNotDone(null);
    // Undoing brings back only words that were saved.
    if (intent === "delete" && sheet.saver.isUnsaved) await sheet.saver.save();
    const answer = await sheet.saver.save(intent);
    setNotDone(notDoneBy(intent, answer));
    if (answer && "deleted" in answer) {
      await sheet.throwAway();
      void navigate(answer.undo === null ? "/desk/articles?deleted" : `/desk/articles?undo=${answer.undo}`);
    } else if (answer && "saved" in answer) {
      // A published article shows its slug, which no longer follows the headline.
      if (answer.saved.publishedAt !== null) amend({ slug: answer.saved.slug });
      const path = deskArticlePath(answer.saved.id);
      // Now the router learns of it, too, so that corrections are asked for at the right place.
      if (path !== pathname) void navigate(path, { replace: true, state: { sheet: sheetKey } });
    }
    return answer;
  };
}

function notDoneBy(intent: string, answer: SheetAnswer<SavedArticle> | null): NotDone | null {
  // A dialog says what the publication would lack.
  if (answer && "saved" in answer && intent === "review") return null;
  if (answer && "saved" in answer) return Object.keys(answer.faults).length > 0 ? { lacking: answer.faults } : null;
  if (answer && "deleted" in answer) return null;
  if (answer && "error" in answer && answer.error === "written") return { by: answer.by };
  if (answer && "issues" in answer) return { held: answer.issues };
  return { failed: refused[intent]! };
}
