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
    if (editor.isEditable === readOnly) editor.setEditable(!readOnly, false);
    if (readOnly) editor.view.dom.setAttribute("aria-readonly", "true");
    else editor.view.dom.removeAttribute("aria-readonly");
  }, [editor, readOnly]);
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
