import type { Editor } from "@tiptap/core";
import { useLayoutEffect, useRef, type RefObject } from "react";

/** A part of the text, by its positions. */
export type Range = { from: number; to: number };

/** Pixels between the text and what stands beside it. */
const gap = 8;

/**
 * Places an element above or below a part of the text, never over it. Where neither side has room, an element that
 * prefers to be above is not shown.
 * @returns the element's ref; it must be `fixed`
 */
export function useBeside<T extends HTMLElement>(
  editor: Editor,
  range: Range | null,
  side: "above" | "below",
): RefObject<T> {
  const element = useRef<T>(null);
  useLayoutEffect(() => {
    const place = () => range && element.current && placeBeside(editor, range, side, element.current);
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

function placeBeside(editor: Editor, { from, to }: Range, side: "above" | "below", element: HTMLElement) {
  const { view } = editor;
  const size = view.state.doc.content.size;
  const first = view.coordsAtPos(Math.min(from, size), 1);
  const last = view.coordsAtPos(Math.min(to, size), -1);
  const frame = view.dom.getBoundingClientRect();
  const { width, height } = element.getBoundingClientRect();
  const bars = view.dom.closest("[data-editor]")?.querySelector("[data-bars]") ?? undefined;
  // On a phone the bars stand below the text.
  const isAtTop = bars !== undefined && getComputedStyle(bars).order === "0";
  const highest = isAtTop ? bars.getBoundingClientRect().bottom : 0;
  const lowest = bars && !isAtTop ? bars.getBoundingClientRect().top : innerHeight;
  const above = first.top - gap - height;
  const below = last.bottom + gap;
  const fits = { above: above >= highest, below: below + height <= lowest && below >= highest };
  const chosen = fits[side] ? side : side === "above" ? "below" : fits.above ? "above" : "below";
  const isOneLine = last.top < first.bottom;
  const middle = isOneLine
    ? (Math.min(first.left, last.left) + Math.max(first.right, last.right)) / 2
    : frame.left + frame.width / 2;
  const rightmost = document.documentElement.clientWidth - width - gap;
  const left = Math.min(Math.max(gap, frame.left, middle - width / 2), rightmost);
  element.style.left = `${Math.round(left)}px`;
  element.style.top = `${Math.round(chosen === "above" ? above : below)}px`;
  element.style.visibility = side === "above" && !fits[chosen] ? "hidden" : "visible";
}
