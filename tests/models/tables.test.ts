import { describe, expect, test } from "vitest";
import { parseBody } from "#app/models/body.server.ts";
import { bodyLength, plainBody, type Block, type Body } from "#app/models/body.ts";
import { inFeed, inMail, inText, onThePage, read, withoutStyles } from "../support/places.ts";

const ports = read(
  "| Port | Boats | Kind |\n|------|------:|:--:|\n| *Oslo* | 12 | a \\| b |\n| Bergen<br>harbour | 9 | |\n\n: Boats by port\n",
);

describe("a table with a header, sides and a caption", () => {
  test("is a real table on the page, in a part that scrolls and has a name", () => {
    expect(onThePage(ports)).toBe(
      '<figure><figcaption dir="auto">Boats by port</figcaption>' +
        '<div class="table-scroll" role="region" aria-label="Boats by port" tabindex="0"><table>' +
        '<thead><tr><th scope="col">Port</th><th scope="col" style="text-align:right">Boats</th>' +
        '<th scope="col" style="text-align:center">Kind</th></tr></thead>' +
        '<tbody><tr><td><em>Oslo</em></td><td style="text-align:right" class="number">12</td><td style="text-align:center">a | b</td></tr>' +
        '<tr><td>Bergen<br/>harbour</td><td style="text-align:right" class="number">9</td><td style="text-align:center"></td></tr>' +
        "</tbody></table></div></figure>",
    );
  });

  test("is a real table in the mail, with the fonts and colours that Outlook does not inherit", () => {
    const html = inMail(ports);
    expect(withoutStyles(html)).toBe(
      "<p>Boats by port</p>\n" +
        '<table width="100%" cellpadding="0" cellspacing="0" border="0" class="rule">\n<thead>\n' +
        '<tr><th scope="col" align="left" valign="top" class="plain rule">Port</th>' +
        '<th scope="col" align="right" valign="top" class="plain rule">Boats</th>' +
        '<th scope="col" align="center" valign="top" class="plain rule">Kind</th></tr>\n</thead>\n<tbody>\n' +
        '<tr><td align="left" valign="top" class="plain rule"><em>Oslo</em></td>' +
        '<td align="right" valign="top" class="plain rule">12</td>' +
        '<td align="center" valign="top" class="plain rule">a | b</td></tr>\n' +
        '<tr><td align="left" valign="top" class="plain rule">Bergen<br>harbour</td>' +
        '<td align="right" valign="top" class="plain rule">9</td>' +
        '<td align="center" valign="top" class="plain rule"></td></tr>\n</tbody>\n</table>\n',
    );
    for (const [, style] of html.matchAll(/<t[hd][^>]* style="([^"]*)"/g))
      expect(style).toMatch(/font-family:.*font-size:15px.*color:#23211e/);
  });

  test("is a table in feeds, without looks", () => {
    expect(inFeed(ports)).toBe(withoutStyles(inMail(ports)).replace(/ class="[^"]*"/g, ""));
  });

  test("is lined up in plain text", () => {
    expect(inText(ports)).toBe(
      "Boats by port\n\n" +
        "Port     Boats  Kind\n" +
        "-------  -----  -----\n" +
        "Oslo        12  a | b\n" +
        "Bergen       9\n" +
        "harbour",
    );
  });

  test("is its caption and its words in search, and counted", () => {
    expect(plainBody(ports)).toBe("Boats by port\nPort\nBoats\nKind\nOslo\n12\na | b\nBergen harbour\n9\n");
    expect(bodyLength(ports).words).toBe(14);
  });
});

describe("in plain text", () => {
  const wide = "a rather long sentence about what the boats of this port carry in a year";

  test("long cells go on below, and no line is longer than the others of a mail", () => {
    const text = inText(read(`| Port | Cargo |\n|---|---|\n| Oslo | ${wide} and ${wide} |`));
    expect(text.split("\n").length).toBeGreaterThan(3);
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(72);
    for (const line of text.split("\n").slice(3)) expect(line).toMatch(/^ {6}\S/);
  });

  test("what does not fit side by side stands below each other, each value with its header", () => {
    const heads = Array.from({ length: 12 }, (_, i) => `Quantity ${i}`);
    const table = [heads, heads.map(() => "---"), heads.map((_, i) => `value ${i}`)].map((row) => row.join(" | "));
    expect(inText(read(table.join("\n")))).toBe(heads.map((head, i) => `${head}: value ${i}`).join("\n"));
  });

  test("wide signs are as wide as they look", () => {
    expect(inText(read("| 港 | Boats |\n|---|---|\n| 東京 | 12 |\n| Oslo | 9 |"))).toBe(
      "港    Boats\n----  -----\n東京  12\nOslo  9",
    );
  });
});

describe("a table that runs from right to left", () => {
  const body = read("| الميناء | السفن |\n|---|---|\n| أوسلو | 12 |\n| Rotterdam | 9 |");

  test("says so on a page of the other direction, and cells of that direction again", () => {
    expect(onThePage(body)).toContain('<figure dir="rtl">');
    expect(onThePage(body)).toContain('<td dir="ltr">Rotterdam</td>');
    expect(onThePage(body, "ar")).toContain("<figure><div");
    expect(onThePage(body, "ar")).toContain('aria-label="جدول"');
  });

  test("begins on the right in a mail, its gaps on the left", () => {
    expect(inMail(body)).toMatch(/<table dir="rtl" /);
    expect(inMail(body, "ar")).toMatch(/<th scope="col" align="right"[^>]*padding-left:12px/);
    expect(inMail(body, "ar")).toMatch(/<td dir="ltr" align="left"[^>]*>Rotterdam/);
  });
});

describe("in Markdown", () => {
  test("an empty header row is no header", () => {
    expect(onThePage(read("| | |\n|---|---|\n| Oslo | 12 |"))).toContain(
      '<table><tbody><tr><td>Oslo</td><td class="number">12</td></tr></tbody></table>',
    );
  });

  test("an empty table is nothing, and a paragraph after a table is its caption only with a colon", () => {
    expect(plainBody(read("One\n\n| |\n|---|\n\nTwo"))).toBe("One\nTwo");
    expect(onThePage(read("| A |\n|---|\n| b |\n\nNo caption"))).toContain("</figure><p>No caption</p>");
    expect(onThePage(read(": Words"))).toBe("<p>: Words</p>");
  });

  test("a table in a list and in a quotation stays there", () => {
    expect(onThePage(read("- Ports:\n\n  | A |\n  |---|\n  | b |"))).toMatch(/^<ul><li><p>Ports:<\/p><figure>/);
    expect(onThePage(read("> | A |\n> |---|\n> | b |"))).toMatch(/^<blockquote><figure>/);
  });
});

test("a row of thousands of cells does not make thousands of each row (row 25)", () => {
  const cell = { type: "tableCell", content: [{ type: "paragraph" }] };
  const rows = [4000, ...Array.from({ length: 1000 }, () => 1)].map((length) => ({
    type: "tableRow",
    content: Array.from({ length }, () => cell),
  }));
  const parsed = parseBody(JSON.stringify({ type: "doc", content: [{ type: "table", content: rows }] })) as {
    body: Body;
  };
  expect(onThePage(parsed.body).match(/<td/g)!.length).toBeLessThan(45_000);
  expect(inText(parsed.body)).toBe("");
});

test("a table nested deeper than anyone reads keeps its words", () => {
  let block: Block = read("| A |\n|---|\n| b |\n\n: Cap").content![0]!;
  for (let depth = 0; depth < 30; depth += 1) block = { type: "blockquote", content: [block] };
  const body: Body = { type: "doc", content: [block] };
  for (const shown of [onThePage(body), inMail(body), inText(body)])
    expect(shown.replace(/\s/g, "")).toMatch(/Cap.*A.*b/);
});

test.each([
  ["12 400", true],
  ["−3.4 %", true],
  ["1 234 567,89 kt", true],
  ["US$ 12.5 bn", true],
  ["€ 10–12", true],
  ["12 boats", false],
  ["Oslo 2026", false],
  ["3 boats of 12", false],
  ["", false],
])("a cell with %j stays on one line in every place: %s", (words, stays) => {
  const table = read(`| a |\n|---|\n| ${words} |\n`);
  expect(onThePage(table).includes('<td class="number">')).toBe(stays);
  expect(inMail(table).includes("white-space:nowrap")).toBe(stays);
  expect(inText(table)).toContain(stays ? words.replaceAll(" ", "\u00a0") : words);
});

test("a number in groups is read in its order where the text runs from right to left", () => {
  const table = read("| ميناء | قوارب |\n|---|---|\n| أوسلو | 12 400 |\n");
  for (const place of [onThePage, inMail]) expect(place(table, "ar")).toContain(">12\u00a0400</td>");
});
