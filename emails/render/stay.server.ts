import type { ReaderValues } from "#emails/message/markers.server.ts";
import { buttonMarkup } from "./boxes.server.ts";
import { apart } from "./direction.server.ts";
import { linkText } from "./inlines.server.ts";
import type { MailLanguage } from "./language.server.ts";
import { markup, type Markup } from "./markup.server.ts";
import { wrap } from "./wrap.server.ts";

/** Asks whether the reader wants to stay. The link leads to a page with a button: programs that follow links change nothing. */
export function stayMarkup(language: MailLanguage, reader: ReaderValues): Markup {
  const { words } = language;
  return markup`<p style="margin:0 0 16px">${apart(words("mail.stay.question"), language)}</p>
${buttonMarkup({ label: words("mail.stay.button"), href: stayUrl(reader) }, language)}`;
}

/** The same in plain text. */
export function stayText({ words }: MailLanguage, reader: ReaderValues): string {
  return `${wrap(words("mail.stay.question"))}\n\n${linkText(words("mail.stay.button"), stayUrl(reader))}`;
}

function stayUrl({ preferencesUrl }: ReaderValues): string {
  return `${preferencesUrl}/stay`;
}
