import { markers, type ReaderValues } from "./markers.server.ts";

export type { ReaderValues };

/** Whole lines of a message, with their CRLF. What is the same for every reader is the same Buffer each time. */
export type Segment = Buffer;

/** A text taken apart at its marks; `write` is how the reader's value is written in it. */
export type SegmentSource = (string | { value: keyof ReaderValues; write: (value: string) => string })[];

/**
 * @param text HTML or plain text with an edition's markers
 * @param write how a value is written in it: escaped, or as it is
 */
export function splitAtMarkers(text: string, markerKey: string, write: (value: string) => string): SegmentSource {
  const names = Object.entries(markers(markerKey)) as [keyof ReaderValues, string][];
  const anyMark = new RegExp(`(${names.map(([, mark]) => mark.replaceAll(".", "\\.")).join("|")})`);
  return text
    .split(anyMark)
    .map((bit, i) => (i % 2 === 0 ? bit : { value: names.find(([, mark]) => mark === bit)![0], write }))
    .filter((bit) => bit !== "");
}
