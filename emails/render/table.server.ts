import type { ShownCell, ShownTable } from "#app/models/tables.ts";
import { turned, turnedBlock, type TurnedText } from "./direction.server.ts";
import { inlinesMarkup } from "./inlines.server.ts";
import type { MailLanguage } from "./language.server.ts";
import { markup, Markup } from "./markup.server.ts";
import { ink, sans } from "./styles.server.ts";

type Turn = TurnedText & { language: MailLanguage };

/**
 * Renders a table for mails and feeds: a real table as wide as the text, with lines below its rows. Each cell has its own
 * font and colour, because in Outlook cells inherit none.
 * @param turn of the table; its language has the table's direction
 */
export function tableMarkup({ caption, header, rows, columns }: ShownTable, { dir, language }: Turn): Markup {
  // Five columns are narrow on a phone; with more, words are divided before the whole mail becomes too wide.
  const size = columns > 4 ? 13 : 15;
  const words = columns > 5 ? "" : ";word-break:normal;overflow-wrap:normal";
  const row = (cells: ShownCell[], scope: "col" | "row") =>
    markup`<tr>${cells.map((cell, i) => cellMarkup(cell, { scope, language, gap: i === cells.length - 1 ? 0 : 12, letters: `font-size:${size}px${words}` }))}</tr>\n`;
  const head = header && markup`<thead>\n${row(header, "col")}</thead>\n`;
  const said = caption
    ? markup`<p${turned(caption, language).dir} style="margin:0 0 6px;${turned(caption, language).style}${sans};font-size:14px;line-height:1.4;font-weight:600">${caption}</p>\n`
    : null;
  return markup`${said}<table${dir} width="100%" cellpadding="0" cellspacing="0" border="0" class="rule" style="width:100%;margin:0 0 20px;border-collapse:collapse;border-top:1px solid ${ink.hairline}">\n${head}<tbody>\n${rows.map((cells) => row(cells, "row"))}</tbody>\n</table>\n`;
}

type CellPlace = { scope: "col" | "row"; language: MailLanguage; gap: number; letters: string };

/** @param place `gap` is the space behind the cell in pixels, `letters` the size of its letters as a style */
function cellMarkup(cell: ShownCell, { scope, language, gap, letters }: CellPlace): Markup {
  const { align, isHeader, isNumber, inlines } = cell;
  const { dir, language: own } = turnedBlock({ type: "paragraph", content: inlines }, language);
  const side = align ?? own.start;
  const end = language.start === "left" ? "right" : "left";
  const name = new Markup(isHeader ? "th" : "td");
  const scoped = isHeader ? markup` scope="${scope}"` : null;
  return markup`<${name}${scoped}${dir} align="${side}" valign="top" class="plain rule" style="padding:7px 0;padding-${end}:${gap}px;border-bottom:1px solid ${ink.hairline};text-align:${side};${sans};${letters}${isNumber && !isHeader ? ";white-space:nowrap" : null};line-height:1.4;font-weight:${isHeader ? 600 : 400};color:${ink.text}">${inlinesMarkup(inlines)}</${name}>`;
}
