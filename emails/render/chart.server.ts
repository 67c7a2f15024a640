import { shownChart, type ShownChart } from "#app/models/charts.ts";
import { shownTable } from "#app/models/tables.ts";
import { apart, turned, turnedBlock } from "./direction.server.ts";
import { imageMarkup } from "./image.server.ts";
import { markup, safeLink, singleLine, type MarkupPiece } from "./markup.server.ts";
import type { MailBlock, Page } from "./nesting.server.ts";
import { ink, sans } from "./styles.server.ts";
import { tableMarkup } from "./table.server.ts";
import { tableText } from "./tableText.server.ts";
import { wrap } from "./wrap.server.ts";

/** A chart: its drawing in mails, its table in the plain text, and both in feeds. */
export const chartBlock: MailBlock<"chart"> = {
  html: (block, page) => {
    const shown = shownChart(block);
    if (!shown) return null;
    const title = line(shown.title, page, `margin:0 0 8px;${sans};font-size:15px;line-height:1.4;font-weight:600`);
    return [title, pictureMarkup(shown, page) ?? tableOf(shown, page), sourceMarkup(shown, page)];
  },
  feedHtml: (block, page) => {
    const shown = shownChart(block);
    if (!shown) return null;
    const { language } = page;
    const title = shown.title && markup`<p><strong>${apart(shown.title, language)}</strong></p>\n`;
    const source =
      shown.source && markup`<p>${language.words("article.chartSource", { source: singleLine(shown.source) })}</p>\n`;
    return [title, pictureMarkup(shown, page), tableOf(shown, page), source];
  },
  text: (block, { words, width }) => {
    const shown = shownChart(block);
    if (!shown) return "";
    const source = shown.source && words("article.chartSource", { source: singleLine(shown.source) });
    const parts = [
      wrap(singleLine(shown.title), width),
      tableText(shownTable(shown.table), width),
      wrap(source, width),
    ];
    return parts.filter((part) => part !== "").join("\n\n");
  },
};

function pictureMarkup({ picture, alt }: ShownChart, page: Page): MarkupPiece {
  const url = picture && safeLink(page.origin + picture.src);
  return url ? imageMarkup({ ...picture, url, alt: singleLine(alt) }, page.width) : null;
}

function tableOf({ table }: ShownChart, page: Page): MarkupPiece {
  return tableMarkup(shownTable(table), turnedBlock({ type: "table", ...table }, page.language));
}

function sourceMarkup({ source, picture }: ShownChart, page: Page): MarkupPiece {
  const words = source && page.around.words("article.chartSource", { source: singleLine(source) });
  const above = picture ? -8 : -12;
  return line(
    words,
    page,
    `margin:${above}px 0 16px;${sans};font-size:14px;line-height:1.4;color:${ink.quiet}`,
    "quiet",
  );
}

function line(words: string, { language }: Page, style: string, className?: string): MarkupPiece {
  const { dir, style: side } = turned(words, language);
  const named = className ? markup` class="${className}"` : null;
  return words && markup`<p${dir}${named} style="${side}${style}">${words}</p>\n`;
}
