import { checkedUrl } from "#emails/message/markers.server.ts";
import { preheaderMarkup } from "./frame.server.ts";
import type { RenderedMail } from "./mailParts.server.ts";
import { markup, singleLine, sourceOf } from "./markup.server.ts";
import { wrap } from "./wrap.server.ts";

/**
 * Renders a notice of the desk as a plain mail to an editor.
 * @param url of the page that it is about
 * @throws on an invalid link
 */
export function renderNotice(briefing: string, text: string, url: string): RenderedMail {
  const words = singleLine(text);
  const why = `You get this because you work at the desk of ${singleLine(briefing)}.`;
  const ahead = `From the desk of ${singleLine(briefing)}. The link below leads to where you can see to it.`;
  return plainLetter({ subject: `${singleLine(briefing)}: ${firstSentence(words)}`, ahead, words, url, why });
}

/**
 * Renders the mail with a sign-in link.
 * @param minutes that the link works
 * @throws on an invalid link
 */
export function renderSignInLink(briefing: string, url: string, minutes: number): RenderedMail {
  const name = singleLine(briefing);
  const words = `With this link you sign in to the desk of ${name}, once, within ${minutes} minutes.`;
  const why = "If you did not ask for it, leave it alone: it does nothing by itself, and nobody else has it.";
  const ahead = "The link below lets you in without a password. It is yours alone: do not forward this mail.";
  return plainLetter({ subject: `Sign in to the desk of ${name}`, ahead, words, url, why });
}

/** `ahead`: the preview text in an inbox. */
type Plain = { subject: string; ahead: string; words: string; url: string; why: string };

function plainLetter({ subject, ahead, words, url, why }: Plain): RenderedMail {
  const link = checkedUrl(url);
  const body = markup`${preheaderMarkup(ahead)}\n<p>${words}</p>\n<p><a href="${link}">${link}</a></p>\n<p>${why}</p>`;
  return {
    subject,
    html: `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${sourceOf(markup`${subject}`)}</title></head><body>\n${sourceOf(body)}\n</body></html>\n`,
    text: [wrap(words), link, wrap(why)].join("\n\n") + "\n",
  };
}

function firstSentence(words: string): string {
  const [sentence] = words.split(/(?<=[.:])\s/);
  return Array.from(sentence!.replace(/[.:]$/, "")).slice(0, 120).join("");
}
