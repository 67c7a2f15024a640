import { Readable } from "node:stream";
import { beforeEach, describe, expect, test } from "vitest";
import { subscribersCsv } from "#app/models/readers/import/export.server.ts";
import { importReaders } from "#app/models/readers/import/import.server.ts";
import type { ImportSettings } from "#app/models/readers/import/importSettings.server.ts";
import { undoImport } from "#app/models/readers/import/undoing.server.ts";
import { createList, type List } from "#app/models/readers/lists.server.ts";
import { notesOf } from "#app/models/readers/notes.server.ts";
import { chooseName } from "#app/models/readers/preferences/choices.server.ts";
import { listSubscribers } from "#app/models/readers/finding.server.ts";
import { topicsChosenBy } from "#app/models/readers/topicChoices.server.ts";
import { subscriberByEmail } from "#app/models/readers/subscribers.server.ts";
import { testContext, type TestContext } from "../../../support/context.ts";
import { aBriefing, aReader } from "../../../support/newsroom.ts";

let context: TestContext;
let list: List;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
});

async function importing(file: string, settings: Partial<ImportSettings> = {}, into = list) {
  const order = { list: into, basis: "The fair", file: "fair.csv", actor: "Ruth", ...settings };
  const result = await importReaders(context, () => Readable.from([Buffer.from(file)]), order);
  if ("error" in result) throw new Error(result.error);
  context.later(1000);
  return result;
}

async function exported(): Promise<string> {
  let csv = "";
  for await (const piece of subscribersCsv(context, list, { who: "all" }, "Ruth")) csv += piece;
  return csv;
}

const notesOfAddress = async (email: string) => notesOf(context, (await subscriberByEmail(context, email))!.id);
const found = async (search: string) =>
  (await listSubscribers(context, { search })).subscribers.map(({ email }) => email).sort();

const companies = [
  "email,Company,Status,Remark",
  'ana@example.org,"Northline, Ltd",gold,"=1+1"',
  "bob@example.org,Südwind,silver,",
  "carl@example.org,,,'quoted",
].join("\n");
const asNotes: Partial<ImportSettings> = {
  notes: ["Company", "Status", "Remark"],
  states: { words: [], ignored: ["Status"], whole: null },
};

describe("notes of readers in exports", () => {
  test("our own export has them, each in a column that no other is taken for, and imports again with them", async () => {
    await importing(companies, asNotes);
    await aReader(context, list, "without@example.org");
    const csv = await exported();
    const [header, ...rows] = csv.trimEnd().split("\r\n");
    expect(header).toMatch(/,suppressedFor,language,topics,Note: Company,Note: Remark,Note: Status$/);
    expect(rows.map((row) => row.split(",").slice(10).join(","))).toEqual([
      '"Northline, Ltd",\'=1+1,gold',
      "Südwind,,silver",
      ",'quoted,",
      ",,",
    ]);
    const people = ["ana@example.org", "bob@example.org", "carl@example.org", "without@example.org"];
    const before = await Promise.all(people.map(notesOfAddress));

    context = await testContext();
    list = await aBriefing(context);
    const again = await importing(csv);
    expect(again.tables[0]).toMatchObject({ format: "Pressrun", notes: ["Company", "Remark", "Status"] });
    expect(again.counts).toMatchObject({ rows: 4, imported: 4 });
    expect(await Promise.all(people.map(notesOfAddress))).toEqual(before);
    expect(await exported()).toContain("Note: Company");
  });

  test("it has languages and chosen topics, which come back where these topics are", async () => {
    const topics = [
      { slug: "ferries", name: "Ferries" },
      { slug: "روبوتات", name: "روبوتات" },
      { slug: "wine", name: "Wine & more; a lot" },
    ];
    await context.db.insertInto("topics").values(topics).execute();
    await importing('email,language,tags\nana@example.org,pt-BR,"F, R"\nbob@example.org,,\ncai@example.org,de,W\n', {
      topics: [
        { tag: "F", topic: "ferries" },
        { tag: "R", topic: "روبوتات" },
        { tag: "W", topic: "wine" },
      ],
    });
    const csv = await exported();
    expect(csv).toMatch(/ana@example.org,.*,pt-br,ferries; روبوتات\r\n/);
    context = await testContext();
    list = await aBriefing(context);
    await context.db.insertInto("topics").values(topics.slice(0, 2)).execute();
    const again = await importing(csv);
    expect(again.tables[0]!.tags.map(({ tag }) => tag).sort()).toEqual(["ferries", "wine", "روبوتات"]);
    const chosen = async (email: string) => topicsChosenBy(context, (await subscriberByEmail(context, email))!.id);
    expect(await chosen("ana@example.org")).toEqual(["ferries", "روبوتات"]);
    // A topic that is not here is nobody's; it is said by name.
    expect(await chosen("cai@example.org")).toEqual([]);
    expect((await exported()).replace("; روبوتات", "")).toMatch(/pt-br,ferries\r\n.*bob.*,,\r\n.*cai.*,de,\r\n/);
  });

  test("an installation without notes has no column for them, and a password is nobody's note", async () => {
    await importing("email,Password,Seats\nana@example.org,secret,\n", { allNotes: true });
    expect(await exported()).toMatch(/^email,name,status,[A-Za-z,]+suppressedFor,language,topics\r\n/);
    expect(await notesOfAddress("ana@example.org")).toEqual([]);
  });
});

