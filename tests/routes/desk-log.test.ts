import { parse } from "csv-parse/sync";
import { beforeEach, expect, test } from "vitest";
import { logAction, recentEvents } from "#app/models/auditLog.server.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { action as sheet } from "#app/routes/desk.issues.$number.sheet.ts";
import * as issues from "#app/routes/desk.issues._index/route.tsx";
import * as logPage from "#app/routes/desk.settings.log.tsx";
import * as exported from "#app/routes/desk.settings.log_.export.ts";
import type { TestContext } from "../support/context.ts";
import { aDesk, anEditor, asked, cookieOf, outcomeOf } from "../support/desk.ts";
import { sendSheet } from "../support/sheets.ts";

let context: TestContext;
let ines: Editor;
let cookie: string;

beforeEach(async () => {
  ({ context, ines, cookie } = await aDesk("operator"));
});

type Page = { events: { id: number; actor: string; detail: string }[]; older: number | null; mayExport: boolean };
const open = (query = "", as = cookie) =>
  outcomeOf<Page>(logPage.loader(asked(context, `/desk/settings/log${query}`, { cookie: as })));
const take = (format: string, as = cookie) =>
  outcomeOf<string>(exported.action(asked(context, "/desk/settings/log/export", { cookie: as, form: { format } })));

test("the log shows a hundred events a page, and leads to the older ones", async () => {
  for (let i = 1; i <= 250; i += 1) await logAction(context, "script", "tested", `number ${i}`);
  const numbers: string[] = [];
  for (let query = ""; ;) {
    const { data } = await open(query);
    numbers.push(...data.events.map(({ detail }) => detail));
    if (data.older === null) break;
    query = `?before=${data.older}`;
  }
  expect(numbers).toEqual(Array.from({ length: 250 }, (_, i) => `number ${250 - i}`));
  for (const query of ["?before=0", "?before=x", "?before=1.5"]) expect((await open(query)).status).toBe(404);
  expect((await open("?before=1")).data.events).toEqual([]);
});

test("accounts are kept by number and shown with their name", async () => {
  const tomas = await anEditor(context, "Tomas Vidal");
  await logAction(context, "script", "editor-added", `editor ${tomas.id}, editor`);
  await logAction(context, "script", "editor-added", "editor 4711, editor");
  expect((await open()).data.events.map(({ detail }) => detail)).toEqual([
    "editor 4711, editor",
    `editor ${tomas.id} (Tomas Vidal), editor`,
  ]);
});

test("an export has all of it, as CSV without formulas (S-13) or as JSON, and is itself in the log", async () => {
  const formula = `=cmd|' /C calc'!A0`;
  await logAction(context, formula, "tested", `+1, "quoted"\nand a line`);
  for (let i = 0; i < 1200; i += 1) await logAction(context, "script", "tested");
  const csv = await take("csv");
  expect(csv.headers.get("content-disposition")).toBe('attachment; filename="log.csv"');
  const rows = parse(csv.data, { columns: true }) as Record<string, string>[];
  expect(rows).toHaveLength(1202);
  expect(rows[0]).toMatchObject({ actor: `'${formula}`, detail: `'+1, "quoted"\nand a line`, editorId: "" });
  expect(rows.at(-1)).toMatchObject({
    at: new Date(context.clock()).toISOString(),
    actor: "Ines Halloran",
    editorId: String(ines.id),
    network: "192.0.2.0/24",
    action: "export",
    detail: "the log as CSV",
  });
  const json = JSON.parse((await take("json")).data) as Record<string, unknown>[];
  expect(json).toHaveLength(1203);
  expect(json[0]).toMatchObject({ actor: formula, editorId: null, at: new Date(context.clock()).toISOString() });
  expect(json.at(-1)).toMatchObject({ detail: "the log as JSON", editorId: ines.id });
});

test("who only writes sees the log and cannot take it along", async () => {
  const writer = await cookieOf(context, await anEditor(context, "Tomas Vidal", "editor"));
  expect((await open("", writer)).data.mayExport).toBe(false);
  expect((await take("csv", writer)).status).toBe(403);
  expect((await take("csv", "")).status).toBe(302);
});

test("an issue that is made or deleted at the desk is in the log", async () => {
  const made = await outcomeOf(issues.action(asked(context, "/desk/issues", { cookie, form: {} })));
  expect(made.location).toBe("/desk/issues/1");
  const by = { context, cookie, as: ines.id };
  const tries = [];
  for (let i = 0; i < 2; i += 1) tries.push((await sendSheet(sheet, by, { number: "1" }, { intent: "delete" })).status);
  expect(tries).toEqual([200, 404]);
  expect((await recentEvents(context)).map(({ editorId, action, detail }) => [editorId, action, detail])).toEqual([
    [ines.id, "issue-deleted", "issue 1"],
    [ines.id, "issue-created", "issue 1"],
  ]);
});
