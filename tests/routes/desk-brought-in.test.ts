import { describe, expect, test } from "vitest";
import * as charts from "#app/routes/desk.charts.ts";
import * as documents from "#app/routes/desk.documents.ts";
import type { TestContext } from "../support/context.ts";
import { aDesk, anEditor, asked, cookieOf, outcomeOf } from "../support/desk.ts";
import { aWordFile, wordParagraph, wordRun, zipOf } from "../support/docx.ts";

const table = { kind: "bar", title: "", source: "", src: "", width: 0, height: 0 };
const rows = [
  ["", "Arms"],
  ["2026", "3"],
];

const routes = {
  "/desk/charts": {
    route: charts,
    field: "chart",
    fit: () => JSON.stringify({ ...table, rows }),
  },
  "/desk/documents": {
    route: documents,
    field: "file",
    fit: () => new Blob([new Uint8Array(aWordFile(wordParagraph(wordRun("Two arms."))))]),
  },
};
type Path = keyof typeof routes;
const paths = Object.keys(routes) as Path[];

function post(context: TestContext, path: Path, cookie: string, value: string | Blob | null) {
  const form = new FormData();
  if (value !== null) form.set(routes[path].field, value);
  return outcomeOf<string>(routes[path].route.action(asked(context, path, { cookie, form })));
}

async function storedImages({ db }: TestContext) {
  const { count } = await db
    .selectFrom("images")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}

describe.each(paths)("%s", (path) => {
  test("is for whoever has signed in, of every role, and for nobody else (S-15)", async () => {
    const { context } = await aDesk("owner");
    for (const role of ["owner", "operator", "editor"] as const) {
      const cookie = await cookieOf(context, await anEditor(context, `One ${role}`, role));
      expect((await post(context, path, cookie, routes[path].fit())).status, role).toBe(200);
    }
    const before = await storedImages(context);
    for (const cookie of ["", "pressrun=a-made-up-session"]) {
      const { status, location } = await post(context, path, cookie, routes[path].fit());
      expect([status, location]).toEqual([302, expect.stringMatching(/sign-in/)]);
    }
    expect(await storedImages(context)).toBe(before);
  });

  test("answers nothing but a POST with a form", async () => {
    const { context, cookie } = await aDesk("editor");
    const got = await outcomeOf(Promise.resolve().then(() => routes[path].route.loader()));
    expect([got.status, got.headers.get("Allow")]).toEqual([405, "POST"]);
    expect((await outcomeOf(routes[path].route.action(asked(context, path, { cookie })))).status).toBe(405);
    const request = new Request(new URL(path, context.config.appUrl), {
      ...{ method: "POST", body: "{}", headers: { Cookie: cookie, "Content-Type": "application/json" } },
    });
    expect((await outcomeOf(routes[path].route.action({ request, params: {}, context }))).status).toBe(400);
  });
});

describe("a chart", () => {
  test("comes back with its picture, and as the same one the next time", async () => {
    const { context, cookie } = await aDesk("editor");
    const draw = async () =>
      JSON.parse((await post(context, "/desk/charts", cookie, routes["/desk/charts"].fit())).data);
    const first = (await draw()) as { chart: { src: string; rows: string[][] } };
    expect(first.chart).toMatchObject({ src: expect.stringMatching(/^\/images\/[0-9a-f]{32}\./) as string, rows });
    expect(await draw()).toEqual(first);
    expect(await storedImages(context)).toBe(1);
  });

  const chart = (change: object) => JSON.stringify({ ...table, rows, ...change });
  const many = (count: number, cells: string[]) => [["", "Arms"], ...Array.from({ length: count }, () => cells)];
  test.each([
    ["nothing", null],
    ["a file", new Blob(["a"])],
    ["what is no JSON", "{"],
    ["another kind of block", `0}},{"type":"paragraph","attrs":{"a":0`],
    ["a number", "7"],
    ["an unknown kind", chart({ kind: "pie" })],
    ["rows that are no texts", chart({ rows: [[1, 2]] })],
    ["rows of two lengths", chart({ rows: [["", "Arms"], ["2026"]] })],
    ["more columns than are drawn", chart({ rows: many(1, ["2026", "1", "2", "3", "4", "5", "6"]) })],
    ["a cell of 100 000 letters", chart({ rows: many(1, ["a".repeat(100_000), "1"]) })],
    ["100 000 rows", chart({ rows: many(100_000, ["a", "1"]) })],
    ["21 bars", chart({ rows: many(21, ["a", "1"]) })],
    ["a table without numbers", chart({ rows: many(1, ["a", ""]) })],
    ["a cell that is no number", chart({ rows: many(1, ["a", "<script>"]) })],
    ["a line of one point", chart({ kind: "line" })],
    ["a picture from elsewhere", chart({ src: "https://x.example/a.png" })],
  ])("of %s is refused in a sentence, and nothing is stored", async (_what, sent) => {
    const { context, cookie } = await aDesk("editor");
    const { status, data } = await post(context, "/desk/charts", cookie, sent);
    expect([status, JSON.parse(data)]).toEqual([400, { error: expect.stringMatching(/^.+\.$/) as string }]);
    expect(await storedImages(context)).toBe(0);
  });
});

describe("a Word file", () => {
  test("comes back as HTML with what was left out", async () => {
    const { context, cookie } = await aDesk("editor");
    const { data } = await post(context, "/desk/documents", cookie, routes["/desk/documents"].fit());
    expect(JSON.parse(data)).toEqual({ html: "<p>Two arms.</p>", notes: [] });
  });

  const entries = (count: number) => Array.from({ length: count }, (_, i) => ({ name: `${i}`, bytes: "" }));
  test.each([
    ["nothing", () => null, "Choose a Word file."],
    ["words", () => "a text", "Choose a Word file."],
    ["an empty file", () => Buffer.alloc(0), /no Word file/],
    ["a PDF", () => Buffer.from("%PDF-1.7"), /no Word file/],
    ["an archive of something else", () => zipOf([{ name: "a.txt", bytes: "a" }]), /no Word file/],
    ["half a file", () => aWordFile(wordParagraph(wordRun("a"))).subarray(0, 400), /no Word file/],
    ["1001 entries", () => zipOf(entries(1001)), /more than 1000 parts/],
    ["20 MB and a byte", () => Buffer.alloc(20_000_001), /larger than 20 MB/],
  ])("of %s is refused in a sentence", async (_what, make, sentence) => {
    const { context, cookie } = await aDesk("editor");
    const made = make();
    const sent = Buffer.isBuffer(made) ? new Blob([new Uint8Array(made)]) : made;
    const { status, data } = await post(context, "/desk/documents", cookie, sent);
    const error = typeof sentence === "string" ? sentence : (expect.stringMatching(sentence) as string);
    expect([status, JSON.parse(data)]).toEqual([400, { error }]);
  });
});
