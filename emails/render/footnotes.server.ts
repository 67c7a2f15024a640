import type { Messages } from "#app/i18n/messages.ts";
import type { Footnote } from "#app/models/marks.ts";
import { turnedBlock } from "./direction.server.ts";
import { inlinesMarkup, inlinesText } from "./inlines.server.ts";
import type { MailLanguage } from "./language.server.ts";
import { markup, Markup, type MarkupPiece } from "./markup.server.ts";
import { lineWidth, prefix, wrap } from "./wrap.server.ts";

type NotesPlace = { language: MailLanguage; headingLevel: 2 | 3 | 4 };

/** The footnotes of a text below it. Nothing leads to them: in many mail programs no link leads inside of a mail. */
export function footnotesMarkup(notes: Footnote[], { language, headingLevel }: NotesPlace): MarkupPiece {
  if (notes.length === 0) return null;
  const tag = new Markup(`h${headingLevel}`);
  const items = notes.map(({ content = [] }) => {
    const { dir } = turnedBlock({ type: "paragraph", content }, language);
    const words = inlinesMarkup(content);
    // The list keeps the mail's direction, so that each number stands beside its words.
    return markup`<li style="margin:0 0 6px">${dir ? markup`<span${dir} style="unicode-bidi:isolate">${words}</span>` : words}</li>\n`;
  });
  return markup`<${tag} style="margin:24px 0 8px;font-size:16px;line-height:1.4">${language.words("article.footnotes")}</${tag}>
<ol style="margin:0 0 16px;padding:0;padding-${language.start}:24px;font-size:15px;line-height:1.5">${items}</ol>\n`;
}

/** Like `footnotesMarkup`, in plain text; empty without footnotes. */
export function footnotesText(notes: Footnote[], words: Messages): string {
  if (notes.length === 0) return "";
  const items = notes.map(({ number, content }) => {
    const mark = `[${number}] `;
    return prefix(
      wrap(inlinesText(content).replace(/\n/g, " "), lineWidth - mark.length),
      mark,
      " ".repeat(mark.length),
    );
  });
  return `${words("article.footnotes")}\n\n${items.join("\n")}`;
}
