import type { Block } from "#app/models/body.ts";
import { markKinds, type Inline, type Mark, type MarkType } from "#app/models/marks.ts";

const order = Object.keys(markKinds) as MarkType[];

/** Returns marks with one more, in the order of the schema; a text is never raised and lowered at once. */
export function withMark(marks: readonly Mark[], mark: Mark): Mark[] {
  const raised = ["superscript", "subscript"];
  const others = marks.filter(
    ({ type }) => type !== mark.type && !(raised.includes(type) && raised.includes(mark.type)),
  );
  return [...others, mark].sort((one, other) => order.indexOf(one.type) - order.indexOf(other.type));
}

/** Blocks while they are read: words come one after the other and become a paragraph where a block begins or ends. */
export class BlockPage {
  readonly blocks: Block[] = [];
  private line: Inline[] = [];

  /** Adds words as they are written; spaces are joined as on a page. */
  addText(text: string, marks: readonly Mark[]): void {
    const joined = text.replace(/[ \t\r\n\f]+/g, " ");
    const last = this.line.at(-1);
    const isAfterSpace = !last || last.type === "hardBreak" || (last.type === "text" && last.text.endsWith(" "));
    const words = isAfterSpace ? joined.replace(/^ /, "") : joined;
    if (words === "") return;
    if (last?.type === "text" && sameMarks(last.marks ?? [], marks)) last.text += words;
    else this.line.push({ type: "text", text: words, ...(marks.length > 0 ? { marks: [...marks] } : {}) });
  }

  /** Adds what stands between words as it is: a footnote, a line break, words whose spaces count. */
  addInline(inline: Inline): void {
    this.line.push(inline);
  }

  /** Ends the paragraph, and adds a block behind it. */
  add(...blocks: Block[]): void {
    this.endLine();
    this.blocks.push(...blocks);
  }

  /** Ends the paragraph; two line breaks are the end of another. */
  endLine(): void {
    for (const content of paragraphsOf(this.line)) this.blocks.push({ type: "paragraph", content });
    this.line = [];
  }

  /** Returns the words so far without making a block of them. */
  takeLine(): Inline[] {
    const line = this.line;
    this.line = [];
    return trimmed(line);
  }
}

function sameMarks(some: readonly Mark[], others: readonly Mark[]): boolean {
  return some.length === others.length && JSON.stringify(some) === JSON.stringify(others);
}

function paragraphsOf(line: Inline[]): Inline[][] {
  const parts: Inline[][] = [[]];
  for (const [i, inline] of line.entries()) {
    const isBreak = inline.type === "hardBreak";
    if (isBreak && line[i - 1]?.type === "hardBreak") {
      if (parts.at(-1)!.length > 0) parts.push([]);
    } else parts.at(-1)!.push(inline);
  }
  return parts.map(trimmed).filter((part) => part.length > 0);
}

/** Takes line breaks and spaces away from both ends; nothing stays of a line without words. */
export function trimmed(line: readonly Inline[]): Inline[] {
  const kept = line.map((inline) => ({ ...inline }));
  const trimEnd = (at: 0 | -1, trim: (text: string) => string) => {
    for (let inline = kept.at(at); inline; inline = kept.at(at)) {
      if (inline.type === "footnote") return;
      if (inline.type === "text") {
        inline.text = trim(inline.text);
        if (inline.text !== "") return;
      }
      if (at === 0) kept.shift();
      else kept.pop();
    }
  };
  trimEnd(0, (text) => text.trimStart());
  trimEnd(-1, (text) => text.trimEnd());
  return kept;
}
