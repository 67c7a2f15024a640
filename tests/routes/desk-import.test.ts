import { createCookie } from "@remix-run/node";
import { beforeEach, describe, expect, test } from "vitest";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { startSession } from "#app/models/desk/sessions.server.ts";
import { consentOf } from "#app/models/consent/record.server.ts";
import { importById } from "#app/models/readers/import/imports.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { notesOf } from "#app/models/readers/notes.server.ts";
import { subscriberByEmail } from "#app/models/readers/subscribers.server.ts";
import { topicsChosenBy } from "#app/models/readers/topicChoices.server.ts";
import { uploadById } from "#app/models/readers/uploads/uploads.server.ts";
import { ask } from "../support/ask.ts";
import { atTheDesk, type AtTheDesk } from "../support/at-the-desk.ts";
import type { TestContext } from "../support/context.ts";
import { aReader } from "../support/newsroom.ts";
import { aSite } from "../support/site.ts";
import { readersCsv, workedOff } from "../support/uploads.ts";

let context: TestContext;
let list: List;
let ruth: AtTheDesk;

beforeEach(async () => {
  ({ context, list } = await aSite());
  ruth = await atTheDesk(context, "operator");
});

type Part = { name: string; fileName?: string; body: string | Buffer };

/** A form as browsers post it, with a file in it. */
function formOf(parts: Part[], boundary: string): Buffer {
  const pieces = parts.flatMap(({ name, fileName, body }) => [
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"`,
    fileName === undefined ? "" : `; filename="${fileName}"\r\nContent-Type: application/octet-stream`,
    "\r\n\r\n",
    body,
    "\r\n",
  ]);
  return Buffer.concat([...pieces, `--${boundary}--\r\n`].map((piece) => Buffer.from(piece as string)));
}

const boundary = "----a-boundary-of-a-test";

async function bring(parts: Part[] | Buffer, headers: Record<string, string> = {}) {
  const token = await startSession(context, ruth.editor.id, "a test");
  const cookie = (await createCookie("pressrun").serialize(token)).split(";")[0]!;
  return ask(context, "/desk/subscribers/import?index", {
    method: "POST",
    headers: {
      Cookie: cookie,
      "Content-Type": `multipart/form-data; boundary=${boundary}`,
      "Sec-Fetch-Site": "same-origin",
      ...headers,
    },
    body: Buffer.isBuffer(parts) ? parts : formOf(parts, boundary),
  });
}

const fileOf = (body: string | Buffer, fileName = "readers.csv"): Part => ({ name: "file", fileName, body });
const fieldsOf = (): Part[] => [
  { name: "list", body: String(list.id) },
  { name: "basis", body: "Trade fair, May 2026" },
];
const idIn = (path: string | undefined) => Number(/\d+$/.exec(path ?? "")?.[0]);

