import { beforeEach, describe, expect, test } from "vitest";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { retain } from "#app/models/privacy/retention.server.ts";
import { importById } from "#app/models/readers/import/imports.server.ts";
import { askUndo } from "#app/models/readers/import/undoing.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { subscriberByEmail } from "#app/models/readers/subscribers.server.ts";
import { bringFile } from "#app/models/readers/uploads/bringing.server.ts";
import { uploadRowsCsv } from "#app/models/readers/uploads/rows.server.ts";
import { cancelUpload, goOnWithUpload, startUpload } from "#app/models/readers/uploads/starting.server.ts";
import { largestUpload, uploadPieces, receiveUpload, throwAway } from "#app/models/readers/uploads/store.server.ts";
import { askCheck, stopCheck, uploadById, uploadOfImport } from "#app/models/readers/uploads/uploads.server.ts";
import { workOnUploadsSoon } from "#app/models/readers/uploads/work.server.ts";
import { testContext, type TestContext } from "../../../support/context.ts";
import { anEditor } from "../../../support/desk.ts";
import { aBriefing, aReader } from "../../../support/newsroom.ts";
import { aCheckedUpload, anUpload, inPieces, readersCsv, workedOff } from "../../../support/uploads.ts";

const day = 24 * 3_600_000;
let context: TestContext;
let list: List;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
});

const countOf = async (table: "uploads" | "upload_parts" | "subscribers" | "letters") =>
  (
    await context.db
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow()
  ).count;

async function bytesOf(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let all = "";
  for await (const piece of pieces) all += piece;
  return all;
}

/** Starts the import of a checked file. @returns the import's id */
async function started(id: number): Promise<number> {
  const { foreseen } = (await uploadById(context, id))!;
  const begun = await startUpload(context, id, { actor: "Ruth", foreseenAt: foreseen!.at });
  if ("error" in begun) throw new Error(begun.error);
  return begun.importId;
}

