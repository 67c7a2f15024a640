import { brotliDecompressSync } from "node:zlib";

/**
 * Unpacks a WOFF2 file (W3C WOFF 2.0) into the TrueType font that it holds, hinting left out.
 * fontkit reads WOFF2 too, but sets no weight on it: its `getVariation` takes the packed file for a plain one.
 * @throws when the file is not one, or packs a table in a way that no font of ours does
 */
export function unpackWoff2(file: Buffer): Buffer {
  if (file.toString("latin1", 0, 4) !== "wOF2") throw new Error("this is not a WOFF2 file");
  const cursor = { at: 48 };
  const entries = Array.from({ length: file.readUInt16BE(12) }, () => readEntry(file, cursor));
  const data = brotliDecompressSync(file.subarray(cursor.at, cursor.at + file.readUInt32BE(20)));
  const tables = new Map<string, Buffer>();
  let offset = 0;
  for (const { tag, length } of entries) {
    tables.set(tag, data.subarray(offset, offset + length));
    offset += length;
  }
  if (entries.some(({ tag, packed }) => packed && tag === "glyf")) unpackOutlines(tables);
  return sfnt(tables, file.readUInt32BE(4));
}

const knownTags =
  "cmap head hhea hmtx maxp name OS/2 post cvt_ fpgm glyf loca prep CFF_ VORG EBDT EBLC gasp hdmx kern LTSH PCLT VDMX vhea vmtx BASE GDEF GPOS GSUB EBSC JSTF MATH CBDT CBLC COLR CPAL SVG_ sbix acnt avar bdat bloc bsln cvar fdsc feat fmtx fvar gvar hsty just lcar mort morx opbd prop trak Zapf Silf Glat Gloc Feat Sill"
    .replaceAll("_", " ")
    .match(/.{4}(?= |$)/g)!;

type Cursor = { at: number };
type Entry = { tag: string; packed: boolean; length: number };

function readEntry(file: Buffer, cursor: Cursor): Entry {
  const flags = file.readUInt8(cursor.at++);
  const named = flags & 63;
  const tag = named < 63 ? knownTags[named]! : file.toString("latin1", cursor.at, (cursor.at += 4));
  const outline = tag === "glyf" || tag === "loca";
  const packed = outline ? flags >> 6 === 0 : flags >> 6 !== 0;
  if (packed && !outline) throw new Error(`the font packs its table ${tag}`);
  const length = readBase128(file, cursor);
  return { tag, packed, length: packed ? readBase128(file, cursor) : length };
}

function readBase128(file: Buffer, cursor: Cursor): number {
  let value = 0;
  for (;;) {
    const byte = file.readUInt8(cursor.at++);
    value = value * 128 + (byte & 127);
    if (byte < 128) return value;
  }
}

/** What the packed outlines are read from: one stream each for contours, points, flags, coordinates and so on. */
type Streams = Record<"contours" | "points" | "flags" | "glyphs" | "composites" | "boxes", Stream>;
type Stream = { data: Buffer; at: number };

/** Puts `glyf` and `loca` as TrueType has them in the place of the packed ones. */
function unpackOutlines(tables: Map<string, Buffer>): void {
  const packed = tables.get("glyf")!;
  const count = packed.readUInt16BE(4);
  const streams = readStreams(packed);
  const boxed = streams.boxes.data;
  streams.boxes.at = 4 * ((count + 31) >> 5);
  const glyphs = Array.from({ length: count }, (_, id) => {
    const hasBox = (boxed.readUInt8(id >> 3) & (128 >> (id & 7))) !== 0;
    return padded(unpackGlyph(streams, hasBox));
  });
  const loca = Buffer.alloc(4 * (count + 1));
  let end = 0;
  glyphs.forEach((glyph, id) => loca.writeUInt32BE((end += glyph.length), 4 * (id + 1)));
  const head = Buffer.from(tables.get("head")!);
  head.writeInt16BE(1, 50);
  tables.set("glyf", Buffer.concat(glyphs)).set("loca", loca).set("head", head);
}

function readStreams(packed: Buffer): Streams {
  let start = 36;
  const [contours, points, flags, glyphs, composites, boxes] = [8, 12, 16, 20, 24, 28].map((at) => {
    const data = packed.subarray(start, (start += packed.readUInt32BE(at)));
    return { data, at: 0 };
  }) as [Stream, Stream, Stream, Stream, Stream, Stream];
  return { contours, points, flags, glyphs, composites, boxes };
}

function unpackGlyph(streams: Streams, hasBox: boolean): Buffer {
  const contours = take(streams.contours, 2).readInt16BE();
  if (contours === 0) return Buffer.alloc(0);
  const box = hasBox ? take(streams.boxes, 8) : Buffer.alloc(8);
  return contours < 0 ? composite(streams, box) : simple(streams, contours, box);
}