const words = (text: string) =>
  text
    .slice(text.indexOf("<main"), text.indexOf("</main>"))
    .replace(/<!-- -->/g, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");

describe("without scripts", () => {
  test("a list is brought, checked, imported, and reported", async () => {
    const brought = await bring([...fieldsOf(), fileOf(readersCsv(100))]);
    expect([brought.status, brought.headers.location]).toEqual([302, expect.stringMatching(/files\/\d+$/)]);
    const path = brought.headers.location!;
    expect((await ruth.see(path)).text).toContain('value="Trade fair, May 2026"');
    const asked = await ruth.post(path, { intent: "check", list: String(list.id), basis: "Trade fair, May 2026" });
    expect(asked.status).toBe(302);
    expect((await ruth.see(path)).text).toContain('http-equiv="refresh"');
    await workedOff(context);
    const { text } = await ruth.see(path);
    expect(words(text)).toContain("Add 90 readers, note 10 who left or must get no mail");
    const rows = await ruth.post(`${path}/rows`, {});
    expect(rows.headers["content-disposition"]).toContain("attachment");
    expect(rows.text.trim().split("\r\n")).toHaveLength(101);
    const foreseen = String((await uploadById(context, idIn(path)))!.foreseen!.at);
    const begun = await ruth.post(path, { intent: "start", foreseen });
    expect(begun.headers.location).toMatch(/\/desk\/subscribers\/import\/\d+$/);
    await workedOff(context);
    const result = words((await ruth.see(begun.headers.location!)).text);
    expect(result).toContain("Join the list 90");
    expect(result).toContain("Ruth");
    expect((await ruth.post(`${begun.headers.location}/rows`, {})).text.trim().split("\r\n")).toHaveLength(101);
    expect((await ruth.see(path)).headers.location).toBe(begun.headers.location);
    expect(words((await ruth.see("/desk/subscribers/import")).text)).toContain("90 of 100 rows");
  });

  test("what is missing is said beside its field, and the file and what was typed stay", async () => {
    const brought = await bring([{ name: "basis", body: "" }, fileOf(readersCsv(3))]);
    const path = brought.headers.location!;
    const asked = await ruth.post(path, { intent: "check", basis: "", format: "ghost", whole: "left" });
    expect(asked.status).toBe(400);
    expect(words(asked.text)).toContain("Choose the list that they join.");
    expect(words(asked.text)).toContain("Say where and when these readers agreed");
    expect(asked.text).toMatch(/<option value="ghost" selected/);
    expect((await uploadById(context, idIn(path)))!.stage).toBe("here");
  });

  test("no file, and an empty one, are said beside the field", async () => {
    const none = await bring([...fieldsOf(), fileOf("", "")]);
    expect([none.status, none.text]).toEqual([400, expect.stringContaining("Choose a file.")]);
    const empty = await bring([...fieldsOf(), fileOf("")]);
    expect([empty.status, empty.text]).toEqual([400, expect.stringContaining("The file is empty.")]);
    expect(empty.text).toContain("Trade fair, May 2026");
  });
});

describe("columns by hand", () => {
  const csv =
    "email,Vor,Clan,Joined on,Company,Seats,labels\n" + "ana@import.example,Ana,Weiss,2020-05-06,Northline,12,VIP\n";
  const given = () => ({ list: String(list.id), basis: "Fair" });
  const mapping = (uses: Record<string, string>, more: Record<string, string> = {}) => {
    const fields = new URLSearchParams({ intent: "check", ...given(), ...more });
    for (const [column, use] of Object.entries(uses)) {
      fields.append("mapped", column);
      fields.append("use", use);
    }
    return fields;
  };

  test("names, dates, notes and topics are said in the form, and become so", async () => {
    await context.db.insertInto("topics").values({ slug: "robots", name: "Robots" }).execute();
    const path = (await bring([...fieldsOf(), fileOf(csv)])).headers.location!;
    const uses = { Clan: "name-2", Vor: "name", "Joined on": "agreed", Company: "note", Seats: "unread" };
    expect((await ruth.post(path, mapping(uses, { allNotes: "on", askUnconfirmed: "on" }))).status).toBe(302);
    await workedOff(context);
    const { text } = await ruth.see(path);
    expect(words(text)).toContain("VIP");
    expect(text).toMatch(/name="allNotes"[^>]*checked/);
    const again = mapping(uses, { tag: "VIP", topic: "robots" });
    await ruth.post(path, again);
    await workedOff(context);
    const upload = (await uploadById(context, idIn(path)))!;
    expect((await ruth.see(path)).text).toMatch(/<option value="robots" selected/);
    await ruth.post(path, { intent: "start", foreseen: String(upload.foreseen!.at) });
    await workedOff(context);
    const ana = (await subscriberByEmail(context, "ana@import.example"))!;
    expect(ana.name).toBe("Ana Weiss");
    expect(await topicsChosenBy(context, ana.id)).toEqual(["robots"]);
    expect(await notesOf(context, ana.id)).toEqual([{ name: "Company", value: "Northline" }]);
    const [receipt] = await consentOf(context, ana.id);
    expect(receipt!.detail).toContain("2020-05-06");
    const log = (await recentEvents(context, 20)).map(({ action }) => action);
    expect(log).toContain("import-begun");
    expect(log).not.toContain("import-resumed");
  });

  test("a column that the file does not have (any more) stays in the form, with a word beside it", async () => {
    const path = (await bring([...fieldsOf(), fileOf(csv)])).headers.location!;
    await ruth.post(path, mapping({ Firma: "note" }, { headerLine: "1", ignored: "Stand" }));
    await workedOff(context);
    const { text } = await ruth.see(path);
    expect(text.match(/The file has no such column now\./g)).toHaveLength(2);
    expect(text).toMatch(/name="headerLine"[^>]*value="1"/);
    expect(words(text)).toContain("There is no column “Stand” in the file.");
  });

  test("sixty columns can each be said, and a fault loses none of it", async () => {
    const names = Array.from({ length: 60 }, (_, i) => `Column of the source ${i}`);
    const wide = `email,${names.join(",")}\nana@import.example,${names.map((_, i) => i).join(",")}\n`;
    const path = (await bring([fileOf(wide)])).headers.location!;
    const uses = Object.fromEntries(names.map((name) => [name, "note"]));
    const refused = await ruth.post(path, mapping(uses, { basis: "" }));
    expect(refused.status).toBe(400);
    expect(refused.text.match(/<option value="note" selected/g)).toHaveLength(60);
  });
});

describe("a hostile upload", () => {
  test.each([
    ["is no form", Buffer.from("email\na@import.example\n"), 400],
    ["ends before its time", formOf([fileOf("email\na@import.example\n")], boundary).subarray(0, 150), 400],
    ["has a part without a name", Buffer.from(`--${boundary}\r\nX: y\r\n\r\nz\r\n--${boundary}--\r\n`), 400],
    ["has a head without end", Buffer.from(`--${boundary}\r\n${"x".repeat(20_000)}`), 400],
    ["has more parts than any form", formOf(Array(150).fill({ name: "a", body: "b" }), boundary), 400],
  ])("that %s is refused and leaves nothing", async (_, body, status) => {
    expect((await bring(body)).status).toBe(status);
    expect(await context.db.selectFrom("uploads").selectAll().execute()).toEqual([]);
  });

  test("is named as a file, whatever its name is", async () => {
    const name = "../../etc/a;b=%22c%22\u202e.csv";
    const brought = await bring([...fieldsOf(), fileOf("email\na@import.example\n", name)]);
    const upload = (await uploadById(context, idIn(brought.headers.location)))!;
    expect(upload.name).toBe('a;b="c" .csv');
    expect((await ruth.see(brought.headers.location!)).status).toBe(200);
  });

  test("of two files brings the first, and its long fields are cut", async () => {
    const brought = await bring([
      { name: "basis", body: "x".repeat(200_000) },
      fileOf("email\na@import.example\n"),
      fileOf("email\nb@import.example\n", "second.csv"),
    ]);
    const upload = (await uploadById(context, idIn(brought.headers.location)))!;
    expect([upload.name, upload.settings.basis.length]).toEqual(["readers.csv", 0]);
    expect(await context.db.selectFrom("upload_parts").select("part").execute()).toHaveLength(1);
  });

  test("larger than any list is refused before it is read", async () => {
    const refused = await bring(Buffer.from("x"), { "Content-Length": "160000000" });
    expect(refused.status).toBe(413);
  });

  test("with words that look like markup or formulas shows and exports them as words", async () => {
    const csv = 'email,name,<b>tag</b>\na@import.example,"<script>alert(1)</script>",x\n=cmd|x@import.example,y,z\n';
    const brought = await bring([...fieldsOf(), fileOf(csv)]);
    const path = brought.headers.location!;
    const { text } = await ruth.see(path);
    expect(text).not.toContain("<script>alert(1)");
    expect(text).not.toContain("<b>tag</b>");
    await ruth.post(path, { intent: "check", list: String(list.id), basis: "Fair" });
    await workedOff(context);
    expect((await ruth.post(`${path}/rows`, {})).text).not.toMatch(/(^|,)=cmd/m);
  });
});

describe("an export", () => {
  test("is a file of a part of a list, guarded against formulas and logged", async () => {
    await aReader(context, list, "ana@readers.example", "=cmd()");
    await aReader(context, list, "bo@readers.example");
    await context.db.updateTable("subscriptions").set({ status: "ended" }).where("subscriber_id", "=", 2).execute();
    expect((await ruth.see("/desk/subscribers/export")).status).toBe(200);
    const file = await ruth.post("/desk/subscribers/export/file", { list: String(list.id), who: "recipients" });
    expect(file.headers["content-disposition"]).toContain("attachment");
    expect(file.text).toContain("ana@readers.example,'=cmd()");
    expect(file.text).not.toContain("bo@readers.example");
    const left = await ruth.post("/desk/subscribers/export/file", { list: String(list.id), who: "ended" });
    expect(left.text).toMatch(/bo@readers.example,.*ended/);
    const none = await ruth.post("/desk/subscribers/export/file", { list: "", who: "all" });
    expect((await ruth.see(none.headers.location!)).text).toContain("Choose a list.");
    const [logged] = await recentEvents(context, 1);
    expect(logged).toMatchObject({ action: "export", actor: "Ruth" });
  });
});

describe("two people", () => {
  test("who press start at once begin one import, and who comes later is told", async () => {
    const tom = await atTheDesk(context, "operator", "Tom");
    const brought = await bring([...fieldsOf(), fileOf(readersCsv(20))]);
    const path = brought.headers.location!;
    await ruth.post(path, { intent: "check", list: String(list.id), basis: "Fair" });
    await workedOff(context);
    const foreseen = String((await uploadById(context, idIn(path)))!.foreseen!.at);
    const both = await Promise.all([ruth, tom].map((who) => who.post(path, { intent: "start", foreseen })));
    expect(both.map(({ status }) => status).sort()).toEqual([302, 302]);
    expect(await importById(context, 2)).toBeUndefined();
    expect((await tom.post(path, { intent: "throw-away" })).status).toBe(302);
    expect(await importById(context, 1)).toMatchObject({ state: "running" });
  });
});
