import { escapeText, safeLink, singleLine } from "#emails/render/markup.server.ts";

/** The values of an edition that differ between readers. */
export type ReaderValues = {
  name: string;
  email: string;
  unsubscribeUrl: string;
  preferencesUrl: string;
  /** Their personal link to pass on; only in a mail that has its marker. */
  shareUrl?: string;
  /** The reader's part of counted addresses; only in a mail whose links are counted. */
  counted?: string;
  /** Where answers to an issue's questions begin; left out where it asks none. */
  answersUrl?: string;
};

/** RFC 5321 and H-18: the longest values that are filled in. */
const longest = { name: 100, email: 254, url: 500 };

/**
 * Returns the markers of readers' values in a frozen edition.
 * @param markerKey 32 hex digits drawn when the edition is frozen, so that no content can contain them (STANDARDS 8,
 * no. 23)
 * @throws on any other key
 */
export function markers(markerKey: string): Required<ReaderValues> {
  if (!/^[0-9a-f]{32}$/.test(markerKey)) throw new Error("a marker key is 32 hex digits");
  return {
    name: `pr-${markerKey}-name`,
    email: `pr-${markerKey}-email`,
    unsubscribeUrl: `https://pr-${markerKey}.invalid/unsubscribe`,
    preferencesUrl: `https://pr-${markerKey}.invalid/reader`,
    shareUrl: `https://pr-${markerKey}.invalid/with`,
    counted: `pr-${markerKey}-counted`,
    answersUrl: `https://pr-${markerKey}.invalid/answers`,
  };
}

/**
 * Fills a frozen edition for one reader, in one pass: filled-in values are never searched for markers.
 * @param edition from `renderEdition`, with its marker key
 * @param reader see `readerValues`
 * @returns HTML with escaped values, text with plain ones
 * @throws on an invalid or too long link (H-18)
 */
export function fillEdition(
  edition: { html: string; text: string; marker_key: string },
  reader: ReaderValues,
): { html: string; text: string } {
  const marks = markers(edition.marker_key);
  const ownValues = readerValues(reader);
  // An edition of an earlier version may lack a marker; then its value is not used.
  const values = new Map(
    Object.entries(ownValues).map(([which, value]) => [marks[which as keyof ReaderValues], value]),
  );
  const anyMark = new RegExp([...values.keys()].map((mark) => mark.replaceAll(".", "\\.")).join("|"), "g");
  if (reader.answersUrl === undefined && (edition.html + edition.text).includes(marks.answersUrl))
    throw new Error("the mail needs a reader's answersUrl");
  return {
    html: edition.html.replace(anyMark, (mark) => escapeText(values.get(mark)!)),
    text: edition.text.replace(anyMark, (mark) => values.get(mark)!),
  };
}

/**
 * Cleans a reader's values for a mail: the name is cut to 100 characters, without control and bidi characters
 * (STANDARDS 8, no. 24); the address becomes one line (in the archive's copy it is a phrase).
 * @throws on an invalid or too long link (H-18)
 */
export function readerValues(given: ReaderValues): ReaderValues {
  const { name, email, unsubscribeUrl, preferencesUrl, answersUrl, shareUrl, counted } = given;
  return {
    name: cleanName(name),
    email: /^[\w.+@-]{1,254}$/.test(email) ? email : singleLine(email).slice(0, longest.email),
    unsubscribeUrl: checkedUrl(unsubscribeUrl),
    preferencesUrl: checkedUrl(preferencesUrl),
    ...(shareUrl === undefined ? {} : { shareUrl: checkedUrl(shareUrl) }),
    ...(counted === undefined ? {} : { counted }),
    ...(answersUrl === undefined ? {} : { answersUrl: checkedUrl(answersUrl) }),
  };
}

/** Cleans a person's name for a mail: one line, no control or direction characters, at most 100 characters. */
export function cleanName(name: string): string {
  if (name.length <= longest.name && /^([\w.'-]+ )*[\w.'-]+$/.test(name)) return name;
  const visible = name
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Surrogate}\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu, " ");
  return [...visible.replace(/\s+/g, " ").trim()].slice(0, longest.name).join("").trim();
}

/** @throws on anything but one bare ASCII address (E-06, E-07): nodemailer would accept several */
export function checkedAddress(email: string): string {
  if (email.length > longest.email || !/^[a-z0-9!#$%&'*+/=?^_`{|}~.-]+@[a-z0-9.-]+$/i.test(email))
    throw new Error("not one bare mail address");
  return email;
}

/** @throws on anything but an absolute http or https link of at most 500 characters (H-18) */
export function checkedUrl(url: string): string {
  // The form of our own links; anything else is checked more closely.
  if (url.length <= longest.url && /^https:\/\/[a-z0-9.-]+(\/[\w.~-]*)*$/.test(url)) return url;
  if (url.length > longest.url || !/^https?:\/\/[\x21-\x7e]+$/.test(url) || !safeLink(url))
    throw new Error("not a web address of at most 500 characters");
  return url;
}
