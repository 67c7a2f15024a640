import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressOf, cellWords } from "#app/models/readers/import/cells.server.ts";
import { findLayout, layoutRows } from "#app/models/readers/import/csvColumns.server.ts";
import type { CsvRow } from "#app/models/readers/import/csvRows.server.ts";
import { encodingNamed, type EncodingName } from "#app/models/readers/import/textEncodings.server.ts";
import { CsvFault } from "#app/models/readers/import/listFaults.server.ts";
import { openTables } from "#app/models/readers/import/listTables.server.ts";
import { zipOf } from "../../../support/docx.ts";
import { encoded } from "../../../support/encodings.ts";

type Given = { column?: string; encoding?: EncodingName; piece?: number };
type Person = { email: string; name: string; line: number };

/** The people of a file's first table, as an import would see them. */
async function people(file: string | Buffer, { column, encoding, piece = 65_536 }: Given = {}): Promise<Person[]> {
  const rows = await rowsOf(file, encoding, piece);
  const { columns, headerLine } = findLayout(rows.slice(0, layoutRows), column ?? null);
  return rows
    .filter(({ line, broken }) => line > headerLine && !broken)
    .map(({ cells, line }) => {
      const address = addressOf(cells[columns.email] ?? "");
      const name = columns.name.map((i) => cellWords(cells[i] ?? "")).filter(Boolean);
      return "key" in address
        ? { email: address.email, name: name.join(" ") || address.name, line }
        : { email: address.error, name: "", line };
    });
}

async function rowsOf(file: string | Buffer, encoding?: EncodingName, piece = 65_536): Promise<CsvRow[]> {
  const [table] = (await openTables(opening(file, piece), "readers.csv", encoding ?? null)).tables;
  const rows: CsvRow[] = [];
  for await (const row of table!.rows()) rows.push(row);
  return rows;
}

function opening(file: string | Buffer, piece = 65_536) {
  const bytes = Buffer.from(file as string);
  const pieces = Math.ceil(bytes.length / piece);
  return () => Readable.from(Array.from({ length: pieces }, (_, i) => bytes.subarray(i * piece, (i + 1) * piece)));
}

const email = (file: string | Buffer, given?: Given) => people(file, given).then((all) => all.map((one) => one.email));
const names = (file: string | Buffer, given?: Given) => people(file, given).then((all) => all.map((one) => one.name));

describe("delimiters and titles", () => {
  test.each([",", ";", "\t", "|"])("%j parts the cells, also where others stand inside of them", async (sign) => {
    const others = [",", ";", "\t", "|"].filter((one) => one !== sign).join(" ");
    const file = `name${sign}email\nAna${others}Bo${sign}ana@x.org\nBob${sign}bob@x.org\n`;
    expect(await email(file)).toEqual(["ana@x.org", "bob@x.org"]);
  });

  test.each([
    ["a title", "Our readers\nname,email\nAna,ana@x.org\n", 3],
    ["titles of several lines and an empty one", "Readers,,\n27 November 2026,,\n,,\nname,email,\nAna,ana@x.org,\n", 5],
    ["a title with delimiters", "Readers, all of them, 2026\n\nEmail;Name\nana@x.org;Ana\n", 4],
    ["headers in an unknown language below a title", "Kirje\nnimi;aadress\nAna;ana@x.org\n", 3],
  ])("%s above the line that names the columns is passed over", async (_what, file, line) => {
    expect(await people(file)).toEqual([{ email: "ana@x.org", name: expect.stringMatching(/^(Ana)?$/), line }]);
  });
});

