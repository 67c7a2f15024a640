import type MarkdownIt from "markdown-it";
import { isOwnImage } from "./figures.ts";
import type { LinkCard } from "./linkCards.ts";
import { attributesIn } from "./markdownAttributes.server.ts";

type Tokenizer = ReturnType<typeof MarkdownIt>;
type Token = ReturnType<Tokenizer["parse"]>[number];

/**
 * Reads a link with `{.card}`, alone in its paragraph, as a card. `env.origin` is the site's; `meta.isPictureLost` of the token tells
 * of a picture from elsewhere.
 */
export function cardTokens(markdown: Tokenizer): void {
  markdown.core.ruler.push("cards", (state) => {
    const { origin = "" } = state.env as { origin?: string };
    const kept: Token[] = [];
    for (let i = 0; i < state.tokens.length; i += 1) {
      const token = state.tokens[i]!;
      const meta = token.type === "paragraph_open" ? cardIn(state.tokens[i + 1]!, origin) : null;
      if (meta) i += 2;
      kept.push(meta ? Object.assign(new state.Token("link_card", "", 0), { meta, map: token.map }) : token);
    }
    state.tokens = kept;
  });
}

const braces = /\)\{\.card((?: [a-z]+=(?:"(?:[^"\\]|\\.)*"|[a-z0-9]+))*)\}$/;

function cardIn({ content, children }: Token, origin: string): { card: LinkCard; isPictureLost: boolean } | null {
  if (!content.startsWith("[") || !content.includes("){.card")) return null;
  const [, written] = braces.exec(content) ?? [];
  const [link] = children ?? [];
  if (written === undefined || link?.type !== "link_open") return null;
  const end = children!.findIndex(({ type }) => type === "link_close");
  const rest = children!.slice(end + 1);
  // The braces are read from the text as it was written: what their words look like is no link or picture.
  if (!rest[0]?.content.startsWith("{.card")) return null;
  const given = attributesIn(written);
  const words = children!.slice(1, end).map(({ type, content: words }) => (/break$/.test(type) ? " " : words));
  const image = given.image ?? "";
  const path = origin !== "" && image.startsWith(origin) ? image.slice(origin.length) : "";
  const [width, height] = [Number(given.width ?? 0), Number(given.height ?? 0)];
  const isOwn = isOwnImage(path) && width > 0 && height > 0;
  const card = {
    href: String(link.attrGet("href") ?? ""),
    title: given.untitled === "yes" ? "" : words.join("").trim(),
    description: given.description ?? "",
    site: given.site ?? "",
    isVideo: given.video === "yes",
    ...(isOwn ? { src: path, width, height } : { src: "", width: 0, height: 0 }),
  };
  return { card, isPictureLost: image !== "" && !isOwn };
}
