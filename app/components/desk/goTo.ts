import type { MouseEvent } from "react";

/**
 * Goes to the part of the page that a link of it names, and gives it the focus. Left to the browser, every second such link
 * would look like a way back to the router, which then scrolls to where the page was before.
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