describe("headers", () => {
  test.each([
    ["German", "Vorname;Nachname;E-Mail-Adresse"],
    ["French", "Prénom;Nom;Adresse électronique"],
    ["Spanish", "Nombre;Apellidos;Correo electrónico"],
    ["Portuguese", "Nome;Sobrenome;Endereço de e-mail"],
    ["Italian", "Nome;Cognome;Indirizzo e-mail"],
    ["Dutch", "Voornaam;Achternaam;E-mailadres"],
    ["Swedish", "Förnamn;Efternamn;E-post"],
    ["Danish", "Fornavn;Efternavn;E-mail-adresse"],
    ["Polish", "Imię;Nazwisko;Adres e-mail"],
    ["Czech", "Jméno;Příjmení;E-mailová adresa"],
    ["Turkish", "Ad;Soyad;E-posta adresi"],
    ["Russian", "Имя;Фамилия;Электронная почта"],
    ["Greek", "Όνομα;Επώνυμο;Ηλεκτρονικό ταχυδρομείο"],
    ["Finnish", "Etunimi;Sukunimi;Sähköposti"],
  ])("%s ones are known", async (_language, header) => {
    expect(await people(`${header}\nÅsa;Øberg;asa@x.org\n`)).toMatchObject([{ email: "asa@x.org", name: "Åsa Øberg" }]);
  });

  test.each([
    ["Japanese", "姓,名,メールアドレス"],
    ["Chinese", "姓,名,电子邮箱"],
    ["Hungarian", "Vezetéknév,Keresztnév,E-mail cím"],
  ])("in %s the family's name stands first", async (_language, header) => {
    const turned = header.split(",").reverse().join(",");
    expect(await names(`${header}\nA,B,a@x.org\n`)).toEqual(["A B"]);
    expect(await names(`${turned}\na@x.org,B,A\n`)).toEqual(["A B"]);
  });

  test("German Name and Vorname are two parts; Name alone is the whole", async () => {
    expect(await names("Name;Vorname;E-Mail\nBerg;Eva;eva@x.org\n")).toEqual(["Eva Berg"]);
    expect(await names("Name;E-Mail\nEva Berg;eva@x.org\n")).toEqual(["Eva Berg"]);
  });

  test("of several columns with addresses one must be chosen, by name or number", async () => {
    const file = "Home,Work e-mail\na@home.org,a@work.org\n";
    await expect(people(file)).rejects.toMatchObject({
      fault: {
        error: "many-address-columns",
        columns: [
          { name: "Home", number: 1 },
          { name: "Work e-mail", number: 2 },
        ],
      },
    });
    expect(await email(file, { column: "work E-mail" })).toEqual(["a@work.org"]);
    expect(await email(file, { column: "1" })).toEqual(["a@home.org"]);
    await expect(people(file, { column: "Fax" })).rejects.toMatchObject({ fault: { error: "no-such-email-column" } });
  });
});

describe("cells", () => {
  test.each([
    ["Ana <ana@x.org>", "ana@x.org", "Ana"],
    ['"Berg, Ana" <ana@x.org>', "ana@x.org", "Berg, Ana"],
    ["<ana@x.org>", "ana@x.org", ""],
    ["mailto:ana@x.org", "ana@x.org", ""],
    ["MAILTO:ana%2Bnews@x.org?subject=Hello", "ana+news@x.org", ""],
    ["Ana <mailto:ana@x.org>", "ana@x.org", "Ana"],
    ["“ana@x.org”", "ana@x.org", ""],
    ["'ana@x.org'", "ana@x.org", ""],
    ["„ana@x.org“", "ana@x.org", ""],
    ["«ana@x.org»", "ana@x.org", ""],
    ["\u200bana@x.org\u200b", "ana@x.org", ""],
    ["\ufeffana@x.org", "ana@x.org", ""],
    ["\u200eana@x.org\u202c", "ana@x.org", ""],
    ["ana@x.org\u00ad", "ana@x.org", ""],
    ["\u00a0ana@x.org\u00a0", "ana@x.org", ""],
    ["'=ana@x.org", "=ana@x.org", ""],
  ])("%j is one address", (cell, address, name) => {
    expect(addressOf(cell)).toMatchObject({ email: address, name });
  });

  test.each(["NULL", "N/A", "null", "#N/A", "\\N", "-", "n/a", "undefined", " ", '""'])("%j is nothing", (cell) => {
    expect(cellWords(cell)).toBe("");
    expect(addressOf(cell)).toEqual({ error: "missing" });
  });

  test.each(["Null", "Na", "Nan", "d'Arc", "O'Neill"])("%s is somebody's name", (cell) => {
    expect(cellWords(cell)).toBe(cell);
  });

  test("the joiners of Persian stay in a name; marks of direction go", () => {
    expect(cellWords("\u200fعلی\u200cرضا\u200e")).toBe("علی\u200cرضا");
  });
});

