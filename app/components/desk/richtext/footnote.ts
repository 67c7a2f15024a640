import { Node, type Editor } from "@tiptap/core";
import { selectAll, toggleMark } from "@tiptap/pm/commands";
import { redo, undo } from "@tiptap/pm/history";
import { keymap } from "@tiptap/pm/keymap";
import type { Node as ProseMirrorNode } from "@tiptap/pm/model";
import { EditorState, NodeSelection, TextSelection, type Command, type Transaction } from "@tiptap/pm/state";
import { StepMap } from "@tiptap/pm/transform";
import { EditorView, type NodeView } from "@tiptap/pm/view";
import type { Tool } from "./tools.ts";

/** A footnote: its number in the text, and its words in a field below while it is chosen. */
export const FootnoteNode = Node.create({
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
      new FootnoteView(node, view as EditorView, getPos),
  addKeyboardShortcuts() {
    return { "Mod-Alt-f": () => placeFootnote(this.editor), Enter: () => writeFootnote(this.editor) };
  },
});

class FootnoteView implements NodeView {
  readonly dom = document.createElement("span");
  private field: { at: HTMLElement; view: EditorView } | null = null;

  constructor(
    private node: ProseMirrorNode,
    private readonly outer: EditorView,
    private readonly getPos: () => number | undefined,
  ) {
    this.dom.className = "footnote";
    this.dom.addEventListener("click", () => this.field?.view.focus());
    this.name();
  }

  private name() {
    this.dom.title = this.node.textContent || "A footnote without words";
  }

  selectNode() {
    this.dom.classList.add("ProseMirror-selectednode");
    if (!this.field && this.outer.editable) this.open();
  }

  deselectNode() {
    this.dom.classList.remove("ProseMirror-selectednode");
    this.close();
  }

  private open() {
    const at = this.dom.appendChild(document.createElement("span"));
    at.className = "footnote-field";
    // As near as the edges of the text allow.
    const room = this.outer.dom.clientWidth - at.offsetWidth - 8;
    at.style.left = `${Math.max(8, Math.min(this.dom.offsetLeft - 40, room))}px`;
    const leave = () => this.leave();
    const { marks } = this.outer.state.schema;
    const view = new EditorView(at, {
      state: EditorState.create({
        doc: this.node,
        plugins: [
          keymap({
            "Mod-z": () => undo(this.outer.state, this.outer.dispatch),
            "Mod-y": () => redo(this.outer.state, this.outer.dispatch),
            "Mod-Shift-z": () => redo(this.outer.state, this.outer.dispatch),
            "Mod-b": toggleMark(marks.bold!),
            "Mod-i": toggleMark(marks.italic!),
            Enter: leave,
            Escape: leave,
            Tab: leave,
            // Of themselves these keys would lead to the ends of the text around.
            "Mod-Home": toEnd("start"),
            "Mod-End": toEnd("end"),
            "Mod-a": selectAll,
          }),
        ],
      }),
      attributes: { role: "textbox", "aria-label": "Words of the footnote" },
      dispatchTransaction: (transaction) => this.takeOver(transaction),
      handleDOMEvents: {
        // The outer editor has the focus when its footnote is clicked.
        mousedown: () => {
          if (this.outer.hasFocus()) view.focus();
          return false;
        },
      },
    });
    this.field = { at, view };
  }

  /** The caret goes behind the footnote. */
  private leave(): boolean {
    const here = this.getPos();
    if (here === undefined) return false;
    const { state } = this.outer;
    this.outer.dispatch(state.tr.setSelection(TextSelection.near(state.doc.resolve(here + this.node.nodeSize))));
    this.outer.focus();
    return true;
  }

  private close() {
    if (!this.field) return;
    this.field.view.destroy();
    this.field.at.remove();
    this.field = null;
  }

  /** Makes each change of the field one of the whole text, so that it is saved and undone with it. */
  private takeOver(transaction: Transaction) {
    const { view } = this.field!;
    const { state, transactions } = view.state.applyTransaction(transaction);
    view.updateState(state);
    const at = this.getPos();
    if (at === undefined || transaction.getMeta("fromText")) return;
    const { tr } = this.outer.state;
    for (const { steps } of transactions)
      for (const step of steps) {
        const moved = step.map(StepMap.offset(at + 1));
        if (moved) tr.step(moved);
      }
    if (tr.docChanged) this.outer.dispatch(tr);
  }

  update(node: ProseMirrorNode): boolean {
    if (!node.sameMarkup(this.node)) return false;
    this.node = node;
    this.name();
    if (this.field) this.follow(this.field.view, node);
    return true;
  }

  /** Undo changes the words from outside of the field. */
  private follow(view: EditorView, node: ProseMirrorNode) {
    const { doc, tr } = view.state;
    const start = node.content.findDiffStart(doc.content);
    const end = node.content.findDiffEnd(doc.content);
    if (start === null || !end) return;
    const overlap = Math.max(0, start - Math.min(end.a, end.b));
    view.dispatch(tr.replace(start, end.b + overlap, node.slice(start, end.a + overlap)).setMeta("fromText", true));
  }

  stopEvent({ target }: Event): boolean {
    return this.field !== null && target instanceof globalThis.Node && this.field.at.contains(target);
  }

  ignoreMutation(): boolean {
    return true;
  }

  destroy() {
    this.close();
  }
}

function toEnd(end: "start" | "end"): Command {
  return ({ doc, tr }, dispatch) => {
    dispatch?.(tr.setSelection(TextSelection.create(doc, end === "start" ? 0 : doc.content.size)));
    return true;
  };
}

/** Goes into the field of the chosen footnote. */
function writeFootnote({ state, view }: Editor): boolean {
  const { selection } = state;
  if (!(selection instanceof NodeSelection) || selection.node.type.name !== "footnote") return false;
  const dom = view.nodeDOM(selection.from);
  if (dom instanceof HTMLElement) dom.querySelector<HTMLElement>("[role=textbox]")?.focus();
  return true;
}

/** Places a footnote behind the selection, and opens its field. */
function placeFootnote(editor: Editor): boolean {
  const { state, view } = editor;
  const { footnote } = state.schema.nodes;
  const at = state.selection.to;
  if (!footnote || !state.doc.resolve(at).parent.type.contentMatch.matchType(footnote)) return false;
  const tr = state.tr.insert(at, footnote.create());
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
