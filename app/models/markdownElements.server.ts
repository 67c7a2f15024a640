import type MarkdownIt from "markdown-it";

type Tokenizer = ReturnType<typeof MarkdownIt>;
type Token = ReturnType<Tokenizer["parse"]>[number];

/** Elements that Markdown has no signs for, or none beside a letter, and the tokens that they become. */
const elements: Record<string, string> = {
  sup: "sup",
  sub: "sub",
  s: "s",
  del: "s",
  b: "strong",
  strong: "strong",
  i: "em",
  em: "em",
  code: "code",
};

/**
 * Reads `<sup>`, `<sub>`, `<s>`, `<del>`, `<code>` and the elements of bold and italic with their ends as marks, and `<br>` as a line break. A beginning without an
 * end is plain text.
 */
export function markElements(markdown: Tokenizer): void {
  // Before escaped signs are joined to the text: `\<sup>` is no element.
  markdown.core.ruler.before("text_join", "mark-elements", (state) => {
    for (const token of state.tokens) {
      if (!token.children || !/<(\/(su[pb]|s|del|b|strong|i|em|code)|br ?\/?)>/i.test(token.content)) continue;
      token.children = pairTags(token.children.flatMap((child) => (child.type === "text" ? partTags(child) : child)));
    }

    function partTags(text: Token): Token[] {
      return text.content.split(/(<\/?(?:su[pb]|s|del|b|strong|i|em|code)>|<br ?\/?>)/i).flatMap((content) => {
        if (content === "") return [];
        if (/^<br/i.test(content)) return new state.Token("hardbreak", "br", 0);
        return Object.assign(new state.Token("text", "", 0), { content, level: text.level });
      });
    }
  });
}

/** Turns the tags that have their other half into opening and closing tokens; the rest stays text. */
function pairTags(tokens: Token[]): Token[] {
  const open: Record<string, Token[]> = {};
  for (const token of tokens) {
    const [, slash, name] =
      (token.type === "text" && /^<(\/?)(su[pb]|s|del|b|strong|i|em|code)>$/i.exec(token.content)) || [];
    if (name === undefined) continue;
    const waiting = (open[name.toLowerCase()] ??= []);
    if (!slash) waiting.push(token);
    else {
      const opening = waiting.pop();
      if (opening) becomePair(opening, token, name.toLowerCase());
    }
  }
  return tokens;
}

function becomePair(opening: Token, closing: Token, name: string) {
  const type = elements[name]!;
  Object.assign(opening, { type: `${type}_open`, tag: name, nesting: 1, content: "" });
  Object.assign(closing, { type: `${type}_close`, tag: name, nesting: -1, content: "" });
}
