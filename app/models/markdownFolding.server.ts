import type MarkdownIt from "markdown-it";

type Tokenizer = ReturnType<typeof MarkdownIt>;
type Token = ReturnType<Tokenizer["parse"]>[number];

/** A construct that the schema lacks, replaced by a list; `line` is its first line, from 1. */
export type Folded = { line: number; what: "table" | "footnote" };

/**
 * Converts a table to a list of its rows, and footnotes to a numbered list at the end: the schema has neither, and
 * nothing may be lost. Each conversion is added to `env.folded`.
 */
export function foldIntoLists(markdown: Tokenizer): void {
  markdown.core.ruler.push("fold", (state) => {
    const folded: Folded[] = ((state.env as { folded?: Folded[] }).folded ??= []);
    const token = (type: string, tag: string, nesting: -1 | 0 | 1) => new state.Token(type, tag, nesting);
    state.tokens = foldFootnotes(foldTables(state.tokens, token, folded), token, folded);
  });
}

type Make = (type: string, tag: string, nesting: -1 | 0 | 1) => Token;

function foldTables(tokens: Token[], token: Make, folded: Folded[]): Token[] {
  const out: Token[] = [];
  for (let i = 0; i < tokens.length; i += 1) {
    if (tokens[i]!.type !== "table_open") {
      out.push(tokens[i]!);
      continue;
    }
    const end = tokens.findIndex(({ type }, at) => at > i && type === "table_close");
    folded.push({ line: (tokens[i]!.map?.[0] ?? 0) + 1, what: "table" });
    out.push(...listOf(rowsOf(tokens.slice(i, end)), token));
    i = end;
  }
  return out;
}

/** Returns the cells of each row as their inline tokens; the first row is the header. */
function rowsOf(tokens: Token[]): Token[][][] {
  const rows: Token[][][] = [];
  for (const { type, children } of tokens) {
    if (type === "tr_open") rows.push([]);
    if (type === "inline") rows.at(-1)!.push(children ?? []);
  }
  return rows;
}

/** A row becomes `Oslo — Boats: 12; Year: 2026`, its first cell strong; a header without rows becomes a row. */
function listOf([header = [], ...rows]: Token[][][], token: Make): Token[] {
  const lines = (rows.length > 0 ? rows : [header])
    .map((row) => lineOf(row, rows.length > 0 ? header : [], token))
    .filter((line) => line.length > 0);
  if (lines.length === 0) return [];
  const items = lines.flatMap((children) => {
    const inline = token("inline", "", 0);
    inline.children = children;
    return [
      token("list_item_open", "li", 1),
      token("paragraph_open", "p", 1),
      inline,
      token("paragraph_close", "p", -1),
      token("list_item_close", "li", -1),
    ];
  });
  return [token("bullet_list_open", "ul", 1), ...items, token("bullet_list_close", "ul", -1)];
}

function lineOf(row: Token[][], header: Token[][], token: Make): Token[] {
  const plain = (text: string) => Object.assign(token("text", "", 0), { content: text });
  const cells = row.flatMap((cell, i) => {
    if (isEmpty(cell)) return [];
    if (i === 0) return [[token("strong_open", "strong", 1), ...cell, token("strong_close", "strong", -1)]];
    return [[...(isEmpty(header[i]) ? [] : [...header[i]!, plain(": ")]), ...cell]];
  });
  const afterFirst = isEmpty(row[0]) ? "; " : " — ";
  return cells.flatMap((cell, i) => (i === 0 ? cell : [plain(i === 1 ? afterFirst : "; "), ...cell]));
}

function isEmpty(cell: Token[] | undefined): boolean {
  return !cell?.some(({ type, content }) => type !== "text" || content.trim() !== "");
}

function foldFootnotes(tokens: Token[], token: Make, folded: Folded[]): Token[] {
  for (const { children, map } of tokens) for (const child of children ?? []) referTo(child, map, folded);
  return tokens.flatMap((one) => {
    switch (one.type) {
      case "footnote_block_open":
        return [token("hr", "hr", 0), token("ordered_list_open", "ol", 1)];
      case "footnote_block_close":
        return [token("ordered_list_close", "ol", -1)];
      case "footnote_open":
        return [token("list_item_open", "li", 1)];
      case "footnote_close":
        return [token("list_item_close", "li", -1)];
      case "footnote_anchor":
        return [];
      default:
        return [one];
    }
  });
}

/** A reference becomes its number, `[2]`. */
function referTo(child: Token, map: [number, number] | null, folded: Folded[]) {
  if (child.type !== "footnote_ref") return;
  const { id } = child.meta as { id: number };
  folded.push({ line: (map?.[0] ?? 0) + 1, what: "footnote" });
  Object.assign(child, { type: "text", tag: "", content: `[${id + 1}]` });
}
