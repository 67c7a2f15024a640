import { Readable } from "node:stream";
import { beforeEach, describe, expect, test } from "vitest";
import { consentOf } from "#app/models/consent/record.server.ts";
import { agreementOf } from "#app/models/consent/steps.ts";
import { erase } from "#app/models/privacy/erasure.server.ts";
import { personalDataOf } from "#app/models/privacy/personalData.server.ts";
import { importReaders } from "#app/models/readers/import/import.server.ts";
import type { ImportSettings } from "#app/models/readers/import/importSettings.server.ts";
import { undoImport } from "#app/models/readers/import/undoing.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { notesOf } from "#app/models/readers/notes.server.ts";
import { subscriberByEmail } from "#app/models/readers/subscribers.server.ts";
import { topicsChosenBy } from "#app/models/readers/topicChoices.server.ts";
import { testContext, type TestContext } from "../../../support/context.ts";
import { zipOf } from "../../../support/docx.ts";
import { aBriefing, aReader } from "../../../support/newsroom.ts";

let context: TestContext;
let list: List;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
});

const opened = (file: string) => () => Readable.from([Buffer.from(file)]);
const orderOf = (settings: Partial<ImportSettings>) => ({
  ...{ list, basis: "The fair", file: "fair.csv", actor: "Ruth" },
  ...settings,
});

async function importing(file: string, settings: Partial<ImportSettings> = {}) {
  const foreseen = await importReaders(context, opened(file), { ...orderOf(settings), dryRun: true });
  const result = await importReaders(context, opened(file), orderOf(settings));
  if ("error" in result) throw new Error(result.error);
  expect("counts" in foreseen && foreseen.counts).toEqual(result.counts);
  return { ...result, table: result.tables[0]! };
}

async function refusal(file: string, settings: Partial<ImportSettings>): Promise<string | null> {
  const result = await importReaders(context, opened(file), orderOf(settings));
  return "error" in result ? result.error : null;
}

const idOf = async (email: string) => (await subscriberByEmail(context, email))!.id;

describe("evidence of the source", () => {
  test("Mailchimp's times and addresses of both steps stand in the receipt; the IP address goes after 30 days", async () => {
    const { table } = await importing(
      "Email Address,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LEID,EUID\n" +
        'ana@example.org,"2021-03-03 09:00:00",192.0.2.1,"2021-03-04 10:00:00",192.0.2.7,1,a\n',
    );
    expect(table).toMatchObject({ format: "Mailchimp", detailColumns: ["OPTIN_TIME", "CONFIRM_IP"] });
    const [receipt] = await consentOf(context, await idOf("ana@example.org"));
    expect(receipt).toMatchObject({ kind: "imported", ip: "192.0.2.7" });
    expect(agreementOf(receipt!.detail!)).toEqual({
      agreed: "2021-03-04T10:00:00.000Z",
      asked: "2021-03-03T09:00:00.000Z",
      form: null,
    });
  });

  test("listmonk's times, which name their zone twice, are read", async () => {
    await importing(
      "uuid,email,name,attributes,status,created_at,updated_at\n" +
        "1,ana@example.org,Ana,{},enabled,2021-03-04 12:00:00.123456 +0200 CEST,2022-01-01 00:00:00 +0000 UTC\n" +
        "2,bob@example.org,Bob,{},enabled,2021-03-04 10:00:00 +0530 +0530,2022-01-01 00:00:00 +0000 UTC\n",
    );
    const agreed = async (email: string) =>
      agreementOf((await consentOf(context, await idOf(email)))[0]!.detail!).agreed;
    expect(await agreed("ana@example.org")).toBe("2021-03-04T10:00:00.123Z");
    expect(await agreed("bob@example.org")).toBe("2021-03-04T04:30:00.000Z");
  });

  test("a form or source is kept, but no address in it", async () => {
    await importing("email,source\nana@example.org,Homepage; footer\nbob@example.org,bob@example.org\n");
    const details = async (email: string) => (await consentOf(context, await idOf(email)))[0]!.detail;
    expect([await details("ana@example.org"), await details("bob@example.org")]).toEqual([
      "form Homepage, footer",
      null,
    ]);
  });

  test("any column can be said to tell it", async () => {
    await importing("email,Since,Where from\nana@example.org,2020-05-06,Stand 4\n", {
      columns: { agreed: ["Since"], form: ["3"] },
    });
    const [receipt] = await consentOf(context, await idOf("ana@example.org"));
    expect(receipt!.detail).toBe("2020-05-06T00:00:00.000Z; form Stand 4");
    expect(await refusal("email\na@b.org\n", { columns: { form: ["Form"] } })).toBe("no-such-column");
  });
});

