import { Readable } from "node:stream";
import { deflateRawSync } from "node:zlib";
import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import { consentOf } from "#app/models/consent/record.server.ts";
import { subscribersCsv } from "#app/models/readers/import/export.server.ts";
import { wordProblem } from "#app/models/readers/import/faultWords.server.ts";
import { importReaders, type RowProblem } from "#app/models/readers/import/import.server.ts";
import type { ImportCounts } from "#app/models/readers/import/imports.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { signUp } from "#app/models/readers/sign-up/confirmation.server.ts";
import { subscriberByEmail, type SubscriberLine } from "#app/models/readers/subscribers.server.ts";
import { suppress } from "#app/models/readers/suppressions.server.ts";
import { endSubscription } from "#app/models/readers/unsubscribe.server.ts";
import { describeRefusal } from "../../../../scripts/frame/importFaults.ts";
import { testContext, type TestContext } from "../../../support/context.ts";
import { aBriefing, aReader } from "../../../support/newsroom.ts";

let context: TestContext;
let list: List;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
});

type Problem = RowProblem & { message: string };
type Result = { counts?: ImportCounts; problems: Problem[]; error?: string; encoding?: string; lines?: number };

async function importing(
  file: string | Uint8Array,
  given: { confirm?: boolean; piece?: number } = {},
): Promise<Result> {
  const bytes = Buffer.from(file as string);
  const size = given.piece ?? 65_536;
  const open = () =>
    Readable.from(
      Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size)),
    );
  const problems: Problem[] = [];
  const order = {
    list,
    basis: "Trade fair, May 2026",
    file: "fair.csv",
    actor: "Ruth",
    confirm: given.confirm ?? false,
  };
  const foreseen = await importReaders(context, open, { ...order, dryRun: true });
  const result = await importReaders(context, open, order, {
    onProblem: (problem) => problems.push({ ...problem, message: wordProblem(problem) }),
  });
  if ("error" in result) return { problems, error: describeRefusal(order.file, result) };
  // A dry run before it said the same, and changed nothing.
  expect("counts" in foreseen && foreseen.counts).toEqual(result.counts);
  const { name: encoding, lines } = result.tables[0]!.encoding;
  return { problems, counts: result.counts, encoding, lines };
}

async function reader(email: string): Promise<SubscriberLine> {
  return (await subscriberByEmail(context, email))!;
}

async function everyone(): Promise<string[]> {
  const rows = await context.db.selectFrom("subscribers").select("email").orderBy("email").execute();
  return rows.map((row) => row.email);
}

const nothing = {
  ...{ imported: 0, asked: 0, alreadyThere: 0, ended: 0, suppressed: 0, malformed: 0, duplicates: 0 },
  ...{ unconfirmed: 0, inactive: 0, left: 0, bounced: 0, blocked: 0, complained: 0, endedHere: 0 },
};