describe("a file that is brought", () => {
  test("is kept in pieces, and comes back byte for byte", async () => {
    const bytes = Buffer.from("email\n" + "reader@import.example,é\n".repeat(100_000));
    const id = await anUpload(context, bytes);
    expect(await bytesOf(uploadPieces(context, id, "file"))).toEqual(bytes);
    expect(await countOf("upload_parts")).toBe(Math.ceil(bytes.length / (1 << 20)));
    expect(await uploadById(context, id)).toMatchObject({ size: bytes.length, stage: "here", name: "readers.csv" });
    expect((await recentEvents(context, 1))[0]).toMatchObject({ action: "upload", actor: "Ruth" });
  });

  test("leaves nothing when it breaks off, is empty or is too large", async () => {
    const { id: editorId } = await anEditor(context, "Ruth", "operator");
    const brought = { editorId, actor: "Ruth", name: "readers.csv" };
    const broken = async function* () {
      yield Buffer.alloc(2 << 20);
      throw new Error("the line is dead");
    };
    await expect(receiveUpload(context, brought, broken())).rejects.toThrow("the line is dead");
    expect(await receiveUpload(context, brought, inPieces(Buffer.alloc(0)))).toEqual({ error: "empty-file" });
    expect(await receiveUpload(context, { ...brought, name: "" }, inPieces(Buffer.alloc(0)))).toEqual({
      error: "no-file",
    });
    const piece = Buffer.alloc(10_000_000);
    const large = async function* () {
      for (let i = 0; i < 16; i += 1) yield piece;
    };
    expect(await receiveUpload(context, brought, large())).toEqual({
      error: "too-large-file",
      most: largestUpload / 1_000_000,
    });
    expect([await countOf("uploads"), await countOf("upload_parts")]).toEqual([0, 0]);
  });

  test("is refused while ten wait, and taken once one is thrown away", async () => {
    const ids = [];
    for (let i = 0; i < 10; i += 1) ids.push(await anUpload(context, "email\na@import.example\n"));
    const brought = { editorId: 1, actor: "Ruth", name: "one-too-many.csv" };
    const bring = () => receiveUpload(context, brought, inPieces(Buffer.from("email\nb@import.example\n")));
    expect(await bring()).toEqual({ error: "too-many-files", most: 10 });
    expect(await countOf("upload_parts")).toBe(10);
    expect(await throwAway(context, ids[3]!, "Ruth")).toBe(true);
    expect(await bring()).toMatchObject({ id: expect.any(Number) as number });
  });

  test("is looked at: who wrote it, its letters, its columns and what they are for", async () => {
    const csv =
      "Titel der Liste\r\nE-Mail;Vorname;Nachname;Status;Note;Angemeldet\r\nana@import.example;Łucja;Żak;aktiv;VIP;2024-03-01\r\n";
    const bytes = Buffer.from(csv.replace("Łucja", "\u00a3ucja").replace("Żak", "\u00afak"), "latin1");
    const id = await anUpload(context, bytes, { encoding: "Windows-1250" });
    const { look } = (await uploadById(context, id))!;
    expect(look!.fault).toBeNull();
    const [table] = look!.tables;
    expect(table).toMatchObject({ headerLine: 2, encoding: { name: "Windows-1250", chosen: true } });
    expect(table!.columns.map(({ name, use }) => [name, use])).toEqual([
      ["E-Mail", "address"],
      ["Vorname", "name"],
      ["Nachname", "name"],
      ["Status", "state"],
      ["Note", null],
      ["Angemeldet", null],
    ]);
    expect(table!.columns[1]!.samples).toEqual(["Łucja"]);
  });

  test("that cannot be read yet says why, and still which columns it has", async () => {
    const id = await anUpload(context, "email,email,name\na@import.example,b@import.example,Ana\n");
    const { look } = (await uploadById(context, id))!;
    expect(look!.fault).toMatchObject({ error: "many-address-columns" });
    expect(look!.tables[0]!.columns).toHaveLength(3);
    const pdf = await anUpload(context, "%PDF-1.7 this is none");
    expect((await uploadById(context, pdf))!.look).toMatchObject({
      tables: [],
      fault: { error: "binary", kind: "pdf" },
    });
  });
});

describe("a check", () => {
  test("says what each row would become, with the first of each, and changes nothing", async () => {
    await aReader(context, list, "reader1@import.example");
    const upload = await aCheckedUpload(context, readersCsv(1200) + "nobody\n");
    expect(upload).toMatchObject({ stage: "checked", rows: 1201, done: 1201 });
    const { foreseen } = upload;
    if (!foreseen || foreseen.fault) throw new Error("it is refused");
    expect(foreseen.counts).toMatchObject({ rows: 1201, imported: 1079, alreadyThere: 1, left: 120, malformed: 1 });
    expect(foreseen.first.imported).toHaveLength(100);
    expect(foreseen.first.malformed).toEqual([expect.objectContaining({ line: 1202, email: "nobody" })]);
    expect(await countOf("subscribers")).toBe(1);
    const rows = (await textOf(uploadRowsCsv(context, upload, "Ruth"))).trim().split("\r\n");
    expect(rows).toHaveLength(1202);
    expect(rows[0]).toBe("file,line,email,outcome,message");
    expect(rows[1]).toContain("reader0@import.example,imported,");
  });

  test("names the values that it does not understand, and is right once they are told", async () => {
    const csv = "email,status\na@import.example,Gold\nb@import.example,active\n";
    const upload = await aCheckedUpload(context, csv);
    expect(upload.foreseen).toMatchObject({ fault: { error: "unclear", columns: [{ column: "status" }] } });
    expect(await startUpload(context, upload.id, { actor: "Ruth", foreseenAt: upload.foreseen!.at })).toEqual({
      error: "not-checked",
    });
    const states = {
      ...upload.settings.states,
      words: [{ column: "status", value: "Gold", state: "active" as const }],
    };
    await bringFile(context, upload.id, { ...upload.settings, states });
    await askCheck(context, upload.id);
    await workedOff(context);
    expect((await uploadById(context, upload.id))!.foreseen).toMatchObject({ fault: null, counts: { imported: 2 } });
  });

  test("that was stopped or killed says nothing, and begins again when it is asked for", async () => {
    const id = await anUpload(context, readersCsv(3000));
    await askCheck(context, id);
    const ending = AbortSignal.abort();
    await workedOff(context, ending);
    expect((await uploadById(context, id))!.stage).toBe("checking");
    await stopCheck(context, id);
    await workedOff(context);
    expect(await uploadById(context, id)).toMatchObject({ stage: "here", foreseen: null });
    await askCheck(context, id);
    await workedOff(context);
    expect((await uploadById(context, id))!.foreseen).toMatchObject({ fault: null, counts: { rows: 3000 } });
  });
});