describe("names, languages, topics", () => {
  test("a name is of the columns that are named, in their order, and a language is a tag", async () => {
    await importing("email,Rufname,Clan,Sprache\nana@example.org,Ana,Weiss,Deutsch\nbob@example.org,Bob,Gray,pt_BR\n", {
      columns: { name: ["Rufname", "Clan"] },
    });
    const rows = await context.db.selectFrom("subscribers").select(["name", "language"]).orderBy("id").execute();
    expect(rows).toEqual([
      { name: "Ana Weiss", language: "de" },
      { name: "Bob Gray", language: "pt-br" },
    ]);
  });

  test("tags are counted, and become topics as ordered, only of people whom the import brings", async () => {
    await context.db.insertInto("topics").values({ slug: "robots", name: "Robots" }).execute();
    await aReader(context, list, "here@example.org");
    const tagged = 'email,tags\nana@example.org,"""VIP"",""News"""\nbob@example.org,News\nhere@example.org,VIP\n';
    const { table } = await importing(tagged, { topics: [{ tag: "vip", topic: "robots" }] });
    expect(table!.tags).toEqual([
      { tag: "VIP", rows: 2 },
      { tag: "News", rows: 2 },
    ]);
    expect(await topicsChosenBy(context, await idOf("ana@example.org"))).toEqual(["robots"]);
    expect(await topicsChosenBy(context, await idOf("here@example.org"))).toEqual([]);
    expect(await refusal(tagged, { topics: [{ tag: "vip", topic: "no" }] })).toBe("no-such-topic");
  });
});

test("a file may have any number of topics a reader", async () => {
  const names = Array.from({ length: 70 }, (_, i) => `t${i}`);
  await context.db
    .insertInto("topics")
    .values(names.map((name) => ({ slug: name, name })))
    .execute();
  const file = [`email,tags`, ...Array.from({ length: 500 }, (_, i) => `r${i}@example.org,${names.join("|")}`)];
  const topics = names.map((name) => ({ tag: name, topic: name }));
  const result = await importReaders(context, opened(file.join("\n")), orderOf({ topics }));
  expect(result).toMatchObject({ counts: { imported: 500 } });
  expect(await topicsChosenBy(context, await idOf("r499@example.org"))).toHaveLength(70);
});

describe("columns by hand", () => {
  test("one that is left out is read for nothing, whatever its name says", async () => {
    const csv = "email,name,language,created_at,Company\nana@example.org,A. Bot,de,2020-05-06,Northline\n";
    const unread = ["name", "Language", "created_at", "company"];
    const { table } = await importing(csv, { unread, allNotes: true });
    expect([table.detailColumns, table.notes]).toEqual([[], []]);
    const row = await context.db.selectFrom("subscribers").select(["name", "language"]).executeTakeFirst();
    expect(row).toEqual({ name: "", language: null });
    expect((await consentOf(context, await idOf("ana@example.org")))[0]!.detail).toBeNull();
  });

  test("the line of their names can be said, or that there is none", async () => {
    const csv = "email,name\nold@example.org,Old\nemail,name\nana@example.org,Ana\n";
    expect((await importing(csv, { headerLine: 3 })).counts).toMatchObject({ rows: 1, imported: 1 });
    const plain = "bob@example.org,Bob,Northline\ncy@example.org,Cy,Ferry\n";
    const given = { headerLine: 0, emailColumn: "column 1", columns: { name: ["2"] } };
    expect((await importing(plain, given)).counts).toMatchObject({ imported: 2 });
    expect((await subscriberByEmail(context, "cy@example.org"))!.name).toBe("Cy");
    expect(await refusal(csv, { headerLine: 9 })).toBe("no-such-line");
  });

  test("an order about a column counts for the files of an archive that have it", async () => {
    const archive = zipOf([
      { name: "one.csv", bytes: "email,status,Clan\nana@example.org,VIP,Weiss\n" },
      { name: "two.csv", bytes: "mail,E-mail 2,name\nbob@example.org,b@example.org,Bob\n" },
    ]);
    const order = {
      ...orderOf({ emailColumn: "mail", columns: { name: ["Clan"] } }),
      states: { words: [], ignored: ["status"], whole: null },
    };
    const open = () => Readable.from([archive]);
    expect(await importReaders(context, open, order)).toMatchObject({ counts: { imported: 2 } });
    const rows = await context.db.selectFrom("subscribers").select("name").orderBy("id").execute();
    expect(rows.map(({ name }) => name)).toEqual(["Weiss", "Bob"]);
    const wrong = { ...order, states: { ...order.states, ignored: ["state"] } };
    expect(await importReaders(context, open, wrong)).toEqual({ error: "no-such-column", column: "state" });
  });
});

