import { useNavigate } from "@remix-run/react";
import { useCallback, useEffect, useState } from "react";
import type { SheetStart, SheetWork } from "#app/components/desk/sheet/openSheet.ts";
import { loadSheet, postSheet } from "#app/components/desk/sheet/post.ts";
import { useSheet } from "#app/components/desk/sheet/useSheet.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { mended, type Mend } from "#app/models/preflight/mends.ts";
import type { CheckedIssue, Finding } from "#app/models/preflight/preflight.server.ts";
import { draftOf, sameIssue, type HeldDraft, type IssueDraft } from "./draft.ts";

export type SavedDraft = { version: number; at: number; tookBack: boolean };

function workOf(number: number): SheetWork<IssueDraft, SavedDraft> {
  let tookBack = false;
  return {
    name: () => issueName(number),
    same: sameIssue,
    load: async () => {
      const loaded = await loadSheet<{ draft: HeldDraft; saved: SavedDraft }>(deskIssuePath(number, "sheet"));
      return loaded && { ...loaded, draft: draftOf(loaded.draft) };
    },
    post: async (_saved, sheet, closing) => {
      const posted = await postSheet<SavedDraft>(deskIssuePath(number, "sheet"), sheet, closing);
      // The first save ends the approval; the page says so until it is left.
      if ("answer" in posted && "saved" in posted.answer) {
        tookBack ||= posted.answer.saved.tookBack;
        posted.answer.saved.tookBack = tookBack;
      }
      return posted;
    },
  };
}

/** The name of an issue's words in the browser. */
export function issueName(number: number): string {
  return `issue ${number}`;
}

/** A copy has a subject that tells it apart. */
function asCopy(draft: IssueDraft): IssueDraft {
  return { ...draft, subject: `${draft.subject.trim() || "No subject"} (copy)` };
}

const notCopied = "The copy could not be saved. Try again.";
const notDeleted = "Not deleted: the desk could not be reached. Try again.";

/**
 * The state of the issue's page: the sheet that saves itself, and the acts that somebody asks for.
 * Long because: its acts share the sheet and its round.
 */
export function useComposing(composition: CheckedIssue, start: SheetStart<IssueDraft, SavedDraft>) {
  const composing = useSheet(useState(() => workOf(composition.number))[0], start);
  const [failed, setFailed] = useState("");
  const navigate = useNavigate();
  const { sheet, round } = composing;
  return {
    ...composing,
    ...useChecks(composition, composing.saved!.version, composing.state.phase === "saved"),
    /** Nothing was changed since words came back; later ones must not be thrown away with them. */
    isAsKept: round === 0 && start.kept != null && sameIssue(composing.draft, start.kept.draft),
    failed,
    /** Saves, then opens that page; where saving fails, the page stays and says so. */
    saveAnd: (next: string) =>
      sheet.saver.save().then(() => {
        if (!sheet.saver.isUnsaved) void navigate(next);
      }),
    mend: (mend: Mend) => {
      const part = mended(sheet.draft, mend);
      // The editor of a text takes other words only when it begins.
      if (part.intro || part.outro) composing.replace({ ...sheet.draft, ...part });
      else composing.change(part);
      sheet.saver.wake();
    },
    throwAway: () => {
      composing.replace(start.draft);
      sheet.saver.wake();
    },
    takeTheirs: async () => {
      await sheet.throwAway();
      location.assign(deskIssuePath(composition.number));
    },
    saveCopy: async () => {
      const posted = await sheet.postOnce("copy", asCopy(sheet.draft));
      if (!("answer" in posted && "copied" in posted.answer)) return setFailed(notCopied);
      await sheet.throwAway();
      location.assign(deskIssuePath(posted.answer.copied));
    },
    remove: async () => {
      // Undoing brings back only words that were saved.
      if (sheet.saver.isUnsaved) await sheet.saver.save();
      const answer = await sheet.saver.save("delete");
      if (!answer || !("deleted" in answer)) return setFailed(notDeleted);
      await sheet.throwAway();
      void navigate(`/desk/issues?undo=${answer.undo}`);
    },
  };
}

/** Milliseconds after a save: checking renders the mail, and waits until nothing is typed. */
const checkAfter = 700;

/** Milliseconds after which checks that could not be asked for are asked for again. */
const askAgainAfter = 4000;

/** Milliseconds between two looks while links wait for their answers. */
const lookAgainAfter = 4000;

/** Asks for the issue's checks after a save, without loading the page again; `checksFailed`: they could not be had. */
function useChecks(loaded: CheckedIssue, version: number, isSaved: boolean) {
  const [checked, setChecked] = useState(loaded);
  const [heard, setHeard] = useState(loaded);
  const [failures, setFailures] = useState(0);
  const { looks, look, looked } = useLooks(checked.preflight.linksToCome > 0);
  const take = useLatest(setChecked);
  // The page was loaded again, after an approval for example.
  if (loaded !== heard) {
    setHeard(loaded);
    setChecked(loaded);
  }
  const { number } = loaded;
  const isOld = checked.version !== version || looks > 0;
  useEffect(() => {
    if (!isSaved || !isOld) return;
    const leaving = new AbortController();
    const soon = setTimeout(
      () => {
        take(askChecks(number, leaving.signal))
          .then(() => {
            setFailures(0);
            looked();
          })
          .catch(() => !leaving.signal.aborted && setFailures((before) => before + 1));
      },
      failures > 0 ? askAgainAfter : checkAfter,
    );
    return () => {
      clearTimeout(soon);
      leaving.abort();
    };
  }, [number, isOld, version, isSaved, failures, looked, take]);
  /** @returns false when it did not arrive, or the finding is no longer there */
  const dismiss = ({ check, subject }: Finding, why: string | null): Promise<boolean> =>
    take(askChecks(number, undefined, { check, subject, why })).then(
      () => true,
      () => (look(), false),
    );
  return { checked, checksFailed: failures > 0, dismiss };
}

/** Takes answers in the order in which they were asked for: one that comes after a later one's is old, and left. */
function useLatest<Answer>(onAnswer: (answer: Answer) => void) {
  const [order] = useState({ asked: 0, taken: 0 });
  return useCallback(
    async (coming: Promise<Answer>): Promise<void> => {
      const place = (order.asked += 1);
      const answer = await coming;
      if (place < order.taken) return;
      order.taken = place;
      onAnswer(answer);
    },
    [order, onAnswer],
  );
}

/** Counts the times since the last answer when it may have become old. @param waits links wait for their answers */
function useLooks(waits: boolean) {
  const [looks, setLooks] = useState(0);
  const look = useCallback(() => setLooks((before) => before + 1), []);
  const looked = useCallback(() => setLooks(0), []);
  useEffect(() => {
    // Somebody may have changed an article in another tab meanwhile.
    const come = () => document.visibilityState === "visible" && look();
    document.addEventListener("visibilitychange", come);
    return () => document.removeEventListener("visibilitychange", come);
  }, [look]);
  useEffect(() => {
    if (!waits) return;
    const again = setInterval(look, lookAgainAfter);
    return () => clearInterval(again);
  }, [waits, look]);
  return { looks, look, looked };
}

/** @param dismissal of a finding, before it is checked */
async function askChecks(number: number, signal?: AbortSignal, dismissal?: object): Promise<CheckedIssue> {
  const posted = dismissal && {
    method: "POST",
    body: JSON.stringify(dismissal),
    headers: { "Content-Type": "application/json" },
  };
  const response = await fetch(deskIssuePath(number, "checks"), { signal, redirect: "manual", ...posted });
  if (!response.ok) throw new Error("not checked");
  return (await response.json()) as CheckedIssue;
}
