import { useEffect, useRef } from "react";

/** Milliseconds between two requests; a hidden page polls seldom. */
const rest = { seen: 1000, hidden: 15_000 };
/**
 * The wait is at least this multiple of a request's duration: with a million rows to count, the site needs the time for
 * other work.
 */
const share = 5;

/**
 * Polls while `active`; the next request waits for the last response.
 * @param atLeast milliseconds to wait, by the cost of the last response
 */
export function useLive(active: boolean, busy: boolean, look: () => void, atLeast = 0) {
  const began = useRef(0);
  useEffect(() => {
    if (!active || busy) return;
    const took = began.current ? performance.now() - began.current : 0;
    const again = () => {
      began.current = performance.now();
      look();
    };
    const timer = setTimeout(again, document.hidden ? rest.hidden : Math.max(rest.seen, took * share, atLeast));
    const back = () => !document.hidden && again();
    document.addEventListener("visibilitychange", back);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", back);
    };
  }, [active, busy, look, atLeast]);
}