describe("notes", () => {
  const companies = "email,Company,Seats\nana@example.org,Northline,12\nbob@example.org,N/A,\n";

  test("chosen columns are kept with the reader, in what is held about them, and are erased", async () => {
    const { table } = await importing(companies, { notes: ["company"] });
    expect(table!.notes).toEqual(["Company"]);
    const ana = await idOf("ana@example.org");
    expect(await notesOf(context, ana)).toEqual([{ name: "Company", value: "Northline" }]);
    expect((await personalDataOf(context, ana))!.notes).toEqual([{ name: "Company", value: "Northline" }]);
    await erase(context, ana, "Ruth");
    expect(await context.db.selectFrom("reader_notes").selectAll().execute()).toEqual([]);
  });

  test("all columns without another use, a newer value in the place of an older one, and back when it is undone", async () => {
    await importing(companies, { allNotes: true });
    const { id } = await importing("email,Seats\nana@example.org,40\n", { allNotes: true });
    const ana = await idOf("ana@example.org");
    const notes = [
      { name: "Company", value: "Northline" },
      { name: "Seats", value: "40" },
    ];
    expect(await notesOf(context, ana)).toEqual(notes);
    await undoImport(context, id!, "Ruth");
    expect(await notesOf(context, ana)).toEqual([notes[0], { name: "Seats", value: "12" }]);
  });

  test("a value is cut, and the kinds of notes are bounded", async () => {
    await importing(`email,Bio\nana@example.org,${"x".repeat(9000)}\n`, { allNotes: true });
    expect((await notesOf(context, await idOf("ana@example.org")))[0]!.value).toHaveLength(200);
    const wide = Array.from({ length: 120 }, (_, i) => `column ${i}`).join(",");
    expect(await refusal(`email,${wide}\nana@example.org${",x".repeat(120)}\n`, { allNotes: true })).toBe(
      "too-many-notes",
    );
  });
});

describe("people who never confirmed there", () => {
  const unconfirmed = "email,status\nana@example.org,unconfirmed\nbob@example.org,active\n";
  const letters = () => context.db.selectFrom("letters").select(["kind", "status"]).execute();

  test("are left out, unless the operator has them asked: then they wait, with one confirmation each (C-22)", async () => {
    expect((await importing(unconfirmed)).counts).toMatchObject({ unconfirmed: 1, asked: 0, imported: 1 });
    expect(await letters()).toEqual([]);
    expect((await importing(unconfirmed, { askUnconfirmed: true })).counts).toMatchObject({ unconfirmed: 0, asked: 1 });
    expect(await letters()).toEqual([{ kind: "confirmation", status: "queued" }]);
    expect((await subscriberByEmail(context, "ana@example.org"))!.subscriptions).toMatchObject([{ status: "pending" }]);
    expect((await importing(unconfirmed, { askUnconfirmed: true })).counts).toMatchObject({ unconfirmed: 1, asked: 0 });
  });

  test("are not asked again within a day, nor more than three times in thirty", async () => {
    const { id } = await importing(unconfirmed, { askUnconfirmed: true });
    await undoImport(context, id!, "Ruth");
    expect((await importing(unconfirmed, { askUnconfirmed: true })).counts).toMatchObject({ unconfirmed: 1, asked: 0 });
  });
});

describe("rows that are too much, or nearly right", () => {
  test("an overlong cell costs its row, and an apostrophe before an address is a spreadsheet's", async () => {
    const { counts } = await importing(`email,bio\nana@example.org,${"x".repeat(20_000)}\n'bob@example.org,x\n`);
    expect(counts).toMatchObject({ rows: 2, malformed: 1, imported: 1 });
    expect(await subscriberByEmail(context, "bob@example.org")).toBeDefined();
  });

  test("who left in an overlong row is not brought in by another one", async () => {
    const { counts } = await importing(
      `email,status,bio\nana@example.org,unsubscribed,${"x".repeat(20_000)}\nana@example.org,active,\n`,
    );
    expect(counts).toMatchObject({ imported: 0, malformed: 1, duplicates: 1 });
  });
});
