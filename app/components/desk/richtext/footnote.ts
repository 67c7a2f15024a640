import { Node, type Editor } from "@tiptap/core";
import { closeHistory } from "@tiptap/pm/history";
import type { Node as ProseMirrorNode } from "@tiptap/pm/model";
import { NodeSelection, Plugin, TextSelection, type Transaction } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";
import { fieldIn, focusWords, FootnoteView, noteField } from "./footnoteField.ts";
import type { Tool } from "./tools.ts";
import { typingPlugin, type TypingRule } from "./typing.ts";

/** A footnote: its number in the text, and its words in a field below while it is chosen. @param rules of typing in it */
export const footnoteNode = (rules: TypingRule[]) =>
  Node.create({
    name: "footnote",
    group: "inline",
    inline: true,
    content: "text*",
    atom: true,
    parseHTML: () => [{ tag: "span[data-footnote]" }],
    renderHTML: () => ["span", { "data-footnote": "" }, 0],
    addNodeView:
      () =>
      ({ node, view, getPos }) =>
        new FootnoteView(node, view as EditorView, getPos, () => typingPlugin(rules)),
    addKeyboardShortcuts() {
      return { "Mod-Alt-f": () => placeFootnote(this.editor), Enter: () => writeFootnote(this.editor) };
    },
    addProseMirrorPlugins: () => [keptNotes],
  });

/** A footnote is no letter: none takes its place, it is chosen before it is deleted, and no mark is on it. */
const keptNotes = new Plugin({
  props: {
    handleKeyDown: (view, event) => chooseBeside(view, event) || writeOn(view, event),
    handleTextInput: (view) => fieldIn(view) !== null,
  },
  appendTransaction(transactions, _before, { doc, tr }) {
    if (!transactions.some(({ docChanged }) => docChanged)) return null;
    doc.descendants((node, position) => {
      if (node.type.name === "footnote") withoutMarks(tr, node, position);
      return node.type.name !== "footnote";
    });
    return tr.docChanged ? tr : null;
  },
});

function withoutMarks(tr: Transaction, { marks }: ProseMirrorNode, position: number) {
  for (const mark of marks) tr.removeNodeMark(position, mark);
}

/** Backspace and Delete beside a footnote choose it. */
function chooseBeside({ state, dispatch }: EditorView, { key }: KeyboardEvent): boolean {
  const { selection, tr } = state;
  if ((key !== "Backspace" && key !== "Delete") || !(selection instanceof TextSelection)) return false;
  const { $cursor } = selection;
  const beside = key === "Backspace" ? $cursor?.nodeBefore : $cursor?.nodeAfter;
  if (!$cursor || beside?.type.name !== "footnote") return false;
  const at = key === "Backspace" ? $cursor.pos - beside.nodeSize : $cursor.pos;
  dispatch(tr.setSelection(NodeSelection.create(tr.doc, at)));
  return true;
}

/** A letter that is typed on a chosen footnote goes into its field, as do those of a keyboard that composes. */
function writeOn(view: EditorView, { key, keyCode, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  const isLetter = keyCode === 229 || ([...key].length === 1 && ctrlKey === altKey && !metaKey);
  if (isLetter) fieldIn(view)?.focus();
  return false;
}

/** Goes into the field of the chosen footnote. */
function writeFootnote(editor: Editor): boolean {
  if (!noteField(editor)) return false;
  focusWords(editor);
  return true;
}

/** Places a footnote behind the selection, and opens its field; goes into that of a chosen one. */
function placeFootnote(editor: Editor): boolean {
  if (writeFootnote(editor)) return true;
  const { state, view } = editor;
  const { footnote } = state.schema.nodes;
  const at = state.selection.to;
  if (!footnote || !state.doc.resolve(at).parent.type.contentMatch.matchType(footnote)) return false;
  const tr = closeHistory(state.tr.insert(at, footnote.create()));
  view.dispatch(tr.setSelection(NodeSelection.create(tr.doc, at)).scrollIntoView());
  return writeFootnote(editor);
}

/** A footnote, whose words are typed next. */
export const footnoteTool: Tool = {
  name: "Footnote",
  words: "note reference source annotation endnote",
  icon: "M4 17V8l5 9V8M14 7.5h5M16.5 5v5M13 19h7",
  keys: "Mod+Alt+F",
  rare: true,
  can: (editor) => !editor.state.selection.$from.parent.type.spec.code,
  run: (editor) => {
    editor.view.focus();
    placeFootnote(editor);
  },
};
