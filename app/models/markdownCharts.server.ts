import type MarkdownIt from "markdown-it";
import { mostChartRows, mostSeries, type Chart } from "./charts.ts";
import { isOwnImage } from "./figures.ts";
import { attributesIn, unquoted } from "./markdownAttributes.server.ts";

type Tokenizer = ReturnType<typeof MarkdownIt>;
type Token = ReturnType<Tokenizer["parse"]>[number];

/**
 * Reads a table with `: Title {.chart …}` below it as a chart. It stands before what makes captions of such lines; a table that
 * is too large for a chart stays one. `env.origin` is the site's, whose own drawings are kept; any other is drawn again.
 */
export function chartTokens(markdown: Tokenizer): void {
  markdown.core.ruler.push("charts", (state) => {
    const { origin = "" } = state.env as { origin?: string };
    const { tokens } = state;
    const kept: Token[] = [];
    for (let i = 0; i < tokens.length; i += 1) {
      const token = tokens[i]!;
      const end = token.type === "table_open" ? tableEnd(tokens, i) : -1;
      const chart = end < 0 ? null : chartOf(tokens.slice(i, end), tokens[end + 1], tokens[end + 2], origin);
      if (chart) {
        kept.push(Object.assign(new state.Token("chart", "", 0), { meta: { chart }, map: token.map }));
        i = end + 3;
      } else kept.push(token);
    }
    state.tokens = kept;
  });
}

/** Returns the place of the token that closes a table. No table stands in a table. */
function tableEnd(tokens: Token[], from: number): number {
  return tokens.findIndex(({ type }, at) => at > from && type === "table_close");
}

const braces = /^: +(?:((?:[^\\]|\\.)*?) +)?\{ *\.chart((?: +[a-z]+=(?:"(?:[^"\\]|\\.)*"|[a-z0-9]+))*) *\} *$/s;

function chartOf(table: Token[], opening: Token | undefined, caption: Token | undefined, origin: string): Chart | null {
  if (opening?.type !== "paragraph_open" || !/\{ *\.chart/.test(caption?.content ?? "") || !caption) return null;
  const [, title = "", written = ""] = braces.exec(caption.content) ?? [];
  const rows = rowsIn(table);
  const given = attributesIn(written);
  const kind = given.kind === "line" ? "line" : "bar";
  const columns = Math.max(...rows.map(({ length }) => length));
  const isSmall =
    rows.length >= 2 && rows.length <= mostChartRows.line + 1 && columns >= 2 && columns <= mostSeries + 1;
  if (!isSmall || rows.some((row) => row.some((cell) => cell.length > 200)) || !braces.test(caption.content))
    return null;
  const image = given.image ?? "";
  const path = origin !== "" && image.startsWith(origin) ? image.slice(origin.length) : "";
  const [width, height] = [Number(given.width ?? 0), Number(given.height ?? 0)];
  const drawing = isOwnImage(path) && width > 0 && height > 0 ? { src: path, width, height } : undrawn;
  const filled = rows.map((row) => Array.from({ length: columns }, (_, i) => row[i] ?? ""));
  return { kind, title: unquoted(title).replace(/\s+/g, " "), source: given.source ?? "", rows: filled, ...drawing };
}

const undrawn = { src: "", width: 0, height: 0 };

function rowsIn(table: Token[]): string[][] {
  const rows: string[][] = [];
  for (const { type, children } of table) {
    if (type === "tr_open") rows.push([]);
    if (type === "inline")
      rows.at(-1)?.push(
        (children ?? [])
          .map(({ type: kind, content }) => (/break$/.test(kind) ? " " : content))
          .join("")
          .replace(/\s+/g, " ")
          .trim(),
      );
  }
  return rows;
}
