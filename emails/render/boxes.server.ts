import { blockDirection } from "#app/i18n/direction.ts";
import type { Messages } from "#app/i18n/messages.ts";
import type { Block, BlockOf } from "#app/models/body.ts";
import type { CalloutKind } from "#app/models/boxes.ts";
import { shownButton } from "#app/models/buttons.ts";
import { inlinesMarkup } from "./inlines.server.ts";
import { inside, nested, nestedText, type MailBlock, type Page, type TextPlace } from "./nesting.server.ts";
import { apart, turned, type TurnedText } from "./direction.server.ts";
import type { MailLanguage } from "./language.server.ts";
import { markup, Markup, safeLink, singleLine, type MarkupPiece } from "./markup.server.ts";
import { ink, sans, serif } from "./styles.server.ts";
import { prefix, wrap } from "./wrap.server.ts";

/** The blocks that stand out from the text, in both parts of a mail. */
export const boxBlocks: { [T in "button" | "callout" | "pullQuote" | "sponsor"]: MailBlock<T> } = {
  button: {
    html: (block, { language }) => {
      const shown = shownButton(block);
      return shown && buttonMarkup(shown, language);
    },
    feedHtml: (block) => {
      const shown = shownButton(block);
      return shown && markup`<p><a href="${shown.href}"><strong>${shown.label}</strong></a></p>\n`;
    },
    text: (block, { width }) => {
      const shown = shownButton(block);
      return shown ? wrap(`${singleLine(shown.label)} (${shown.href})`, width) : "";
    },
  },
  callout: {
    html: callout,
    feedHtml: (block, page) => inFeedBox(block, page, calloutName(block.attrs.kind, page.language.words)),
    text: ({ attrs, content }, place) => boxText(calloutName(attrs.kind, place.words), content, place),
  },
  pullQuote: {
    html: (block, page) =>
      inside(block, page, (turn) =>
        nested(
          block.content,
          page,
          (inner) => pullQuoteMarkup(inner, singleLine(block.attrs.by), turn, page.around),
          0,
        ),
      ),
    feedHtml: (block, page) => {
      const by = singleLine(block.attrs.by);
      const said = by && markup`<p>— ${apart(by, page.language)}</p>\n`;
      return inside(block, page, ({ dir }) =>
        nested(block.content, page, (inner) => markup`<blockquote${dir}>${inner}${said || null}</blockquote>\n`, 0),
      );
    },
    text: ({ attrs, content }, place) => {
      const by = singleLine(attrs.by);
      const text = nestedText(content, place, "> ", "> ");
      return by ? `${text}\n>\n${prefix(wrap(by, place.width - 4), "> — ", ">   ")}` : text;
    },
  },
  sponsor: {
    html: (block, page) => {
      const name = sponsorName(block, page.language);
      return inside(block, page, (turn) =>
        nested(
          block.content,
          page,
          (inner) => boxMarkup("sponsor", name, sponsored(inner), turn, page.around),
          boxWidth,
          true,
        ),
      );
    },
    feedHtml: (block, page) => sponsored(inFeedBox(block, page, sponsorName(block, page.language))),
    text: ({ attrs, content }, place) => {
      const name = singleLine(attrs.name);
      return boxText(place.words("article.advertisement") + (name && ` · ${name}`), content, place);
    },
  },
};

function callout(block: BlockOf<"callout">, page: Page): MarkupPiece {
  const { attrs, content } = block;
  const [first, ...rest] = content;
  return inside(block, page, (turn) => {
    const { kind } = attrs;
    if (kind !== "figure") {
      const name = calloutName(kind, page.around.words);
      return nested(content, page, (inner) => boxMarkup(kind, name, inner, turn, page.around), boxWidth);
    }
    // From left to right without letters: from right to left, 12 400 would be read as 400 12.
    const figure =
      first?.type === "paragraph"
        ? markup`<span dir="${blockDirection(first, "ltr")}" style="unicode-bidi:isolate">${inlinesMarkup(first.content ?? [])}</span>`
        : null;
    return nested(figure ? rest : content, page, (inner) => figureMarkup(figure, inner, turn), 20);
  });
}

/** Empty for a key figure: it says by itself what it is. */
function calloutName(kind: CalloutKind, words: Messages): string {
  return kind === "figure" ? "" : words(kind === "note" ? "article.note" : "article.warning");
}

function sponsorName({ attrs }: BlockOf<"sponsor">, language: MailLanguage): MarkupPiece {
  return [language.words("article.advertisement"), singleLine(attrs.name) && [" · ", apart(attrs.name, language)]];
}

/** A box in a feed, whose readers have their own look for quotes. */
function inFeedBox(block: BlockOf<"callout" | "sponsor">, page: Page, name: MarkupPiece): MarkupPiece {
  const said = name && markup`<p><strong>${name}</strong></p>\n`;
  return inside(block, page, ({ dir }) =>
    nested(
      block.content,
      page,
      (inner) => markup`<blockquote${dir}>${said}${inner}</blockquote>\n`,
      0,
      block.type === "sponsor",
    ),
  );
}

function boxText(name: string, content: Block[], place: TextPlace): string {
  const text = nestedText(content, place, "| ", "| ");
  return name ? `| ${name}\n|\n${text}` : text;
}

