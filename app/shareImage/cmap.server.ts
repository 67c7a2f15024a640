/**
 * Reads the characters that a font can draw, from its `cmap` table (OpenType 1.9; formats 4 and 12, which all fonts
 * have).
 * @param file of a TrueType or OpenType font
 * @returns code points
 * @throws when it is no such font
 */
export function charactersOf(file: Buffer): Set<number> {
  const cmap = tableOf(file, "cmap");
  const characters = new Set<number>();
  for (let i = 0; i < cmap.readUInt16BE(2); i += 1) {
    const subtable = cmap.subarray(cmap.readUInt32BE(4 + 8 * i + 4));
    for (const [first, last] of rangesOf(subtable))
      for (let sign = first; sign <= last; sign += 1) characters.add(sign);
  }
  return characters;
}

function rangesOf(subtable: Buffer): Range[] {
  const format = subtable.readUInt16BE(0);
  if (format === 4) return rangesOf4(subtable);
  return format === 12 ? rangesOf12(subtable) : [];
}

function tableOf(file: Buffer, tag: string): Buffer {
  const version = file.length < 12 ? 0 : file.readUInt32BE(0);
  if (version !== 0x00010000 && version !== 0x4f54544f) throw new Error("not a TrueType or OpenType font");
  for (let at = 12; at < 12 + 16 * file.readUInt16BE(4); at += 16)
    if (file.toString("latin1", at, at + 4) === tag) return file.subarray(file.readUInt32BE(at + 8));
  throw new Error(`a font without the table ${tag}`);
}

type Range = [first: number, last: number];

/** Segments of the Basic Multilingual Plane. A character of a segment with glyph 0 is missing. */
function rangesOf4(table: Buffer): Range[] {
  const count = table.readUInt16BE(6) / 2;
  const at = (part: number, i: number) => 14 + 2 * (part * count + i) + (part > 0 ? 2 : 0);
  return Array.from({ length: count }, (_, i) => i).flatMap((i) => {
    const [last, first] = [table.readUInt16BE(at(0, i)), table.readUInt16BE(at(1, i))];
    const [delta, offset] = [table.readUInt16BE(at(2, i)), table.readUInt16BE(at(3, i))];
    const glyphOf = (sign: number) =>
      offset === 0 ? (sign + delta) & 0xffff : table.readUInt16BE(at(3, i) + offset + 2 * (sign - first));
    const signs = Array.from({ length: Math.max(0, last - first + 1) }, (_, n) => first + n);
    return signs.filter((sign) => sign < 0xffff && glyphOf(sign) !== 0).map((sign): Range => [sign, sign]);
  });
}

function rangesOf12(table: Buffer): Range[] {
  return Array.from({ length: table.readUInt32BE(12) }, (_, i): Range => {
    const group = 16 + 12 * i;
    return [table.readUInt32BE(group), table.readUInt32BE(group + 4)];
  });
}
