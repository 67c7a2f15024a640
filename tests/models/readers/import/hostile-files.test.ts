import { Readable } from "node:stream";
import { Session } from "node:inspector/promises";
import { deflateRawSync } from "node:zlib";
import { describe, expect, test, vi } from "vitest";
import { elementsIn, listStarts } from "#app/models/articles/wordLists.server.ts";
import { xmlElements } from "#app/models/moving/platforms/xml.server.ts";
import { readCsv } from "#app/models/readers/import/csvRows.server.ts";
import { strangeWord } from "#app/models/readers/import/letters.server.ts";
import { sheetRows } from "#app/models/readers/import/workbook.server.ts";
import { zipFiles, type ZipFile } from "#app/models/zipEntries.server.ts";
import { zipOf } from "../../../support/docx.ts";

/** A part of a spreadsheet, of which it is known how much was read. */
function partOf(name: string, xml: string): ZipFile & { taken: number } {
  const part = { name, size: xml.length, taken: 0, open };
  function* pieces() {
    for (let at = 0; at < xml.length; at += 16_384) {
      part.taken += 1;
      yield Buffer.from(xml.slice(at, at + 16_384));
    }
  }
  function open() {
    return Readable.from(pieces(), { highWaterMark: 1 });
  }
  return part;
}

async function all<T>(some: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of some) found.push(one);
  return found;
}

const sheet = "xl/worksheets/sheet1.xml";

/** Reads a sheet to its end. @returns its rows and the error that ended it */
async function reading(files: ZipFile[]) {
  let rows = 0;
  try {
    for await (const { cells } of sheetRows(files, sheet)) rows += Math.min(1, cells.length);
    return { rows, error: null };
  } catch (error) {
    return { rows, error: (error as { fault?: { error: string } }).fault?.error ?? String(error) };
  }
}

/** Counts the functions' blocks that run, of everything: what does not grow with the time of a busy machine. */
async function workOf(work: () => Promise<unknown>): Promise<number> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  await work();
  const { result } = await session.post("Profiler.takePreciseCoverage");
  session.disconnect();
  const blocks = result.flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges));
  return blocks.reduce((sum, { count }) => sum + count, 0);
}

describe("a hostile spreadsheet costs no more than its length", () => {
  const n = 20_000;
  test.each<[string, string]>([
    ["cells that never close", "<c>"],
    ["rows that never close", "<row>"],
    ["elements that close nothing", "</c>"],
    ["a tag that never ends", "<c r='A1' "],
    ["a comment that never ends", "<!-- <c><row> "],
    ["words that never close", "<c><t><v>"],
  ])("%s are read once, and refused where nobody would go on", async (_what, piece) => {
    const works: number[] = [];
    for (const times of [1, 2, 4]) {
      const part = partOf(sheet, `<worksheet><sheetData><row>${piece.repeat(n * times * 4)}`);
      works.push(await workOf(() => reading([part])));
    }
    expect(works[2]! / works[0]!).toBeLessThan(5);
  });

  test("cells in cells are refused after a few", async () => {
    const part = partOf(sheet, `<worksheet><sheetData><row>${"<c>".repeat(1_000_000)}`);
    expect(await reading([part])).toEqual({ rows: 0, error: "broken-archive" });
    expect(part.taken).toBeLessThan(10);
  });

  test("shared words that never close are refused after a few", async () => {
    const words = partOf("xl/sharedStrings.xml", `<sst>${"<si>".repeat(1_000_000)}`);
    expect(await reading([words, partOf(sheet, "<worksheet/>")])).toMatchObject({ error: "broken-archive" });
    expect(words.taken).toBeLessThan(10);
  });

  test("a document type is not read, wherever it stands", async () => {
    const xml =
      '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet><sheetData><row/></sheetData></worksheet>';
    expect(await reading([partOf(sheet, xml)])).toMatchObject({ rows: 0, error: "broken-archive" });
  });

  test("a comment may hold rows, and is none", async () => {
    const row = (text: string) => `<row><c t="inlineStr"><is><t>${text}</t></is></c></row>`;
    const xml = `<worksheet><sheetData><!-- ${row("a")} -->${row("<![CDATA[b@x.org]]>")}</sheetData></worksheet>`;
    expect(await reading([partOf(sheet, xml)])).toEqual({ rows: 1, error: null });
  });
});

