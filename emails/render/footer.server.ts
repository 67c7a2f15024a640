import { textPieces } from "#app/i18n/messages.ts";
import { forwarded, withWord } from "#app/models/joinSources.ts";
import type { ReaderValues } from "#emails/message/markers.server.ts";
import { apart } from "./direction.server.ts";
import { addressLines, addressMarkup, quietLink } from "./frame.server.ts";
import type { GrowthLines, IssueContent } from "./issueContent.server.ts";
import type { MailLanguage } from "./language.server.ts";
import { markup, singleLine, type Markup } from "./markup.server.ts";
import { lineWidth, wrap } from "./wrap.server.ts";

/** The footer of an issue or a digest. `because`: the sentence that says why the reader gets it. */
export type Footer = {
  briefing: Pick<IssueContent["briefing"], "name" | "postalAddress" | "url">;
  language: MailLanguage;
  reader: ReaderValues;
  because: "mail.because" | "digest.because";
  /** True adds a link to the archive. */
  archive?: boolean;
  growth: GrowthLines | undefined;
};

/** The reason, the unsubscribe link, the sender and their postal address (H-16, CAN-SPAM). */
export function footerMarkup(footer: Footer): Markup {
  const because = becauseOf(footer).map((piece) =>
    typeof piece === "string" ? piece : markup`<strong dir="ltr" style="unicode-bidi:isolate">${piece.words}</strong>`,
  );
  const links = linksOf(footer).map(({ url, words }) => quietLink(url, apart(words, footer.language)));
  return markup`${growthMarkup(footer)}<p style="margin:0 0 8px">${because}</p>
<p style="margin:0 0 8px">${links.map((link, index) => [index > 0 ? " · " : "", link])}</p>
${addressMarkup(footer.briefing.postalAddress)}`;
}

/** The same in plain text, under a line. */
export function footerText(footer: Footer): string {
  const because = becauseOf(footer).map((piece) => (typeof piece === "string" ? piece : piece.words));
  const links = linksOf(footer).map(({ url, words }) => `${words} (${url})`);
  const address = addressLines(footer.briefing.postalAddress);
  const growth = growthLinks(footer).map(({ lead, url, words }) => `${lead} ${words} (${url})`);
  return ["=".repeat(lineWidth), ...growth, wrap(because.join("")), links.join("\n"), address.join("\n")].join("\n\n");
}

function growthMarkup(footer: Footer): Markup[] {
  return growthLinks(footer).map(
    ({ lead, url, words }) =>
      markup`<p style="margin:0 0 8px">${apart(lead, footer.language)} ${quietLink(url, apart(words, footer.language))}</p>\n`,
  );
}

/** Neither is under the reader’s own token: it is somebody else who presses them. */
function growthLinks({ growth, briefing, language: { words }, reader }: Footer) {
  const subscribe = withWord(`${briefing.url}/subscribe`, forwarded);
  return [
    ...(growth?.forwarded
      ? [{ lead: words("mail.forwarded"), url: subscribe, words: words("mail.forwardedLink") }]
      : []),
    ...(growth?.share && reader.shareUrl
      ? [{ lead: words("mail.share"), url: reader.shareUrl, words: words("mail.shareLink") }]
      : []),
  ];
}

function becauseOf({ briefing, language, reader, because }: Footer) {
  const values = { email: reader.email, briefing: singleLine(briefing.name) };
  return textPieces((filled: typeof values) => language.words(because, filled), values);
}

function linksOf({ briefing, language: { words }, reader, archive }: Footer): { url: string; words: string }[] {
  return [
    { url: reader.unsubscribeUrl, words: words("mail.unsubscribe") },
    { url: reader.preferencesUrl, words: words("reader.mail.change") },
    ...(archive ? [{ url: `${briefing.url}/issues`, words: words("digest.archive") }] : []),
    { url: `${briefing.url}/privacy`, words: words("mail.privacy") },
    { url: `${briefing.url}/`, words: singleLine(briefing.name) },
  ];
}
