import { Extension } from "@tiptap/core";
import { closeHistory } from "@tiptap/pm/history";
import { Plugin } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";

/** Milliseconds: the longest typing or deleting that one undo takes back. */
const longest = 1000;

/** Undo takes back a word, or what was done in a second; the editor's own rule would take back a whole sentence. */
export const UndoByWords = Extension.create({
  name: "undoByWords",
  addProseMirrorPlugins: () => [wordSteps((view) => view.dispatch(closeHistory(view.state.tr)))],
});

/** @param end ends the step of the history, so that what follows is one of its own */
export function wordSteps(end: (view: EditorView) => void): Plugin {
  let begun = 0;
  let afterSpace = false;
  const step = (view: EditorView, isWord: boolean) => {
    const now = Date.now();
    if (!isWord && now - begun <= longest) return;
    // While letters are composed, a transaction of its own would end the composition.
    if (!view.composing) end(view);
    begun = now;
  };
  return new Plugin({
    props: {
      handleTextInput: (view, _from, _to, text) => {
        const isSpace = /^\s+$/.test(text);
        step(view, afterSpace && !isSpace);
        afterSpace = isSpace;
        return false;
      },
      handleKeyDown: (view, { key }) => {
        if (key === "Backspace" || key === "Delete") step(view, false);
        return false;
      },
      // Keyboards of phones compose every word; between two of them a step can end.
      handleDOMEvents: { compositionstart: (view) => step(view, true) },
    },
  });
}
