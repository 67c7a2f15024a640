import { markers, type ReaderValues } from "./markers.server.ts";

export type { ReaderValues };

/**
 * Whole lines of a message, with their CRLF. A segment shared by all readers is the same Buffer for each; one reader's own
 * may be text, in one byte a letter.
 */
export type Segment = Buffer | string;

/** A part of a body: the same for every reader, or made of one reader's values, in one byte a letter. */
export type Part = Buffer | ((values: ReaderValues) => string | Segment[]);

/** Bytes: shorter parts between readers' values are written together with them. */
const worthItsOwn = 1024;

/**
 * Joins parts wherever they can be joined once for all readers, because each segment of a message costs.
 * @returns a function from a reader's values to the segments
 */
export function joinParts(parts: Part[]): (values: ReaderValues) => Segment[] {
  const joined = joinShared(parts).map((part) =>
    Buffer.isBuffer(part) && part.length < worthItsOwn ? () => part.toString("latin1") : part,
  );
  return (values) => {
    const segments: Segment[] = [];
    let own = "";
    for (const part of joined) {
      const piece = typeof part === "function" ? part(values) : part;
      if (typeof piece === "string") own += piece;
      else {
        if (own !== "") segments.push(own);
        own = "";
        if (Buffer.isBuffer(piece)) segments.push(piece);
        else segments.push(...piece);
      }
    }
    if (own !== "") segments.push(own);
    return segments;
  };
}

function joinShared(parts: Part[]): Part[] {
  const joined: Part[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (Buffer.isBuffer(part) && Buffer.isBuffer(last)) joined[joined.length - 1] = Buffer.concat([last, part]);
    else joined.push(part);
  }
  return joined;
}

/** A place of a reader's value in a text; `write` formats it. */
export type ValuePlace = { value: keyof ReaderValues; write: (value: string) => string };
/** A text split at its markers. */
export type SegmentSource = (string | ValuePlace)[];

/** Formats the value of a place. @throws when the reader has none, because its marker would lead nowhere */
export function writtenValue({ value, write }: ValuePlace, values: ReaderValues): string {
  const own = values[value];
  if (own === undefined) throw new Error(`the mail needs a reader's ${value}`);
  return write(own);
}

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
