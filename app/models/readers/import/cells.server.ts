import { parseAddress, parseMailbox, type Address, type AddressFault } from "#app/models/addresses.server.ts";
import { tidyLine } from "#app/models/lines.ts";

/** Prefixes an apostrophe to a cell that a spreadsheet would run as a formula (S-13). */
export function guardCell(text: string): string {
  return /^[=+\-@\t\r\0]/.test(text) ? `'${text}` : text;
}

/** Removes the apostrophe of `guardCell`, so that an export can be imported. */
export function unguardCell(text: string): string {
  return /^'[=+\-@\t\r\0]/.test(text) ? text.slice(1) : text;
}

/** Signs that are not seen: they have no place in an address. */
const unseen = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;
/** As above, without the two joiners, which words of Persian and Hindi are written with. */
const unseenInWords = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

const nothing = new Set(
  [
    "NULL",
    "null",
    "(null)",
    "<null>",
    "\\N",
    "N/A",
    "n/a",
    "#N/A",
    "NA",
    "NaN",
    "nan",
    "None",
    "none",
    "undefined",
  ].concat(["nil", "-", "--", "—", "–", "."]),
);

const pairs: Record<string, string> = {
  '"': '"',
  "'": "'",
  "“": "”",
  "„": "“”",
  "«": "»",
  "»": "«",
  "‘": "’",
  "‚": "‘’",
};

/** Removes what programs leave around the words of a cell: quotes of every kind, unseen signs, a word for nothing. */
export function cellWords(cell: string): string {
  const text = unguardCell(cell).replace(unseenInWords, "").trim();
  const plain = unquoted(text);
  return nothing.has(plain) ? "" : plain;
}

function unquoted(text: string): string {
  const closing = text.length > 1 ? pairs[text[0]!] : undefined;
  return closing?.includes(text.at(-1)!) ? text.slice(1, -1).trim() : text;
}

/** The address of a cell, and the name beside it in `Name <a@b.org>`, else empty. */
type CellAddress = (Address & { name: string }) | AddressFault;

/**
 * Reads the cell of an address: `a@b.org`, `mailto:a@b.org?subject=…`, `Name <a@b.org>`, each with quotes around it. It is
 * one address or a fault, never two (STANDARDS 8, no. 3).
 */
export function addressOf(cell: string): CellAddress {
  // Nearly every cell of a million is an address as it stands.
  const plain = parseAddress(cell);
  if ("key" in plain && !/^['{|]|\/\//.test(cell.trim())) return { ...plain, name: "" };
  if (cell.length > 1000) return { error: "too-long" };
  // Google joins the addresses of a person with `:::`; the first is the main one.
  const [first] = cell.split(" ::: ");
  const text = unquoted(withoutApostrophe(unguardCell(first!)).replace(unseen, "").replaceAll("\u00a0", " ").trim());
  if (nothing.has(text)) return { error: "missing" };
  const mailbox = parseMailbox(text.replace(/<mailto:([^<>?]*)[^<>]*>$/i, "<$1>"));
  if (!("error" in mailbox) && text.includes("<")) return { ...mailbox, name: tidyLine(cellWords(mailbox.name), 80) };
  const address = parseAddress(withoutScheme(text.replace(/^<(.*)>$/, "$1")));
  return "error" in address ? address : { ...address, name: "" };
}

/** Spreadsheets write an apostrophe before what is text for them: `'ana@example.org`. */
function withoutApostrophe(cell: string): string {
  return cell.replace(/^\s*'(?=[^']+@[^']+$)/, "");
}

/** Only a link may have more behind its address. */
function withoutScheme(text: string): string {
  const [, address] = /^mailto:\s*([^?]*)/i.exec(text) ?? [];
  if (address === undefined) return text;
  try {
    return unquoted(decodeURIComponent(address)).trim();
  } catch {
    return address;
  }
}
