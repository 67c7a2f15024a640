import { TextSelection } from "@tiptap/pm/state";
import type { Node as ProseMirrorNode } from "@tiptap/pm/model";
import type { EditorView, NodeView, NodeViewConstructor } from "@tiptap/pm/view";

/** A field of a block that is written in the text: an attribute, in words. */
type BlockField = {
  attribute: string;
  label: string;
  longest: number;
  /** A day has its label in sight, because its field has no words of its own. */
  type?: "date";
  /** Returns the value that is kept of the typed one, when the field is left. */
  complete?: (typed: string) => string;
};
type FieldBlock = {
  className: string;
  /** The element of the text inside of it; none for a block without. */
  content?: string;
  /** True where the fields stand before the text. */
  fieldsFirst?: true;
  fields: BlockField[];
  /** Shows more of the block, each time that it changed. */
  show?: (dom: HTMLElement, node: ProseMirrorNode) => void;
};

/** Returns the view of a block some of whose attributes are typed where they stand. */
export function viewWithFields(block: FieldBlock): NodeViewConstructor {
  return (node, view, getPos) => new ViewWithFields(block, node, view, getPos);
}

class ViewWithFields implements NodeView {
  readonly dom = document.createElement("div");
  readonly contentDOM?: HTMLElement;
  private readonly inputs: HTMLInputElement[];

  constructor(
    private readonly block: FieldBlock,
    private node: ProseMirrorNode,
    private readonly view: EditorView,
    private readonly getPos: () => number | undefined,
  ) {
    this.dom.className = block.className;
    this.inputs = block.fields.map((field) => this.input(field));
    if (block.content) this.contentDOM = document.createElement(block.content);
    const content = this.contentDOM ? [this.contentDOM] : [];
    const fields = this.inputs.map((input, i) => (input.type === "date" ? labelled(input, block.fields[i]!) : input));
    this.dom.append(...(block.fieldsFirst ? [...fields, ...content] : [...content, ...fields]));
    this.show();
  }

  private input({ attribute, label, longest, type, complete }: BlockField): HTMLInputElement {
    const input = document.createElement("input");
    Object.assign(input, {
      type: type ?? "text",
      maxLength: longest,
      placeholder: label,
      className: "block-field",
      dir: "auto",
    });
    input.setAttribute("aria-label", label);
    input.contentEditable = "false";
    const set = (value: string) => {
      const at = this.view.editable ? this.getPos() : undefined;
      if (at !== undefined && this.node.attrs[attribute] !== value)
        this.view.dispatch(this.view.state.tr.setNodeAttribute(at, attribute, value));
    };
    input.addEventListener("input", () => set(input.value));
    input.addEventListener("change", () => complete && set(complete(input.value)));
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== "Escape") return;
      event.preventDefault();
      this.leave();
    });
    return input;
  }

  /** The caret goes into the text of the block, or behind it. */
  private leave() {
    const at = this.getPos();
    if (at === undefined) return;
    const { state } = this.view;
    const place = state.doc.resolve(this.contentDOM ? at + 1 : at + this.node.nodeSize);
    this.view.dispatch(state.tr.setSelection(TextSelection.near(place)).scrollIntoView());
    this.view.focus();
  }

  private show() {
    this.block.fields.forEach(({ attribute }, i) => {
      const value = this.node.attrs[attribute] as string;
      if (this.inputs[i]!.value !== value) this.inputs[i]!.value = value;
    });
    this.block.show?.(this.dom, this.node);
  }

  update(node: ProseMirrorNode): boolean {
    if (node.type !== this.node.type) return false;
    this.node = node;
    this.show();
    return true;
  }

  stopEvent({ target }: Event): boolean {
    return target instanceof HTMLInputElement;
  }

  ignoreMutation({ target }: { target: globalThis.Node }): boolean {
    return !this.contentDOM?.contains(target);
  }
}

/** A day's field with its name in sight: a browser shows no words in it. */
function labelled(input: HTMLInputElement, { label }: BlockField): HTMLElement {
  const line = document.createElement("label");
  line.className = "day-field";
  line.contentEditable = "false";
  line.append(label, input);
  return line;
}
