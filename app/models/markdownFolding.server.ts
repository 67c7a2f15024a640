import type MarkdownIt from "markdown-it";

type Tokenizer = ReturnType<typeof MarkdownIt>;
type Token = ReturnType<Tokenizer["parse"]>[number];

/** A construct that the schema lacks, replaced by a list; `line` is its first line, from 1. */
export type Folded = { line: number; what: "footnote" };

/**
 * Converts footnotes to a numbered list at the end: the schema has none, and nothing may be lost. Each conversion is
 * added to `env.folded`.
 */
export function foldIntoLists(markdown: Tokenizer): void {
  markdown.core.ruler.push("fold", (state) => {
    const folded: Folded[] = ((state.env as { folded?: Folded[] }).folded ??= []);
    const token = (type: string, tag: string, nesting: -1 | 0 | 1) => new state.Token(type, tag, nesting);
    state.tokens = foldFootnotes(state.tokens, token, folded);
  });
}

type Make = (type: string, tag: string, nesting: -1 | 0 | 1) => Token;

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
