import { parseAddress } from "#app/models/addresses.server.ts";
import type { CsvRow } from "./csvRows.server.ts";
import { CsvFault } from "./csvText.server.ts";

/** The columns that are imported: the address, and the parts of a name in reading order. */
export type Columns = { email: number; name: number[]; width: number };

/** Best first: a file may have a postal `address` beside its `email`. */
const emailHeaders = [
  "email|emailaddress|subscriberemail|emailadresse|adresseemail|correoelectronico|correo|courriel",
  "mail|mailaddress|mailadresse|adressemail|contactemail|primaryemail|почта|электроннаяпочта",
  "address|адрес",
];
const wholeNames = "name|fullname|displayname|contactname|nom|nombre|имя";
const firstNames = "firstname|givenname|first|forename|vorname|prenom";
const lastNames = "lastname|surname|familyname|last|nachname|nomdefamille|apellido|apellidos|фамилия";

/**
 * Finds the columns from the first two records.
 * @returns the columns; `headerless` when the first record is a reader, not a header
 * @throws CsvFault when no column, or more than one, could hold the addresses
 */
export function findColumns(first: CsvRow, second: CsvRow | undefined): { columns: Columns; headerless: boolean } {
  const width = first.cells.length;
  const inFirst = addressCells(first);
  if (inFirst.length === 1 && width <= 2) {
    const email = inFirst[0]!;
    return { columns: { email, name: width === 2 ? [1 - email] : [], width }, headerless: true };
  }
  if (inFirst.length > 0) throw new CsvFault({ error: "no-header", line: first.line });
  const headers = first.cells.map((cell) =>
    cell
      .normalize("NFKD")
      .toLowerCase()
      .replace(/[^\p{L}]/gu, ""),
  );
  const email = emailColumn(first, headers, second);
  const [whole] = indexesOf(headers, wholeNames);
  const parts = [...indexesOf(headers, firstNames).slice(0, 1), ...indexesOf(headers, lastNames).slice(0, 1)];
  return { columns: { email, name: whole === undefined ? parts : [whole], width }, headerless: false };
}

function emailColumn(first: CsvRow, headers: string[], second: CsvRow | undefined): number {
  for (const names of emailHeaders) {
    const found = indexesOf(headers, names);
    if (found.length > 1)
      throw new CsvFault({ error: "many-address-columns", columns: found.map((i) => first.cells[i]!) });
    if (found.length === 1) return found[0]!;
  }
  // In an unknown language the column with an address is taken.
  const held = second ? addressCells(second) : [];
  if (held.length === 1) return held[0]!;
  throw new CsvFault({ error: "no-address-column", headers: first.cells.slice(0, 10).join(", ").slice(0, 200) });
}

function indexesOf(headers: string[], names: string): number[] {
  const wanted = new Set(names.split("|").map((name) => name.normalize("NFKD")));
  return headers.flatMap((header, i) => (wanted.has(header) ? [i] : []));
}

function addressCells(row: CsvRow): number[] {
  return row.cells.flatMap((cell, i) => (cell.includes("@") && "email" in parseAddress(cell) ? [i] : []));
}
