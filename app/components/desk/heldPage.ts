import { useEffect } from "react";

/** One entry for each thing that would be lost with the page: an upload, a file that is being read, words in a dialog. */
const holds = new Set<object>();

function warn(event: BeforeUnloadEvent) {
  event.preventDefault();
}

/**
 * Has the browser ask before the page is closed or loaded again.
 * @returns how it ends
 */
export function holdPage(): () => void {
  const hold = {};
  if (holds.size === 0) window.addEventListener("beforeunload", warn);
  holds.add(hold);
  return () => {
    if (holds.delete(hold) && holds.size === 0) window.removeEventListener("beforeunload", warn);
  };
}

/** True while something would be lost with the page. */
export function isPageHeld(): boolean {
  return holds.size > 0;
}

/** Holds the page while `holds` is true. */
export function useHeldPage(holds: boolean): void {
  useEffect(() => (holds ? holdPage() : undefined), [holds]);
}
