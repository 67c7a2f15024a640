import { addressOf, cellWords } from "./cells.server.ts";
import type { CsvRow } from "./csvRows.server.ts";
import { formatOf } from "./formats.server.ts";
import { plainHeader } from "./headers.server.ts";
import { CsvFault, type ColumnChoice } from "./listFaults.server.ts";

/** The columns that are imported: the address, and the parts of a name in reading order. */
export type Columns = { email: number; name: number[]; width: number };

/**
 * How a table is laid out. One whose first line is a reader has `headerLine` 0, and `headers` like `column 2`, by which an
 * operator can speak of its columns.
 */
export type Layout = { columns: Columns; headers: string[]; headerLine: number };

/** Best first: a file may have a postal `address` beside its `email`. In the form of `plainHeader`. */
const emailHeaders = [
  "email emailaddress subscriberemail useremail memberemail contactemail primaryemail emailadresse adresseemail " +
    "adresseelectronique adressecourriel adressedecourriel courriel correoelectronico correo direcciondecorreo " +
    "direcciondecorreoelectronico direccionemail enderecodeemail enderecoemail correioeletronico correioeletronic " +
    "indirizzoemail indirizzodiposta postaelettronica emailadres epost epostadress epostadresse epostadressen " +
    "adresemail emailadresa emailovaadresa eposta epostaadresi epostaadresa sahkoposti sahkopostiosoite emailcim " +
    "электроннаяпочта адресэлектроннойпочты емейл имейл имеил эпочта емеил ηλεκτρονικοταχυδρομειο διευθυνσηemail " +
    "メールアドレス eメール メール eメールアドレス 电子邮件 电子邮箱 邮箱 电邮 邮箱地址 电子邮件地址 이메일 이메일주소 " +
    "البريدالالكتروني البريدالإلكتروني الايميل ایمیل אימייל דואל דוארalקטרוני",
  "mail mailaddress mailadresse adressemail mailadres mejl mejladress emailvalue emailaddressvalue почта мейл",
  "address адрес",
].map(named);
const wholeNames = named(
  "name fullname displayname contactname subscribername username nom nombre имя nome naam namn navn nimi imie jmeno " +
    "nev isim adsoyad adisoyadi nombrecompleto nomcomplet nomecompleto nomecompleto volledigenaam имяифамилия фио ονομα " +
    "ονοματεπωνυμο 氏名 名前 お名前 姓名 이름 성명 الاسم الاسمالكامل",
);
const firstNames = named(
  "firstname mergefirstname givenname first forename fname vorname prenom nombredepila primernombre primeironome voornaam fornamn fornavn " +
    "etunimi krestnijmeno keresztnev ad adi 名 الاسمالاول",
);
const middleNames = named("middlename zweitervorname deuxiemeprenom segundonombre отчество additionalname");
const lastNames = named(
  "lastname mergelastname surname familyname last lname nachname familienname nomdefamille apellido apellidos фамилия sobrenome apelido " +
    "cognome achternaam efternamn etternavn efternavn sukunimi nazwisko prijmeni vezeteknev soyad soyadi επωνυμο 姓 اسمالعائلة",
);
/** Where the name of the family stands first. */
const familyFirst = named("姓 vezeteknev");

function named(names: string): Set<string> {
  return new Set(names.split(" ").map(plainHeader));
}

/** Rows that a layout is found from. */
export const layoutRows = 40;

/**
 * Finds the columns of a table from its first rows: titles above the line that names the columns are passed over.
 * @param chosen the address column as an operator names it, or its number
 * @param line that names the columns, as an operator says; 0 for none, null: it is found
 * @throws CsvFault when no column, or more than one, could hold the addresses
 */
export function findLayout(rows: CsvRow[], chosen: string | null, line: number | null = null): Layout {
  if (line === 0) return headerless(rows[0]!, chosen);
  if (line !== null) return layoutNamedOn(rows, chosen, line);
  const at = rows.findIndex((row) => addressCells(row).length > 0);
  const above = at < 0 ? rows : rows.slice(0, at);
  const known = above.findLastIndex((row) => isHeader(row, chosen));
  const first = known >= 0 && at < 0 ? above.findIndex((row) => isHeader(row, chosen)) : known;
  if (first < 0 && at === 0) return headerless(rows[0]!, chosen);
  return layoutUnder(rows, first >= 0 ? first : Math.max(0, at - 1), chosen);
}

function layoutNamedOn(rows: CsvRow[], chosen: string | null, line: number): Layout {
  const at = rows.findIndex((row) => row.line === line);
  if (at < 0) throw new CsvFault({ error: "no-such-line", line, most: layoutRows });
  return layoutUnder(rows, at, chosen);
}

