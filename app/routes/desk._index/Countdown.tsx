import { useEffect, useState } from "react";
import { untilWords } from "./until.ts";

/** Milliseconds between two looks at the clock. */
const look = 10_000;

/** How long until a time: true as the server wrote it, and kept true by the page. @param now the server's clock, also its key */
export function Countdown({ at, now }: { at: number; now: number }) {
  const [passed, setPassed] = useState(0);
  useEffect(() => {
    const began = performance.now();
    const timer = setInterval(() => setPassed(performance.now() - began), look);
    return () => clearInterval(timer);
  }, []);
  return <span className="whitespace-nowrap">{untilWords(at - now - passed)}</span>;
}