function simple(streams: Streams, contours: number, box: Buffer): Buffer {
  const ends: number[] = [];
  for (let i = 0, end = -1; i < contours; i += 1) ends.push((end += take255(streams.points)));
  const points = Array.from({ length: ends.at(-1)! + 1 }, () => takePoint(streams));
  // Instructions are for screens of few pixels: their length is read, and none is written.
  take255(streams.glyphs);
  const glyph = Buffer.alloc(10 + 2 * contours + 2 + 5 * points.length);
  glyph.writeInt16BE(contours, 0);
  box.copy(glyph, 2);
  ends.forEach((end, i) => glyph.writeUInt16BE(end, 10 + 2 * i));
  const flags = 12 + 2 * contours;
  points.forEach(({ onCurve, dx, dy }, i) => {
    glyph.writeUInt8(onCurve ? 1 : 0, flags + i);
    glyph.writeInt16BE(dx, flags + points.length + 2 * i);
    glyph.writeInt16BE(dy, flags + 3 * points.length + 2 * i);
  });
  return glyph;
}

/** A step from the point before, as WOFF 2.0 section 5.2 packs it into one to four bytes. */
function takePoint({ flags, glyphs }: Streams): { onCurve: boolean; dx: number; dy: number } {
  const byte = take(flags, 1).readUInt8();
  const flag = byte & 127;
  const next = () => take(glyphs, 1).readUInt8();
  const x = (size: number) => (flag & 1 ? size : -size);
  const y = (size: number) => (flag & 2 ? size : -size);
  const onCurve = byte < 128;
  if (flag < 10) return { onCurve, dx: 0, dy: x(((flag & 14) << 7) + next()) };
  if (flag < 20) return { onCurve, dx: x((((flag - 10) & 14) << 7) + next()), dy: 0 };
  if (flag < 84) {
    const [high, low] = [flag - 20, next()];
    return { onCurve, dx: x(1 + (high & 48) + (low >> 4)), dy: y(1 + ((high & 12) << 2) + (low & 15)) };
  }
  if (flag < 120) {
    const high = flag - 84;
    return { onCurve, dx: x(1 + (Math.floor(high / 12) << 8) + next()), dy: y(1 + (((high % 12) >> 2) << 8) + next()) };
  }
  if (flag < 124) {
    const [first, second, third] = [next(), next(), next()];
    return { onCurve, dx: x((first << 4) + (second >> 4)), dy: y(((second & 15) << 8) + third) };
  }
  return { onCurve, dx: x((next() << 8) + next()), dy: y((next() << 8) + next()) };
}

const composed = { words: 1, scale: 8, more: 32, twoScales: 64, matrix: 128, instructions: 256 };

function composite(streams: Streams, box: Buffer): Buffer {
  const { composites, glyphs } = streams;
  const start = composites.at;
  let [flags, all] = [composed.more, 0];
  while (flags & composed.more) {
    flags = take(composites, 4).readUInt16BE();
    all |= flags;
    take(composites, flags & composed.words ? 4 : 2);
    if (flags & composed.scale) take(composites, 2);
    else if (flags & composed.twoScales) take(composites, 4);
    else if (flags & composed.matrix) take(composites, 8);
  }
  if (all & composed.instructions) take255(glyphs);
  const parts = composites.data.subarray(start, composites.at);
  return Buffer.concat([Buffer.from([255, 255]), box, parts, Buffer.alloc(2)]);
}

function take(stream: Stream, bytes: number): Buffer {
  return stream.data.subarray(stream.at, (stream.at += bytes));
}

function take255(stream: Stream): number {
  const first = take(stream, 1).readUInt8();
  if (first === 253) return take(stream, 2).readUInt16BE();
  if (first === 254) return 506 + take(stream, 1).readUInt8();
  return first === 255 ? 253 + take(stream, 1).readUInt8() : first;
}

function padded(data: Buffer): Buffer {
  return Buffer.concat([data, Buffer.alloc(-data.length & 3)]);
}

/** The tables as one TrueType file; checksums are left at nought, nobody here looks at them. */
function sfnt(tables: Map<string, Buffer>, flavor: number): Buffer {
  const header = Buffer.alloc(12 + 16 * tables.size);
  header.writeUInt32BE(flavor, 0);
  header.writeUInt16BE(tables.size, 4);
  let offset = header.length;
  const parts = [...tables]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([tag, data], i) => {
      header.write(tag, 12 + 16 * i, "latin1");
      header.writeUInt32BE(offset, 20 + 16 * i);
      header.writeUInt32BE(data.length, 24 + 16 * i);
      const part = padded(data);
      offset += part.length;
      return part;
    });
  return Buffer.concat([header, ...parts]);
}
