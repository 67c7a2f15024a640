import { useEffect, useState } from "react";
import type { SaveAnswer } from "./answers.ts";
import type { IssueEditor } from "./issueEditor.server.ts";

export type IssueDraft = Pick<IssueEditor, "subject" | "preheader" | "listId" | "intro" | "articles">;

/** The state of the issue's form: the draft, the saved part of it, and its version. */
export function useComposing(start: IssueEditor, answer: SaveAnswer | undefined) {
  const [draft, setDraft] = useState<IssueDraft>(start);
  const [saved, setSaved] = useState({ version: start.version, at: start.updatedAt, tookBack: false });
  const [stored, setStored] = useState(asText(draft));
  const [sent, setSent] = useState(stored);
  const [heard, setHeard] = useState(answer);
  if (answer !== heard) {
    setHeard(answer);
    if (answer && "saved" in answer) {
      setSaved(answer.saved);
      setStored(sent);
    }
  }
  return {
    draft,
    saved,
    dirty: asText(draft) !== stored,
    change: (part: Partial<IssueDraft>) => setDraft((now) => ({ ...now, ...part })),
    /** Remembers the draft that is sent now. */
    noteSent: () => setSent(asText(draft)),
  };
}

/** Serialises the saved fields, to compare drafts. */
function asText({ subject, preheader, listId, intro, articles }: IssueDraft): string {
  return JSON.stringify([subject, preheader, listId, intro, articles.map(({ id, display }) => [id, display])]);
}

/** Reports unsaved changes to the page, and makes the browser ask before it is closed. */
export function useWarning(dirty: boolean, onDirty: (dirty: boolean) => void) {
  useEffect(() => {
    onDirty(dirty);
    if (!dirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [dirty, onDirty]);
}
