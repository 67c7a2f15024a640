import type { Editor } from "@tiptap/core";
import { EditorState } from "@tiptap/pm/state";
import { useEffect, useRef } from "react";
import type { Body } from "#app/models/body.ts";

/**
 * Shows in an editor what others saved, and lets nobody write there meanwhile. The history ends where others wrote: undo
 * takes back only one's own words.
 * @param followed counts the texts of others; `body` is the last of them when it grows
 */
export function useFollowed(editor: Editor | null, readOnly: boolean, body: Body, followed: number): void {
  const seen = useRef(followed);
  useEffect(() => {
    if (!editor || editor.isDestroyed || seen.current === followed) return;
    seen.current = followed;
    show(editor, body);
  }, [editor, body, followed]);
  useEffect(() => {
    if (!editor || editor.isDestroyed) return;
    const { dom } = editor.view;
    const had = dom.contains(document.activeElement);
    const changes = editor.isEditable === readOnly;
    if (changes) editor.setEditable(!readOnly, false);
    if (!readOnly) {
      dom.removeAttribute("aria-readonly");
      // The caret belongs here after a take-over: its button is gone. At once, so that it never overtakes the next key.
      if (changes && (had || document.activeElement === document.body)) editor.view.focus();
      return;
    }
    dom.setAttribute("aria-readonly", "true");
    dom.tabIndex = 0;
    if (had) dom.focus({ preventScroll: true });
    dom.addEventListener("keydown", keepStill);
    return () => dom.removeEventListener("keydown", keepStill);
  }, [editor, readOnly]);
}

/** Somebody who is still typing when another takes over does not scroll the page. */
function keepStill(event: KeyboardEvent): void {
  if (event.key === " ") event.preventDefault();
}

function show(editor: Editor, body: Body): void {
  const { state, schema, view } = editor;
  const next = schema.nodeFromJSON(body);
  if (next.eq(state.doc)) return;
  // Nobody typed it here, so it is not saved from here.
  view.dispatch(state.tr.replaceWith(0, state.doc.content.size, next.content).setMeta("preventUpdate", true));
  const { doc, selection, plugins } = view.state;
  view.updateState(EditorState.create({ doc, selection, plugins }));
}
