import { Readable } from "node:stream";
import { beforeEach, describe, expect, test } from "vitest";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { minute } from "#app/models/durations.ts";
import { importReaders } from "#app/models/readers/import/import.server.ts";
import {
  cancelImport,
  importById,
  importUndoableFor,
  listImports,
  type ImportRecord,
} from "#app/models/readers/import/imports.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { testContext, type TestContext } from "../../../support/context.ts";
import { aBriefing } from "../../../support/newsroom.ts";

let context: TestContext;
let list: List;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
});

const readers = (count: number) =>
  ["email,status", ...Array.from({ length: count }, (_, i) => `reader${i}@readers.example,active`)].join("\n");
const opened = (text: string) => () => Readable.from([Buffer.from(text)]);

type Watch = Parameters<typeof importReaders>[3];

async function importing(text: string, watch?: Watch, resume: number | null = null, open = opened(text)) {
  const order = { list, basis: "The fair, May 2026", file: "fair.csv", actor: "Ruth", resume };
  const result = await importReaders(context, open, order, watch);
  if ("error" in result) throw new Error(result.error);
  return result;
}

/** A file that comes in pieces; `work` is done between two of them, after the first batch is kept. */
function interrupted(text: string, work: () => Promise<unknown>) {
  let working: Promise<unknown> | undefined;
  const size = 70_000;
  const open = () =>
    Readable.from(
      (async function* () {
        for (let at = 0; at < text.length; at += size) {
          await working;
          yield Buffer.from(text.slice(at, at + size));
        }
      })(),
      { highWaterMark: 1 },
    );
  return { open, meanwhile: () => void (working ??= work()), worked: () => working };
}

async function only(): Promise<ImportRecord> {
  const [one, ...more] = await listImports(context);
  expect(more).toEqual([]);
  return one!;
}

async function countOfRows(table: "subscriptions" | "consent_events" | "suppressions"): Promise<number> {
  const { count } = await context.db
    .selectFrom(table)
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}

describe("the table of imports", () => {
  test("an import is a row with what was ordered, how far it is and how it ended; a dry run is none", async () => {
    const order = { list, basis: "The fair", file: "fair.csv", actor: "Ruth", dryRun: true };
    await importReaders(context, opened(readers(2)), order);
    expect(await listImports(context)).toEqual([]);

    const begun = context.clock();
    const { id } = await importing(`${readers(3)}\nnobody,active\ngone@readers.example,bounced\n`);
    expect(await importById(context, id!)).toMatchObject({
      ...{ list: list.name, basis: "The fair, May 2026", startedBy: "Ruth", via: "script", files: ["fair.csv"] },
      ...{ state: "done", isStopped: false, total: 5, done: 5, begunAt: begun, endedAt: context.clock() },
      counts: { imported: 3, bounced: 1, malformed: 1 },
      faults: { parts: 1 },
      settings: { confirm: false, encoding: null },
      undoableUntil: context.clock() + importUndoableFor,
    });
    expect((await recentEvents(context)).map(({ action, detail }) => [action, detail])).toMatchObject([
      ["import", expect.stringMatching(`^${id}: 3 of 5 rows`)],
      ["import-begun", `${id}: 5 rows`],
    ]);
  });

  test("what an import brought is known by its id, and what was here is not", async () => {
    await importing(readers(2));
    const second = await importing(
      "email,status\nreader1@readers.example,active\nnew@readers.example,active\nb@c.org,bounced\n",
    );
    const of = async (table: "subscriptions" | "subscribers" | "suppressions") =>
      (await context.db.selectFrom(table).select("import_id").where("import_id", "=", second.id).execute()).length;
    expect([await of("subscriptions"), await of("subscribers"), await of("suppressions")]).toEqual([1, 1, 1]);
  });
});

