import type { BlockOf } from "#app/models/body.ts";
import { captionWithCredit, shownFigure } from "#app/models/figures.ts";
import { apart, turned } from "./direction.server.ts";
import { imageMarkup } from "./image.server.ts";
import { markup, safeLink, singleLine, type Markup, type MarkupPiece } from "./markup.server.ts";
import { nested, type MailBlock, type Page } from "./nesting.server.ts";
import { ink, sans } from "./styles.server.ts";
import { wrap } from "./wrap.server.ts";

/** Images in two columns, which a phone has too, with one caption for all. */
export const galleryBlock: MailBlock<"gallery"> = {
  html: ({ attrs, content = [] }, page) => {
    if (content.length === 0) return null;
    const taken = content.length === 1 ? 0 : Math.ceil(page.width / 2) + 4;
    const cells = content.map((image) => nested([atFullWidth(image)], page, (inner) => inner, taken));
    if (content.length === 1) return [cells, captionMarkup(attrs.caption, page)];
    const rows = [cells.slice(0, 2), cells.slice(2)].filter((row) => row.length > 0);
    const { start } = page.language;
    const end = start === "left" ? "right" : "left";
    const cell = (inner: MarkupPiece, side: string) =>
      markup`<td width="50%" align="${start}" valign="top" style="width:50%;padding:0;padding-${side}:4px;text-align:${start}">${inner}</td>\n`;
    return markup`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="width:100%;border-collapse:collapse">
${rows.map(([one = null, two = null]) => markup`<tr>${cell(one, end)}${cell(two, start)}</tr>\n`)}</table>
${captionMarkup(attrs.caption, page)}`;
  },
  feedHtml: ({ attrs, content = [] }, page) => {
    if (content.length === 0) return null;
    const words = singleLine(attrs.caption);
    return [page.write(content, page), words && markup`<p>${apart(words, page.language)}</p>\n`];
  },
  text: ({ attrs, content = [] }, place) => {
    if (content.length === 0) return "";
    const caption = wrap(singleLine(attrs.caption), place.width);
    return [place.write(content, place), caption].filter((part) => part !== "").join("\n\n");
  },
};

function atFullWidth(image: BlockOf<"image">): BlockOf<"image"> {
  return { ...image, attrs: { ...image.attrs, size: "text" } };
}

function captionMarkup(words: string, page: Page): MarkupPiece {
  const text = singleLine(words);
  const { dir, style } = turned(text, page.language);
  return (
    text &&
    markup`<p${dir} class="quiet" style="margin:-8px 0 16px;${style}${sans};font-size:14px;line-height:1.4;color:${ink.quiet}">${text}</p>\n`
  );
}

/** An image with its caption, credit and link, in both parts of a mail and in feeds. */
export const figureBlock: MailBlock<"image"> = {
  html: (block, page) => {
    const shown = shownFigure(block);
    const picture = pictureMarkup(block, page, shown.size === "small" ? Math.round(page.width / 2) : page.width);
    if (!picture) return null;
    return [linked(picture, shown.href), captionMarkup(captionWithCredit(shown), page)];
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
  return url ? markup`<a href="${url}" style="display:block;color:${ink.accent}">${picture}</a>\n` : picture;
}
