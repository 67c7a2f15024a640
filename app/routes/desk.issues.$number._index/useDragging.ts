import { useEffect, type RefObject } from "react";
import { movePiece } from "#app/models/issues/arrangement.ts";
import type { Arranger } from "./Arranger.ts";
import { scrollAt, spotAt, type DropField, type DropSpot } from "./dragging.ts";

/** Milliseconds that a finger rests on a row before it can be dragged; pixels that end the wait. */
const [longPress, slack] = [400, 8];

/**
 * Drags pieces between and within the sections of a list, by their handles at once, and by a finger that rests on a row.
 * Rows are moved without React, so a drag draws nothing again; the sections change when it ends. Escape gives up.
 * @param list has sections with `data-section` and in them rows with `data-piece`, and a line with `data-drop-line`
 */
export function useDragging(list: RefObject<HTMLElement>, arranger: Arranger): void {
  useEffect(() => {
    const root = list.current!;
    let ends: (() => void) | null = null;
    const begin = (event: PointerEvent) => {
      const target = event.target as Element;
      const row = target.closest<HTMLElement>("[data-piece]");
      if (!row || ends || event.button !== 0 || root.closest("fieldset:disabled")) return;
      const done = () => (ends = null);
      if (target.closest("[data-handle]")) {
        event.preventDefault();
        ends = drag(root, row, event, arranger, done);
      } else if (event.pointerType === "touch" && !target.closest(ownsTouch))
        ends = rest(event, done, () => (ends = drag(root, row, event, arranger, done)));
    };
    // A finger that drags does not scroll the page. Browsers ask only those who listened before the touch began.
    const still = (event: TouchEvent) => root.querySelector("[data-held]") && event.preventDefault();
    root.addEventListener("pointerdown", begin);
    root.addEventListener("touchmove", still, { passive: false });
    return () => {
      root.removeEventListener("pointerdown", begin);
      root.removeEventListener("touchmove", still);
      ends?.();
    };
  }, [list, arranger]);
}

const ownsTouch = "a, button, input, select, textarea, [contenteditable]";

/** Waits until a finger has rested. @returns how the wait ends before */
function rest(from: PointerEvent, onGone: () => void, onHeld: () => void): () => void {
  const leaving = new AbortController();
  const stop = () => {
    leaving.abort();
    clearTimeout(timer);
  };
  const giveUp = () => {
    stop();
    onGone();
  };
  const timer = setTimeout(() => {
    leaving.abort();
    navigator.vibrate?.(10);
    onHeld();
  }, longPress);
  const { signal } = leaving;
  addEventListener("pointermove", (event) => isFar(from, event) && giveUp(), { signal });
  for (const end of ["pointerup", "pointercancel", "scroll"]) addEventListener(end, giveUp, { signal });
  return stop;
}

function isFar(from: PointerEvent, to: PointerEvent): boolean {
  return Math.hypot(to.clientX - from.clientX, to.clientY - from.clientY) > slack;
}

/**
 * Drags a row until it is let go.
 * Long because: what is shown, where the pointer is and how it ends belong to one drag.
 * @returns how it ends from outside
 */
function drag(root: HTMLElement, row: HTMLElement, from: PointerEvent, arranger: Arranger, onDone: () => void) {
  const line = root.querySelector<HTMLElement>("[data-drop-line]")!;
  const leaving = new AbortController();
  const { signal } = leaving;
  const start = from.clientY + scrollY;
  let pointer = from.clientY;
  let spot: DropSpot | null = null;
  let frame = 0;
  const show = () => {
    const y = pointer + scrollY;
    row.style.transform = `translateY(${y - start}px)`;
    spot = spotAt(fieldsOf(root, row), y);
    line.hidden = !spot;
    if (spot) line.style.top = `${spot.line - root.getBoundingClientRect().top - scrollY}px`;
  };
  const scroll = () => {
    const by = scrollAt(pointer, innerHeight, coveredTop());
    const before = scrollY;
    if (by !== 0) scrollBy({ top: by, behavior: "instant" });
    if (scrollY !== before) show();
    frame = requestAnimationFrame(scroll);
  };
  const end = () => {
    leaving.abort();
    cancelAnimationFrame(frame);
    row.style.transform = "";
    delete row.dataset.held;
    line.hidden = true;
    onDone();
  };
  const drop = (at: number) => {
    pointer = at;
    show();
    end();
    const to = spot;
    if (to) arranger.move(row.dataset.piece!, (sections, place) => movePiece(sections, place, to));
  };
  const isIt = (event: PointerEvent) => event.pointerId === from.pointerId;
  row.dataset.held = "";
  addEventListener("pointermove", (event) => isIt(event) && ((pointer = event.clientY), show()), { signal });
  addEventListener("pointerup", (event) => isIt(event) && drop(event.clientY), { signal });
  addEventListener("pointercancel", (event) => isIt(event) && end(), { signal });
  addEventListener("blur", end, { signal });
  addEventListener("keydown", (event) => event.key === "Escape" && (event.preventDefault(), end()), { signal });
  // A finger that rests opens no menu, and marks no words.
  addEventListener("contextmenu", (event) => event.preventDefault(), { signal });
  addEventListener("selectstart", (event) => event.preventDefault(), { signal });
  show();
  frame = requestAnimationFrame(scroll);
  return end;
}

function fieldsOf(root: HTMLElement, held: HTMLElement): DropField[] {
  const at = (part: Element) => {
    const { top, bottom } = part.getBoundingClientRect();
    return { top: top + scrollY, bottom: bottom + scrollY };
  };
  return [...root.querySelectorAll<HTMLElement>("[data-section]")].map((section, i) => ({
    section: i,
    ...at(section),
    rows: [...section.querySelectorAll("[data-piece]")].filter((one) => one !== held).map(at),
  }));
}

/** The height of the page's own bar, where it covers the top. */
function coveredTop(): number {
  return document.querySelector<HTMLElement>("[data-sticky-bar]")?.offsetHeight ?? 0;
}
