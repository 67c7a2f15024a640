import { Fragment } from "@tiptap/pm/model";
import type { EditorState, Transaction } from "@tiptap/pm/state";
import { canJoin, findWrapping } from "@tiptap/pm/transform";
import { caretAt, ruleOf, type TypingRule } from "./typing.ts";

type Make = (tr: Transaction, match: RegExpExecArray, state: EditorState) => Transaction | null;

/**
 * Reads signs at the beginning of a paragraph or a heading.
 * @param make changes the block, whose signs are gone already
 */
export function atStart(form: RegExp, make: Make): TypingRule {
  return ruleOf(form, (state, match, from, to) => {
    const { parent } = state.selection.$from;
    if (parent.type.name !== "paragraph" && parent.type.name !== "heading") return null;
    return make(state.tr.delete(from, to), match, state);
  });
}

/** Makes the block around the caret one of another kind, where such a block may stand. */
export function become(name: string, attrs: (match: RegExpExecArray) => object): Make {
  return (tr, match, { schema }) => {
    const { $from } = tr.selection;
    const type = schema.nodes[name]!;
    const at = $from.index(-1);
    if (!$from.node(-1).canReplaceWith(at, at + 1, type)) return null;
    return tr.setBlockType($from.pos, $from.pos, type, { ...attrs(match) });
  };
}

/** Puts a list or another block around the paragraph; a list goes on with the one before it where its number does. */
export function wrapIn(name: string, start?: (match: RegExpExecArray) => number): Make {
  return (tr, match, { schema }) => {
    const { $from } = tr.selection;
    const range = $from.parent.type.name === "paragraph" ? $from.blockRange() : null;
    const type = schema.nodes[name]!;
    const number = start?.(match);
    const wrapping = range && findWrapping(range, type, number === undefined ? null : { start: number });
    if (!wrapping) return null;
    tr.wrap(range, wrapping);
    const before = tr.doc.resolve(range.start).nodeBefore;
    const goesOn = number === undefined || (before && Number(before.attrs.start ?? 1) + before.childCount === number);
    return before?.type === type && goesOn && canJoin(tr.doc, range.start) ? tr.join(range.start) : tr;
  };
}

/** Puts a block without text in the place of an empty paragraph, with a new one behind it. */
export function putInPlace(name: string): Make {
  return (tr, _match, { schema }) => {
    const { $from } = tr.selection;
    const blocks = Fragment.from([schema.nodes[name]!.create(), schema.nodes.paragraph!.create()]);
    const [around, at] = [$from.node(-1), $from.index(-1)];
    if ($from.parent.content.size > 0 || !around.canReplace(at, at + 1, blocks)) return null;
    const start = $from.before();
    return caretAt(tr.replaceWith(start, $from.after(), blocks), start + 2);
  };
}

/** Makes a task of a list, shown as text; a paragraph becomes a list for it. */
export function task(list: string): Make {
  return (tr, match, state) => {
    tr.insertText(match[1]?.trim() ? "☑ " : "☐ ");
    return tr.selection.$from.node(-1).type.name === "listItem" ? tr : wrapIn(list)(tr, match, state);
  };
}
