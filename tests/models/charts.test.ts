import { describe, expect, test } from "vitest";
import { parseBody } from "#app/models/body.server.ts";
import { bodyInMarkdown, plainBody, type Body } from "#app/models/body.ts";
import { chartFault, type Chart } from "#app/models/charts.ts";
import { bodyFromMarkdown } from "#app/models/markdown.server.ts";
import { numberInWords, readNumber } from "#app/models/typedNumbers.ts";
import { inFeed, inMail, inText, onThePage, origin, read, withoutStyles } from "../support/places.ts";

const boats: Chart = {
  kind: "bar",
  title: "Boats by port",
  source: "Port of Oslo",
  rows: [
    ["Port", "2025", "2026"],
    ["Oslo", "12 400", "13 500"],
    ["Bergen", "9 100", ""],
  ],
  src: `/images/${"0a".repeat(16)}.jpg`,
  width: 1200,
  height: 480,
};
const undrawn = { src: "", width: 0, height: 0 };
const body = (attrs: Partial<Chart> = {}): Body => ({
  type: "doc",
  content: [{ type: "chart", attrs: { ...boats, ...attrs } }],
});

describe("a chart", () => {
  test("is its drawing on the page, whose table can be opened", () => {
    const html = onThePage(body());
    expect(html).toContain('<p class="chart-title" dir="auto">Boats by port</p><picture>');
    expect(html).toContain('alt="Boats by port: Oslo 2025 12 400, 2026 13 500; Bergen 2025 9 100, 2026"');
    expect(html).toMatch(
      /<details><summary>The numbers as a table<\/summary><figure[\s\S]*<th scope="col"[^>]*>2026<\/th>/,
    );
    expect(html).toContain('<p class="chart-source" dir="auto">Source: Port of Oslo</p>');
  });

  test("is its drawing in mails, with its title and source", () => {
    const html = inMail(body());
    expect(html).toContain(`src="${origin}${boats.src}" alt="Boats by port: Oslo`);
    expect(html).toContain('width="544" height="218"');
    expect(withoutStyles(html)).toContain('<p class="quiet">Source: Port of Oslo</p>');
    expect(html).not.toContain("<table");
  });

  test("is its table in plain text, and both in feeds", () => {
    expect(inText(body())).toBe(
      "Boats by port\n\nPort      2025    2026\n------  ------  ------\nOslo    12\u00a0400  13\u00a0500\nBergen   9\u00a0100\n\nSource: Port of Oslo",
    );
    expect(inFeed(body())).toMatch(/<img [^>]*>\s*<table/);
    expect(plainBody(body())).toBe("Boats by port\nPort 2025 2026\nOslo 12 400 13 500\nBergen 9 100\nPort of Oslo");
  });

  test("is its table wherever it is not drawn yet", () => {
    for (const html of [onThePage(body(undrawn)), inMail(body(undrawn)), inFeed(body(undrawn))]) {
      expect(html).not.toContain("<img");
      expect(html).toContain("<table");
    }
  });

  test("names its source in the briefing's language", () => {
    expect(inText(body(), "fr")).toContain("Source : Port of Oslo");
    expect(inText(body(), "ar")).toContain("المصدر: \u2066Port of Oslo\u2069");
    expect(onThePage(body(), "de")).toContain("Die Zahlen als Tabelle");
  });

  test("in Markdown is a table that other programs show, and is read as the same chart", () => {
    expect(bodyInMarkdown(body(), origin)).toBe(
      `| Port | 2025 | 2026 |\n| --- | --: | --: |\n| Oslo | 12 400 | 13 500 |\n| Bergen | 9 100 |  |\n\n` +
        `: Boats by port {.chart kind=bar source="Port of Oslo" image="${origin}${boats.src}" width=1200 height=480}`,
    );
    for (const one of [body(), body({ ...undrawn, kind: "line", title: "", source: "" })])
      expect(read(bodyInMarkdown(one, origin))).toEqual(one);
  });

  test("from another site is drawn again here: its numbers are all there", () => {
    const parsed = bodyFromMarkdown(bodyInMarkdown(body(), origin), "https://y.example.org");
    expect(parsed).toMatchObject({ body: body(undrawn), notices: [] });
  });

  test("is read with spaces inside of its braces, and behind them", () => {
    const table = "| Port | 2026 |\n| --- | --: |\n| Oslo | 12 |";
    const kinds = [
      "{.chart kind=line }",
      "{ .chart  kind=line}",
      '{.chart kind=line source="The port" }  ',
      "{.chart }",
    ];
    for (const braces of kinds) {
      const [block] = read(`${table}\n\n: Boats ${braces}`).content!;
      expect([braces, block]).toMatchObject([braces, { type: "chart", attrs: { title: "Boats" } }]);
    }
  });

  test("of too large a table stays a table with a caption", () => {
    const wide = `| ${"a | ".repeat(8)}\n|${"---|".repeat(8)}\n| ${"1 | ".repeat(8)}\n\n: Wide {.chart kind=bar}`;
    expect(read(wide).content!.map(({ type }) => type)).toEqual(["table"]);
  });

  test("without a word shows nothing", () => {
    const empty = body({
      rows: [
        ["", ""],
        [" ", ""],
      ],
      title: "T",
    });
    for (const place of [onThePage, inMail, inText, plainBody]) expect(place(empty).trim()).toBe("");
  });

  test.each([
    { rows: [["a", "b"]] },
    { rows: [["a"], ["b"]] },
    { rows: [["a", "b"], ["c"]] },
    {
      rows: [
        ["a", "b"],
        ["c", 7],
      ],
    },
    { rows: "a" },
    { rows: Array.from({ length: 62 }, () => ["a", "b"]) },
    { kind: "pie" },
    { src: "https://third.example/a.png" },
  ])("with %j is refused", (attrs) => {
    expect(parseBody(JSON.stringify(body(attrs as Partial<Chart>)))).toHaveProperty("error");
  });
});

