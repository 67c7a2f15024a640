import { useEffect } from "react";

/** Milliseconds between two looks of a page in sight; a hidden one looks when it is seen again. */
const often = 20_000;

/** Looks again while the page is in sight, and at once when somebody comes back to it. @param atLeast by the cost of a look */
export function useFresh(busy: boolean, look: () => void, atLeast: number) {
  useEffect(() => {
    if (busy) return;
    const seen = () => void (!document.hidden && look());
    const timer = setTimeout(seen, Math.max(often, atLeast));
    document.addEventListener("visibilitychange", seen);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", seen);
    };
  }, [busy, look, atLeast]);
}
