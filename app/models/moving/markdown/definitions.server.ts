import type MarkdownIt from "markdown-it";

type Tokenizer = ReturnType<typeof MarkdownIt>;
type BlockState = InstanceType<Tokenizer["block"]["State"]>;

/** Reads lists of definitions: a term on a line of its own, and below it `: what it means`. */
export function definitionLists(markdown: Tokenizer): void {
  markdown.block.ruler.before("paragraph", "definitions", readList, { alt: ["paragraph", "reference"] });
}

function lineAt(state: BlockState, line: number): string {
  return state.src.slice(state.bMarks[line]! + state.tShift[line]!, state.eMarks[line]);
}

const begins = /^:[ \t]+(?=\S)/;

function readList(state: BlockState, start: number, end: number, silent: boolean): boolean {
  if (state.sCount[start]! - state.blkIndent >= 4 || begins.test(lineAt(state, start))) return false;
  if (definitionAfter(state, start, end) === null) return false;
  if (silent) return true;
  const list = state.push("dl_open", "dl", 1);
  let line = start;
  for (let next = definitionAfter(state, line, end); next !== null; next = definitionAfter(state, line, end)) {
    const term = state.push("dt_open", "dt", 1);
    term.map = [line, line + 1];
    Object.assign(state.push("inline", "", 0), {
      content: lineAt(state, line).trim(),
      children: [],
      map: [line, line + 1],
    });
    state.push("dt_close", "dt", -1);
    while (next < end && begins.test(lineAt(state, next))) next = readDefinition(state, next, end);
    line = next;
    while (line < end && state.isEmpty(line)) line += 1;
    if (line >= end || lineAt(state, line) === "") break;
  }
  list.map = [start, line];
  state.push("dl_close", "dl", -1);
  state.line = line;
  return true;
}

/** The line of the definition of a term, right below it or behind one empty line. */
function definitionAfter(state: BlockState, term: number, end: number): number | null {
  if (term >= end || state.isEmpty(term)) return null;
  const next = term + 1 < end && state.isEmpty(term + 1) ? term + 2 : term + 1;
  return next < end && begins.test(lineAt(state, next)) && state.sCount[next]! >= state.blkIndent ? next : null;
}

/** @returns the line behind the definition */
function readDefinition(state: BlockState, start: number, end: number): number {
  const words = [lineAt(state, start).replace(begins, "")];
  let next = start + 1;
  for (; next < end; next += 1) {
    if (state.isEmpty(next)) {
      // Only what is indented goes on behind an empty line.
      if (next + 1 < end && !state.isEmpty(next + 1) && state.sCount[next + 1]! - state.blkIndent >= 2) words.push("");
      else break;
    } else if (begins.test(lineAt(state, next))) break;
    else
      words.push(
        state.getLines(next, next + 1, state.blkIndent + Math.min(4, state.sCount[next]! - state.blkIndent), false),
      );
  }
  const opened = state.push("dd_open", "dd", 1);
  opened.map = [start, next];
  const from = state.tokens.length;
  state.md.block.parse(words.join("\n"), state.md, state.env, state.tokens);
  for (const token of state.tokens.slice(from)) if (token.map) token.map = [token.map[0] + start, token.map[1] + start];
  state.push("dd_close", "dd", -1);
  while (next < end && state.isEmpty(next) && next + 1 < end && begins.test(lineAt(state, next + 1))) next += 1;
  return next;
}
