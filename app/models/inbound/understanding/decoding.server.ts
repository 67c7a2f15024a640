/** Characters of a decoded text that are looked at: reasons stand at its start. */
export const mostText = 60_000;

/** Begins a change of letters in ISO-2022. */
const escape = String.fromCharCode(27);

/**
 * Reads bytes in the charset that they claim, or in the one that they are in: a claim is often wrong. Never throws.
 * @param bytes one character a byte (latin1)
 */
export function decodeBytes(bytes: string, charset = ""): string {
  const shifts = bytes.includes(escape);
  if (!shifts && !/[\x80-\xff]/.test(bytes)) return bytes;
  const buffer = Buffer.from(bytes, "latin1");
  if (shifts && ["$B", "$@", "(J", "(I"].some((set) => bytes.includes(escape + set)))
    return inCharset(buffer, "iso-2022-jp") ?? bytes;
  const claimed = charset.trim().toLowerCase();
  if (claimed && !/^(us-)?ascii|^unknown|^utf-?8$|^x-|^iso-8859-1$|^default/.test(claimed)) {
    const read = inCharset(buffer, aliases[claimed] ?? claimed, false);
    if (read !== null) return read;
  }
  return inCharset(buffer, "utf-8") ?? guessed(buffer, claimed === "iso-8859-1");
}

const aliases: Record<string, string> = {
  cp932: "shift_jis",
  "windows-31j": "shift_jis",
  cp1251: "windows-1251",
  cp1252: "windows-1252",
  cp1250: "windows-1250",
  cp936: "gbk",
  cp949: "euc-kr",
  ks_c_5601: "euc-kr",
  "iso-2022-jp-ms": "iso-2022-jp",
  cp50220: "iso-2022-jp",
  cp866: "ibm866",
};

function inCharset(buffer: Buffer, charset: string, fatal = true): string | null {
  try {
    return new TextDecoder(charset, { fatal }).decode(buffer);
  } catch {
    return null;
  }
}

/** Without a claim that holds: the first charset in which most of the bytes make letters of one script. */
function guessed(buffer: Buffer, isWestern: boolean): string {
  const western = inCharset(buffer, "windows-1252", false) ?? "";
  const high = buffer.reduce((sum, byte) => sum + (byte > 127 ? 1 : 0), 0);
  if (isWestern && high * 3 < buffer.length) return western;
  for (const [charset, letters] of scripts) {
    const read = inCharset(buffer, charset);
    const found = read?.match(letters)?.length ?? 0;
    const width = charset.startsWith("windows") || charset.startsWith("koi8") ? 1 : 2;
    if (found * width > high * 0.8) return read!;
  }
  return western;
}

const scripts: [string, RegExp][] = [
  ["euc-jp", /[\u3040-\u30ff]/g],
  ["shift_jis", /[\u3040-\u30ff]/g],
  ["windows-1251", /[а-яё]/g],
  ["koi8-r", /[а-яё]/g],
];

/** Undoes a transfer encoding; broken base64 gives what can be read of it. */
export function decodeTransfer(body: string, encoding: string): string {
  const how = encoding.trim().toLowerCase();
  if (how === "base64") return Buffer.from(body, "base64").toString("latin1");
  if (how === "quoted-printable") return quotedPrintable(body);
  return body;
}

function quotedPrintable(body: string): string {
  return body
    .replace(/[ \t]+(?=\n)/g, "")
    .replace(/=\n/g, "")
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

/** The readable form of a header field (RFC 2047), whatever is wrong with it. */
export function decodeHeader(value: string): string {
  const joined = value.slice(0, 4_000).replace(/(\?=)\s+(?==\?)/g, "$1");
  if (!joined.includes("=?")) return decodeBytes(joined).replace(/\s+/g, " ").trim();
  const parts = joined.split(/(=\?[^?\s]{1,40}\?[bq]\?[^?\s]{0,1000}\?=)/i);
  return parts
    .map((part, place) => (place % 2 ? encodedWord(part) : decodeBytes(part)))
    .join("")
    .replace(/\s+/g, " ")
    .trim();
}

function encodedWord(word: string): string {
  const [, charset = "", how = "", body = ""] = word.split("?");
  const bytes = /b/i.test(how)
    ? decodeTransfer(body, "base64")
    : decodeTransfer(body.replaceAll("_", " "), "quoted-printable");
  return decodeBytes(bytes, charset.replace(/\*.*/, ""));
}

const entities: Record<string, string> = {
  nbsp: " ",
  lt: "<",
  gt: ">",
  amp: "&",
  quot: '"',
  apos: "'",
  auml: "ä",
  ouml: "ö",
  uuml: "ü",
  szlig: "ß",
  eacute: "é",
  egrave: "è",
  agrave: "à",
  ccedil: "ç",
  ntilde: "ñ",
  aacute: "á",
  iacute: "í",
  oacute: "ó",
  uacute: "ú",
  atilde: "ã",
  rsquo: "’",
};

/** The text of HTML, a line for each block; in linear time, whatever the markup. */
export function withoutMarkup(html: string): string {
  return withoutElements(withoutElements(html.slice(0, mostText * 4), "style"), "script")
    .replace(/<!--[^<>]{0,200}-->/g, "")
    .replace(/<\/?(?:br|p|div|tr|h[1-6]|li|ul|table|pre|hr|blockquote|title)\b[^<>]*>/gi, "\n")
    .replace(/<\/?[a-z!?][^<>]{0,2000}>/gi, (tag) => (/^<\/?t[dh]\b/i.test(tag) ? " " : ""))
    .replace(/&#(x?)([0-9a-f]{1,6});/gi, (_, hex: string, digits: string) => character(parseInt(digits, hex ? 16 : 10)))
    .replace(/&([a-z]{2,8});/gi, (entity, name: string) => entities[name.toLowerCase()] ?? entity)
    .slice(0, mostText);
}

function character(code: number): string {
  return code > 0 && code < 0x110000 && !(code >= 0xd800 && code < 0xe000) ? String.fromCodePoint(code) : "";
}

function withoutElements(html: string, name: string): string {
  const opening = new RegExp(`<${name}\\b`, "gi");
  const closing = new RegExp(`</${name}`, "gi");
  let kept = "";
  let from = 0;
  for (let found = opening.exec(html); found; found = opening.exec(html)) {
    closing.lastIndex = found.index;
    const end = closing.exec(html);
    kept += html.slice(from, found.index);
    if (!end) return kept;
    from = end.index;
    opening.lastIndex = from;
  }
  return kept + html.slice(from);
}
