import { useEffect } from "react";

const mark = "Error: ";

/**
 * Announces a form's error: the page's title names it, and its text gets the focus, a notice before a field. On a page that
 * saves itself (`data-saves-itself`) nobody who types is moved: the words are announced where they stand.
 * @param fault another value for each response with an error; undefined for none
 */
export function useFault(fault: unknown): void {
  useEffect(() => {
    if (!fault) return;
    soon(tell);
    return () => soon(settle);
  }, [fault]);
}

const waiting = new Set<() => void>();

/** Once for all fields of a form, after the last of them is rendered. */
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
  if (isTyping(document.activeElement) && told !== document.activeElement)
    document.getElementById(`${told.id}-error`)?.setAttribute("role", "alert");
  else told.focus();
}

function isTyping(at: Element | null): boolean {
  return (
    at instanceof HTMLElement &&
    at.closest("[data-saves-itself]") !== null &&
    (at.isContentEditable || at.matches(fields))
  );
}

const fields = "input:not([type=checkbox], [type=radio], [type=file]), textarea, select";

function settle() {
  if (!faultsIn(document) && document.title.startsWith(mark)) document.title = document.title.slice(mark.length);
}

function faultsIn(page: Document): HTMLElement | null {
  return page.querySelector<HTMLElement>("[data-fault]") ?? page.querySelector<HTMLElement>("[aria-invalid=true]");
}
