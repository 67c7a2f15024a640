import { wordComplaints } from "#app/models/deliveries/returnLimits.ts";
import { wording } from "#app/models/faults.ts";
import type { IssueFault, ItemLack } from "./rendering.server.ts";

/** Words a fault that prevents sending an issue, for its editors and operators. */
export const wordIssueFault = wording<IssueFault>({
  "no-articles": () => "The issue has no articles yet.",
  "no-subject": () => "The issue has no subject.",
  "unfit-subject": ({ why }) => why,
  "reply-subject": () => "The subject begins like an answer to somebody (Re:, Fwd:); mail providers refuse that.",
  "no-postal-address": () => "The settings have no postal address; mail law asks for one in every issue.",
  "provider-address": () =>
    "The From address is at a mail provider; bulk mail from there is refused. Use your own domain.",
  "no-readers": ({ list }) => `Nobody would get it: “${list}” has no active readers whom it is for.`,
  "nobody-fits": ({ list, segment }) =>
    `Nobody would get it: of “${list}” nobody whom it is for is in the segment “${segment}” now.`,
  "segment-unfit": ({ segment, why }) => `Nobody would get it by the segment “${segment}”. ${why}`,
  "no-image-alt": ({ headline }) => `The picture of “${headline}” has no description for those who cannot see it.`,
  "unfinished-article": ({ headline, why }) =>
    `${headline ? `“${headline}”` : "An article without a headline"} is not finished: ${why}`,
  "unfinished-intro": ({ in: text, heading, why }) => {
    if (typeof text === "string") return `The ${text} is not finished: ${why}`;
    return `The text of ${heading ? `“${heading}”` : `section ${text}`} is not finished: ${why}`;
  },
  "unfinished-item": ({ section, place, text, lack }) =>
    text.trim() === "" ? `Piece ${place} of section ${section} ${itemLacks[lack]}` : `“${text}” ${itemLacks[lack]}`,
  "too-large": ({ kilobytes }) =>
    `The mail is ${kilobytes} KB; Gmail cuts mails off at 102 KB. Show some articles as summaries.`,
  embargo: ({ headline, until, at }) =>
    `${headline ? `“${headline}”` : "An article without a headline"} is under embargo until ${until}, and the issue would go out ${at ? `on ${at}` : "now"}.`,
  "cannot-sign": ({ why }) => why,
  away: ({ why }) => why,
  complaints: wordComplaints,
  "four-eyes": ({ last, of, who }) => {
    const others = who.length > 0 ? who.join(" or ") : "somebody who is made an operator first";
    if (of === "own-approval")
      return `Four eyes are asked for here, and ${last} wrote last and gave the approval: it does not go out until ${others} approves it.`;
    if (of === "nameless-approval")
      return `Four eyes are asked for here, ${last} wrote last, and the approval names no account: it does not go out until ${others} approves it.`;
    if (of === "you") return `You wrote last, and four eyes are asked for here: it waits for ${others}.`;
    return `Four eyes are asked for here, and ${last} wrote last: --as ADDRESS says who approves it, ${others}.`;
  },
  rehearsal: ({ messages, email, reason }) => {
    const who = messages === 1 ? "one message" : `${messages.toLocaleString("en")} messages`;
    return (
      `The rehearsal found ${who} that cannot go out, like the one to ${email}: ${reason} ` +
      "Correct or end what it names, then rehearse again."
    );
  },
});

const itemLacks: Record<ItemLack, string> = {
  words: "is a short item without words: write its line, or take it out.",
  everything: "is a short item with nothing in it: write its line, or take it out.",
  question: "is a poll without a question: write it, or take the poll out.",
  answers: "is a poll with fewer than two answers, or an empty one: write them, or take the poll out.",
  twice: "is a poll that has an answer twice.",
  link: "has a link that leads nowhere: an address begins with https://, like https://example.org.",
};

/** The part of an issue, or what stands around it, where a fault is mended. */
const parts = {
  "no-articles": "articles",
  "no-subject": "subject",
  "unfit-subject": "subject",
  "reply-subject": "subject",
  "no-postal-address": "settings",
  "provider-address": "settings",
  "no-readers": "list",
  "nobody-fits": "list",
  "segment-unfit": "list",
  "no-image-alt": "articles",
  "unfinished-article": "articles",
  "unfinished-intro": "intro",
  "unfinished-item": "articles",
  "too-large": "size",
  embargo: "embargo",
  "cannot-sign": "settings",
  away: "home",
  complaints: "settings",
  "four-eyes": "people",
  rehearsal: "rehearsal",
} as const satisfies Record<IssueFault["error"], string>;

/** A fault as the desk shows it, with the part where it is mended. */
export type ShownFault = { about: (typeof parts)[IssueFault["error"]]; message: string };

/** Returns faults as the desk shows them. */
export function shownFaults(faults: IssueFault[]): ShownFault[] {
  return faults.map((fault) => ({ about: parts[fault.error], message: wordIssueFault(fault) }));
}
