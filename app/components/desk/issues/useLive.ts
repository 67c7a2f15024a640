import { useEffect, useRef } from "react";

/** How long the page rests between two looks, in milliseconds; a page that nobody sees looks seldom. */
const rest = { seen: 1000, hidden: 15_000 };
/** How many times as long as a look takes: where a million rows are counted, the site has other work to do. */
const share = 5;

/**
 * Looks again and again while `active`; the next look waits for the last one's answer.
 * @param atLeast how long to rest, in milliseconds, by what the last answer cost
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
