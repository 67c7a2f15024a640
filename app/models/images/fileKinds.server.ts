/** The formats that are taken, as their first bytes say. */
export type TakenKind = "jpeg" | "png" | "gif" | "webp" | "avif" | "heic";

/** Other files that people choose for a picture; `other`: nothing that we know. */
export type OtherKind = "svg" | "pdf" | "tiff" | "bmp" | "jxl" | "psd" | "video" | "page" | "archive" | "other";

/** Returns what a file is by its first bytes (S-12); its name and declared type are not trusted. */
export function fileKind(file: Uint8Array): TakenKind | OtherKind {
  const head = Buffer.from(file.buffer, file.byteOffset, Math.min(file.length, 1024));
  if (head.toString("latin1", 4, 8) === "ftyp") return kindOfBrands(head);
  const known = beginnings.find(([, begins]) => begins.some((beginning) => head.indexOf(beginning, 0, "latin1") === 0));
  if (known) return known[0];
  const text = head.toString("latin1");
  if (text.startsWith("RIFF")) return /^.{8}WEBP/s.test(text) ? "webp" : "video";
  return texts.find(([, form]) => form.test(text))?.[0] ?? "other";
}

const beginnings: [TakenKind | OtherKind, string[]][] = [
  ["jpeg", ["\xff\xd8\xff"]],
  ["png", ["\x89PNG\r\n\x1a\n"]],
  ["gif", ["GIF87a", "GIF89a"]],
  ["tiff", ["II*\0", "MM\0*", "II+\0", "MM\0+"]],
  ["bmp", ["BM"]],
  ["jxl", ["\xff\x0a", "\0\0\0\x0cJXL "]],
  ["psd", ["8BPS"]],
  ["archive", ["PK\x03\x04"]],
  ["video", ["\x1a\x45\xdf\xa3", "OggS", "\0\0\x01\xba"]],
];

const texts: [OtherKind, RegExp][] = [
  ["pdf", /^[^]{0,256}%PDF-/],
  ["svg", /^(\xef\xbb\xbf)?\s*(<\?xml[^]*?)?(<!--[^]*?-->\s*|<!doctype svg[^]*?)?<svg[\s/>]/i],
  ["page", /^(\xef\xbb\xbf)?\s*<(!doctype|html|\?xml)/i],
];

/** The brands of a file of boxes (ISO/IEC 14496-12): AVIF, what phones call HEIC, or a video. */
function kindOfBrands(head: Buffer): TakenKind | OtherKind {
  const end = Math.min(head.length, Math.max(16, head.readUInt32BE(0)));
  const brands = head.toString("latin1", 8, end);
  if (/avif|avis/.test(brands)) return "avif";
  return /hei[cxms]|hev[cxms]|mif1|msf1/.test(brands) ? "heic" : "video";
}

/** True for a file without the end that its format has: it was not copied or loaded as a whole. */
export function endsTooEarly(file: Uint8Array, kind: TakenKind): boolean {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  switch (kind) {
    case "jpeg":
      return !bytes.includes(Buffer.from([0xff, 0xd9]), Math.max(0, bytes.length - 4096));
    case "png":
      return !bytes.includes("IEND");
    case "gif":
      return bytes.findLast((byte) => byte !== 0) !== 0x3b;
    case "webp":
      return bytes.length < 12 || bytes.readUInt32LE(4) + 8 > bytes.length;
    case "avif":
    case "heic":
      return boxesReach(bytes) > bytes.length;
  }
}

/** Returns where the last box of a file ends, in bytes from its beginning. */
function boxesReach(bytes: Buffer): number {
  let at = 0;
  while (at + 8 <= bytes.length) {
    const size = bytes.readUInt32BE(at);
    // 0 stands for a box to the end; 1 for one above 4 GB, which no upload has.
    if (size < 8) return bytes.length;
    at += size;
  }
  return at === bytes.length ? at : Math.max(at, bytes.length + 1);
}

/** True where a picture moves in a format whose movement cannot be kept: AVIF and PNG. */
export function losesMovement(file: Uint8Array, kind: TakenKind): boolean {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  if (kind === "avif") return bytes.toString("latin1", 8, 12) === "avis";
  const control = kind === "png" ? bytes.subarray(0, 100_000).indexOf("acTL") : -1;
  return control > 0 && control < (bytes.indexOf("IDAT") + 1 || Infinity);
}
