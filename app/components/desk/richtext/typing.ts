import { Extension } from "@tiptap/core";
import { closeHistory } from "@tiptap/pm/history";
import { Plugin, PluginKey, TextSelection, type EditorState, type Transaction } from "@tiptap/pm/state";
import { Transform } from "@tiptap/pm/transform";
import type { EditorProps, EditorView } from "@tiptap/pm/view";

/** A change that typed signs ask for. */
type TypedChange = {
  /** The number of signs that it is about, the last one included. */
  back: number;
  /** Returns the change, or null for none; the signs stand between `from` and the caret. */
  change: (state: EditorState, from: number, to: number) => Transaction | null;
  /** True where Enter breaks the line as well. */
  breaksToo?: boolean;
};

/** Reads a block's text before the caret, the last sign included; for Enter, a line break stands at its end. */
export type TypingRule = (before: string) => TypedChange | null;

/** @param form ends with the sign that was typed last */
export function ruleOf(
  form: RegExp,
  change: (state: EditorState, match: RegExpExecArray, from: number, to: number) => Transaction | null,
  breaksToo = false,
): TypingRule {
  return (before) => {
    const match = form.exec(before);
    return match && { back: match[0].length, change: (state, from, to) => change(state, match, from, to), breaksToo };
  };
}

/** The last change that nothing was done after. */
const lastChange = new PluginKey<Transform | null>("typing");

/** Makes a change that one Backspace takes back, and one undo. */
export function changeTyped(view: EditorView, change: Transaction) {
  view.dispatch(closeHistory(change).setMeta(lastChange, true).scrollIntoView());
  // The next letters are a step of their own.
  view.dispatch(closeHistory(view.state.tr));
}

function applyRules(view: EditorView, rules: TypingRule[], typed = ""): TypedChange | null {
  const { $from, empty } = view.state.selection;
  if (!empty || $from.parent.type.spec.code || !$from.parent.inlineContent) return null;
  // In a name or a command each sign is itself.
  if ((view.state.storedMarks ?? $from.marks()).some(({ type }) => type.spec.code)) return null;
  const before = $from.parent.textBetween(0, $from.parentOffset, null, "\ufffc") + typed;
  for (const rule of rules) {
    const found = rule(before);
    const change = found?.change(view.state, $from.pos - found.back + typed.length, $from.pos);
    if (!change?.docChanged) continue;
    changeTyped(view, change);
    return found;
  }
  return null;
}

function takeBack(view: EditorView): boolean {
  const change = lastChange.getState(view.state);
  if (!change) return false;
  const { tr } = view.state;
  for (let i = change.steps.length - 1; i >= 0; i -= 1) tr.step(change.steps[i]!.invert(change.docs[i]!));
  view.dispatch(closeHistory(tr));
  return true;
}

/** Changes typed signs by `rules`, by the first that fits; never in code, and never while letters are composed. */
export function typingRules(rules: TypingRule[]) {
  return Extension.create({
    name: "typing",
    priority: 1000,
    addKeyboardShortcuts() {
      return { Backspace: () => takeBack(this.editor.view) };
    },
    addProseMirrorPlugins: () => [typingPlugin(rules)],
  });
}

/** The rules of `typingRules` for one view, without what Backspace takes back. */
export function typingPlugin(rules: TypingRule[]): Plugin {
  return new Plugin<Transform | null>({
    key: lastChange,
    state: {
      init: () => null,
      apply: (tr, last) => {
        if (tr.getMeta(lastChange)) return tr;
        const cause = tr.getMeta("appendedTransaction") as Transaction | undefined;
        // The paragraph that the editor adds below a final block belongs to the change.
        if (last && tr.docChanged && cause?.getMeta(lastChange)) return joined(last, tr);
        return tr.docChanged || tr.selectionSet ? null : last;
      },
    },
    props: typingProps(rules),
  });
}

function typingProps(rules: TypingRule[]): EditorProps {
  return {
    handleTextInput: (view, from, to, text) => {
      const { $from } = view.state.selection;
      if (view.composing || $from.parent.type.spec.code || from !== $from.pos) return false;
      const before = $from.parent.textBetween(0, $from.parentOffset, null, "\ufffc") + text;
      if (!rules.some((rule) => rule(before))) return false;
      view.dispatch(view.state.tr.insertText(text, from, to).scrollIntoView());
      applyRules(view, rules);
      return true;
    },
    handleKeyDown: (view, { key, shiftKey }) => {
      if (key !== "Enter" || shiftKey || view.composing) return false;
      const done = applyRules(view, rules, "\n");
      return done !== null && !done.breaksToo;
    },
    handleDOMEvents: {
      // Touch keyboards compose every word: its signs are there only now.
      compositionend: (view) => {
        setTimeout(() => view.isDestroyed || applyRules(view, rules));
        return false;
      },
    },
  };
}

function joined(first: Transform, second: Transform): Transform {
  const all = new Transform(first.docs[0]!);
  for (const step of [...first.steps, ...second.steps]) all.step(step);
  return all;
}

/** Puts the caret at a place of the changed document. */
export function caretAt(tr: Transaction, position: number): Transaction {
  return tr.setSelection(TextSelection.near(tr.doc.resolve(position)));
}
