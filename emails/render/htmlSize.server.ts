import { readerValues, type ReaderValues } from "#emails/message/markers.server.ts";
import { splitAtMarkers, writtenValue, type SegmentSource } from "#emails/message/segments.server.ts";
import { escapeText } from "./markup.server.ts";

/**
 * Measures readers' copies without making them.
 * @param edition from `renderEdition`, with its marker key
 * @returns a function to the bytes of HTML of a reader's copy (E-10)
 */
export function htmlScale(edition: { html: string; marker_key: string }): (reader: ReaderValues) => number {
  const source = splitAtMarkers(edition.html, edition.marker_key, escapeText);
  const shared = source.reduce((bytes, bit) => bytes + (typeof bit === "string" ? Buffer.byteLength(bit) : 0), 0);
  const own = source.filter((bit): bit is Exclude<SegmentSource[number], string> => typeof bit !== "string");
  return (reader) => {
    const values = readerValues(reader);
    return own.reduce((bytes, place) => bytes + Buffer.byteLength(writtenValue(place, values)), shared);
  };
}