describe("quotes", () => {
  test("signs inside of a cell, and quotes inside of quotes, are what they are", async () => {
    const file = 'email,name\na@x.org,Dwayne "The Rock" J\nb@x.org,"Bo "B" Berg"\nc@x.org,"C ""C"" C"\nd@x.org,6" D\n';
    expect(await names(file)).toEqual(['Dwayne "The Rock" J', 'Bo "B" Berg', 'C "C" C', '6" D']);
  });

  test.each([
    ["one that is opened and never closed", 'b@x.org,"Bob'],
    ["one that is closed too early", 'b@x.org,"B"ob'],
  ])("%s costs its row alone", async (_what, row) => {
    const file = `email,name\na@x.org,Ana\n${row}\nc@x.org,Cy\nd@x.org,"Dee"\ne@x.org,Eve\n`;
    expect(await email(file)).toEqual(["a@x.org", "c@x.org", "d@x.org", "e@x.org"]);
    const rows = await rowsOf(file);
    expect(rows.filter(({ broken }) => broken)).toMatchObject([{ line: 3, cells: ["b@x.org", "Bob"] }]);
  });

  test("a stray one swallows nobody whose row ends with another stray one", async () => {
    const file = 'email,name\na@x.org,"Ana\nb@x.org,Bob\nc@x.org,Cy"\nd@x.org,Dee\n';
    expect(await email(file)).toEqual(["b@x.org", "c@x.org", "d@x.org"]);
  });

  test("single quotes around every cell, and a backslash before a quote", async () => {
    expect(await people("'email','name'\n'a@x.org','Ana, the first'\n")).toMatchObject([{ name: "Ana, the first" }]);
    expect(await names('email,name\na@x.org,"Ana \\"A\\" B"\nb@x.org,"B"\n')).toEqual(['Ana "A" B', "B"]);
  });
});

describe("encodings", () => {
  const western = ["Zoë Ångström", "Renée Müller", "José Muñoz", "François Dubois", "Søren Ørsted"];
  const central = ["Łukasz Żak", "Dvořák Jiří", "Škoda Ondřej", "Őry Gergő", "Țurcanu Ştefan".replace("Ț", "Ţ")];
  const inEncodings: [EncodingName, string[], string][] = [
    ["Windows-1252", western, "com"],
    ["Windows-1250", central, "com"],
    ["ISO-8859-2", central, "com"],
    ["Windows-1251", ["Иван Петров", "Анна Смирнова", "Олена Шевченко"], "com"],
    ["Windows-1253", ["Γιώργος Παπαδόπουλος", "Ελένη Νικολάου"], "com"],
    ["Windows-1254", ["Ayşe Yıldız", "Çağlar Öztürk", "İbrahim Güneş"], "com"],
    ["Shift_JIS", ["田中 太郎", "山田 花子", "佐藤 さくら"], "com"],
    ["GBK", ["王伟", "李娜", "张敏"], "com"],
    ["Mac Roman", western, "fr"],
  ];

  test.each(inEncodings)("%s is found by its letters", async (encoding, all, end) => {
    const text = `email,name\n${all.map((name, i) => `r${i}@example.${end},${name}`).join("\n")}\n`;
    const bytes = encoded(text, encoding);
    const [table] = (await openTables(opening(bytes), "readers.csv", null)).tables;
    expect(table!.encoding.name).toBe(encoding);
    expect(await names(bytes)).toEqual(all);
    expect(await names(bytes, { piece: 7 })).toEqual(all);
    expect(await names(bytes, { encoding })).toEqual(all);
  });

  test("one name and the country of its address are enough", async () => {
    for (const [encoding, name, end] of [
      ["Windows-1250", "Čapek", "cz"],
      ["Windows-1252", "Guðrún", "is"],
      ["Windows-1254", "Şahin", "tr"],
      ["Windows-1251", "Яна", "ru"],
    ] as const)
      expect(await names(encoded(`email,name\na@x.${end},${name}\n`, encoding))).toEqual([name]);
  });

  test("in a file of two encodings each line is what it is, unless one is chosen", async () => {
    const file = Buffer.concat([
      Buffer.from("email,name\na@x.org,Łukasz\n"),
      encoded("b@x.org,Renée\n", "Windows-1252"),
    ]);
    expect(await names(file)).toEqual(["Łukasz", "Renée"]);
    expect(await names(file, { encoding: "Windows-1252" })).toEqual(["Å\u0081ukasz", "Renée"]);
  });

  test("encodings go by several names", () => {
    expect(["cp1250", "latin1", "UTF8", "shift-jis", "macintosh", "klingon"].map(encodingNamed)).toEqual([
      ...["Windows-1250", "Windows-1252", "UTF-8", "Shift_JIS", "Mac Roman", null],
    ]);
  });
});

