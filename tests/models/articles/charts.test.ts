import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { drawnChart, withDrawnCharts } from "#app/models/articles/charts.server.ts";
import type { Body } from "#app/models/body.ts";
import type { Chart } from "#app/models/charts.ts";
import { niceTicks } from "#app/shareImage/chart.server.ts";
import { testContext } from "../../support/context.ts";
import { aBriefing } from "../../support/newsroom.ts";

const boats: Chart = {
  ...{ kind: "bar", title: "Boats", source: "", src: "", width: 0, height: 0 },
  rows: [
    ["Port", "2026"],
    ["Oslo", "12400"],
    ["Bergen", "9100"],
  ],
};

async function aDrawing(language = "en") {
  const context = await testContext();
  await aBriefing(context, { language });
  return context;
}

async function drawn(context: Awaited<ReturnType<typeof aDrawing>>, chart: Chart): Promise<Chart> {
  const answer = await drawnChart(context, chart);
  if ("error" in answer) throw new Error(answer.error);
  return answer.chart;
}

const stored = async (context: Awaited<ReturnType<typeof aDrawing>>) =>
  (await context.db.selectFrom("image_files").select("bytes").execute()).map(({ bytes }) => bytes);

describe("a chart", () => {
  test("is drawn once for the same numbers, whatever its title and source say", async () => {
    const context = await aDrawing();
    const first = await drawn(context, boats);
    expect(first).toEqual({ ...boats, src: first.src, width: 1200, height: first.height });
    expect(await drawn(context, { ...boats, title: "Others", source: "Somebody" })).toMatchObject({ src: first.src });
    expect(await stored(context)).toHaveLength(1);
    expect((await drawn(context, { ...boats, kind: "line" })).src).not.toBe(first.src);
    expect(await stored(context)).toHaveLength(2);
  });

  test("stands in the library under its title; under its first one where several have the same numbers", async () => {
    const context = await aDrawing();
    const names = () => context.db.selectFrom("images").select(["file_name", "words"]).execute();
    await drawn(context, { ...boats, title: "" });
    expect(await names()).toEqual([{ file_name: "", words: "" }]);
    await drawn(context, { ...boats, title: "Boats/year, in Málaga" });
    await drawn(context, { ...boats, title: "Others" });
    expect(await names()).toEqual([{ file_name: "Boats/year, in Málaga", words: "boats/year, in malaga" }]);
  });

  test("has the same picture everywhere, one by language", async () => {
    const [one, same, german] = await Promise.all(["en", "en", "de"].map(aDrawing));
    const pictures = [];
    for (const context of [one!, same!, german!]) {
      await drawn(context, boats);
      pictures.push((await stored(context))[0]!.toString("base64"));
    }
    expect(pictures[0]).toBe(pictures[1]);
    expect(pictures[0]).not.toBe(pictures[2]);
  });

  test("begins where lines begin: at the right in Arabic", async () => {
    const ends = [];
    for (const language of ["en", "ar"]) {
      const context = await aDrawing(language);
      await drawn(context, {
        ...boats,
        rows: [
          ["", "a"],
          ["", "1"],
          ["", "100"],
        ],
      });
      ends.push(await ofAccent((await stored(context))[0]!));
    }
    const [english, arabic] = ends as [Ends, Ends];
    expect(english.first).toBe(1200 - 1 - arabic.last);
  });

  test("keeps the order of a number with a space in it, in Arabic too", async () => {
    for (const typed of ["1 000", "1 000 km"]) {
      const context = await aDrawing("ar");
      await drawn(context, {
        ...boats,
        rows: [
          ["", "a"],
          ["", typed],
        ],
      });
      const [first, second] = await partsOfValue((await stored(context))[0]!);
      expect(first!).toBeLessThan(second! / 2);
    }
  });

  test.each(["en", "de", "fr", "es", "ar"])("is drawn in %s with every kind of number", async (language) => {
    const context = await aDrawing(language);
    for (const kind of ["bar", "line"] as const) {
      const rows = [
        ["", "Größe & <b>", "السفن", ""],
        ["A name that is much too long for the side of any chart that anybody will look at", "-3,5 %", "0", ""],
        ["😀", "12 %", "", "7"],
        ["漢字", "1 000 %", "4", "7"],
      ];
      const { src, height } = await drawn(context, { ...boats, kind, rows });
      expect(src).toMatch(/^\/images\//);
      expect(height).toBeGreaterThan(200);
    }
  });

  test("that cannot be drawn says why", async () => {
    const context = await aDrawing();
    expect(
      await drawnChart(context, {
        ...boats,
        rows: [
          ["", ""],
          ["a", "many"],
        ],
      }),
    ).toEqual({
      error: "no-number",
      cell: "many",
    });
    expect(await stored(context)).toEqual([]);
  });
});

test("the charts of an imported text are drawn, at any depth, but for those that cannot be", async () => {
  const context = await aDrawing();
  const body: Body = {
    type: "doc",
    content: [
      { type: "blockquote", content: [{ type: "chart", attrs: boats }] },
      {
        type: "chart",
        attrs: {
          ...boats,
          rows: [
            ["", ""],
            ["a", "many"],
          ],
        },
      },
    ],
  };
  const given = JSON.stringify(body);
  const json = JSON.stringify(await withDrawnCharts(context, body));
  expect(json.match(/\/images\//g)).toHaveLength(1);
  expect(JSON.stringify(body)).toBe(given);
});

test("a scale has round numbers, with zero unless it is far away", () => {
  expect(niceTicks(0, 12400)).toEqual([0, 5000, 10000, 15000]);
  expect(niceTicks(980, 1010)).toEqual([980, 990, 1000, 1010]);
  expect(niceTicks(-3.5, 12)).toEqual([-5, 0, 5, 10, 15]);
  expect(niceTicks(0, 0).length).toBeGreaterThan(1);
  expect(niceTicks(0.1, 0.4).every((tick) => String(tick).length < 5)).toBe(true);
});

type Ends = { first: number; last: number };

/** Returns the first and last column with a pixel of the first series' colour. */
async function ofAccent(picture: Buffer): Promise<Ends> {
  const { data, info } = await sharp(picture).raw().toBuffer({ resolveWithObject: true });
  const columns = new Set<number>();
  for (let i = 0; i < data.length; i += info.channels)
    if (Math.abs(data[i]! - 0xa8) < 12 && Math.abs(data[i + 1]! - 0x3a) < 12 && Math.abs(data[i + 2]! - 0x12) < 12)
      columns.add((i / info.channels) % info.width);
  return { first: Math.min(...columns), last: Math.max(...columns) };
}

/** Returns how wide the parts of the value are that stands at the left of the only bar, from left to right. */
async function partsOfValue(picture: Buffer): Promise<number[]> {
  const { data, info } = await sharp(picture).raw().toBuffer({ resolveWithObject: true });
  const { first } = await ofAccent(picture);
  const parts: { from: number; to: number }[] = [];
  for (let x = 0; x < first - 6; x += 1) {
    const hasInk = Array.from({ length: info.height }, (_, y) => data[(y * info.width + x) * info.channels]!).some(
      (red) => red < 0xa0,
    );
    const last = parts.at(-1);
    if (hasInk && last && x - last.to < 7) last.to = x;
    else if (hasInk) parts.push({ from: x, to: x });
  }
  return parts.map(({ from, to }) => to - from + 1);
}
