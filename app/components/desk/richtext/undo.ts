import { Extension } from "@tiptap/core";
import { closeHistory } from "@tiptap/pm/history";
import { Plugin } from "@tiptap/pm/state";

/** Milliseconds: the longest typing that one undo takes back. */
const longest = 1000;

/** Undo takes back a word, or what was typed in a second; the editor's own rule would take back a whole sentence. */
export const UndoByWords = Extension.create({
  name: "undoByWords",
  addProseMirrorPlugins() {
    let begun = 0;
    let afterSpace = false;
    return [
      new Plugin({
        props: {
          handleTextInput: (view, _from, _to, text) => {
            const isSpace = /^\s+$/.test(text);
            const now = Date.now();
            if ((afterSpace && !isSpace) || now - begun > longest) {
              // While letters are composed, a transaction of its own would end the composition.
              if (!view.composing) view.dispatch(closeHistory(view.state.tr));
              begun = now;
            }
            afterSpace = isSpace;
            return false;
          },
        },
      }),
    ];
  },
});
