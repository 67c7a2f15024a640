import { useEffect, useRef, useState } from "react";
import type { Answer, Saved } from "./answers.ts";
import { sameDraft, type ArticleDraft } from "./draft.ts";
import { forget, keep } from "./kept.ts";

/** What the page opens with: the stored draft, and what is written so far, which a crash may have left behind. */
export type Start = { stored: ArticleDraft; draft: ArticleDraft; saved: Saved | null; version: number };

/**
 * An article under the pen: the draft, what of it is saved, and what the last answer said.
 * Nothing but `change` ever touches the draft, so no answer can lose a word.
 * @param name what the browser keeps it under until it is saved
 */
export function useWriting(start: Start, name: string, answer: Answer | undefined) {
  const [draft, setDraft] = useState(start.draft);
  const [stored, setStored] = useState(start.stored);
  const [saved, setSaved] = useState(start.saved);
  const [version, setVersion] = useState(start.version);
  const [sent, setSent] = useState<ArticleDraft | null>(null);
  const [heard, setHeard] = useState(answer);
  if (answer !== heard) {
    setHeard(answer);
    if (answer && "saved" in answer) {
      const slugged = (one: ArticleDraft) => (one.slug ? one : { ...one, slug: answer.saved.slug });
      setSaved(answer.saved);
      setVersion(answer.saved.version);
      if (sent) setStored(slugged(sent));
      setDraft(slugged(draft));
    }
  }
  const dirty = !sameDraft(draft, stored);
  useKeeping(name, draft, version, dirty);
  useWarning(dirty);
  return {
    draft,
    saved,
    version,
    dirty,
    change: (part: Partial<ArticleDraft>) => setDraft((now) => ({ ...now, ...part })),
    /** Takes note of what is sent now. @returns it, without the rows of sources that were left blank */
    send: () => {
      const tidy = { ...draft, sources: draft.sources.filter(({ title, url }) => title.trim() || url.trim()) };
      setDraft(tidy);
      setSent(tidy);
      return tidy;
    },
  };
}

function useKeeping(name: string, draft: ArticleDraft, version: number, dirty: boolean) {
  const keeping = useRef(false);
  useEffect(() => {
    // What an earlier visit left is not ours to forget before the page has offered it.
    if (!dirty && keeping.current) forget(name);
    keeping.current = dirty;
    if (!dirty) return;
    const soon = setTimeout(() => keep(name, { draft, version, at: Date.now() }), 400);
    return () => clearTimeout(soon);
  }, [name, draft, version, dirty]);
}

/** The browser asks before a tab with unsaved text is closed. */
function useWarning(dirty: boolean) {
  useEffect(() => {
    if (!dirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [dirty]);
}