describe("an import that is cancelled or killed", () => {
  test("a cancelled one keeps whole batches, and goes on where it was: nobody twice, nobody lost", async () => {
    const told: string[] = [];
    const text = readers(6000);
    let importId = 0;
    const { open, meanwhile, worked } = interrupted(text, () => cancelImport(context, importId, "Ruth"));
    const watch = {
      onBegun: (id: number) => void (importId = id),
      onRow: (row: { email: string }) => told.push(row.email),
    };
    const cancelled = await importing(text, { ...watch, onProgress: meanwhile }, null, open);
    await worked();
    expect(cancelled).toMatchObject({ state: "cancelled" });
    const record = await only();
    expect(record).toMatchObject({ state: "cancelled", done: cancelled.counts.imported, total: 6000 });
    expect(record.done).toBeLessThan(6000);
    expect(await countOfRows("subscriptions")).toBe(record.done);
    expect(told).toHaveLength(record.done);
    expect((await recentEvents(context))[0]).toMatchObject({
      action: "import-cancelled",
      detail: `${importId}, after ${record.done} rows`,
    });

    const rest = await importing(text, {}, importId);
    expect(rest).toMatchObject({
      id: importId,
      state: "done",
      counts: { rows: 6000, imported: 6000, alreadyThere: 0 },
    });
    expect(await only()).toMatchObject({ state: "done", done: 6000, counts: { imported: 6000 } });
    expect([await countOfRows("subscriptions"), await countOfRows("consent_events")]).toEqual([6000, 6000]);
  });

  test("one that breaks off in the middle shows as stopped after a minute, and a repetition across the break counts as one", async () => {
    const text = `${readers(600)}\nreader0@readers.example,active\n`;
    const broken = importing(text, {
      onProgress: () => {
        throw new Error("the power went");
      },
    });
    await expect(broken).rejects.toThrow("the power went");
    expect(await only()).toMatchObject({ state: "running", isStopped: false, done: 500 });
    context.later(minute + 1);
    const record = await only();
    expect(record.isStopped).toBe(true);

    const { counts } = await importing(text, {}, record.id);
    expect(counts).toMatchObject({ rows: 601, imported: 600, duplicates: 1 });
  });

  test("one that a version with other batches began goes on behind its last row", async () => {
    const text = readers(600);
    const onProgress = () => Promise.reject(new Error("the power went"));
    await expect(importing(text, { onProgress })).rejects.toThrow("the power went");
    const { id, counts } = await only();
    const kept = JSON.stringify({ ...counts, imported: 420 });
    await context.db.updateTable("imports").set({ done: 420, counts: kept }).execute();
    context.later(minute + 1);
    const resumed = await importing(text, {}, id);
    expect(resumed.counts).toMatchObject({ rows: 600, imported: 520, alreadyThere: 80 });
  });

  test("a run that another process has taken over changes nothing more", async () => {
    const text = readers(6000);
    let importId = 0;
    const { open, meanwhile, worked } = interrupted(text, () => importing(text, {}, importId));
    const onBegun = (id: number) => void (importId = id);
    const first = await importing(text, { onBegun, onProgress: meanwhile }, null, open);
    await worked();
    expect(first.state).toBe("cancelled");
    expect(await only()).toMatchObject({ state: "done", counts: { imported: 6000, alreadyThere: 0 } });
    expect(await countOfRows("consent_events")).toBe(6000);
  });

  test("it goes on only with the same file, and not once it is over", async () => {
    const { id } = await importing(readers(2));
    const order = { list, basis: "The fair", file: "fair.csv", actor: "Ruth" };
    const again = (resume: number, text: string) => importReaders(context, opened(text), { ...order, resume });
    expect(await again(id!, readers(2))).toEqual({ error: "import-over", id, state: "done" });
    expect(await again(99, readers(2))).toEqual({ error: "no-such-import", id: 99 });
    await context.db.updateTable("imports").set({ state: "cancelled" }).execute();
    expect(await again(id!, readers(3))).toEqual({ error: "other-file", id });
  });
});