describe("archives", () => {
  const sheet = (rows: string) => [
    {
      name: "xl/workbook.xml",
      bytes: '<workbook><sheets><sheet name="B" sheetId="2" r:id="rId7"/></sheets></workbook>',
    },
    {
      name: "xl/_rels/workbook.xml.rels",
      bytes: '<Relationships><Relationship Target="worksheets/sheet2.xml" Id="rId7"/></Relationships>',
    },
    { name: "xl/worksheets/sheet1.xml", bytes: "<worksheet><sheetData/></worksheet>" },
    { name: "xl/worksheets/sheet2.xml", bytes: `<worksheet><sheetData>${rows}</sheetData></worksheet>` },
    {
      name: "xl/sharedStrings.xml",
      bytes: "<sst><si><t>email</t></si><si><r><t>Zo</t></r><r><t>ë &amp; Co</t></r><rPh><t>x</t></rPh></si></sst>",
    },
    {
      name: "xl/styles.xml",
      bytes: '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
    },
  ];
  const rows =
    '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="inlineStr"><is><t>Name</t></is></c><c r="D2" t="str"><v>joined</v></c></row>' +
    '<row r="3"><c r="A3" t="inlineStr"><is><t>zoe@x.org</t></is></c><c r="C3" t="s"><v>1</v></c><c r="D3" s="1"><v>44562.5</v></c></row>';

  test("the first sheet of a spreadsheet is read, with its words, days and lines", async () => {
    const file = zipOf(sheet(rows));
    expect(await people(file)).toEqual([{ email: "zoe@x.org", name: "Zoë & Co", line: 3 }]);
    expect((await rowsOf(file))[1]!.cells).toEqual(["zoe@x.org", "", "Zoë & Co", "2022-01-01T12:00:00.000Z"]);
  });

  test("entities, claims that are not true and broken archives are refused (row 18)", async () => {
    const bomb = sheet(rows).map((one) =>
      one.name.includes("shared") ? { ...one, bytes: '<!DOCTYPE x [<!ENTITY a "b">]><sst/>' } : one,
    );
    const lying = [{ name: "readers.csv", bytes: `email\n${"a@x.org\n".repeat(10_000)}`, says: 20 }];
    const changed = [{ name: "readers.csv", bytes: "email\na@x.org\n", sum: 1 }];
    const empty = sheet(rows).map((one) => (one.name.includes("sheet2") ? { ...one, sum: 1 } : one));
    const broken = [zipOf(bomb), zipOf(lying), zipOf(changed), zipOf(empty), zipOf(sheet(rows)).subarray(0, 400)];
    for (const file of broken) await expect(people(file)).rejects.toEqual(new CsvFault({ error: "broken-archive" }));
    await expect(people(zipOf([{ name: "a.png", bytes: "x" }]))).rejects.toMatchObject({
      fault: { error: "no-list-in-archive" },
    });
  });

  test("the lists of an export are its tables, and the rest is left out", async () => {
    const file = zipOf([
      { name: "email_list.x.csv", bytes: "email\na@x.org\n" },
      { name: "posts/1.opens.csv", bytes: "post_id,email\n1,b@x.org\n" },
      { name: "posts/1.html", bytes: "<p>" },
    ]);
    const { tables, leftOut } = await openTables(opening(file), "export.zip", null);
    expect(tables.map(({ name }) => name)).toEqual(["email_list.x.csv"]);
    expect(leftOut).toEqual(["posts/1.opens.csv", "posts/1.html"]);
  });
});

