import { encodeLines, inLines, Stretch } from "./base64Stretch.server.ts";
import {
  writtenValue,
  type Part,
  type ReaderValues,
  type Segment,
  type SegmentSource,
  type ValuePlace,
} from "./segments.server.ts";

/** Text with one value that all readers have in the same length, or a value of any length. */
type Piece = { stretch: Stretch; repeated: ValuePlace | null } | { stretch: null; place: ValuePlace };

/**
 * Prepares a base64 part (text in a script that is not Latin). A name one byte longer moves all text after it. But a
 * stretch can begin at only 57 positions of a line, so each is encoded once for each position.
 * @param source the part's text with its markers
 * @returns the part: whole lines, byte for byte equal to nodemailer's
 */
export function prepareBase64(source: SegmentSource): Part {
  const pieces = piecesOf(source);
  return (values: ReaderValues) => {
    const segments: Segment[] = [];
    let rest: Buffer = Buffer.alloc(0);
    for (const piece of pieces) {
      if (piece.stretch) {
        const value = piece.repeated && Buffer.from(writtenValue(piece.repeated, values));
        rest = piece.stretch.give(rest, value, segments);
      } else {
        const bytes = Buffer.concat([rest, Buffer.from(writtenValue(piece.place, values))]);
        const full = inLines(bytes.length);
        if (full > 0) segments.push(encodeLines(bytes.subarray(0, full)));
        rest = bytes.subarray(full);
      }
    }
    if (rest.length > 0) segments.push(encodeLines(rest));
    return segments;
  };
}

/** A reader's part of counted addresses stands in a mail dozens of times, and is as long for everybody. */
const isRepeated = (bit: SegmentSource[number]) => typeof bit !== "string" && bit.value === "counted";

function piecesOf(source: SegmentSource): Piece[] {
  const pieces: Piece[] = [];
  let bits: (Buffer | null)[] = [];
  let repeated: ValuePlace | null = null;
  const end = () => {
    if (bits.length > 0) pieces.push({ stretch: new Stretch(bits), repeated });
    [bits, repeated] = [[], null];
  };
  for (const bit of source) {
    if (typeof bit === "string") bits.push(Buffer.from(bit));
    else if (isRepeated(bit)) {
      bits.push(null);
      repeated = bit;
    } else {
      end();
      pieces.push({ stretch: null, place: bit });
    }
  }
  end();
  return pieces;
}
