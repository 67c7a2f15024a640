import { useEffect, useState } from "react";
import { Arranger, type TakenOut } from "./Arranger.ts";
import type { DraftSection } from "./draft.ts";

/** Milliseconds for which what was taken out can be brought back. */
const offeredFor = 60_000;

/** The state beside the sections: the words said last, the focus, and the part that can be brought back. */
export function useArranging(read: () => DraftSection[], write: (sections: DraftSection[]) => void) {
  const [said, say] = useState("");
  const [focused, setFocused] = useState<{ key: string } | null>(null);
  const [taken, offer] = useState<TakenOut | null>(null);
  const [arranger] = useState(() => new Arranger({ read, write, say, focus: (key) => setFocused({ key }), offer }));

  // A moved part is another element now, or has lost the focus.
  useEffect(() => {
    if (focused) focusOn(focused.key);
  }, [focused]);

  useEffect(() => {
    if (!taken) return;
    const timer = setTimeout(() => offer(null), offeredFor);
    return () => clearTimeout(timer);
  }, [taken]);
  return { arranger, said, taken };
}

/** Focuses the first control of a piece or a section: where it is named, and moved. */
function focusOn(key: string): void {
  const part = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  part?.querySelector<HTMLElement>("[data-first]")?.focus();
}