describe("a line of more than a million characters", () => {
  const long = "ł".repeat(1_200_000);
  const rows = (line: string, end = "\n") =>
    ["email,status,bio", "a@x.org,active,x", line, "b@x.org,active,y"].join(end);
  const lineOf = (file: string | Buffer) => rowsOf(Buffer.from(file as string));

  test.each([
    ["of one cell", `c@x.org,left,${long}`],
    ["in quotes", `c@x.org,left,"${long}"`],
    ["of many cells", `c@x.org,left,${"ab,".repeat(500_000)}`],
    ["longer than is ever held", `c@x.org,left,${"x".repeat(9_000_000)}`],
  ])("%s costs its row, whose beginning still counts, and no other", async (_what, line) => {
    for (const end of ["\n", "\r\n", "\r"]) {
      const read = await lineOf(rows(line, end));
      expect(read.map(({ cells: [email] }) => email)).toEqual(["email", "a@x.org", "c@x.org", "b@x.org"]);
      expect(read.map(({ line, broken }) => [line, broken])).toEqual([
        [1, undefined],
        [2, undefined],
        [3, "too-much"],
        [4, undefined],
      ]);
      expect(read[2]!.cells[1]).toBe("left");
    }
  });

  test("costs its row in UTF-16 and at the end of a file too", async () => {
    const wide = await lineOf(Buffer.from(`\ufeff${rows(`c@x.org,left,${long}`)}`, "utf16le"));
    expect(wide.map(({ broken }) => broken)).toEqual([undefined, undefined, "too-much", undefined]);
    expect(await lineOf(`email\na@x.org\n${"x".repeat(9_000_000)}`)).toHaveLength(3);
  });

  test("is no list when it is the first", async () => {
    await expect(lineOf("x".repeat(9_000_000))).rejects.toEqual(
      new CsvFault({ error: "too-long-line", most: 1_000_000 }),
    );
  });
});

test("any file that a dialect writes reads back", async () => {
  const sign = fc.constantFrom(",", ";", "\t", "|");
  const word = fc.string({ unit: fc.constantFrom(..."aB é\"',;|\t\n漢ł"), maxLength: 12 });
  const table = fc.array(fc.tuple(word, word), { minLength: 1, maxLength: 12 });
  const dialect = fc.record({
    sign,
    end: fc.constantFrom("\n", "\r\n", "\r"),
    always: fc.boolean(),
    title: fc.boolean(),
    encoding: fc.constantFrom("utf8" as const, "utf16le" as const),
    piece: fc.constantFrom(5, 64, 65_536),
  });
  await fc.assert(
    fc.asyncProperty(table, dialect, async (cells, { sign, end, always, title, encoding, piece }) => {
      const all = [["e-mail", "name", "note"], ...cells.map(([a, b], i) => [`r${i}@x.org`, a, b])];
      const cell = (text: string) =>
        always || /["\n\r]|^\s/.test(text) || text.includes(sign) ? `"${text.replaceAll('"', '""')}"` : text;
      const lines = all.map((row) => row.map(cell).join(sign));
      const text = [...(title ? ["Our readers", ""] : []), ...lines, ""].join(end);
      const bytes = Buffer.from(encoding === "utf16le" ? `\ufeff${text}` : text, encoding);
      const rows = await rowsOf(bytes, undefined, piece);
      expect(rows.slice(title ? 1 : 0).map((row) => row.cells)).toEqual(all);
    }),
    { numRuns: 300 },
  );
});
