import { markers, type ReaderValues } from "./markers.server.ts";

export type { ReaderValues };

/** Whole lines of a message, with their CRLF. A segment shared by all readers is the same Buffer for each. */
export type Segment = Buffer;

/** A text split at its markers; `write` formats the reader's value. */
export type SegmentSource = (string | { value: keyof ReaderValues; write: (value: string) => string })[];

/**
 * @param text HTML or plain text with an edition's markers
 * @param write formats a value: escaped, or plain
 */
export function splitAtMarkers(text: string, markerKey: string, write: (value: string) => string): SegmentSource {
  const names = Object.entries(markers(markerKey)) as [keyof ReaderValues, string][];
  const anyMark = new RegExp(`(${names.map(([, mark]) => mark.replaceAll(".", "\\.")).join("|")})`);
  return text
    .split(anyMark)
    .map((bit, i) => (i % 2 === 0 ? bit : { value: names.find(([, mark]) => mark === bit)![0], write }))
    .filter((bit) => bit !== "");
}
