import { bodyLength } from "#app/models/body.ts";
import { sizeLimits } from "#emails/render/edition.server.ts";
import type { IssueCheck } from "./check.server.ts";

const longIntro = 200;

/** Checks of the mail as a whole, and of what stands around its pieces. */
export const wholeMailChecks = {
  "long-intro": {
    place: "head",
    level: "advisory",
    asks: "The intro is not longer than 200 words.",
    find: ({ issue: { intro } }) => {
      const { words } = bodyLength(intro);
      return words > longIntro
        ? [
            {
              at: { kind: "intro" },
              why: `The intro has ${words} words: readers on a phone scroll past two screens before the first piece.`,
            },
          ]
        : [];
    },
  },
  "heavy-mail": {
    place: "mail",
    level: "advisory",
    asks: "The mail is smaller than 90 KB.",
    find: ({ rendered: { htmlBytes }, costs: [most] }) => {
      if (htmlBytes <= sizeLimits.warn || htmlBytes > sizeLimits.refuse) return [];
      const part = most ? ` “${most.headline}” alone has ${kilobytes(most.bytes)}.` : "";
      return [
        {
          at: most ? { kind: "article", id: most.id, words: most.headline } : { kind: "articles" },
          why: `The mail has ${kilobytes(htmlBytes)}, and Gmail cuts mails off at 102 KB.${part}`,
        },
      ];
    },
  },
  "heaviest-piece": {
    place: "mail",
    level: "advisory",
    asks: "No single article makes the mail too large.",
    find: ({ rendered: { htmlBytes }, costs: [most] }) =>
      most && htmlBytes > sizeLimits.refuse
        ? [
            {
              at: { kind: "article", id: most.id, words: most.headline },
              why: `“${most.headline}” has the most of the mail, ${kilobytes(most.bytes)}: show it as a summary.`,
            },
          ]
        : [],
  },
  "demo-address": {
    place: "foot",
    level: "advisory",
    asks: "The postal address and the From address are your own.",
    find: ({ briefing: { postalAddress, fromAddress } }) =>
      /gantry lane/i.test(postalAddress) || /@(.+\.(example|test|invalid)|example\.(com|net|org))$/i.test(fromAddress)
        ? [{ at: { kind: "settings" }, why: "The postal address or the From address is still one of the demo." }]
        : [],
  },
  "thin-address": {
    place: "foot",
    level: "advisory",
    asks: "The postal address has a number, as of a house or a post code.",
    find: ({ briefing: { postalAddress } }) =>
      postalAddress.trim() !== "" && !/\p{N}/u.test(postalAddress)
        ? [
            {
              at: { kind: "settings" },
              why: "The postal address has no number: mail law asks for one that a letter would reach.",
            },
          ]
        : [],
  },
  "site-address": {
    place: "foot",
    level: "advisory",
    asks: "The site's own links use https.",
    find: ({ appUrl }) =>
      appUrl.startsWith("https:")
        ? []
        : [
            {
              at: { kind: "mail" },
              why: `The mail's own links lead to ${appUrl}: unless that is meant, correct APP_URL before readers get it.`,
            },
          ],
  },
} satisfies Record<string, IssueCheck>;

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1024)} KB`;
}
