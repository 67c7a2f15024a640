import { Readable } from "node:stream";
import { beforeEach, describe, expect, test } from "vitest";
import { importReaders, type RowResult } from "#app/models/readers/import/import.server.ts";
import type { StateOrder } from "#app/models/readers/import/states.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { subscriberByEmail } from "#app/models/readers/subscribers.server.ts";
import { describeRefusal } from "../../../../scripts/frame/importFaults.ts";
import { testContext, type TestContext } from "../../../support/context.ts";
import { zipOf } from "../../../support/docx.ts";
import { aBriefing } from "../../../support/newsroom.ts";

let context: TestContext;
let list: List;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
});

type Given = { file?: string; states?: Partial<StateOrder>; emailColumn?: string };

/** Imports a file, after a dry run that must say the same of every row. @returns why it was refused, or who is active */
async function importing(bytes: string | Buffer, { file = "readers.csv", states, emailColumn }: Given = {}) {
  const order = {
    ...{ list, basis: "The fair", actor: "Ruth", confirm: false, file, emailColumn: emailColumn ?? null },
    states: { words: [], ignored: [], whole: null, ...states },
  };
  const open = () => Readable.from([Buffer.from(bytes as string)]);
  const [foreseen, became]: RowResult[][] = [[], []];
  await importReaders(context, open, { ...order, dryRun: true }, { onRow: (row) => foreseen!.push(row) });
  const result = await importReaders(context, open, order, { onRow: (row) => became!.push(row) });
  expect(became).toEqual(foreseen);
  if ("error" in result) {
    expect(await context.db.selectFrom("subscribers").select("id").execute()).toEqual([]);
    return { refused: describeRefusal(file, result), active: [] };
  }
  const rows = await context.db
    .selectFrom("subscriptions")
    .innerJoin("subscribers", "subscribers.id", "subscriptions.subscriber_id")
    .select("email")
    .where("status", "=", "active")
    .orderBy("email")
    .execute();
  return { refused: null, active: rows.map(({ email }) => email), leftOut: result.leftOut, counts: result.counts };
}

describe("a file that may say who left, in a way that is not understood, is refused", () => {
  test.each<[string, string, string, Given?]>([
    ["beside addresses without a header", "a@x.org,active\nb@x.org,unsubscribed\n", "“column 2”"],
    [
      "beside a chosen column without a header",
      "A,a@x.org,\nB,b@x.org,unsubscribed\n",
      "“column 3”",
      { emailColumn: "2" },
    ],
    ["in a short row, where a name should be", "email,name,status\na@x.org,A,active\nb@x.org,unsubscribed\n", "“name”"],
    [
      "as a time, under a header that says it",
      "email,Last unsubscribe\na@x.org,\nb@x.org,2023-01-02\n",
      "“Last unsubscribe”",
    ],
    ["as a title in the middle", "email\na@x.org\nUnsubscribed contacts:\nb@x.org\n", "line 3"],
    ["as a second header", "email,name\na@x.org,A\nemail,unsubscribed\nb@x.org,2023-01-02\n", "line 3"],
    ["as “never”", "email,consent status\na@x.org,subscribed\nb@x.org,never\n", "“never”"],
    [
      "in its name, while its columns say something else",
      "email,confirmed\na@x.org,yes\n",
      "left there",
      { file: "unsubscribed.csv" },
    ],
    ["in its name with accents", "email\na@x.org\n", "left there", { file: "de\u0301sabonne\u0301s.csv" }],
    ["in its name, of people who never confirmed", "email\na@x.org\n", "never confirmed", { file: "unconfirmed.csv" }],
  ])("%s", async (_what, file, words, given) => {
    expect((await importing(file, given)).refused).toContain(words);
  });

  test("until somebody says what it means", async () => {
    const words = [
      { column: "column 2", value: "active", state: "active" as const },
      { column: "column 2", value: "unsubscribed", state: "left" as const },
    ];
    const { active } = await importing("a@x.org,active\nb@x.org,unsubscribed\n", { states: { words } });
    expect(active).toEqual(["a@x.org"]);
    expect(await subscriberByEmail(context, "a@x.org")).toMatchObject({ name: "" });
    const ignored = ["Last unsubscribe"];
    const other = await importing("email,Last unsubscribe\nc@x.org,2023-01-02\n", { states: { ignored } });
    expect(other.active).toEqual(["a@x.org", "c@x.org"]);
  });

  test.each<[string, string]>([
    ["counts and reasons beside a state", "email,bounce count,Unsubscribe link\na@x.org,3,https://x.org/u/1\n"],
    ["a no under a header that sounds like it", "email,Global opt-out flag\na@x.org,No\n"],
    ["the header once more", "email,name\na@x.org,A\nemail,name\n"],
    ["a row without an address", "email,status\na@x.org,active\n,unsubscribed\n"],
    ["a row that speaks of mail", "email,name,contact by\na@x.org,A,Phone\n,B,Email\n"],
  ])("%s is no reason", async (_what, file) => {
    expect(await importing(file)).toMatchObject({ refused: null, active: ["a@x.org"] });
  });
});

test.each(["opt-in", "newsletter", "consent", "active"])(
  "where a cross under “%s” is a yes, an empty cell is none",
  async (header) => {
    const file = `email,${header}\nb@x.org,\na@x.org,x\nc@x.org,\n`;
    expect(await importing(file)).toMatchObject({ active: ["a@x.org"], counts: { inactive: 2 } });
  },
);

