import type { EditorView } from "@tiptap/pm/view";
import { useLayoutEffect, useRef, type RefObject } from "react";

/** A part of the text, by its positions. */
export type Range = { from: number; to: number };

/** Pixels between the text and what stands beside it. */
const gap = 8;

/**
 * Places an element above or below a part of a text, never over it. Where neither side has room, an element that
 * prefers to be above is not shown; `--room` tells the others how high they may be.
 * @returns the element's ref; it must be `fixed`
 */
export function useBeside<T extends HTMLElement>(
  text: { view: EditorView },
  range: Range | null,
  side: "above" | "below",
): RefObject<T> {
  const element = useRef<T>(null);
  useLayoutEffect(() => {
    const place = (event?: Event) => {
      const own = element.current;
      // Its own content may scroll as well.
      if (!range || !own || (event?.target instanceof Node && own.contains(event.target))) return;
      placeBeside(text.view, range, side, own);
    };
    place();
    addEventListener("scroll", place, { passive: true, capture: true });
    addEventListener("resize", place);
    return () => {
      removeEventListener("scroll", place, { capture: true });
      removeEventListener("resize", place);
    };
  });
  return element;
}

/** Places a `fixed` element above or below a part of a text, within the window. */
export function placeBeside(
  view: EditorView,
  { from, to }: Range,
  side: "above" | "below",
  element: HTMLElement,
): void {
  const size = view.state.doc.content.size;
  const first = view.coordsAtPos(Math.min(from, size), 1);
  const last = view.coordsAtPos(Math.min(to, size), -1);
  const frame = view.dom.getBoundingClientRect();
  element.style.removeProperty("--room");
  const natural = element.getBoundingClientRect();
  const bars = view.dom.closest("[data-editor]")?.querySelector("[data-bars]") ?? undefined;
  // On a phone the bars stand below the text.
  const isAtTop = bars !== undefined && getComputedStyle(bars).order === "0";
  const highest = isAtTop ? bars.getBoundingClientRect().bottom : 0;
  const lowest = bars && !isAtTop ? bars.getBoundingClientRect().top : innerHeight;
  const room = { above: first.top - 2 * gap - highest, below: lowest - last.bottom - 2 * gap };
  const other = side === "above" ? "below" : "above";
  const fits = room[side] >= natural.height || room[other] >= natural.height;
  const chosen = room[side] >= natural.height || (!fits && room[side] >= room[other]) ? side : other;
  element.style.setProperty("--room", `${Math.max(120, Math.round(room[chosen]))}px`);
  const { width, height } = element.getBoundingClientRect();
  const isOneLine = last.top < first.bottom;
  const middle = isOneLine
    ? (Math.min(first.left, last.left) + Math.max(first.right, last.right)) / 2
    : frame.left + frame.width / 2;
  const end = Math.min(document.documentElement.clientWidth - gap, Math.max(frame.right, frame.left + width));
  const left = Math.max(gap, Math.min(Math.max(frame.left, middle - width / 2), end - width));
  element.style.left = `${Math.round(left)}px`;
  element.style.top = `${Math.round(chosen === "above" ? first.top - gap - height : last.bottom + gap)}px`;
  element.style.visibility = side === "above" && !fits ? "hidden" : "visible";
}
