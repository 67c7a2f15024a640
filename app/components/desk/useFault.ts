import { useEffect } from "react";

const mark = "Error: ";

/**
 * Tells of a fault in a form: the page's title says so, and the focus goes to what says it, a notice before a field.
 * @param fault another value for each answer that has one; nothing when there is none
 */
export function useFault(fault: unknown): void {
  useEffect(() => {
    if (!fault) return;
    soon(tell);
    return () => soon(settle);
  }, [fault]);
}

const waiting = new Set<() => void>();

/** Once for all the fields of a form, when the last of them stands. */
function soon(work: () => void) {
  if (waiting.has(work)) return;
  waiting.add(work);
  setTimeout(() => {
    waiting.delete(work);
    work();
  });
}

function tell() {
  const told = faultsIn(document);
  if (!told) return;
  if (!document.title.startsWith(mark)) document.title = mark + document.title;
  told.focus();
}

function settle() {
  if (!faultsIn(document) && document.title.startsWith(mark)) document.title = document.title.slice(mark.length);
}

function faultsIn(page: Document): HTMLElement | null {
  return page.querySelector<HTMLElement>("[data-fault]") ?? page.querySelector<HTMLElement>("[aria-invalid=true]");
}
