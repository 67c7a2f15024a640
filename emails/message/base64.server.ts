import { encodeLines, inLines, Stretch } from "./base64Stretch.server.ts";
import {
  writtenValue,
  type Part,
  type ReaderValues,
  type Segment,
  type SegmentSource,
  type ValuePlace,
} from "./segments.server.ts";

/** Text with values that are as long for all readers, or a value of any length. */
type Piece = Stretch | ValuePlace;

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
      if (piece instanceof Stretch) rest = piece.give(rest, values, segments);
      else {
        const bytes = Buffer.concat([rest, Buffer.from(writtenValue(piece, values))]);
        const full = inLines(bytes.length);
        if (full > 0) segments.push(encodeLines(bytes.subarray(0, full)));
        rest = bytes.subarray(full);
      }
    }
    if (rest.length > 0) segments.push(encodeLines(rest));
    return segments;
  };
}

/** Signed addresses are as long for everybody, and some stand in a mail dozens of times. */
const isAsLong = ({ value }: ValuePlace) => value !== "name" && value !== "email";

function piecesOf(source: SegmentSource): Piece[] {
  const pieces: Piece[] = [];
  let bits: (Buffer | ValuePlace)[] = [];
  const end = () => {
    if (bits.length > 0) pieces.push(new Stretch(bits));
    bits = [];
  };
  for (const bit of source) {
    if (typeof bit === "string") bits.push(Buffer.from(bit));
    else if (isAsLong(bit)) bits.push(bit);
    else {
      end();
      pieces.push(bit);
    }
  }
  end();
  return pieces;
}
