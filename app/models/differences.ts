import { blockKinds, flatten, type Block, type Body } from "./body.ts";
import type { SponsorAttrs } from "./boxes.ts";
import { captionWithCredit, shownFigure } from "./figures.ts";
import { footnotesIn } from "./footnotes.ts";
import { unmarkedText } from "./marks.ts";

type Piece = { kind: "same" | "added" | "removed"; text: string };

/** A line of a text: a paragraph, a source, an article of an issue. `restyled`: the same words look otherwise. */
export type DifferentLine = {
  kind: "same" | "added" | "removed" | "moved" | "changed" | "restyled";
  pieces: Piece[];
};

/** `key`: lines with the same one are the same; `text`: shown, and compared word by word. */
export type ComparedLine = { key: string; text: string };

/** Returns the lines of a body: one a block. */
export function linesOf(body: Body): ComparedLine[] {
  return (body.content ?? []).map((block) => ({ key: JSON.stringify(block), text: textOf(block) }));
}

/** Every word that somebody typed: what counts and the search leave out, like advertisements, changes like all else. */
function textOf(block: Block): string {
  const name = block.type === "sponsor" ? sponsorLine(block.attrs) : "";
  const held = flatten([block]).flatMap((one) => [
    wordsOf(one),
    ...footnotesIn(one).map(({ content = [] }) => unmarkedText(content, " ")),
  ]);
  return [...(name ? [name] : []), ...held].join("\n");
}

function sponsorLine({ name, from, until }: SponsorAttrs): string {
  return [name, from && `from ${from}`, until && `until ${until}`].filter(Boolean).join(" ");
}

function wordsOf(block: ReturnType<typeof flatten<never>>[number]): string {
  if (block.type === "button") return `[${block.attrs.label}] ${block.attrs.href}`.trim();
  if (block.type === "chart") {
    const { title, rows, source } = block.attrs;
    return [title, ...rows.map((row) => row.join(" ")), source].join(" ").replace(/\s+/g, " ").trim();
  }
  if (block.type === "linkCard")
    return `[${block.attrs.title}] ${block.attrs.href} ${block.attrs.description} ${block.attrs.site}`.trim();
  if (block.type === "image") return `[${block.attrs.alt || "…"}] ${captionWithCredit(shownFigure(block))}`.trim();
  if (blockKinds[block.type].holds === "nothing") return "* * *";
  return "content" in block ? unmarkedText(block.content ?? [], " ") : "";
}

/** Returns lines of which each is its own key. */
export function plainLines(lines: string[]): ComparedLine[] {
  return lines.filter(Boolean).map((text) => ({ key: text, text }));
}

/** Compares two texts line by line, and changed lines word by word. A line that only moved is named so at its new place. */
export function compareLines(before: ComparedLine[], after: ComparedLine[]): DifferentLine[] {
  const steps = aligned(
    before.map(({ key }) => key),
    after.map(({ key }) => key),
  );
  const added = new Set(steps.filter((step) => step.from === null).map((step) => after[step.to!]!.key));
  const removed = new Set(steps.filter((step) => step.to === null).map((step) => before[step.from!]!.key));
  const lines: DifferentLine[] = [];
  for (let i = 0; i < steps.length;) {
    const { from, to } = steps[i]!;
    if (from !== null && to !== null) {
      lines.push(whole("same", after[to]!));
      i += 1;
      continue;
    }
    const end = steps.findIndex((step, j) => j > i && step.from !== null && step.to !== null);
    const gap = steps.slice(i, end < 0 ? undefined : end);
    const gone = gap
      .flatMap((step) => (step.to === null ? before[step.from!]! : []))
      .filter(({ key }) => !added.has(key));
    const come = gap.flatMap((step) => (step.from === null ? after[step.to!]! : []));
    lines.push(...inGap(gone, come, removed));
    i += gap.length;
  }
  return lines;
}

function inGap(gone: ComparedLine[], come: ComparedLine[], removed: Set<string>): DifferentLine[] {
  const lines: DifferentLine[] = [];
  const rest = [...gone];
  for (const line of come) {
    if (removed.has(line.key)) {
      lines.push(whole("moved", line));
      continue;
    }
    const like = rest.findIndex((one) => isAlike(one.text, line.text));
    if (like < 0) {
      lines.push(whole("added", line));
      continue;
    }
    const [former, ...skipped] = rest.splice(0, like + 1).reverse();
    lines.push(...skipped.reverse().map((one) => whole("removed", one)), changed(former!.text, line.text));
  }
  return [...lines, ...rest.map((one) => whole("removed", one))];
}