describe("who joins", () => {
  test("readers join at once, and the basis that was declared is kept with each (C-11)", async () => {
    const { counts } = await importing("email,name\nana@example.org,Ana\nbob@example.org,Bob\n");

    expect(counts).toEqual({ ...nothing, rows: 2, imported: 2 });
    const ana = await reader("ana@example.org");
    expect(ana).toMatchObject({ name: "Ana", subscriptions: [{ status: "active", confirmedAt: context.clock() }] });
    expect(await consentOf(context, ana.id)).toMatchObject([
      {
        kind: "imported",
        list: list.name,
        wording: "Trade fair, May 2026",
        source: "import 1 of fair.csv by Ruth",
        at: context.clock(),
      },
    ]);
  });

  test("with confirmation, each waits and is asked by mail; nobody is asked twice", async () => {
    await importing("email\nana@example.org\n", { confirm: true });
    await importing("email\nana@example.org\n", { confirm: true });

    expect((await reader("ana@example.org")).subscriptions).toMatchObject([{ status: "pending", confirmedAt: null }]);
    const letters = await context.db.selectFrom("letters").select(["kind", "status"]).execute();
    expect(letters).toEqual([{ kind: "confirmation", status: "queued" }]);
  });

  test("who signed up but never clicked joins by the declared basis", async () => {
    await signUp(context, { email: "ana@example.org", name: "", listId: list.id, source: "/", ip: "192.0.2.1" });
    context.later(1000);
    const { counts } = await importing("email\nana@example.org\n");

    expect(counts).toMatchObject({ imported: 1 });
    expect((await reader("ana@example.org")).subscriptions).toMatchObject([
      { status: "active", confirmedAt: context.clock() },
    ]);
  });

  test("who left, is suppressed or erased stays away, and everything is counted by its reason (row 17, P-04)", async () => {
    const left = await aReader(context, list, "left@example.org");
    await endSubscription(context, left.id, list.id, "one-click");
    await aReader(context, list, "there@example.org");
    await aReader(context, list, "bounced@example.org");
    await suppress(context, "bounced@example.org", "hard bounce");
    await suppress(context, "erased@example.org", "erased");
    const { counts, problems } = await importing(
      "email\nnew@example.org\nLEFT@example.org\nthere@EXAMPLE.org\nbounced@example.org\nErased@example.org\nnew@example.org\nno address\n",
    );

    expect(counts).toEqual({
      ...nothing,
      rows: 7,
      imported: 1,
      alreadyThere: 1,
      ended: 1,
      suppressed: 2,
      malformed: 1,
      duplicates: 1,
    });
    expect(problems.map(({ line, reason }) => [line, reason]).sort(([a], [b]) => Number(a) - Number(b))).toEqual([
      [3, "ended"],
      [5, "suppressed"],
      [6, "suppressed"],
      [7, "duplicate"],
      [8, "malformed"],
    ]);
    expect((await reader("left@example.org")).subscriptions).toMatchObject([{ status: "ended", endedBy: "one-click" }]);
    expect(await everyone()).not.toContain("erased@example.org");
  });

  test("the same file again adds nobody, and a name fills an empty one but overwrites none", async () => {
    await importing("email,name\nana@example.org,\nbob@example.org,Bob\n");
    const { counts } = await importing("email,name\nana@example.org,Ana\nbob@example.org,Robert\n");

    expect(counts).toMatchObject({ rows: 2, imported: 0, alreadyThere: 2 });
    expect([(await reader("ana@example.org")).name, (await reader("bob@example.org")).name]).toEqual(["Ana", "Bob"]);
    expect(await consentOf(context, (await reader("ana@example.org")).id)).toHaveLength(1);
  });

  test("an address that stands twice is one reader, however far apart the rows are", async () => {
    const rows = Array.from({ length: 1200 }, (_, i) => `reader${i % 600}@example.org`);
    const { counts } = await importing(`email\n${rows.join("\n")}`);
    expect(counts).toMatchObject({ rows: 1200, imported: 600, duplicates: 600 });
  });
});

test("a dry run tells of every row, and writes nothing", async () => {
  await aReader(context, list, "there@example.org");
  const tables = ["subscribers", "subscriptions", "suppressions", "consent_events", "letters", "audit_events"];
  const count = async (table: string) =>
    (await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(context.db)).rows;
  const counted = () => Promise.all(tables.map(count));
  const before = await counted();
  const file =
    "email,status\nnew@x.org,active\nthere@example.org,active\nleft@x.org,unsubscribed\nbad\nnew@x.org,active\n";
  const rows: [number, string][] = [];
  await importReaders(
    context,
    () => Readable.from([Buffer.from(file)]),
    { list, basis: "The fair", file: "a.csv", actor: "Ruth", confirm: true, dryRun: true },
    { onRow: ({ line, reason }) => rows.push([line, reason]) },
  );
  expect(rows.sort(([a], [b]) => a - b)).toEqual([
    [2, "imported"],
    [3, "alreadyThere"],
    [4, "left"],
    [5, "malformed"],
    [6, "duplicate"],
  ]);
  expect(await counted()).toEqual(before);
});