/** Counts the characters that searches in texts walk over, which are no blocks of JavaScript. */
async function walkedIn(work: () => Promise<unknown>): Promise<number> {
  const { indexOf, lastIndexOf } = String.prototype;
  let walked = 0;
  vi.spyOn(String.prototype, "indexOf").mockImplementation(function (this: string, sign: string, from = 0) {
    const at = indexOf.call(this, sign, from);
    walked += (at < 0 ? this.length : at) - from;
    return at;
  });
  vi.spyOn(String.prototype, "lastIndexOf").mockImplementation(function (this: string, sign: string, from?: number) {
    const at = lastIndexOf.call(this, sign, from ?? Infinity);
    walked += Math.min(from ?? this.length, this.length) - Math.max(at, 0);
    return at;
  });
  await work().finally(() => vi.restoreAllMocks());
  return walked;
}

describe("a hostile table of text is walked once", () => {
  test.each<[string, (n: number) => string]>([
    ["of stray quotes in a line", (n) => `"x${'"y'.repeat(n)}\n`],
    ["of empty cells with a quote behind them", (n) => `${",".repeat(n)}"\n`],
    ["of escaped quotes", (n) => '"a\\"b\n'.repeat(n)],
    ["of lines that begin with three quotes", (n) => '"""a\n'.repeat(n)],
    ["of quotes that close on the next line", (n) => '"a\n"b\n'.repeat(n)],
  ])("%s", async (_what, hostile) => {
    async function* text(n: number) {
      yield `email,name\n${"a@x.org,A\n".repeat(9000)}`;
      yield hostile(n);
    }
    const walked: number[] = [];
    for (const n of [10_000, 20_000, 40_000])
      walked.push(
        await walkedIn(async () => {
          await all(readCsv(text(n)));
        }),
      );
    const [once, twice, fourTimes] = walked as [number, number, number];
    expect((fourTimes - twice) / (twice - once)).toBeLessThan(3);
  });
});

test("a word is looked for at its start only", () => {
  expect(strangeWord.exec("Halló, Jürgen")?.[0]).toBe("Halló");
  expect(strangeWord.exec(`${"a".repeat(300_000)} é`)?.[0]).toBe("é");
});

test("elements of a Word document that never close are passed over at once", () => {
  expect(elementsIn("<w:del/><w:del w:id='1'>a</w:del><w:delText>b</w:delText>", "del")).toEqual([
    { about: "w:id='1'", inner: "a" },
  ]);
  expect(listStarts("<w:pPr>".repeat(500_000), "<w:abstractNum ".repeat(200_000))).toEqual([]);
});

test("a site's XML of elements in elements ends where nobody would go on", async () => {
  let read = 0;
  function* pieces() {
    for (let i = 0; i < 1000; i += 1) {
      read += 1;
      yield Buffer.from("<a>".repeat(10_000));
    }
  }
  expect(await all(xmlElements(Readable.from(pieces(), { highWaterMark: 1 }), ["item"]))).toEqual([]);
  expect(read).toBeLessThan(20);
});

describe("an archive", () => {
  test("whose entries share their bytes is refused", () => {
    const file = zipOf([
      { name: "one.csv", bytes: "email\na@x.org\n" },
      { name: "two.csv", bytes: "email\nb@x.org\n" },
    ]);
    const second = file.lastIndexOf(Buffer.from("PK\x01\x02"));
    file.writeUInt32LE(0, second + 42);
    expect(zipFiles(file, 10)).toEqual({ error: "no-zip" });
  });

  test("that unpacks to far more than it is, by what it says, is refused before anything is unpacked", () => {
    const packed = deflateRawSync(Buffer.alloc(1000));
    const file = zipOf([{ name: "bomb.csv", bytes: packed, says: 2_000_000_000 }]);
    expect(zipFiles(file, 10)).toEqual({ error: "too-large-unpacked" });
  });
});
