import { momentIn } from "#app/i18n/dates.ts";
import { textDirection } from "#app/i18n/direction.ts";
import { checkedUrl } from "#emails/message/markers.server.ts";
import type { MailLanguage } from "./language.server.ts";
import { signature, writtenIn, type MailBriefing, type RenderedMail } from "./mailParts.server.ts";
import { cleanText, markup, singleLine, sourceOf, type Markup } from "./markup.server.ts";
import { prefix, wrap } from "./wrap.server.ts";

/** An editor's answer; `text` as typed, `last`: the reader's message that it answers. */
type AnswerMail = {
  briefing: MailBriefing;
  subject: string;
  text: string;
  last: { text: string; name: string; at: number } | null;
  timeZone: string;
};

/** Lines of a reader's message that an answer quotes. */
const mostQuoted = 200;

/** Renders an answer as people write mails: plain paragraphs, and below them the message that it answers. */
export function renderAnswer({ briefing, subject, text, last, timeZone }: AnswerMail): RenderedMail {
  const language = writtenIn(briefing);
  const own = cleanText(text.replace(/\r\n?/g, "\n")).trim();
  const quoted =
    last && cleanText(last.text.replace(/\r\n?/g, "\n")).trim().split("\n").slice(0, mostQuoted).join("\n");
  const when = last ? momentIn(language.tag, last.at, timeZone) : "";
  // No word of any language: programs and people know a line with a date and a colon above quoted lines.
  const intro = last ? `${last.name ? `${singleLine(last.name)}, ` : ""}${when}:` : "";
  const { name, url } = briefing;
  return {
    subject: singleLine(subject),
    text: `${[wrap(own), signature(briefing, language.words), ...(quoted ? [`${intro}\n${prefix(quoted, "> ", "> ")}`] : [])].join("\n\n")}\n`,
    html: page(subject, language, [
      paragraphs(own, language),
      markup`<p><a href="${checkedUrl(`${url}/`)}">${singleLine(name)}</a></p>\n`,
      ...(quoted
        ? [
            markup`<p>${intro}</p>\n<blockquote style="margin:0 0 0 8px;padding-left:12px;border-left:2px solid #999999">\n${paragraphs(quoted, language)}</blockquote>\n`,
          ]
        : []),
    ]),
  };
}

/** A copy for the newsroom; `files`: the names of what came along, which only the desk has. */
type CopyMail = {
  briefing: string;
  from: string;
  subject: string;
  text: string;
  files: string[];
  isReader: boolean;
  url: string;
};

/** Renders the copy of a reader's message for the newsroom's mailbox. */
export function renderCopy({ briefing, from, subject, text, files, isReader, url }: CopyMail): RenderedMail {
  const english = writtenIn({ name: briefing, pitch: "", postalAddress: "", language: "en", url });
  const link = checkedUrl(url);
  const stranger = "Somebody else than the reader wrote this with the reader’s address of reply.";
  const note = [
    ...(isReader ? [] : [stranger]),
    ...(files.length > 0 ? [`With it came: ${files.map(singleLine).join(", ")}. The desk has them.`] : []),
    "An answer to this mail goes to the reader, and does not stand at the desk.",
  ].join(" ");
  const words = cleanText(text.replace(/\r\n?/g, "\n")).trim();
  const title = `${singleLine(from)}: ${singleLine(subject) || "(no subject)"}`.slice(0, 200).toWellFormed();
  return {
    subject: title,
    text: `${[words, `-- \n${wrap(note)}`, link].join("\n\n")}\n`,
    html: page(title, english, [
      paragraphs(words, english),
      markup`<p>${note}</p>\n<p><a href="${link}">${link}</a></p>\n`,
    ]),
  };
}

function page(title: string, { tag, direction }: MailLanguage, body: Markup[]): string {
  const head = sourceOf(markup`<meta charset="utf-8"><title>${singleLine(title)}</title>`);
  return `<!doctype html>\n<html lang="${tag}" dir="${direction}"><head>${head}</head><body>\n${sourceOf(body)}</body></html>\n`;
}

/** Paragraphs as they were typed, each in its own direction. */
function paragraphs(text: string, { direction }: MailLanguage): Markup {
  const all = text.split(/\n{2,}/).map((one) => {
    const lines = one.split("\n").map((line, i) => (i === 0 ? markup`${line}` : markup`<br>\n${line}`));
    return markup`<p dir="${textDirection(one, direction)}">${lines}</p>\n`;
  });
  return markup`${all}`;
}
