import { Extension, type Editor } from "@tiptap/core";
import { NodeSelection, Plugin, type EditorState, type Transaction } from "@tiptap/pm/state";
import { caretAt } from "./typing.ts";

/** Puts a block at the caret, or below one that is selected, and the caret into the paragraph under it. */
export function placeBlock(editor: Editor, type: string, attrs: object = {}): void {
  editor
    .chain()
    .command(({ tr, state }) => leaveSelected(tr, state))
    .insertContent({ type, attrs })
    .command(({ tr, state }) => leaveSelected(tr, state))
    .scrollIntoView()
    .run();
}

function leaveSelected(tr: Transaction, { schema }: EditorState): true {
  const { selection } = tr;
  if (selection instanceof NodeSelection && selection.node.isBlock) caretBelow(tr, selection.to, schema);
  return true;
}

/** Puts the caret into the paragraph below a place between blocks, a new one where there is none. */
export function caretBelow(tr: Transaction, place: number, { nodes }: EditorState["schema"]): Transaction {
  const paragraph = nodes.paragraph!;
  let below = tr.doc.resolve(place);
  // A gallery holds pictures alone.
  while (below.depth > 0 && !below.parent.canReplaceWith(below.index(), below.index(), paragraph))
    below = tr.doc.resolve(below.after());
  if (below.nodeAfter?.type !== paragraph) tr.insert(below.pos, paragraph.create());
  return caretAt(tr, below.pos + 1);
}

/** Words typed while a block is selected stand below it: a picture is removed by its keys alone. */
export const TypingKeepsBlocks = Extension.create({
  name: "typingKeepsBlocks",
  addProseMirrorPlugins: () => [
    new Plugin({
      props: {
        handleTextInput: (view, _from, _to, text) => {
          const { selection, tr, schema } = view.state;
          if (!(selection instanceof NodeSelection) || !selection.node.isBlock) return false;
          view.dispatch(caretBelow(tr, selection.to, schema).insertText(text).scrollIntoView());
          return true;
        },
      },
    }),
  ],
});
