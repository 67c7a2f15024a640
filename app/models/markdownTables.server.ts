import type MarkdownIt from "markdown-it";

type Tokenizer = ReturnType<typeof MarkdownIt>;
type Token = ReturnType<Tokenizer["parse"]>[number];

/**
 * Fits the tokens of a table to the schema: a paragraph in each cell, no header row that is empty, and the caption. This is
 * a paragraph `: Caption` right below the table, as in Pandoc.
 */
export function tableTokens(markdown: Tokenizer): void {
  markdown.core.ruler.push("table-tokens", (state) => {
    const paragraph = (nesting: -1 | 1) =>
      new state.Token(nesting === 1 ? "paragraph_open" : "paragraph_close", "p", nesting);
    const { tokens } = state;
    const kept: Token[] = [];
    let table: Token | null = null;
    for (let i = 0; i < tokens.length; i += 1) {
      const token = tokens[i]!;
      const before = tokens[i - 1]?.type;
      if (token.type === "table_open") table = token;
      if (token.type === "thead_open" && isEmptyHeader(tokens, i)) {
        while (tokens[i]!.type !== "thead_close") i += 1;
        if (tokens[i + 1]!.type === "table_close") {
          kept.pop();
          i += 1;
        }
      } else if (before === "table_close" && isCaption(tokens, i)) {
        table?.attrSet("caption", captionIn(tokens[i + 1]!));
        i += 2;
      } else if (token.type === "inline" && /^t[hd]_open$/.test(before ?? ""))
        kept.push(paragraph(1), token, paragraph(-1));
      else kept.push(token);
    }
    state.tokens = kept;
  });
}

function isEmptyHeader(tokens: Token[], from: number): boolean {
  for (let i = from; tokens[i]!.type !== "thead_close"; i += 1)
    if (tokens[i]!.type === "inline" && tokens[i]!.content.trim() !== "") return false;
  return true;
}

function isCaption(tokens: Token[], at: number): boolean {
  return tokens[at]!.type === "paragraph_open" && /^: +\S/.test(tokens[at + 1]!.content);
}

/** A caption is plain text. */
function captionIn({ children }: Token): string {
  return (children ?? [])
    .map(({ type, content }) => (/break$/.test(type) ? " " : content))
    .join("")
    .replace(/^:\s+/, "")
    .trim();
}