describe("what a file may look like", () => {
  const names = "email;Name\nana@example.org;Zoë Ångström\nbob@example.org;Łukasz\n";

  test.each([
    ["UTF-8", Buffer.from(names)],
    ["UTF-8", Buffer.from(`\uFEFF${names}`)],
    ["UTF-16LE", Buffer.from(`\uFEFF${names}`, "utf16le")],
    ["UTF-16BE", Buffer.from(`\uFEFF${names}`, "utf16le").swap16()],
    ["UTF-16LE", Buffer.from(names, "utf16le")],
    ["UTF-16BE", Buffer.from(names, "utf16le").swap16()],
  ])("%s keeps its letters, whole and in pieces of three bytes (row 13)", async (encoding, bytes) => {
    const whole = await importing(bytes);
    expect(whole).toMatchObject({ encoding, counts: { imported: 2 } });
    expect([(await reader("ana@example.org")).name, (await reader("bob@example.org")).name]).toEqual([
      "Zoë Ångström",
      "Łukasz",
    ]);
    if (encoding === "UTF-8")
      expect(await importing(bytes, { piece: 3 })).toMatchObject({ counts: { alreadyThere: 2 } });
  });

  test("Windows-1252 is read as such, and in a file of both each line as what it is (row 13)", async () => {
    const old = Buffer.from("email,name\nana@example.org,Zo\xeb \x80uro\n", "latin1");
    expect(await importing(old)).toMatchObject({ counts: { imported: 1 }, encoding: "Windows-1252", lines: 1 });
    expect((await reader("ana@example.org")).name).toBe("Zoë €uro");

    const mixed = Buffer.concat([
      Buffer.from("email,name\nbob@example.org,Łukasz\n"),
      Buffer.from("eve@example.org,Ren\xe9e\n", "latin1"),
    ]);
    expect(await importing(mixed)).toMatchObject({ counts: { imported: 2 }, encoding: "Windows-1252", lines: 1 });
    expect([(await reader("bob@example.org")).name, (await reader("eve@example.org")).name]).toEqual([
      "Łukasz",
      "Renée",
    ]);
  });

  test.each([
    ["semicolons", "name;email\nAna;ana@example.org\n"],
    ["tabs", "name\temail\nAna\tana@example.org\n"],
    ["a line that names the delimiter", "sep=;\r\nname;email\r\nAna;ana@example.org\r\n"],
    ["CR only", "name,email\rAna,ana@example.org\r"],
    ["headers in capitals, with spaces", " NAME , E-Mail Address \nAna, ana@example.org \n"],
    ["first and last name", "Last name,First name,Email\n,Ana,ana@example.org\n"],
    ["headers in another language", "Prénom,Courriel\nAna,ana@example.org\n"],
    ["headers in a language we do not know", "ime,elektronska pošta\nAna,ana@example.org\n"],
    ["no header", "Ana,ana@example.org\n"],
    ["quotes where they are not needed", '"name","email"\n"Ana","ana@example.org"\n'],
    ["empty lines and empty cells behind", "name,email,,\n\n\nAna,ana@example.org,,\n\n"],
    ["a postal address beside it", "address,email,name\n1 Road,ana@example.org,Ana\n"],
  ])("%s (row 14)", async (_what, file) => {
    expect(await importing(file)).toMatchObject({ counts: { imported: 1, malformed: 0 } });
    expect((await reader("ana@example.org")).email).toBe("ana@example.org");
  });

  test("a name may have quotes, delimiters and line ends in it; lines are counted as an editor counts them (row 14)", async () => {
    const { counts, problems } = await importing(
      'email,name\r\nana@example.org,"Ana ""A"",\r\nthe first"\r\n\r\nbroken\r\n',
    );
    expect(counts).toMatchObject({ imported: 1, malformed: 1 });
    expect((await reader("ana@example.org")).name).toBe('Ana "A", the first');
    expect(problems).toMatchObject([{ line: 5, reason: "malformed", email: "broken" }]);
  });

  test("ragged rows are taken when nothing is lost, and reported with their line when something is (row 14)", async () => {
    const { counts, problems } = await importing(
      "email,name\nana@example.org\nbob@example.org,Bob,,\neve@example.org,Eve,more\n",
    );
    expect(counts).toMatchObject({ imported: 2, malformed: 1 });
    expect(problems).toMatchObject([
      {
        line: 4,
        reason: "malformed",
        message: "This row has 3 cells where the first line has 2.",
        email: "eve@example.org",
      },
    ]);
  });

  test("every row that no mail could go to is reported with its line and the reason (rows 1 to 3)", async () => {
    const bad = [
      ...["a@b..c", "a@x.org;b@y.org", "A <a@x.org>, B <b@y.org>", "mailto:a@x.org,b@y.org", "", "a b@x.org", "N/A"],
      ...["<a@x.org", "A <a@x.org> <b@y.org>", "mailto:", "mailto:a%0d%0aRCPT@x.org", "http://x.org/?u=a@x.org"],
    ];
    const cells = bad.map((cell) => `"${cell.replaceAll('"', '""')}",x`);
    const { counts, problems } = await importing(`email,name\n${cells.join("\n")}\n`);
    expect(counts).toEqual({ ...nothing, rows: cells.length, malformed: cells.length });
    expect(problems.map(({ line }) => line)).toEqual(cells.map((_, i) => i + 2));
    expect(await everyone()).toEqual([]);
  });
});

