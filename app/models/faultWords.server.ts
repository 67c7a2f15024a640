import { messagesIn } from "#app/i18n/messages.ts";
import type { AddressFault } from "./addresses.server.ts";
import type { BodyFault } from "./body.server.ts";
import type { ButtonFault } from "./buttons.ts";
import type { MomentFault } from "./dates.server.ts";
import { wording } from "./faults.ts";
import type { MarkdownFault } from "./markdown.server.ts";
import type { SlugFault } from "./slugs.ts";
import type { TimeZoneFault } from "./timeZones.server.ts";

const addressMessages = {
  missing: "errors.address.missing",
  "too-long": "errors.address.tooLong",
  parts: "errors.address.parts",
  letters: "errors.address.letters",
  sign: "errors.address.sign",
  "long-name": "errors.address.longName",
  domain: "errors.address.domain",
  "long-address": "errors.address.longAddress",
} as const satisfies Record<AddressFault["error"], string>;

/** Words a fault of an address for the person who typed it: readers in their language, others in English. */
export function wordAddressFault({ error }: AddressFault, language = "en"): string {
  return messagesIn(language)(addressMessages[error]);
}

/** Words a fault of a typed day and time. */
export const wordMomentFault = wording<MomentFault>({
  "hour-24": () => "24:00 is 00:00 of the day after: give that day and 00:00.",
  unreadable: () => "Give a day and a time, like 2026-11-30 07:00.",
  skipped: ({ time, timeZone }) =>
    `The clocks go forward that day: there is no ${time} in ${timeZone}. Choose another time.`,
});

const bodyWords = {
  "too-long": ({ length, most }: { length: number; most: number }) =>
    `This text is too long: ${length} characters with its formatting, of ${most} allowed.`,
  unpublishable: ({ why }: { why: string }) => `This text has a part that cannot be published: ${why}.`,
};

/** Words a fault of a document from the editor. */
export const wordBodyFault = wording<BodyFault>(bodyWords);

/** Words what a button lacks before it can be published. */
export const wordButtonFault = wording<ButtonFault>({
  empty: () => "A button has neither words nor an address: write them, or delete it.",
  "no-words": ({ href }) => `The button to ${href.slice(0, 100)} has no words: write them, or delete it.`,
  "no-address": ({ label }) => `The button “${label}” has no address: write where it leads, or delete it.`,
  "unfit-address": ({ label, href }) => `“${href.slice(0, 100)}” is no address for the button “${label}”.`,
});

/** Words a fault of a text in Markdown. */
export const wordMarkdownFault = wording<MarkdownFault>({
  ...bodyWords,
  "comment-not-closed": ({ begins }) => `The comment “${begins}…” ends nowhere: close it with -->.`,
});

/** Words a fault of a typed slug. */
export const wordSlugFault = wording<SlugFault>({
  "too-long": ({ most }) => `A slug has at most ${most} characters.`,
  "too-long-encoded": () => "This slug is too long for an address; make it shorter.",
  signs: () => "A slug has small letters, digits and single hyphens.",
  reserved: ({ slug }) => `“${slug}” is kept for a page of the site; choose another slug.`,
});

/** Words a fault of a typed time zone. */
export const wordTimeZoneFault = wording<TimeZoneFault>({
  abbreviation: ({ typed, place }) => `${typed} does not say when summer time is. Name a place in it, like ${place}.`,
  offset: ({ typed }) => `${typed} is an offset, without summer time. Name a place, like Europe/Paris.`,
  unknown: () => "This is not a time zone, like Europe/Paris.",
});
