import type MarkdownIt from "markdown-it";
import { boxSigns } from "./boxes.ts";
import { attributesIn } from "./markdownAttributes.server.ts";

type Tokenizer = ReturnType<typeof MarkdownIt>;
type Token = ReturnType<Tokenizer["parse"]>[number];

/** Reads a quote that begins with `[!NOTE]` or another sign as its box, and a link with `{.button}` as a button. */
export function boxTokens(markdown: Tokenizer): void {
  markdown.core.ruler.push("boxes", (state) => {
    const paragraph = (): Token[] => [
      new state.Token("paragraph_open", "p", 1),
      Object.assign(new state.Token("inline", "", 0), { children: [] }),
      new state.Token("paragraph_close", "p", -1),
    ];
    const kept: Token[] = [];
    const ends: (string | null)[] = [];
    const { tokens } = state;
    for (let i = 0; i < tokens.length; i += 1) {
      const token = tokens[i]!;
      if (token.type === "blockquote_open") {
        const first = tokens[i + 1]?.type === "paragraph_open" ? tokens[i + 2]! : null;
        const box = first && becomeBox(token, first);
        ends.push(box ?? null);
        kept.push(token);
        if (box && first.children!.length === 0) {
          i += 3;
          if (tokens[i + 1]?.type === "blockquote_close") kept.push(...paragraph());
        }
      } else if (token.type === "blockquote_close") {
        const box = ends.pop();
        if (box) token.type = `${box}_close`;
        kept.push(token);
      } else if (token.type === "paragraph_open" && isButton(tokens[i + 1]!)) {
        kept.push(button(new state.Token("button", "", 0), tokens[i + 1]!));
        i += 2;
      } else kept.push(token);
    }
    state.tokens = kept;
  });
}

/** Makes a quote the box that its first line names, and takes that line away. */
function becomeBox(quote: Token, first: Token): string | null {
  const [, sign] = /^\[!([a-z]+)\](?:[ \t]|\n|$)/i.exec(first.content) ?? [];
  const box = sign && boxSigns[sign.toUpperCase()];
  const children = first.children ?? [];
  if (!box || children[0]?.type !== "text" || !children[0].content.startsWith(`[!${sign}]`)) return null;
  const end = children.findIndex(({ type }) => type === "softbreak" || type === "hardbreak");
  const line = end < 0 ? children : children.slice(0, end);
  const words = line.map(({ content }) => content).join("");
  quote.type = `${box.token}_open`;
  if (box.kind) quote.attrSet("kind", box.kind);
  quote.attrSet("words", words.slice(sign.length + 3).trim());
  first.children = end < 0 ? [] : children.slice(end + 1);
  return box.token;
}

const buttonBraces = /\)\{\.button((?: [a-z]+=(?:"(?:[^"\\]|\\.)*"|[a-z0-9]+))*)\}$/;

function isButton({ content, children }: Token): boolean {
  if (!buttonBraces.test(content) || children?.[0]?.type !== "link_open") return false;
  const end = children.findIndex(({ type }) => type === "link_close");
  return children[end + 1]?.content.startsWith("{.button") ?? false;
}

/** The braces are read as they were written: what their words look like is no mark. */
function button(made: Token, { content, children }: Token): Token {
  const [link, ...inner] = children!;
  const given = attributesIn(buttonBraces.exec(content)?.[1] ?? "");
  made.attrSet("href", given.address ?? String(link!.attrGet("href") ?? ""));
  const words = inner.slice(
    0,
    inner.findIndex(({ type }) => type === "link_close"),
  );
  const label = words.map(({ type, content }) => (/break$/.test(type) ? " " : content)).join("");
  made.attrSet("label", given.unlabelled === "yes" ? "" : label);
  return made;
}
