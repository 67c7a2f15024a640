import { preheaderMarkup } from "./frame.server.ts";
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
  const link = checkedUrl(url);
  const why = `You get this because you work at the desk of ${oneLine(briefing)}.`;
  const ahead = preheaderMarkup(
    `From the desk of ${oneLine(briefing)}. The link below leads to where you can see to it.`,
  );
  const body = markup`${ahead}\n<p>${words}</p>\n<p><a href="${link}">${link}</a></p>\n<p>${why}</p>`;
  return {
    subject: `${oneLine(briefing)}: ${firstSentence(words)}`,
    html: `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Notice</title></head><body>\n${sourceOf(body)}\n</body></html>\n`,
    text: [wrap(words), link, wrap(why)].join("\n\n") + "\n",
  };
}

function firstSentence(words: string): string {
  const [sentence] = words.split(/(?<=[.:])\s/);
  return Array.from(sentence!.replace(/[.:]$/, "")).slice(0, 120).join("");
}
