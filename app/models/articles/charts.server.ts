import { createHash } from "node:crypto";
import type { Context } from "#app/context.server.ts";
import { directionOf, localeOf } from "#app/i18n/languages.ts";
import type { Body } from "#app/models/body.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { chartFault, type Chart, type ChartFault } from "#app/models/charts.ts";
import { numberInWords, readNumber } from "#app/models/typedNumbers.ts";
import { chartDesign, drawChart, type ChartDrawing } from "#app/shareImage/chart.server.ts";
import { fontsOf } from "#app/shareImage/images.server.ts";
import { imageByKey, keepImage, nameImage } from "#app/models/images/images.server.ts";

/**
 * Draws a chart in the briefing's language. The same chart has the same picture, so that drafts leave none behind.
 * @returns the chart with its picture; or why it cannot be drawn
 */
export async function drawnChart(context: Context, chart: Chart): Promise<{ chart: Chart } | ChartFault> {
  const language = (await getBriefing(context))?.language ?? "en";
  const fault = chartFault(chart, language);
  if (fault) return fault;
  const told = JSON.stringify([chartDesign, language, chart.kind, chart.rows]);
  const key = createHash("sha256").update(told).digest("hex").slice(0, 32);
  const there = await imageByKey(context, key);
  const image =
    there ?? (await keepImage(context, await draw(context, drawingOf(chart, language)), { key, title: chart.title }));
  if (there) await nameImage(context, there.id, chart.title);
  return { chart: { ...chart, src: image.path, width: image.width, height: image.height } };
}

/** One at a time, like share images: a drawing is small, and a hundred of them are not. */
async function draw(context: Context, drawing: ChartDrawing) {
  const fonts = await fontsOf(context.shareImages);
  const drawn = context.shareImages.drawing
    .then(() => drawChart(fonts, drawing))
    .then((made) => ({ ...made, contentType: "image/jpeg" as const }));
  context.shareImages.drawing = drawn.catch(() => {});
  return drawn;
}

/** Draws the charts of a body that have no picture, like those of an imported text. One that cannot be drawn stays a table. */
export async function withDrawnCharts(context: Context, body: Body): Promise<Body> {
  if (!JSON.stringify(body).includes('"type":"chart"')) return body;
  const copy = structuredClone(body);
  const waiting: { type: string; attrs?: unknown; content?: unknown[] }[] = [copy];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    waiting.push(...((node.content ?? []) as typeof waiting));
    if (node.type !== "chart" || (node.attrs as Chart).src !== "") continue;
    const drawn = await drawnChart(context, node.attrs as Chart);
    if ("chart" in drawn) node.attrs = drawn.chart;
  }
  return copy;
}

/** Returns a chart as it is drawn in a language. */
export function drawingOf({ kind, rows }: Chart, language: string): ChartDrawing {
  const [head, ...body] = rows.map((row) => row.map((cell) => cell.replace(/\s+/g, " ").trim())) as [
    string[],
    ...string[][],
  ];
  const unit = unitOf(body.flatMap((row) => row.slice(1)));
  const locale = localeOf(language);
  return {
    kind,
    series: head.slice(1),
    rows: body.map(([name = "", ...cells]) => ({
      name,
      values: cells.map((cell) => readNumber(cell, language)),
      said: cells.map((cell) => saidOf(cell, locale)),
    })),
    direction: directionOf(language),
    tick: (value) => numberInWords(value, locale) + unit,
  };
}

/** A number without any sign of its own is written as the language does; any other stays as it was typed. */
function saidOf(cell: string, locale: string): string {
  if (/^[+−-]?\d{4,}$/.test(cell)) return numberInWords(Number(cell.replace("−", "-")), locale);
  return cell.replace(/ /g, "\u00a0");
}

/** Returns the short unit that all numbers have. */
function unitOf(cells: string[]): string {
  const units = new Set(cells.filter(Boolean).map((cell) => /\d\s?([^\d\s.,]{1,3})$/.exec(cell)?.[1] ?? ""));
  const [unit = ""] = units;
  return units.size === 1 && unit ? `\u00a0${unit}` : "";
}
