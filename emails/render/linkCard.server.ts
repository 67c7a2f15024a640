import { shownCard, type ShownCard } from "#app/models/linkCards.ts";
import type { Messages } from "#app/i18n/messages.ts";
import { apart, turned } from "./direction.server.ts";
import { imageMarkup } from "./image.server.ts";
import { markup, safeLink, singleLine, type Markup, type MarkupPiece } from "./markup.server.ts";
import type { MailBlock, Page } from "./nesting.server.ts";
import { ink, sans } from "./styles.server.ts";
import { wrap } from "./wrap.server.ts";

/** A link as a card, in both parts of a mail and in feeds: its picture is ours, and a link to the page. */
export const linkCardBlock: MailBlock<"linkCard"> = {
  html: (block, page) => {
    const shown = shownCard(block);
    const url = shown && safeLink(shown.href);
    return url ? cardMarkup(shown, url, page) : null;
  },
  feedHtml: (block, page) => {
    const shown = shownCard(block);
    const url = shown && safeLink(shown.href);
    if (!url) return null;
    const picture = pictureMarkup(shown, page, page.width);
    const { language } = page;
    const site = siteLine(shown, language.words);
    return markup`<blockquote>${picture && markup`<p><a href="${url}">${picture}</a></p>\n`}<p><a href="${url}"><strong>${apart(shown.title, language)}</strong></a></p>
${shown.description && markup`<p>${apart(shown.description, language)}</p>\n`}<p>${site}</p></blockquote>\n`;
  },
  text: (block, { words, width }) => {
    const shown = shownCard(block);
    if (!shown) return "";
    const kind = shown.isVideo ? `${words("article.video")}: ` : "";
    return [`${kind}${singleLine(shown.title)} (${shown.href})`, singleLine(shown.description)]
      .filter((line) => line !== "")
      .map((line) => wrap(line, width))
      .join("\n");
  },
};

function siteLine({ isVideo, site }: ShownCard, words: Messages): MarkupPiece {
  return [isVideo ? `${words("article.video")} · ` : null, markup`<span dir="ltr">${singleLine(site)}</span>`];
}

/** Pixels of a picture beside the words, on a phone too. */
const besideWidth = 112;
const lineWidth = 2;

function pictureMarkup({ picture, title }: ShownCard, { origin }: Page, most: number): Markup | null {
  const url = picture && safeLink(origin + picture.src);
  return url ? imageMarkup({ ...picture, url, alt: singleLine(title) }, most) : null;
}

/** A table with a line and no ground, as boxes are: no mail program recolours it, and Outlook draws it. */
function cardMarkup(shown: ShownCard, url: string, page: Page): Markup {
  const { start } = page.language;
  const end = start === "left" ? "right" : "left";
  const isBanner = shown.picture?.isBanner ?? false;
  const picture = pictureMarkup(shown, page, isBanner ? page.width - lineWidth : besideWidth);
  const linked =
    picture && markup`<a href="${url}" style="display:block;color:${ink.text};text-decoration:none">${picture}</a>`;
  const words = wordsMarkup(shown, url, page);
  const letters = `${sans};font-size:17px;line-height:1.4;color:${ink.text};text-align:${start}`;
  const beside = !isBanner && linked;
  const cells = markup`${beside ? markup`<td width="${besideWidth}" valign="top" style="width:${besideWidth}px;padding:14px;padding-${end}:0">${beside}</td>\n` : null}<td class="plain" align="${start}" valign="top" style="padding:14px 16px 0;${letters}">${words}</td>`;
  const inner = beside
    ? markup`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="width:100%;border-collapse:collapse"><tr>${cells}</tr></table>`
    : words;
  const padding = beside ? "0" : isBanner ? "0 16px" : "14px 16px 0";
  return markup`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="width:100%;border-collapse:collapse">
${isBanner ? markup`<tr><td class="rule" style="padding:0;border:1px solid ${ink.hairline};border-bottom:0;font-size:1px;line-height:1px">${linked}</td></tr>\n` : null}<tr><td class="plain rule" align="${start}" style="padding:${padding};border:1px solid ${ink.hairline};${isBanner ? "border-top:0;" : null}${letters}">
${inner}</td></tr>
<tr><td style="height:20px;font-size:1px;line-height:20px">&nbsp;</td></tr>
</table>\n`;
}

function wordsMarkup(shown: ShownCard, url: string, { language }: Page): Markup {
  const { title, description } = shown;
  // Each line has its own direction, and all of them stand at the side where the mail's lines begin.
  const line = (words: string) => {
    const { dir, style } = turned(words, language);
    return { dir, style: style && markup`${style}text-align:${language.start};` };
  };
  const below = line(description);
  const about =
    description &&
    markup`<p${below.dir} style="margin:0 0 6px;${below.style}font-size:15px;line-height:1.45">${singleLine(description)}</p>\n`;
  return markup`<p${line(title).dir} style="margin:0 0 4px;${line(title).style}font-weight:700;line-height:1.35"><a href="${url}" class="plain" style="color:${ink.text};text-decoration:none">${singleLine(title)}</a></p>
${about || null}<p class="quiet" style="margin:0 0 14px;font-size:14px;line-height:1.4;color:${ink.quiet}">${siteLine(shown, language.words)}</p>\n`;
}
