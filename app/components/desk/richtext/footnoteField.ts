import type { Editor } from "@tiptap/core";
import { toggleMark } from "@tiptap/pm/commands";
import { closeHistory, redo, undo } from "@tiptap/pm/history";
import { keymap } from "@tiptap/pm/keymap";
import { Fragment, Slice, type Mark, type Node as ProseMirrorNode } from "@tiptap/pm/model";
import {
  EditorState,
  NodeSelection,
  TextSelection,
  type Command,
  type Plugin,
  type Transaction,
} from "@tiptap/pm/state";
import { StepMap } from "@tiptap/pm/transform";
import { EditorView, type NodeView } from "@tiptap/pm/view";
import { cleanPasted } from "./paste.ts";
import { PasteNotes } from "./pasteNotes.ts";
import { wordSteps } from "./undo.ts";
import { placeBeside, type Range } from "./useBeside.ts";

/** The open field of each text, by the text's element. */
const openFields = new WeakMap<HTMLElement, EditorView>();

/** Returns the field of the footnote that is chosen in a text, or null. */
export function noteField(editor: Editor): EditorView | null {
  return editor.isDestroyed ? null : fieldIn(editor.view);
}

/** Returns the field of the footnote that is chosen in a view, or null. */
export function fieldIn({ dom, state: { selection } }: EditorView): EditorView | null {
  return (isNote(selection) && openFields.get(dom)) || null;
}

function isNote(selection: unknown): selection is NodeSelection {
  return selection instanceof NodeSelection && selection.node.type.name === "footnote";
}

/** Returns the place of the selected words: those in the field of a chosen footnote, else those of the text. */
export function chosenWords(editor: Editor): Range {
  const { from, to } = editor.state.selection;
  const field = noteField(editor);
  if (!field) return { from, to };
  return { from: from + 1 + field.state.selection.from, to: from + 1 + field.state.selection.to };
}

/** Gives the focus to the field of a chosen footnote, else to the text. */
export function focusWords(editor: Editor) {
  (noteField(editor) ?? editor.view).focus();
}

/** Shows a footnote as its number, and its words in a field of their own while it is chosen. */
export class FootnoteView implements NodeView {
  readonly dom = document.createElement("span");
  private field: { at: HTMLElement; view: EditorView } | null = null;

  constructor(
    private node: ProseMirrorNode,
    private readonly outer: EditorView,
    private readonly getPos: () => number | undefined,
    /** Makes the rules of typing in the field. */
    private readonly typing: () => Plugin,
  ) {
    this.dom.addEventListener("click", () => this.field?.view.focus());
    this.name();
  }

  private name() {
    this.dom.classList.add("footnote");
    // Readers get no number for it.
    this.dom.classList.toggle("footnote-empty", this.node.content.size === 0);
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
    const doc = this.node;
    const view = new EditorView(at, {
      state: EditorState.create({
        doc,
        selection: TextSelection.create(doc, doc.content.size),
        plugins: [this.typing(), wordSteps(() => this.outer.dispatch(closeHistory(this.outer.state.tr))), this.keys()],
      }),
      attributes: { role: "textbox", "aria-label": "Words of the footnote", dir: "auto" },
      dispatchTransaction: (transaction) => this.takeOver(transaction),
      transformPastedHTML: (html) => cleanPasted(html, null, new PasteNotes()),
      transformPasted: oneLine,
      // The text's own keys for links, searching and its bars.
      handleKeyDown: (_view, event) => this.outer.props.handleKeyDown?.call(this.outer, this.outer, event) ?? false,
      handleDOMEvents: {
        // The outer editor has the focus when its footnote is clicked.
        mousedown: () => {
          if (this.outer.hasFocus()) view.focus();
          return false;
        },
        // The bar at its selected words comes and goes with the focus.
        focus: () => this.tell(),
        blur: () => this.tell(),
      },
    });
    this.field = { at, view };
    openFields.set(this.outer.dom, view);
    this.place();
    addEventListener("scroll", this.place, { passive: true, capture: true });
    addEventListener("resize", this.place);
  }

  private tell(): boolean {
    if (this.field) this.outer.dispatch(this.outer.state.tr);
    return false;
  }

  private readonly place = (event?: Event) => {
    const here = this.getPos();
    if (!this.field || here === undefined) return;
    if (event?.target instanceof globalThis.Node && this.field.at.contains(event.target)) return;
    placeBeside(this.outer, { from: here, to: here + this.node.nodeSize }, "below", this.field.at);
  };

  private keys(): Plugin {
    const leave = () => this.leave();
    const { marks } = this.outer.state.schema;
    return keymap({
      "Mod-z": () => this.travel(undo),
      "Mod-y": () => this.travel(redo),
      "Mod-Shift-z": () => this.travel(redo),
      "Mod-b": toggleMark(marks.bold!),
      "Mod-i": toggleMark(marks.italic!),
      Enter: leave,
      Escape: leave,
      Tab: leave,
      // Of themselves these keys would lead to the ends of the text around.
      "Mod-Home": select("start", "start"),
      "Mod-End": select("end", "end"),
      "Mod-a": select("start", "end"),
    });
  }

  /** Takes a step of the text back, or does it again; the focus stays here as long as the footnote is chosen. */
  private travel(command: Command): boolean {
    command(this.outer.state, this.outer.dispatch);
    if (!this.field) this.outer.focus();
    return true;
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
    removeEventListener("scroll", this.place, { capture: true });
    removeEventListener("resize", this.place);
    const { at, view } = this.field;
    if (openFields.get(this.outer.dom) === view) openFields.delete(this.outer.dom);
    this.field = null;
    view.destroy();
    at.remove();
  }

  /** Makes each change of the field one of the whole text, so that it is saved and undone with it. */
  private takeOver(transaction: Transaction) {
    if (!this.field) return;
    const { view } = this.field;
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
    // Without a change as well: the bars show what is selected here.
    this.outer.dispatch(tr);
    if (tr.docChanged) this.place();
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

function select(anchor: "start" | "end", head: "start" | "end"): Command {
  return ({ doc, tr }, dispatch) => {
    const at = { start: 0, end: doc.content.size };
    dispatch?.(tr.setSelection(TextSelection.create(doc, at[anchor], at[head])));
    return true;
  };
}

/** Returns the words of pasted blocks on one line, a space between two blocks. */
function oneLine({ content }: Slice): Slice {
  const words: ProseMirrorNode[] = [];
  const add = (node: ProseMirrorNode, marks: readonly Mark[]) => words.push(node.mark(marks));
  let ends = false;
  content.descendants((node) => {
    if (node.isText) {
      const last = words.at(-1)?.text ?? " ";
      if (ends && !/\s$/.test(last) && !/^\s/.test(node.text!)) add(node.type.schema.text(" "), []);
      ends = false;
      add(node, node.marks);
    } else ends ||= node.isBlock || node.type.name === "hardBreak" || node.type.name === "footnote";
    return true;
  });
  return new Slice(Fragment.from(words), 0, 0);
}
