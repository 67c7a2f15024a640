import { useEffect, useRef, useState } from "react";
import type { Answer, Saved } from "./answers.ts";
import { sameDraft, type ArticleDraft } from "./draft.ts";
import { forget, keep } from "./kept.ts";

/** The first state: the stored draft, and the draft to edit, which a crash may have left behind. */
export type Start = { stored: ArticleDraft; draft: ArticleDraft; saved: Saved | null; version: number };

/**
 * The state of the editor: the draft, the saved part of it, and the last response.
 * Only `change` modifies the draft, so no response can lose a word.
 * @param name of the draft in the browser's storage
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
    /** Remembers the draft that is sent now. @returns it, without blank rows of sources */
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
    // A draft of an earlier visit is kept until the page has offered it.
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
