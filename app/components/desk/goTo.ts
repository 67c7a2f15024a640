import type { MouseEvent } from "react";

/**
 * Goes to the part of the page that a link of it names, and gives it the focus. The router takes a second such link
 * of the browser's for a way back, and would scroll to where the page was before.
 */
export function goTo(event: MouseEvent<HTMLAnchorElement>): void {
  const { hash } = event.currentTarget;
  const part = document.getElementById(decodeURIComponent(hash.slice(1)));
  if (!part || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.replaceState(history.state, "", hash);
  part.scrollIntoView();
  part.focus({ preventScroll: true });
}
