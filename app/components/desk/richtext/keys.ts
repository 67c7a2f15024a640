import { Extension } from "@tiptap/core";
import { Plugin } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";
import { blockDirection } from "#app/i18n/direction.ts";

/** Shortcuts with Caps Lock on, and a way out of raised, struck-out and other words at the end of a line. */
export const WritersKeys = Extension.create({
  name: "writersKeys",
  priority: 2000,
  addProseMirrorPlugins: () => [
    new Plugin({ props: { handleKeyDown: (view, event) => withoutCapsLock(view, event) || leaveMarks(view, event) } }),
  ],
});

/** Caps Lock turns letters round, so that `Ctrl+Z` would be asked for as `Ctrl+Shift+Z` and the other way round. */
function withoutCapsLock(view: EditorView, event: KeyboardEvent): boolean {
  const isShortcut = event.ctrlKey || event.metaKey;
  if (!isShortcut || !event.getModifierState("CapsLock") || !/^\p{L}$/u.test(event.key)) return false;
  const { ctrlKey, metaKey, altKey, shiftKey, code } = event;
  const meant = new KeyboardEvent("keydown", {
    key: event.key.toLowerCase(),
    code,
    ctrlKey,
    metaKey,
    altKey,
    shiftKey,
  });
  const isDone = view.someProp("handleKeyDown", (handle) => handle(view, meant)) ?? false;
  if (isDone) event.preventDefault();
  return isDone;
}

/** The arrow key that would lead past the end of a line ends its marks there first. */
function leaveMarks(view: EditorView, event: KeyboardEvent): boolean {
  if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return false;
  const { state } = view;
  const { $from, empty } = state.selection;
  if (!empty || !$from.parent.isTextblock || $from.parentOffset < $from.parent.content.size) return false;
  const direction = blockDirection($from.parent.toJSON() as Parameters<typeof blockDirection>[0], "ltr");
  if (event.key !== (direction === "rtl" ? "ArrowLeft" : "ArrowRight")) return false;
  if (!(state.storedMarks ?? $from.marks()).length) return false;
  view.dispatch(state.tr.setStoredMarks([]));
  return true;
}