describe("what is not taken at all", () => {
  const zip = Buffer.concat([Buffer.from("PK\x03\x04"), deflateRawSync(Buffer.alloc(100_000))]);

  test.each([
    ["an empty file", "", "empty"],
    ["a file of a byte order mark only", Buffer.from([0xef, 0xbb, 0xbf]), "empty"],
    ["a file of empty lines", "\n\n \n", "empty"],
    ["a header alone", "email,name\n", "no rows"],
    ["a zip file that breaks off (row 18)", zip, "broken"],
    ["an old spreadsheet (row 18)", Buffer.from("d0cf11e0a1b11ae1", "hex"), "spreadsheet"],
    ["a PDF that is called .csv (row 18)", Buffer.from("%PDF-1.7\n"), "PDF"],
    ["a compressed file (row 18)", Buffer.from("1f8b0800", "hex"), "compressed"],
    ["zero bytes (row 15)", "email\nana@example.org\n\0\0\0\n", "zero bytes"],
    ["10 000 columns (row 15)", `email${",x".repeat(9999)}\na@x.org\n`, "10000 columns"],
    ["a first line of 5 MB (row 15)", `email,${"x".repeat(5_000_000)}\nana@example.org,Ana\n`, "longer than"],
    ["two columns of addresses (row 14)", "email,Email\na@x.org,b@x.org\n", "More than one column"],
    ["no column of addresses", "name,town\nAna,Riga\n", "No column is called email"],
    ["many columns without a header", "1,ana@example.org,Ana\n", "should name the columns"],
  ])("%s", async (_what, file, words) => {
    const { error, counts } = await importing(file as string);
    expect(error).toContain(words);
    expect(counts).toBeUndefined();
    expect(await everyone()).toEqual([]);
  });

  test("a file with zero bytes far down changes nothing", async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => `reader${i}@example.org,R`);
    const { error } = await importing(`email,name\n${rows.join("\n")}\nlast@example.org,\0\n`);
    expect(error).toContain("zero bytes");
    expect(await everyone()).toEqual([]);
  });
});

describe("what comes out again", () => {
  async function exported(all = false): Promise<string> {
    const pieces: string[] = [];
    for await (const piece of subscribersCsv(context, list, { who: all ? "all" : "recipients" }, "Ruth"))
      pieces.push(piece);
    return pieces.join("");
  }

  test("cells that a spreadsheet would run are words, going in and coming out (row 16, S-13)", async () => {
    const cells = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"];
    await importing(
      `email,name\n${cells.map((cell, i) => `r${i}@example.org,"${cell}"`).join("\n")}\n=x@example.org,X\n`,
    );

    expect((await reader("r0@example.org")).name).toBe("=cmd|' /C calc'!A0");
    const lines = (await exported()).split("\r\n").slice(1, -1);
    expect(lines).toHaveLength(7);
    for (const line of lines) for (const cell of line.split(",")) expect(cell).not.toMatch(/^"?[=+\-@\t\r]/);
    expect(lines.some((line) => line.startsWith("'=x@example.org,"))).toBe(true);
  });

  test("an export can be imported again, and is the same reader", async () => {
    await importing('email,name\n=x@example.org,"Doe, ""Jo"""\n');
    const { counts } = await importing(await exported());
    expect(counts).toMatchObject({ rows: 1, imported: 0, alreadyThere: 1 });
  });

  test("the active ones unless everyone is asked for, in as many pieces as there are pages", async () => {
    const rows = Array.from({ length: 2500 }, (_, i) => `reader${i}@example.org`);
    await importing(`email\n${rows.join("\n")}`);
    const gone = await reader("reader7@example.org");
    await endSubscription(context, gone.id, list.id, "page");
    await suppress(context, "reader8@example.org", "complaint");

    expect((await exported()).trimEnd().split("\r\n")).toHaveLength(1 + 2498);
    const all = (await exported(true)).trimEnd().split("\r\n");
    expect(all).toHaveLength(1 + 2500);
    expect(all[0]).toBe(
      "email,name,status,subscribedAt,confirmedAt,endedAt,suppressedAt,suppressedFor,language,topics",
    );
    expect(all.find((line) => line.startsWith("reader7@"))).toBe(
      "reader7@example.org,,ended,2026-11-23T08:00:00.000Z,2026-11-23T08:00:00.000Z,2026-11-23T08:00:00.000Z,,,,",
    );
  });
});