function whole(kind: "same" | "added" | "removed" | "moved", { text }: ComparedLine): DifferentLine {
  return { kind, pieces: [{ kind: kind === "moved" ? "same" : kind, text }] };
}

function changed(before: string, after: string): DifferentLine {
  const pieces = compareWords(before, after);
  return { kind: pieces.every(({ kind }) => kind === "same") ? "restyled" : "changed", pieces };
}

/** Compares two texts word by word. */
function compareWords(before: string, after: string): Piece[] {
  const [old, now] = [before, after].map((text) => text.split(/(\s+)/).filter(Boolean)) as [string[], string[]];
  const pieces: Piece[] = [];
  const say = (kind: Piece["kind"], text: string) => {
    const last = pieces.at(-1);
    if (last?.kind === kind) last.text += text;
    else pieces.push({ kind, text });
  };
  for (const { from, to } of aligned(old, now)) {
    if (from !== null && to !== null) say("same", now[to]!);
    else if (from !== null) say("removed", old[from]!);
    else say("added", now[to!]!);
  }
  return pieces;
}

/** Two lines are versions of one when they share two fifths of their words. */
function isAlike(one: string, other: string): boolean {
  const { added, removed } = wordsChanged(one, other);
  const [most, least] = [countOf(one) + countOf(other), added + removed];
  return most === 0 ? one === other : least / most <= 0.6;
}

const wordsIn = (text: string) => text.split(/\s+/).filter(Boolean);
const countOf = (text: string) => wordsIn(text).length;

/** Counts the words that a text has more and less than before; words that only moved do not count. */
export function wordsChanged(before: string, after: string): { added: number; removed: number } {
  const counts = new Map<string, number>();
  if (before === after) return { added: 0, removed: 0 };
  for (const word of wordsIn(after)) counts.set(word, (counts.get(word) ?? 0) + 1);
  for (const word of wordsIn(before)) counts.set(word, (counts.get(word) ?? 0) - 1);
  const left = [...counts.values()];
  const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0);
  return { added: sum(left.filter((n) => n > 0)), removed: sum(left.filter((n) => n < 0).map((n) => -n)) };
}

/** Larger tables of common parts would take too long: such a part is said to be replaced. */
const mostCells = 4_000_000;

type Step = { from: number | null; to: number | null };

/** Aligns two lists by their longest common part. @returns the steps from one to the other; removals come first */
function aligned(before: string[], after: string[]): Step[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  const shorter = Math.min(before.length, after.length) - start;
  while (end < shorter && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  const head = Array.from({ length: start }, (_, i): Step => ({ from: i, to: i }));
  const tail = Array.from({ length: end }, (_, i): Step => ({
    from: before.length - end + i,
    to: after.length - end + i,
  }));
  const middle = stepsBetween(before.slice(start, before.length - end), after.slice(start, after.length - end));
  const shifted = (place: number | null) => (place === null ? null : place + start);
  return [...head, ...middle.map(({ from, to }) => ({ from: shifted(from), to: shifted(to) })), ...tail];
}

function stepsBetween(before: string[], after: string[]): Step[] {
  const [rows, columns] = [before.length, after.length];
  const removed = before.map((_, i): Step => ({ from: i, to: null }));
  const added = after.map((_, i): Step => ({ from: null, to: i }));
  if (rows === 0 || columns === 0 || rows * columns > mostCells) return [...removed, ...added];
  const common = tableOfCommon(before, after);
  const steps: Step[] = [];
  for (let i = 0, j = 0; i < rows || j < columns;) {
    if (i < rows && j < columns && before[i] === after[j]) {
      steps.push({ from: i, to: j });
      i += 1;
      j += 1;
    } else if (j === columns || (i < rows && common[i + 1]![j]! >= common[i]![j + 1]!)) {
      steps.push({ from: i, to: null });
      i += 1;
    } else {
      steps.push({ from: null, to: j });
      j += 1;
    }
  }
  return steps;
}

function tableOfCommon(before: string[], after: string[]): Uint16Array[] {
  const table = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i -= 1)
    for (let j = after.length - 1; j >= 0; j -= 1)
      table[i]![j] =
        before[i] === after[j] ? table[i + 1]![j + 1]! + 1 : Math.max(table[i + 1]![j]!, table[i]![j + 1]!);
  return table;
}
