import type { BlockOf } from "#app/models/body.ts";
import { captionWithCredit, shownFigure } from "#app/models/figures.ts";
import { apart, turned } from "./direction.server.ts";
import { imageMarkup } from "./image.server.ts";
import { markup, safeLink, singleLine, type Markup, type MarkupPiece } from "./markup.server.ts";
import type { MailBlock, Page } from "./nesting.server.ts";
import { ink, sans } from "./styles.server.ts";
import { wrap } from "./wrap.server.ts";

/** An image with its caption, credit and link, in both parts of a mail and in feeds. */
export const figureBlock: MailBlock<"image"> = {
  html: (block, page) => {
    const shown = shownFigure(block);
    const picture = pictureMarkup(block, page, shown.size === "small" ? Math.round(page.width / 2) : page.width);
    if (!picture) return null;
    const words = captionWithCredit(shown);
    const { dir, style } = turned(words, page.language);
    return [
      linked(picture, shown.href),
      words &&
        markup`<p${dir} class="quiet" style="margin:-8px 0 16px;${style}${sans};font-size:14px;line-height:1.4;color:${ink.quiet}">${words}</p>\n`,
    ];
  },
  feedHtml: (block, page) => {
    const shown = shownFigure(block);
    const picture = pictureMarkup(block, page, page.width);
    if (!picture || shown.isPlain) return picture;
    const words = [
      shown.caption && apart(shown.caption, page.language),
      shown.credit && apart(shown.credit, page.language),
    ];
    const caption = words.filter((part) => part !== "").flatMap((part, i) => (i === 0 ? [part] : [" · ", part]));
    const line = caption.length > 0 ? markup`<figcaption>${caption}</figcaption>` : null;
    return markup`<figure>${linked(picture, shown.href)}${line}</figure>\n`;
  },
  text: (block, { words, width }) => {
    const { caption, credit, href } = shownFigure(block);
    const alt = singleLine(block.attrs.alt);
    const image = alt && `[${credit ? words("mail.imageWithCredit", { alt, credit }) : words("mail.image", { alt })}]`;
    const lines = [
      image,
      alt || !credit ? caption : [caption, credit].filter(Boolean).join(" · "),
      href && `(${href})`,
    ];
    return lines
      .filter((line): line is string => Boolean(line))
      .map((line) => wrap(line, width))
      .join("\n");
  },
};

function pictureMarkup(
  { attrs: { src, alt, width, height } }: BlockOf<"image">,
  page: Page,
  most: number,
): Markup | null {
  const url = safeLink(src.startsWith("/") ? page.origin + src : src);
  return url ? imageMarkup({ url, alt, width, height }, most) : null;
}

function linked(picture: Markup, href: string | null): MarkupPiece {
  const url = href && safeLink(href);
  return url ? markup`<a href="${url}" style="display:block">${picture}</a>\n` : picture;
}