describe("an import at the desk", () => {
  test("does what the check said, mails nobody, and reports every row", async () => {
    const upload = await aCheckedUpload(context, readersCsv(1000));
    const importId = await started(upload.id);
    await workedOff(context);
    const record = (await importById(context, importId))!;
    expect(record).toMatchObject({ state: "done", via: "desk", startedBy: "Ruth", basis: "Trade fair, May 2026" });
    expect(record.counts).toMatchObject({ imported: 900, left: 100 });
    expect(await uploadOfImport(context, importId)).toMatchObject({ stage: "ended" });
    expect(await countOf("letters")).toBe(0);
    expect((await subscriberByEmail(context, "reader9@import.example"))!.subscriptions).toMatchObject([
      { status: "ended" },
    ]);
    const rows = (await textOf(uploadRowsCsv(context, { id: upload.id, importId }, "Ruth"))).trim().split("\r\n");
    expect(rows).toHaveLength(1001);
    expect(rows[10]).toContain("reader9@import.example,left,");
  });

  test("is begun by one of two who press at once, and not on a check that somebody made anew", async () => {
    const upload = await aCheckedUpload(context, readersCsv(10));
    const seen = upload.foreseen!.at;
    context.later(1000);
    await askCheck(context, upload.id);
    await workedOff(context);
    expect(await startUpload(context, upload.id, { actor: "Ruth", foreseenAt: seen })).toEqual({
      error: "checked-again",
    });
    const foreseenAt = (await uploadById(context, upload.id))!.foreseen!.at;
    const both = await Promise.all(
      ["Ruth", "Tom"].map((actor) => startUpload(context, upload.id, { actor, foreseenAt })),
    );
    expect(both.filter((begun) => "importId" in begun)).toHaveLength(1);
    expect(await bringFile(context, upload.id, upload.settings)).toBeNull();
    expect(await throwAway(context, upload.id, "Tom")).toBe(false);
  });

  test("is cancelled, goes on where it was, and its report has each row once", async () => {
    const upload = await aCheckedUpload(context, readersCsv(6000));
    const importId = await started(upload.id);
    await cancelAfter(importId, 1000);
    const { done, state } = (await importById(context, importId))!;
    expect([state, done < 6000]).toEqual(["cancelled", true]);
    await workedOff(context);
    expect(await importById(context, importId)).toMatchObject({ state, done });
    expect(await cancelUpload(context, importId, "Tom")).toBe(false);
    expect(await goOnWithUpload(context, importId, "Ruth")).toBe(true);
    // Nobody has begun, and its page waits for it as for one that runs.
    expect(await importById(context, importId)).toMatchObject({ state: "running", done });
    await workedOff(context);
    expect(await importById(context, importId)).toMatchObject({ state: "done", done: 6000 });
    const rows = (await textOf(uploadRowsCsv(context, { id: upload.id, importId }, "Ruth"))).trim().split("\r\n");
    expect(new Set(rows).size).toBe(6001);
    expect(await countOf("subscribers")).toBe(6000);
  });

  test("goes on in another process when its own was killed", async () => {
    const upload = await aCheckedUpload(context, readersCsv(2500));
    const importId = await started(upload.id);
    // A process that took it and died.
    await context.db.updateTable("uploads").set({ worker: "dead", seen_at: context.clock() }).execute();
    await workedOff(context);
    expect((await importById(context, importId))!.done).toBe(0);
    context.later(21_000);
    await workedOff(context);
    expect(await importById(context, importId)).toMatchObject({ state: "done", done: 2500 });
  });

  test("ends with its process after the rows at hand, and the next one goes on at once", async () => {
    const upload = await aCheckedUpload(context, readersCsv(2500));
    const importId = await started(upload.id);
    const ending = new AbortController();
    const { executeQuery } = context.db.getExecutor();
    const executor = context.db.getExecutor();
    Object.assign(executor, {
      executeQuery: (...given: Parameters<typeof executeQuery>) => {
        if (given[0].sql.includes('insert into "upload_parts"')) ending.abort();
        return executeQuery.apply(executor, given);
      },
    });
    await workedOff(context, ending.signal);
    Object.assign(executor, { executeQuery });
    await workedOff(context);
    expect(await importById(context, importId)).toMatchObject({ state: "done", done: 2500 });
  });
});

