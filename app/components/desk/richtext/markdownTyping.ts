import type { EditorState } from "@tiptap/pm/state";
import type { MarkType } from "#app/models/marks.ts";
import { editorBlocks, type EditorBlock } from "./blocks.ts";
import { linkTyped } from "./links.ts";
import { isInAddress } from "./quotes.ts";
import { ruleOf, type TypingRule } from "./typing.ts";

/** The next letters are as the closing sign was. */
function marksAtCaret({ storedMarks, selection }: EditorState) {
  return storedMarks ?? selection.$from.marks();
}

/** Signs on both sides of words, the longer ones first; `snake_case` and `2 * 3 * 4` are no such words. */
const pairs: { sign: string; marks: MarkType[] }[] = [
  { sign: "***", marks: ["bold", "italic"] },
  { sign: "**", marks: ["bold"] },
  { sign: "__", marks: ["bold"] },
  { sign: "*", marks: ["italic"] },
  { sign: "_", marks: ["italic"] },
  { sign: "~~", marks: ["strike"] },
  { sign: "`", marks: ["code"] },
];

const markRules = pairs.map(({ sign, marks }): TypingRule => {
  const one = sign.startsWith("*") ? "\\*" : sign[0]!;
  const all = one.repeat(sign.length);
  const form = new RegExp(`(?<![\\p{L}\\p{N}\\\\${one}])${all}([^\\s${one}](?:[^${one}]*[^\\s${one}])?)${all}$`, "u");
  const rule = ruleOf(form, (state, _match, from, to) => {
    const { tr, schema } = state;
    tr.delete(to - sign.length, to).delete(from, from + sign.length);
    const end = to - 2 * sign.length;
    for (const name of marks) tr.addMark(from, end, schema.marks[name]!.create());
    return tr.setStoredMarks(marksAtCaret(state));
  });
  return (before) => {
    const found = before.endsWith(sign) ? rule(before) : null;
    return found && !isInAddress(before.slice(0, -found.back)) ? found : null;
  };
});

const linkRule = ruleOf(
  /(?<![!\\])\[([^[\]]+)\]\(([^\s()]+(?:\([^\s()]*\)[^\s()]*)*)\)$/,
  (state, [, words, address], from, to) => {
    const { tr, schema } = state;
    const link = linkTyped(address!);
    if (!("href" in link)) return null;
    const end = from + 1 + words!.length;
    tr.delete(end, to).delete(from, from + 1);
    return tr.addMark(from, end - 1, schema.marks.link!.create(link)).setStoredMarks(marksAtCaret(state));
  },
);

/** An address becomes a link when the next sign shows its end. */
const addressRule = ruleOf(
  /(?<=^|[\s(«„“‚‘])((?:https?:\/\/|www\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+[.,;:!?…'"”’»)]*)\s$/,
  ({ tr, schema, doc }, [, typed], from) => {
    const address = addressIn(typed!);
    const link = linkTyped(address);
    const type = schema.marks.link!;
    if (!("href" in link) || doc.rangeHasMark(from, from + address.length, type)) return null;
    return tr.addMark(from, from + address.length, type.create(link)).removeStoredMark(type);
  },
  true,
);

/** Leaves out the signs of the sentence around an address. */
function addressIn(typed: string): string {
  const address = typed.replace(/[.,;:!?…'"“”‘’»]+$/, "");
  const isClosed = address.endsWith(")") && address.split("(").length < address.split(")").length;
  return isClosed ? addressIn(address.slice(0, -1)) : address;
}

/** Markdown as one types, and addresses. */
export const markdownRules: TypingRule[] = [
  ...Object.values<EditorBlock>(editorBlocks).flatMap(({ typing }) => typing ?? []),
  ...markRules,
  linkRule,
  addressRule,
];
