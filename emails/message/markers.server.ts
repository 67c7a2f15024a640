import { escapeText, safeLink, singleLine } from "#emails/render/markup.server.ts";

/** What differs from reader to reader in an edition. */
export type ReaderValues = { name: string; email: string; unsubscribeUrl: string; preferencesUrl: string };

/** RFC 5321 and H-18: no longer address or link is ever filled in. */
const longest = { name: 100, email: 254, url: 500 };

/**
 * The strings that stand in a frozen edition for a reader's own values.
 * @param markerKey 32 hex digits drawn when the edition is frozen, so that no content can hold them (STANDARDS 8, no. 23)
 * @throws on any other key
 */
export function markers(markerKey: string): ReaderValues {
  if (!/^[0-9a-f]{32}$/.test(markerKey)) throw new Error("a marker key is 32 hex digits");
  return {
    name: `pr-${markerKey}-name`,
    email: `pr-${markerKey}-email`,
    unsubscribeUrl: `https://pr-${markerKey}.invalid/unsubscribe`,
    preferencesUrl: `https://pr-${markerKey}.invalid/reader`,
  };
}

/**
 * Fills a frozen edition for one reader, in one pass: what is filled in is never looked at again.
 * @param edition as `renderEdition` made it, with its marker key
 * @param reader see `readerValues`
 * @returns HTML with escaped values, text with plain ones
 * @throws when a link is none, or is too long (H-18)
 */
export function fillEdition(
  edition: { html: string; text: string; marker_key: string },
  reader: ReaderValues,
): { html: string; text: string } {
  const marks = markers(edition.marker_key);
  const own = readerValues(reader);
  // An edition frozen by an earlier version may lack a mark or two; then there is nothing to fill in.
  const values = new Map(Object.entries(own).map(([which, value]) => [marks[which as keyof ReaderValues], value]));
  const anyMark = new RegExp([...values.keys()].map((mark) => mark.replaceAll(".", "\\.")).join("|"), "g");
  return {
    html: edition.html.replace(anyMark, (mark) => escapeText(values.get(mark)!)),
    text: edition.text.replace(anyMark, (mark) => values.get(mark)!),
  };
}

/**
 * A reader's values as a mail may show them: the name cut to 100 signs and without control and bidi signs
 * (STANDARDS 8, no. 24), the address on one line (the archive's copy has words there).
 * @throws when a link is none, or is too long (H-18)
 */
export function readerValues({ name, email, unsubscribeUrl, preferencesUrl }: ReaderValues): ReaderValues {
  return {
    name: cleanName(name),
    email: /^[\w.+@-]{1,254}$/.test(email) ? email : singleLine(email).slice(0, longest.email),
    unsubscribeUrl: checkedUrl(unsubscribeUrl),
    preferencesUrl: checkedUrl(preferencesUrl),
  };
}

/** A person's name as a mail may show it: one line, no control or direction signs, at most 100 signs. */
export function cleanName(name: string): string {
  if (name.length <= longest.name && /^([\w.'-]+ )*[\w.'-]+$/.test(name)) return name;
  const visible = name
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Surrogate}\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu, " ");
  return [...visible.replace(/\s+/g, " ").trim()].slice(0, longest.name).join("").trim();
}

/** @throws when it is not one bare address in ASCII (E-06, E-07): nodemailer would take it for more */
export function checkedAddress(email: string): string {
  if (email.length > longest.email || !/^[a-z0-9!#$%&'*+/=?^_`{|}~.-]+@[a-z0-9.-]+$/i.test(email))
    throw new Error("not one bare mail address");
  return email;
}

/** @throws when it is not an absolute http or https link of at most 500 signs (H-18) */
export function checkedUrl(url: string): string {
  // What our own links are made of; anything else is looked at more closely.
  if (url.length <= longest.url && /^https:\/\/[a-z0-9.-]+(\/[\w.~-]*)*$/.test(url)) return url;
  if (url.length > longest.url || !/^https?:\/\/[\x21-\x7e]+$/.test(url) || !safeLink(url))
    throw new Error("not a web address of at most 500 characters");
  return url;
}
