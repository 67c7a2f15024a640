import { checkedUrl } from "./markers.server.ts";
import type { Letter } from "./letters.server.ts";
import { markup, oneLine, sourceOf } from "./markup.server.ts";
import { wrap } from "./wrap.server.ts";

/**
 * What the desk has to tell, as a plain mail to one of those who work there.
 * @param url where at the desk it is about
 * @throws on a link that is none
 */
export function noticeLetter(briefing: string, text: string, url: string): Letter {
  const words = oneLine(text);
  const why = `You get this because you work at the desk of ${oneLine(briefing)}.`;
  return plainLetter(`${oneLine(briefing)}: ${firstSentence(words)}`, words, url, why);
}

/**
 * The link that somebody asked for at the sign-in page.
 * @param minutes for how long it is good
 * @throws on a link that is none
 */
export function signInLetter(briefing: string, url: string, minutes: number): Letter {
  const name = oneLine(briefing);
  const words = `With this link you sign in to the desk of ${name}, once, within ${minutes} minutes.`;
  const why = "If you did not ask for it, leave it alone: it does nothing by itself, and nobody else has it.";
  return plainLetter(`Sign in to the desk of ${name}`, words, url, why);
}

function plainLetter(subject: string, words: string, url: string, why: string): Letter {
  const link = checkedUrl(url);
  const body = markup`<p>${words}</p>\n<p><a href="${link}">${link}</a></p>\n<p>${why}</p>`;
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