describe("a chart is not drawn", () => {
  const rows = (...numbers: string[]) => [["", ""], ...numbers.map((one) => ["x", one])];
  test.each([
    ["bar", rows("", ""), { error: "no-numbers" }],
    ["bar", rows("12", "many"), { error: "no-number", cell: "many" }],
    ["line", rows("12"), { error: "too-few-points" }],
    ["bar", rows(...Array.from({ length: 21 }, () => "1")), { error: "too-many-rows", most: 20 }],
    ["bar", rows("12"), null],
  ] as const)("as %s of %j: %j", (kind, table, fault) => {
    expect(chartFault({ kind, rows: table.map((row) => [...row]) }, "en")).toEqual(fault);
  });
});

describe("a number is read as people type it", () => {
  test.each([
    ["12", "en", 12],
    ["12,400", "en", 12400],
    ["12.400", "de", 12400],
    ["12.400,5", "de", 12400.5],
    ["12,400.5", "en", 12400.5],
    ["12,400.5", "de", 12400.5],
    ["3,5 %", "fr", 3.5],
    ["3.4 Mt", "de", 3.4],
    ["3,4", "en", 3.4],
    ["3.400", "en", 3.4],
    ["12 400", "en", 12400],
    ["12\u202f400,25", "fr", 12400.25],
    ["1'234'567", "de", 1234567],
    ["1.234.567", "es", 1234567],
    ["−3", "en", -3],
    ["-3.5", "en", -3.5],
    ["US$ 12 bn", "en", 12],
    ["€12", "en", 12],
    ["−€12", "en", -12],
    ["١٢٬٤٠٠٫٥", "ar", 12400.5],
    ["", "en", null],
    ["many", "en", null],
    ["12 to 14", "en", null],
    ["1e9", "en", null],
    ["-", "en", null],
  ])("“%s” in %s is %s", (text, language, value) => {
    expect(readNumber(text, language)).toBe(value);
  });

  test("and written as its language does", () => {
    expect(["en", "de", "ar-u-nu-latn"].map((language) => numberInWords(12400.5, language))).toEqual([
      "12,400.5",
      "12.400,5",
      "12,400.5",
    ]);
  });
});
