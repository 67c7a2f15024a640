import { useEffect } from "react";

/** How long the page rests between two looks, in milliseconds; a page that nobody sees looks seldom. */
const rest = { seen: 1000, hidden: 15_000 };

/** Looks again and again while `active`; the next look waits for the last one's answer. */
export function useLive(active: boolean, busy: boolean, look: () => void) {
  useEffect(() => {
    if (!active || busy) return;
    const timer = setTimeout(look, document.hidden ? rest.hidden : rest.seen);
    const back = () => !document.hidden && look();
    document.addEventListener("visibilitychange", back);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", back);
    };
  }, [active, busy, look]);
}
