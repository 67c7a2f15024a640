import type MarkdownIt from "markdown-it";

type Tokenizer = ReturnType<typeof MarkdownIt>;
type Token = ReturnType<Tokenizer["parse"]>[number];

/**
 * Puts the text of each footnote where it is referred to; here a footnote is a part of the text around it. One that is
 * referred to again is there again, with `meta.isAgain` of its token. Its paragraphs, lists and code become one line of words.
 */
export function footnoteTokens(markdown: Tokenizer): void {
  markdown.core.ruler.push("footnotes-in-place", (state) => {
    const token = (type: string, nesting: -1 | 0 | 1) => new state.Token(type, "", nesting);
    const texts = new Map<number, Token[]>();
    const kept: Token[] = [];
    let current: Token[] | null = null;
    let isBlock = false;
    for (const one of state.tokens) {
      if (one.type === "footnote_block_open") isBlock = true;
      else if (one.type === "footnote_block_close") isBlock = false;
      else if (!isBlock) kept.push(one);
      else if (one.type === "footnote_open") texts.set((one.meta as { id: number }).id, (current = []));
      else current?.push(...wordsOf(one, current.length > 0, token));
    }
    for (const one of kept) if (one.children) one.children = placed(one.children, texts, token);
    state.tokens = kept;
  });
}

type Make = (type: string, nesting: -1 | 0 | 1) => Token;

/** Returns the words of one token of a footnote, as a part of a line. */
function wordsOf({ type, content, children }: Token, isSecond: boolean, make: Make): Token[] {
  const text = (words: string) => Object.assign(make("text", 0), { content: words });
  const before = isSecond ? [text(" ")] : [];
  if (type === "fence" || type === "code_block") return [...before, text(content.replace(/\s+/g, " ").trim())];
  if (type !== "inline") return [];
  return [...before, ...(children ?? []).map((one) => (/break$/.test(one.type) ? text(" ") : one))];
}

/** A footnote inside of a footnote becomes words in brackets. */
function placed(children: Token[], texts: Map<number, Token[]>, make: Make, isInner = false): Token[] {
  return children.flatMap((child) => {
    if (child.type !== "footnote_ref") return child;
    const text = texts.get((child.meta as { id: number }).id) ?? [];
    if (isInner)
      return [Object.assign(make("text", 0), { content: ` (${text.map(({ content }) => content).join("")})` })];
    const isAgain = (child.meta as { subId: number }).subId > 0;
    return [
      Object.assign(make("note_open", 1), { meta: { isAgain } }),
      ...placed(text, texts, make, true),
      make("note_close", -1),
    ];
  });
}