describe("notes of readers in the search", () => {
  test("a reader is found by the beginning of a note, in any case, with those whose address has the words", async () => {
    await importing(companies, asNotes);
    await aReader(context, list, "north@example.org");
    expect(await found("NORTH")).toEqual(["ana@example.org", "north@example.org"]);
    expect(await found("südw")).toEqual(["bob@example.org"]);
    expect(await found("line, ltd")).toEqual([]);
    for (const sign of ["%", "_", "nor_h", "\\"]) expect(await found(sign)).toEqual([]);
    expect((await listSubscribers(context, { search: "gold", status: "ended" })).total).toBe(0);
  });
});

describe("what an import filled in for readers who were here", () => {
  const row = async (email: string) =>
    context.db
      .selectFrom("subscribers")
      .select(["name", "language", "search_key"])
      .where("email_key", "=", email)
      .executeTakeFirstOrThrow();
  const file = "email,name,language\nana@example.org,Ana,de\nbob@example.org,Bob,fr\nnew@example.org,New,it\n";

  test("a name and a language are empty again when it is undone, and its search does not know them", async () => {
    await aReader(context, list, "ana@example.org");
    await aReader(context, list, "bob@example.org", "Robert");
    const before = [await row("ana@example.org"), await row("bob@example.org")];
    const { id } = await importing(file);
    expect(await row("ana@example.org")).toMatchObject({ name: "Ana", language: "de" });
    expect(await row("bob@example.org")).toMatchObject({ name: "Robert", language: "fr" });
    await undoImport(context, id!, "Ines");
    expect([await row("ana@example.org"), await row("bob@example.org")]).toEqual(before);
    expect(await found("ana ana")).toEqual([]);
    expect(await subscriberByEmail(context, "new@example.org")).toBe(undefined);
  });

  test("what they chose since stays, and a later import takes nothing of an earlier one", async () => {
    const ana = await aReader(context, list, "ana@example.org");
    await aReader(context, list, "bob@example.org");
    const { list: other } = (await createList(context, { slug: "other", name: "The other" })) as { list: List };
    const first = await importing(file, {}, other);
    const second = await importing(file.replaceAll("Bob", "Bobby"), {}, other);
    await chooseName(context, { ...ana, suppressed: false }, "Ana Weiss");
    await undoImport(context, second.id!, "Ines");
    expect(await row("bob@example.org")).toMatchObject({ name: "Bob", language: "fr" });
    await undoImport(context, first.id!, "Ines");
    expect(await row("bob@example.org")).toMatchObject({ name: "", language: null });
    expect(await row("ana@example.org")).toMatchObject({ name: "Ana Weiss" });
  });
});
