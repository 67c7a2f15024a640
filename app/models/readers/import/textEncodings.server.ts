/** Encodings of lists, with the label that TextDecoder knows them by; of equally likely ones the first is taken. */
export const textEncodings = {
  "UTF-8": "utf-8",
  "UTF-16LE": "utf-16le",
  "UTF-16BE": "utf-16be",
  "Windows-1252": "windows-1252",
  "Windows-1250": "windows-1250",
  "Windows-1251": "windows-1251",
  "Windows-1253": "windows-1253",
  "Windows-1254": "windows-1254",
  "ISO-8859-2": "iso-8859-2",
  Shift_JIS: "shift_jis",
  GBK: "gbk",
  "Mac Roman": "macintosh",
} as const;

export type EncodingName = keyof typeof textEncodings;

/** The name of an encoding as a person writes it, `cp1250` or `latin2` too; null for an unknown one. */
export function encodingNamed(typed: string): EncodingName | null {
  const plain = plainName(typed);
  const names = Object.keys(textEncodings) as EncodingName[];
  const found = names.find((name) => [plainName(name), plainName(textEncodings[name])].includes(plain));
  return found ?? (Object.hasOwn(otherNames, plain) ? otherNames[plain]! : null);
}

function plainName(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, "");
}

const otherNames: Record<string, EncodingName> = {
  ...{ utf16: "UTF-16LE", latin1: "Windows-1252", iso88591: "Windows-1252", iso885915: "Windows-1252" },
  ...{ cp1250: "Windows-1250", cp1251: "Windows-1251", cp1252: "Windows-1252", cp1253: "Windows-1253" },
  ...{ cp1254: "Windows-1254", iso88599: "Windows-1254", latin5: "Windows-1254", iso88597: "Windows-1253" },
  ...{ latin2: "ISO-8859-2", sjis: "Shift_JIS", cp932: "Shift_JIS", windows31j: "Shift_JIS", gb2312: "GBK" },
  ...{ gb18030: "GBK", cp936: "GBK", ansi: "Windows-1252" },
};
