import type { Block, Inline } from "#app/models/body.server.ts";
import { cleanText } from "./markup.server.ts";

/** Deeper quotes and lists are written flat: no reader needs them, and a tree nested without end must not end us (STANDARDS 8, no. 25). */
export const deepestNesting = 12;

/** A run of text under one link, or under none. */
type InlineRun = { href: string | null; inlines: Inline[] };

/** Joins neighbours under the same link, so that a bold word inside a link does not cut it in two. */
export function runsOf(inlines: Inline[] = []): InlineRun[] {
  const runs: InlineRun[] = [];
  for (const inline of inlines) {
    const href = hrefOf(inline);
    const last = runs.at(-1);
    if (last && last.href === href) last.inlines.push(inline);
    else runs.push({ href, inlines: [inline] });
  }
  return runs;
}

function hrefOf(inline: Inline): string | null {
  for (const mark of inline.marks ?? []) if (mark.type === "link") return mark.attrs.href;
  return null;
}

/** The words of a run, line breaks as line feeds. */
export function inlineText(inlines: Inline[] = []): string {
  return inlines.map((inline) => (inline.type === "text" ? inline.text : "\n")).join("");
}

/** The lines of a block of code, as typed, without signs that no text has. */
export function codeText({ content = [] }: Extract<Block, { type: "codeBlock" }>): string {
  return cleanText(inlineText(content)).replace(/\s+$/, "");
}

/** Every paragraph and heading below, in order, without what held them. Walks with its own stack, however deep the tree. */
export function flatten(blocks: Block[]): Block[] {
  const flat: Block[] = [];
  const waiting: (Block | { type: "listItem"; content: Block[] })[] = [...blocks].reverse();
  for (let block = waiting.pop(); block; block = waiting.pop()) {
    if (
      block.type === "blockquote" ||
      block.type === "listItem" ||
      block.type === "bulletList" ||
      block.type === "orderedList"
    )
      waiting.push(...[...block.content].reverse());
    else flat.push(block);
  }
  return flat;
}