function layoutUnder(rows: CsvRow[], at: number, chosen: string | null): Layout {
  const header = rows[at]!;
  const data = rows.slice(at + 1);
  const plain = header.cells.map(plainHeader);
  const width = header.cells.length;
  const email = emailColumn(header, plain, data, chosen);
  return {
    columns: { email, name: nameColumns(plain, email), width },
    headers: header.cells.map((cell) => cellWords(cell)),
    headerLine: header.line,
  };
}

/** True for a row that names an address column. @param chosen that column, as an operator names it */
export function isHeader({ cells }: Pick<CsvRow, "cells">, chosen: string | null): boolean {
  if (chosen !== null && cells.some((cell) => isSame(cell, chosen))) return true;
  return cells.some((cell) => cell.length < 100 && emailHeaders.some((names) => names.has(plainHeader(cell))));
}

function headerless(row: CsvRow, chosen: string | null): Layout {
  const width = row.cells.length;
  const found = addressCells(row);
  const number = chosen === null ? NaN : Number(chosen.trim().replace(/^column /i, "")) - 1;
  const email = found.includes(number) ? number : found.length === 1 && width <= 2 ? found[0]! : -1;
  if (email < 0) throw new CsvFault({ error: "no-header", line: row.line });
  const headers = row.cells.map((_, i) => `column ${i + 1}`);
  return { columns: { email, name: width === 2 ? [1 - email] : [], width }, headers, headerLine: 0 };
}

function emailColumn(header: CsvRow, plain: string[], data: CsvRow[], chosen: string | null): number {
  if (chosen !== null) return chosenColumn(header.cells, chosen);
  const filled = (columns: number[]) => columns.filter((i) => data.some((row) => isAddress(row.cells[i])));
  for (const names of emailHeaders) {
    const found = plain.flatMap((name, i) => (names.has(name) ? [i] : []));
    if (found.length > 1 && names.has(formatOf(plain)?.address ?? "")) return found[0]!;
    const held = found.length > 1 ? filled(found) : found;
    const columns = held.length > 0 ? held : found;
    if (columns.length > 1) throw manyColumns(header, columns);
    if (columns.length === 1) return columns[0]!;
  }
  // In an unknown language the column with an address is taken.
  const held = filled(header.cells.map((_, i) => i));
  if (held.length > 1) throw manyColumns(header, held);
  if (held.length === 1) return held[0]!;
  throw new CsvFault({ error: "no-address-column", headers: header.cells.slice(0, 10).join(", ").slice(0, 200) });
}

function manyColumns({ cells }: CsvRow, columns: number[]): CsvFault {
  const choice = columns.map((i): ColumnChoice => ({ name: cells[i]!.trim().slice(0, 60), number: i + 1 }));
  return new CsvFault({ error: "many-address-columns", columns: choice });
}

function chosenColumn(headers: string[], chosen: string): number {
  const found = headers.flatMap((header, i) => (isSame(header, chosen) ? [i] : []));
  const number = /^\d+$/.test(chosen.trim()) ? Number(chosen) - 1 : -1;
  if (found.length === 1) return found[0]!;
  if (found.length > 1) throw manyColumns({ line: 0, cells: headers }, found);
  if (number >= 0 && number < headers.length) return number;
  const columns = headers.map((header) => header.trim().slice(0, 60)).filter(Boolean);
  throw new CsvFault({ error: "no-such-email-column", column: chosen, columns: columns.slice(0, 30) });
}

function isSame(header: string, chosen: string): boolean {
  return cellWords(header).toLowerCase() === chosen.trim().toLowerCase();
}

/** Headers of a whole name that are the family's beside a given name, and the other way round. */
const familyBeside = named("nom name naam namn navn");
const givenBeside = named("nome nombre имя imie jmeno isim nev ονομα");
const saysGiven = named("vorname prenom voornaam fornamn fornavn");

function nameColumns(plain: string[], email: number): number[] {
  const first = (names: Set<string>) =>
    plain.flatMap((name, i) => (names.has(name) && i !== email ? [i] : [])).slice(0, 1);
  const header = ([i]: number[]) => (i === undefined ? "" : plain[i]!);
  const whole = first(wholeNames);
  let [given, family] = [first(firstNames), first(lastNames)];
  if (family.length === 0 && saysGiven.has(header(given)) && familyBeside.has(header(whole))) family = whole;
  else if (given.length === 0 && family.length > 0 && givenBeside.has(header(whole))) given = whole;
  else if (whole.length > 0) return whole;
  if (familyFirst.has(header(family))) return [...family, ...given];
  return [...given, ...first(middleNames), ...family];
}

function addressCells(row: CsvRow): number[] {
  return row.cells.flatMap((cell, i) => (isAddress(cell) ? [i] : []));
}

function isAddress(cell: string | undefined): boolean {
  return cell !== undefined && cell.includes("@") && "email" in addressOf(cell);
}