type Turn = TurnedText & { language: MailLanguage };

/** Pixels that a box takes from the width of what stands in it: its padding and lines. */
const boxWidth = 39;

/** The lines of each box, by which they differ in the dark too, where a mail's own colours come instead. */
const boxLines: Record<"note" | "warning" | "sponsor", (start: string) => { shade: string; lines: string }> = {
  note: (start) => ({
    shade: "rule",
    lines: `border:1px solid ${ink.hairline};border-${start}:4px solid ${ink.hairline}`,
  }),
  warning: (start) => ({
    shade: "alert",
    lines: `border:2px solid ${ink.accent};border-${start}:6px solid ${ink.accent}`,
  }),
  sponsor: () => ({ shade: "rule", lines: `border:3px double ${ink.hairline}` }),
};

/**
 * A box with its name above its content: a table with lines and no ground, which no mail program recolours. Outlook's
 * cells inherit no letters.
 * @param name in the mail's own language, `around`
 */
function boxMarkup(
  kind: keyof typeof boxLines,
  name: MarkupPiece,
  inner: MarkupPiece,
  { dir, language }: Turn,
  around: MailLanguage,
): Markup {
  const { start } = language;
  const { shade, lines } = boxLines[kind](start);
  const own = dir && markup` dir="${around.direction}"`;
  return markup`${table(dir)}
<tr><td align="${start}" class="plain ${shade}" style="padding:14px 16px 0;${lines};text-align:${start};${cellLetters}">
<p${own} class="quiet" style="margin:0 0 6px;text-align:${around.start};font-size:14px;line-height:1.4;font-weight:600;color:${ink.quiet}">${name}</p>
${inner}</td></tr>
${gap}</table>\n`;
}

/** Letters of a cell: in Outlook it inherits none. */
const cellLetters = `${sans};font-size:17px;line-height:1.6;color:${ink.text}`;

function table(dir: MarkupPiece): Markup {
  return markup`<table role="presentation"${dir} width="100%" cellpadding="0" cellspacing="0" border="0" style="width:100%;border-collapse:collapse">`;
}

/** The room below a table: a row, because Outlook leaves out the margin of a table. */
const gap = markup`<tr><td style="height:20px;font-size:1px;line-height:20px">&nbsp;</td></tr>\n`;

/** A large figure, and below it what it counts. */
function figureMarkup(figure: MarkupPiece, inner: MarkupPiece, { dir, language }: Turn): Markup {
  const { start } = language;
  const line =
    figure &&
    markup`<p style="margin:0;${serif};font-size:40px;line-height:1.15;font-weight:700" class="serif">${figure}</p>\n`;
  return markup`${table(dir)}
<tr><td align="${start}" class="plain rule" style="padding-${start}:16px;border-${start}:4px solid ${ink.accent};text-align:${start};${cellLetters}">
${line}${inner}</td></tr>
${gap}</table>\n`;
}

/** Words shown large below a large quotation mark of the mail's language, between two lines, and who said them. */
function pullQuoteMarkup(inner: MarkupPiece, by: string, { dir, language }: Turn, around: MailLanguage): Markup {
  const { start } = language;
  const said =
    by &&
    markup`<p${turned(by, language).dir} class="quiet" style="margin:0 0 16px;${turned(by, language).style}${sans};font-size:14px;line-height:1.4;font-weight:400;color:${ink.quiet}">— ${by}</p>\n`;
  const mark = around.words("article.quotationMark");
  return markup`${table(dir)}
<tr><td align="${start}" class="plain serif rule" style="padding:12px 0 0;border-top:1px solid ${ink.hairline};border-bottom:1px solid ${ink.hairline};text-align:${start};${serif};font-size:23px;line-height:1.35;color:${ink.text}">
<p aria-hidden="true" class="accent" style="margin:0;font-size:48px;line-height:36px;color:${ink.accent}">${mark}</p>
<blockquote style="margin:0;padding:0">${inner}${said || null}</blockquote></td></tr>
${gap}</table>\n`;
}

/** A button: a cell with a ground and padding, which Outlook draws too. */
export function buttonMarkup({ label, href }: { label: string; href: string }, language: MailLanguage): MarkupPiece {
  const url = safeLink(href);
  if (!url) return null;
  return markup`<table role="presentation" align="${language.start}" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 20px;border-collapse:separate">
<tr><td class="button" align="center" bgcolor="${ink.accent}" style="border-radius:4px;background-color:${ink.accent};${sans};font-size:17px;line-height:1.3;mso-padding-alt:14px 28px"><a href="${url}"${turned(label, language).dir} style="display:inline-block;padding:14px 28px;color:#fffdf9;font-weight:600;text-decoration:none">${label}</a></td></tr>
</table><div style="clear:both;font-size:1px;line-height:1px">&nbsp;</div>\n`;
}

/** Marks every link of an advertisement as paid for: feeds are shown on the web. */
function sponsored(inner: MarkupPiece): MarkupPiece {
  if (Array.isArray(inner)) return inner.map(sponsored);
  // Double quotes and angle brackets of authors are escaped.
  return inner instanceof Markup
    ? new Markup(inner.source.replaceAll('<a href="', '<a rel="sponsored" href="'))
    : inner;
}
