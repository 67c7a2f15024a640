import type { NodeSpec } from "prosemirror-model";
import type { Footnote } from "./marks.ts";

/** A footnote in the schema: a part of the text around it, with a text of its own. */
export const footnoteSchema: NodeSpec = { group: "inline", inline: true, content: "text*", atom: true };

type Tree = { type: string; content?: readonly Tree[] };

/** Returns the footnotes of a body in their order; with its own stack, for any depth. */
export function footnotesIn<T extends Tree>(body: T): Footnote[] {
  const found: Footnote[] = [];
  const waiting: Tree[] = [body];
  for (let tree = waiting.pop(); tree; tree = waiting.pop()) {
    if (tree.type === "footnote") found.push(tree as Footnote);
    else for (let i = (tree.content?.length ?? 0) - 1; i >= 0; i -= 1) waiting.push(tree.content![i]!);
  }
  return found;
}

/** Numbers the footnotes of a body that have words, from 1, in a copy of it. */
export function numberFootnotes<T extends Tree>(body: T): { body: T; notes: Footnote[] } {
  if (footnotesIn(body).length === 0) return { body, notes: [] };
  const copy = structuredClone(body);
  const notes = footnotesIn(copy).filter(({ content }) => content?.length);
  notes.forEach((note, i) => (note.number = i + 1));
  return { body: copy, notes };
}