test.each(["paused", "pending"])("who is %s in one row is not active by another, however far apart", async (state) => {
  const others = Array.from({ length: 1200 }, (_, i) => `reader${i}@x.org,active`).join("\n");
  for (const [first, last] of [
    [state, "active"],
    ["active", state],
  ]) {
    const { active } = await importing(`email,status\na@x.org,${first}\n${others}\na@x.org,${last}\n`);
    expect(active).toHaveLength(1200);
    expect(active).not.toContain("a@x.org");
  }
});

describe("an archive", () => {
  test("of one list has the meaning that its own name gives", async () => {
    const file = zipOf([{ name: "contacts.csv", bytes: "email\na@x.org\n" }]);
    expect((await importing(file, { file: "unsubscribed.zip" })).refused).toContain("left there");
    expect((await importing(file, { file: "export.zip" })).active).toEqual(["a@x.org"]);
  });

  test("is not read without a list in it that has people and names no columns", async () => {
    const file = zipOf([
      { name: "all.csv", bytes: "email\na@x.org\n" },
      { name: "more.csv", bytes: "A,a@x.org,2023-01-02\n" },
    ]);
    expect((await importing(file, { file: "export.zip" })).refused).toContain("should name the columns");
  });
});

describe("a spreadsheet", () => {
  const cell = (at: string, text: string) => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`;
  const row = (line: number, ...cells: string[]) =>
    `<row r="${line}">${cells.map((text, i) => (text ? cell(`${"ABC"[i]}${line}`, text) : "")).join("")}</row>`;
  type Sheet = { name: string; rows: string; state?: string; tail?: string };
  const workbook = (...sheets: Sheet[]) =>
    zipOf([
      {
        name: "xl/workbook.xml",
        bytes: `<workbook><sheets>${sheets.map(({ name, state }, i) => `<sheet name="${name}" sheetId="${i}"${state ? ` state="${state}"` : ""} r:id="r${i}"/>`).join("")}</sheets></workbook>`,
      },
      {
        name: "xl/_rels/workbook.xml.rels",
        bytes: `<Relationships>${sheets.map((_, i) => `<Relationship Id="r${i}" Target="worksheets/sheet${i}.xml"/>`).join("")}</Relationships>`,
      },
      ...sheets.map(({ rows, tail = "" }, i) => ({
        name: `xl/worksheets/sheet${i}.xml`,
        bytes: `<worksheet><sheetData>${rows}</sheetData>${tail}</worksheet>`,
      })),
    ]);
  const readers = row(1, "email") + row(2, "a@x.org");
  const file = "readers.xlsx";

  test("whose first sheet says in its name that everybody left is refused", async () => {
    expect((await importing(workbook({ name: "Unsubscribed", rows: readers }), { file })).refused).toContain(
      "left there",
    );
  });

  test("is read where people see it first, and its other sheets are named", async () => {
    const hidden = { name: "Old", rows: row(1, "email") + row(2, "b@x.org"), state: "hidden" };
    const bytes = workbook(hidden, { name: "New", rows: readers }, { name: "Notes", rows: "" });
    expect(await importing(bytes, { file })).toMatchObject({ active: ["a@x.org"], leftOut: ["Old", "Notes"] });
  });

  test("with a cell over several people is refused, and titles over several columns are not", async () => {
    const rows =
      row(1, "Readers") +
      row(2, "email", "status") +
      row(3, "a@x.org", "active") +
      row(4, "b@x.org", "unsubscribed") +
      row(5, "c@x.org");
    const merged = (ref: string) => `<mergeCells count="1"><mergeCell ref="${ref}"/></mergeCells>`;
    const bytes = (ref: string) => workbook({ name: "S", rows, tail: merged(ref) });
    expect((await importing(bytes("B4:B5"), { file })).refused).toContain("line 4 goes over several rows");
    expect((await importing(bytes("A1:C1"), { file })).active).toEqual(["a@x.org", "c@x.org"]);
  });

  test("is read however long the links are that follow its rows", async () => {
    const links = Array.from({ length: 30_000 }, (_, i) => `<hyperlink ref="A${i}" r:id="rId${i}" display="a@x.org"/>`);
    const tail = `<hyperlinks>${links.join("")}</hyperlinks>`;
    expect((await importing(workbook({ name: "S", rows: readers, tail }), { file })).active).toEqual(["a@x.org"]);
  });

  test("counts its lines with those that are empty", async () => {
    const rows = `${row(1, "email")}<row r="2" spans="1:1"/>${row(3, "a@x.org")}${row(4, "nobody")}`;
    const lines: number[] = [];
    const open = () => Readable.from([workbook({ name: "S", rows })]);
    const order = { list, basis: "The fair", actor: "Ruth", confirm: false, file };
    await importReaders(context, open, order, { onRow: ({ line }) => lines.push(line) });
    expect(lines.sort()).toEqual([3, 4]);
  });

  test("may have coloured cells far to the right, but no words there", async () => {
    const far = (text: string) => `${row(1, "email")}<row r="2">${cell("A2", "a@x.org")}${text}</row>`;
    expect((await importing(workbook({ name: "S", rows: far(cell("XFD2", "left")) }), { file })).refused).toContain(
      "columns",
    );
    expect((await importing(workbook({ name: "S", rows: far('<c r="XFD2" s="1"/>') }), { file })).active).toEqual([
      "a@x.org",
    ]);
  });
});

test("signs in a file that would steer a terminal are not printed", async () => {
  const { refused } = await importing("email,status\na@x.org,\u001b[2Jnew\n");
  expect(refused).toContain("\ufffd[2Jnew");
});

test("a line that is no list's is refused with a number that people read", async () => {
  const { refused } = await importing(`${"x".repeat(1_000_001)}\nana@example.org\n`);
  expect(refused).toContain("longer than 1 000 000 characters");
});