describe("an import that is undone at the desk", () => {
  test("is taken back by a sender, goes on after a kill, and says who stayed", async () => {
    const upload = await aCheckedUpload(context, readersCsv(1200));
    const importId = await started(upload.id);
    expect(await askUndo(context, importId, "Tom")).toEqual({ error: "import-running", id: importId });
    await workedOff(context);
    expect(await askUndo(context, importId, "Tom")).toEqual({ asked: true });
    await workedOff(context, AbortSignal.abort());
    expect(await importById(context, importId)).toMatchObject({ state: "undoing", undoneBy: "Tom" });
    await workedOff(context);
    const { state, undo } = (await importById(context, importId))!;
    expect([state, undo?.gone, undo?.stayed]).toEqual(["undone", 1200, 0]);
    expect(await countOf("subscribers")).toBe(0);
    expect((await recentEvents(context, 20)).filter(({ action }) => action === "import-undo-begun")).toHaveLength(1);
  });
});

/** Lets an import run, and cancels it once so many rows are in. */
async function cancelAfter(importId: number, rows: number) {
  await workOnUploadsSoon(context);
  while ((await importById(context, importId))!.done < rows) await new Promise(setImmediate);
  expect(await cancelUpload(context, importId, "Ruth")).toBe(true);
  await context.underWay.get("imports");
}

describe("how long it is kept (C-10)", () => {
  test("a list goes a day after its import, the report when nothing can be undone any more", async () => {
    const upload = await aCheckedUpload(context, readersCsv(600));
    const importId = await started(upload.id);
    await workedOff(context);
    context.later(day + 1);
    while (await retain(context));
    expect(await bytesOf(uploadPieces(context, upload.id, "file"))).toHaveLength(0);
    expect((await bytesOf(uploadPieces(context, upload.id, "rows"))).length).toBeGreaterThan(0);
    expect(await goOnWithUpload(context, importId, "Ruth")).toBe(false);
    context.later(30 * day);
    while (await retain(context));
    expect([await countOf("uploads"), await countOf("upload_parts")]).toEqual([0, 0]);
    expect(await importById(context, importId)).toMatchObject({ state: "done" });
  });

  test("one that nobody imports goes after a week, and one that never came whole after a day", async () => {
    await anUpload(context, "email\na@import.example\n");
    const late = await anUpload(context, "email\na@import.example\n");
    await context.db.updateTable("uploads").set({ stage: "arriving" }).where("id", "=", late).execute();
    context.later(day + 1);
    while (await retain(context));
    expect(await countOf("uploads")).toBe(1);
    context.later(6 * day);
    while (await retain(context));
    expect([await countOf("uploads"), await countOf("upload_parts")]).toEqual([0, 0]);
  });
});
