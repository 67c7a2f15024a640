import { useState, type PointerEvent, type RefObject } from "react";
import { aside, placeAt, type Rows } from "./order.ts";

type Drag = { from: number; to: number; startY: number; by: number; rows: Rows };

/**
 * Drags the rows of a list by a handle, with mouse, pen or finger. The list changes only when the handle is released;
 * Escape, or a cancelled pointer, restores it.
 * @param list the element whose children are the rows
 */
export function useDragOrder(list: RefObject<HTMLElement>, move: (from: number, to: number) => void) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const handle = (index: number) => ({
    onPointerDown(event: PointerEvent) {
      if (event.button !== 0) return;
      event.preventDefault();
      event.currentTarget.setPointerCapture(event.pointerId);
      setDrag({ from: index, to: index, startY: event.pageY, by: 0, rows: rowsOf(list.current!) });
      addEventListener("keydown", (key) => key.key === "Escape" && setDrag(null), { once: true });
    },
    onPointerMove(event: PointerEvent) {
      if (!drag) return;
      const by = event.pageY - drag.startY;
      setDrag({ ...drag, by, to: placeAt(drag.rows, drag.from, by) });
    },
    onPointerUp() {
      if (drag && drag.from !== drag.to) move(drag.from, drag.to);
      setDrag(null);
    },
    onPointerCancel: () => setDrag(null),
  });
  const style = (index: number) => {
    if (!drag) return {};
    if (index === drag.from)
      return { transform: `translateY(${drag.by}px)`, zIndex: 10, position: "relative" as const };
    return {
      transform: `translateY(${aside(drag.rows, drag.from, drag.to, index)}px)`,
      transition: "transform 150ms",
    };
  };
  return { held: drag?.from ?? null, handle, style };
}

function rowsOf(list: HTMLElement): Rows {
  return [...list.children].map((row) => {
    const { top, height } = row.getBoundingClientRect();
    return { top: top + scrollY, height };
  });
}
