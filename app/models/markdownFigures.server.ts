import type MarkdownIt from "markdown-it";
import { isOwnImage, type BodyImage, type FigureSize } from "./figures.ts";

type Tokenizer = ReturnType<typeof MarkdownIt>;
type Token = ReturnType<Tokenizer["parse"]>[number];

/**
 * Reads an image of this site, alone in its paragraph and with its size in braces, as the image that was written so. `env.origin`
 * is the site's; images from elsewhere stay tokens of their own.
 */
export function figureTokens(markdown: Tokenizer): void {
  markdown.core.ruler.push("figures", (state) => {
    const { origin } = state.env as { origin?: string };
    if (origin === undefined) return;
    const kept: Token[] = [];
    for (let i = 0; i < state.tokens.length; i += 1) {
      const token = state.tokens[i]!;
      const figure = token.type === "paragraph_open" ? figureIn(state.tokens[i + 1]!, origin) : null;
      if (figure) {
        kept.push(Object.assign(new state.Token("figure", "", 0), { meta: figure, map: token.map }));
        i += 2;
      } else kept.push(token);
    }
    state.tokens = kept;
  });
}

/** Attributes in braces, at the end of a paragraph. */
const braces = /\)\{((?:[a-z]+=(?:"(?:[^"\\]|\\.)*"|[a-z0-9]+) ?)+)\}$/;

function figureIn({ content, children }: Token, origin: string): BodyImage | null {
  const image = children?.[0];
  const [, written = ""] = braces.exec(content) ?? [];
  if (image?.type !== "image" || written === "") return null;
  const src = String(image.attrGet("src") ?? "");
  const path = src.startsWith(origin) ? src.slice(origin.length) : "";
  const given = Object.fromEntries(
    [...written.matchAll(/([a-z]+)=(?:"((?:[^"\\]|\\.)*)"|([a-z0-9]+))/g)].map(([, name, quoted, bare]) => [
      name!,
      quoted === undefined ? bare! : unquoted(quoted),
    ]),
  );
  const [width, height] = [Number(given.width), Number(given.height)];
  if (!isOwnImage(path) || !(width > 0) || !(height > 0)) return null;
  return {
    src: path,
    alt: (image.children ?? []).map(({ content: words }) => words).join(""),
    width,
    height,
    caption: String(image.attrGet("title") ?? ""),
    credit: given.credit ?? "",
    size: /^(wide|small)$/.test(given.size ?? "") ? (given.size as FigureSize) : "text",
    href: given.link ?? "",
  };
}

function unquoted(text: string): string {
  return text.replace(/\\(.)/g, "$1");
}
