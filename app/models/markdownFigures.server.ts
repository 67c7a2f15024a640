import type MarkdownIt from "markdown-it";
import { isOwnImage, type BodyImage, type FigureSize } from "./figures.ts";
import { attributesIn, unquoted } from "./markdownAttributes.server.ts";

type Tokenizer = ReturnType<typeof MarkdownIt>;
type Token = ReturnType<Tokenizer["parse"]>[number];

/**
 * Reads an image of this site, alone in its paragraph and with its size in braces. Lines of them with `{.gallery}` are a gallery.
 * `env.origin` is the site's; images from elsewhere stay tokens of their own.
 */
export function figureTokens(markdown: Tokenizer): void {
  markdown.core.ruler.push("figures", (state) => {
    const { origin = "" } = state.env as { origin?: string };
    const kept: Token[] = [];
    const make = (type: string, nesting: -1 | 0 | 1, meta: object) =>
      Object.assign(new state.Token(type, "", nesting), { meta });
    const one = (figure: BodyImage) => make("figure", 0, figure);
    for (let i = 0; i < state.tokens.length; i += 1) {
      const token = state.tokens[i]!;
      const written = token.type === "paragraph_open" ? imagesIn(state.tokens[i + 1]!) : null;
      const figures = written?.images.map((image) => figureOf(image, origin)).filter((figure) => figure !== null) ?? [];
      if (written && figures.length === written.images.length) {
        const inner = figures.map(one);
        const { caption } = written;
        if (caption === null) kept.push(...inner);
        else kept.push(make("gallery_open", 1, { caption }), ...inner, make("gallery_close", -1, {}));
        i += 2;
      } else if (written) {
        // Neither they nor their braces are words, and nothing stays in the place of images that are left out.
        const lost = written.images.filter((image) => !figureOf(image, origin));
        const children = lost.map(({ token: image }) => image);
        kept.push(Object.assign(make("lost_pictures", 0, {}), { children, map: token.map }), ...figures.map(one));
        i += 2;
      } else if (token.type === "paragraph_open" && hasOnlyImages(state.tokens[i + 1]!)) {
        kept.push(
          Object.assign(make("lost_pictures", 0, {}), { children: state.tokens[i + 1]!.children, map: token.map }),
        );
        i += 2;
      } else kept.push(token);
    }
    state.tokens = kept;
  });
}

type WrittenImage = { token: Token; braces: string };

/** Returns the images of a paragraph that has nothing else, and the caption of their gallery; null where they are none. */
function imagesIn({ content, children }: Token): { images: WrittenImage[]; caption: string | null } | null {
  if (!content.startsWith("![") || !content.endsWith("}")) return null;
  const lines = content.split("\n");
  const gallery = /^\{\.gallery(?: caption="((?:[^"\\]|\\.)*)")?\}$/.exec(lines.at(-1)!);
  if (gallery) lines.pop();
  const tokens = (children ?? []).filter(({ type }) => type === "image");
  const images = lines.flatMap((line, i) => {
    const [, attributes] = braces.exec(line) ?? [];
    return attributes && tokens[i] ? [{ token: tokens[i], braces: attributes }] : [];
  });
  const isWhole = images.length === lines.length && tokens.length === lines.length;
  if (!isWhole || images.length > 4 || (!gallery && images.length !== 1)) return null;
  return { images, caption: gallery ? unquoted(gallery[1] ?? "") : null };
}

/** True for a paragraph of images that are no figures: nothing of it is left. */
function hasOnlyImages({ children }: Token): boolean {
  const inside = children ?? [];
  const isEmpty = ({ type, content }: Token) => type === "softbreak" || (type === "text" && content.trim() === "");
  return inside.some(({ type }) => type === "image") && inside.every((one) => one.type === "image" || isEmpty(one));
}

/** Attributes in braces, behind an image at the end of a line. */
const braces = /\)\{((?:[a-z]+=(?:"(?:[^"\\]|\\.)*"|[a-z0-9]+) ?)+)\}$/;

function figureOf({ token: image, braces: written }: WrittenImage, origin: string): BodyImage | null {
  const src = String(image.attrGet("src") ?? "");
  const path = origin !== "" && src.startsWith(origin) ? src.slice(origin.length) : "";
  const given = attributesIn(written);
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
