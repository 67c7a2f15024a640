import { useEffect, useState, type CSSProperties } from "react";

/**
 * Returns how much of the window is covered above and below a text, as `--covered-top` and `--covered-bottom`: by the
 * page's own bar (marked with `data-sticky-bar`), and by a touch keyboard.
 */
export function useRoomAround(): CSSProperties {
  const [top, setTop] = useState(0);
  const [bottom, setBottom] = useState(0);
  useEffect(() => {
    const bar = document.querySelector<HTMLElement>("[data-sticky-bar]");
    if (!bar) return;
    const observer = new ResizeObserver(() => setTop(bar.offsetHeight));
    observer.observe(bar);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const seen = window.visualViewport;
    if (!seen) return;
    // A window that somebody magnified has no keyboard for that.
    const look = () =>
      setBottom(seen.scale > 1.01 ? 0 : Math.max(0, Math.round(innerHeight - seen.height - seen.offsetTop)));
    look();
    seen.addEventListener("resize", look);
    seen.addEventListener("scroll", look);
    return () => {
      seen.removeEventListener("resize", look);
      seen.removeEventListener("scroll", look);
    };
  }, []);
  return { "--covered-top": `${top}px`, "--covered-bottom": `${bottom}px` } as CSSProperties;
}
