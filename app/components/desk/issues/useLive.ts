import { useEffect, useRef } from "react";

/** Milliseconds between two requests; a hidden page polls seldom. */
const rest = { seen: 1000, hidden: 15_000 };
/**
 * The wait is at least this multiple of a request's duration: with a million rows to count, the site needs the time for
 * other work.
 */
const share = 5;

/**
 * Polls while `active`; the next request waits for the last response. While the site does not answer, the page stays as it is:
 * the router would put an error in its place, for good.
 * @param atLeast milliseconds to wait, by the cost of the last response
 */
export function useLive(active: boolean, busy: boolean, look: () => void, atLeast = 0) {
  const began = useRef(0);
  useEffect(() => {
    if (!active || busy) return;
    const took = began.current ? performance.now() - began.current : 0;
    let isOver = false;
    const again = async () => {
      clearTimeout(timer);
      began.current = performance.now();
      const answers = await siteAnswers();
      if (isOver) return;
      if (answers) look();
      else timer = setTimeout(() => void again(), rest.seen);
    };
    const wait = document.hidden ? rest.hidden : Math.max(rest.seen, took * share, atLeast);
    let timer = setTimeout(() => void again(), wait);
    const back = () => !document.hidden && void again();
    document.addEventListener("visibilitychange", back);
    return () => {
      isOver = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", back);
    };
  }, [active, busy, look, atLeast]);
}

/** Asks for what costs least. */
async function siteAnswers(): Promise<boolean> {
  try {
    return (await fetch("/livez", { cache: "no-store" })).status < 500;
  } catch {
    return false;
  }
}
