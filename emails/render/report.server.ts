import { checkedUrl } from "#emails/message/markers.server.ts";
import { preheaderMarkup } from "./frame.server.ts";
import type { RenderedMail } from "./mailParts.server.ts";
import { markup, singleLine, sourceOf, type MarkupPiece } from "./markup.server.ts";
import { underline, wrap } from "./wrap.server.ts";

/** A figure in words: `count` like `1,234`, `of` like `of 9,876 mails accepted, 12 %`, `usual` like `9.5 % as a rule`. */
export type ReportFigure = { name: string; count: string; of: string; usual: string };

/** A report of one issue, all in words of the desk. `parts`: lists below the figures, each with its heading. */
export type ReportContent = {
  briefing: string;
  title: string;
  subject: string;
  lead: string;
  figures: ReportFigure[];
  parts: { heading: string; lines: { name: string; count: string }[] }[];
  notes: string[];
  /** Of the page with all numbers. */
  url: string;
};

/**
 * Renders the report of an issue as a mail to an editor: figures alone, no picture, nothing that is counted.
 * @throws on an invalid link
 */
export function renderReport(content: ReportContent): RenderedMail {
  const subject = singleLine(`${content.briefing}: ${content.title} after two days`);
  const why = `You get this because somebody at the desk of ${singleLine(content.briefing)} chose you for it.`;
  return { subject, html: htmlOf(content, subject, why), text: textOf(content, why) };
}

function textOf({ title, subject, lead, figures, parts, notes, url }: ReportContent, why: string): string {
  const head = singleLine(`${title}: ${subject}`);
  const lines = figures.map(({ name, count, of, usual }) =>
    wrap(tied([`${name}: ${count}`, of, usual && `(${usual})`].filter(Boolean).join(" "))),
  );
  const lists = parts.flatMap(({ heading, lines }) => [
    underline(heading, "-"),
    lines.map(({ name, count }) => wrap(`${singleLine(name)}: ${count}`)).join("\n"),
  ]);
  return (
    [
      underline(head, "="),
      wrap(lead),
      lines.join("\n"),
      ...lists,
      ...notes.map((note) => wrap(note)),
      checkedUrl(url),
      wrap(why),
    ].join("\n\n") + "\n"
  );
}

/** With its signs of per cent on the lines of their numbers. */
function tied(line: string): string {
  return line.replaceAll(" %", "\u00a0%");
}

const cell = "padding:6px 12px 6px 0;border-top:1px solid #dfdad0;vertical-align:top";
const number = `${cell};text-align:right;white-space:nowrap;font-weight:bold`;

function htmlOf(content: ReportContent, subject: string, why: string): string {
  const { title, lead, figures, parts, notes } = content;
  const url = checkedUrl(content.url);
  const ahead = figures.map(({ name, count }) => `${name} ${count}`).join(", ");
  const body: MarkupPiece = [
    preheaderMarkup(ahead),
    markup`<h1 style="font-size:20px">${title}: <bdi>${content.subject}</bdi></h1>\n<p>${lead}</p>\n`,
    table(figures.map(({ name, count, of, usual }) => [name, count, [of, usual].filter(Boolean).join("; ")])),
    parts.map(({ heading, lines }) => [
      markup`\n<h2 style="font-size:16px">${heading}</h2>\n`,
      table(lines.map(({ name, count }) => [name, count, ""])),
    ]),
    notes.map((note) => markup`\n<p>${note}</p>`),
    markup`\n<p><a href="${url}">${url}</a></p>\n<p>${why}</p>`,
  ];
  const style = "font-family:Georgia,serif;font-size:15px;line-height:1.5;max-width:600px";
  return `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>${sourceOf(markup`${subject}`)}</title></head><body style="${style}">\n${sourceOf(body)}\n</body></html>\n`;
}

function table(rows: [name: string, count: string, more: string][]): MarkupPiece {
  return markup`<table style="border-collapse:collapse;width:100%">${rows.map(
    ([name, count, more]) =>
      markup`<tr><th scope="row" style="${`${cell};text-align:left;font-weight:normal`}"><bdi>${name}</bdi></th><td style="${number}">${count}</td><td style="${cell}">${more}</td></tr>`,
  )}</table>`;
}
