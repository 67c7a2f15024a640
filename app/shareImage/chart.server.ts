import { textDirection } from "#app/i18n/direction.ts";
import type { Direction } from "#app/i18n/languages.ts";
import type { Fonts } from "./fonts.server.ts";
import { baseline, drawable, fitText, type Drawn, type Style } from "./text.server.ts";

/**
 * A chart to draw. `series`: the names of the columns, and `rows` with a value for each, null for none; `said` are the values as
 * words. `tick` writes a number of the scale.
 */
export type ChartDrawing = {
  kind: "bar" | "line";
  series: string[];
  rows: { name: string; values: (number | null)[]; said: string[] }[];
  direction: Direction;
  tick: (value: number) => string;
};

/** The version of the drawing: a new one makes new pictures. */
export const chartDesign = 2;

const width = 1200;
const margin = 28;
/** Large enough for a phone, where a picture is a quarter as wide. */
const letters = 36;

/** On a light ground of its own, so that it reads in the dark too. */
const ink = { paper: "#fbfaf7", text: "#17202b", quiet: "#4d5662", rule: "#dfdad0", axis: "#8b909a" };
/** One colour a series, each 3:1 on the ground and apart from the one before for those who see few colours. */
const colours = ["#a83a12", "#2b5c8a", "#6b7a1e", "#8a4f9e", "#b07a10"];

/** Shapes, and texts with their places. */
type Layer = { shapes: string[]; texts: (Drawn & { left: number; top: number })[] };
type Page = Layer & { fonts: Fonts; direction: Direction };

/** Draws a chart on its own ground. @returns a JPEG, the same for the same chart */
export async function drawChart(
  fonts: Fonts,
  chart: ChartDrawing,
): Promise<{ bytes: Buffer; width: number; height: number }> {
  const { default: sharp } = await import("sharp");
  const page: Page = { fonts, direction: chart.direction, shapes: [], texts: [] };
  const top = chart.series.length > 1 ? await legend(page, chart.series) : margin;
  const height = Math.round(await (chart.kind === "bar" ? bars(page, chart, top) : lines(page, chart, top)));
  const ground = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
<rect width="${width}" height="${height}" fill="${ink.paper}"/>${page.shapes.join("")}</svg>`;
  const composed = sharp(Buffer.from(ground)).composite(
    page.texts.map(({ data, left, top: y, ...size }) => ({
      input: data,
      raw: { width: size.width, height: size.height, channels: 4 as const },
      left: Math.round(left),
      top: Math.round(y),
    })),
  );
  const flat = await composed.png().toBuffer();
  const bytes = await sharp(flat).flatten().jpeg({ quality: 90, chromaSubsampling: "4:4:4" }).toBuffer();
  return { bytes, width, height };
}

const styleOf = (colour: string): Style => ({ voice: "sans", colour, leading: 0, sizes: [letters, 32, 28] });

/** Draws a text on one line, shortened where it is wider; null for one that no font has. */
async function lineOf(
  { fonts, direction }: Page,
  text: string,
  most: number,
  colour = ink.text,
): Promise<Drawn | null> {
  const words = drawable(fonts, "sans", text);
  if (!words) return null;
  const box = { width: most, height: letters * 4, oneLine: true };
  const directionOfNone = /\p{N}/u.test(words) ? "ltr" : direction;
  const signs = [...new Intl.Segmenter("und").segment(words)].map(({ segment }) => segment);
  for (let kept = signs.length; kept > 0; kept = kept > 8 ? Math.floor(kept * 0.85) : kept - 1) {
    const shown = kept === signs.length ? words : `${signs.slice(0, kept).join("").trimEnd()}…`;
    const drawn = await fitText(styleOf(colour), inOrder(shown), textDirection(words, directionOfNone), box);
    if (drawn) return drawn;
  }
  return null;
}

/** Isolates each number: a text that runs from right to left would turn `-12 400` into `400 12-` (UAX 9). */
function inOrder(text: string): string {
  return text.replace(/[+−-]?\p{N}(?:[\p{N} .,٫٬]*\p{N})?/gu, "\u2066$&\u2069");
}

type Anchor = "start" | "middle" | "end";

/**
 * Puts a drawn line with its baseline at `y`.
 * @param x from the side where lines begin, of the text's beginning, middle or end
 */
function put(page: Page, drawn: Drawn | null, x: number, y: number, anchor: Anchor) {
  if (!drawn) return;
  const start = x - { start: 0, middle: drawn.width / 2, end: drawn.width }[anchor];
  const left = page.direction === "rtl" ? width - start - drawn.width : start;
  const inside = Math.max(0, Math.min(width - drawn.width, left));
  page.texts.push({ ...drawn, left: inside, top: Math.max(0, y - drawn.size * baseline) });
}

/** Mirrors a place from the side where lines begin. */
function across({ direction }: Page, x: number, size = 0): number {
  return direction === "rtl" ? width - x - size : x;
}

function rect(page: Page, x: number, y: number, size: { width: number; height: number }, fill: string) {
  const left = across(page, x, size.width).toFixed(1);
  page.shapes.push(
    `<rect x="${left}" y="${y.toFixed(1)}" width="${size.width.toFixed(1)}" height="${size.height.toFixed(1)}" fill="${fill}"/>`,
  );
}

/** Names the series above the chart. @returns where the chart begins */
async function legend(page: Page, series: string[]): Promise<number> {
  let [x, y] = [margin, margin + letters];
  for (const [i, name] of series.entries()) {
    const drawn = await lineOf(page, name || String(i + 1), width / 2);
    const wide = 44 + (drawn?.width ?? 0) + 40;
    if (x > margin && x + wide > width - margin) [x, y] = [margin, y + letters * 1.6];
    rect(page, x, y - 26, { width: 28, height: 28 }, colours[i % colours.length]!);
    put(page, drawn, x + 44, y, "start");
    x += wide;
  }
  return y + letters;
}

/** Bars from the side where lines begin, each with its value at its end. @returns the height of the picture */
async function bars(page: Page, { series, rows }: ChartDrawing, top: number): Promise<number> {
  const names = await Promise.all(rows.map(({ name }) => lineOf(page, name, width * 0.36)));
  const values = await Promise.all(
    rows.map(({ said }) => Promise.all(said.map((text) => lineOf(page, text, width * 0.25, ink.quiet)))),
  );
  const thickness = series.length === 1 ? 46 : 38;
  const gap = 26;
  const nameWidth = Math.max(0, ...names.map((drawn) => drawn?.width ?? 0));
  const valueWidth = Math.max(0, ...values.flat().map((drawn) => drawn?.width ?? 0)) + 14;
  const all = rows.flatMap((row) => row.values).filter((value) => value !== null);
  const [least, most] = [Math.min(0, ...all), Math.max(0, ...all)];
  const from = margin + nameWidth + 20 + (least < 0 ? valueWidth : 0);
  const room = width - margin - valueWidth - from;
  const place = (value: number) => from + (most > least ? ((value - least) / (most - least)) * room : 0);
  let y = top;
  for (const [i, row] of rows.entries()) {
    const height = thickness * series.length;
    put(page, names[i]!, margin, y + height / 2 + letters * 0.36, "start");
    for (const [j, value] of row.values.entries()) {
      if (value === null) continue;
      const [a, b] = [place(Math.min(0, value)), place(Math.max(0, value))];
      const at = y + j * thickness;
      rect(page, a, at + 2, { width: Math.max(2, b - a), height: thickness - 4 }, colours[j % colours.length]!);
      const middle = at + thickness / 2 + letters * 0.36;
      if (value < 0) put(page, values[i]![j]!, a - 12, middle, "end");
      else put(page, values[i]![j]!, b + 12, middle, "start");
    }
    y += height + gap;
  }
  rect(page, place(0) - 1.5, top - 6, { width: 3, height: y - gap - top + 12 }, ink.axis);
  return y - gap + margin;
}

const plotHeight = 460;

/** Lines over a scale, whose first place stands where lines of text begin. @returns the height of the picture */
async function lines(page: Page, { series, rows, tick }: ChartDrawing, top: number): Promise<number> {
  const all = rows.flatMap((row) => row.values).filter((value) => value !== null);
  const ticks = niceTicks(Math.min(...all), Math.max(...all));
  const labels = await Promise.all(ticks.map((value) => lineOf(page, tick(value), width * 0.25, ink.quiet)));
  const from = margin + Math.max(0, ...labels.map((drawn) => drawn?.width ?? 0)) + 18;
  const room = width - margin - 20 - from;
  const [low, high] = [ticks[0]!, ticks.at(-1)!];
  const begin = top + letters * 0.5;
  const up = (value: number) => begin + plotHeight - ((value - low) / (high - low)) * plotHeight;
  for (const [i, value] of ticks.entries()) {
    rect(page, from, up(value) - 1, { width: room + 20, height: 2 }, value === 0 ? ink.axis : ink.rule);
    put(page, labels[i]!, from - 18, up(value) + letters * 0.34, "end");
  }
  const along = (i: number) => from + 20 + (rows.length > 1 ? (i / (rows.length - 1)) * (room - 40) : room / 2);
  for (const j of series.keys())
    drawLine(
      page,
      rows.map(({ values }, i) => [along(i), values[j] ?? null]),
      up,
      j,
    );
  const bottom = begin + plotHeight + letters * 1.5;
  await namesBelow(
    page,
    rows.map(({ name }) => name),
    along,
    { y: bottom, room },
  );
  return bottom + letters * 0.6 + margin / 2;
}

function drawLine(page: Page, points: [x: number, value: number | null][], up: (value: number) => number, j: number) {
  const colour = colours[j % colours.length]!;
  // Not by its colour alone, for those who see few.
  const dash = ["", "18 10", "4 10", "26 8 4 8", "10 6"][j % 5]!;
  let path = "";
  let isDrawing = false;
  for (const [x, value] of points) {
    if (value !== null) {
      const at = `${across(page, x).toFixed(1)} ${up(value).toFixed(1)}`;
      path += `${isDrawing ? "L" : "M"}${at}`;
      if (points.length <= 24)
        page.shapes.push(`<circle cx="${at.split(" ")[0]}" cy="${at.split(" ")[1]}" r="8" fill="${colour}"/>`);
    }
    isDrawing = value !== null;
  }
  page.shapes.push(
    `<path d="${path}" fill="none" stroke="${colour}" stroke-width="6" stroke-linejoin="round" stroke-linecap="${dash ? "butt" : "round"}"${dash && ` stroke-dasharray="${dash}"`}/>`,
  );
}

/** Names every place along the scale, or every second, third and so on where they have no room. */
async function namesBelow(
  page: Page,
  names: string[],
  along: (i: number) => number,
  { y, room }: { y: number; room: number },
) {
  const drawn = await Promise.all(names.map((name) => lineOf(page, name, room / 2)));
  const widest = Math.max(1, ...drawn.map((one) => one?.width ?? 0)) + 24;
  const each = names.length > 1 ? (room - 40) / (names.length - 1) : room;
  const step = Math.max(1, Math.ceil(widest / each));
  for (let i = 0; i < names.length; i += step) put(page, drawn[i]!, along(i), y, "middle");
}

/** Returns about five round numbers that hold the least and the most; zero among them unless it is far away. */
export function niceTicks(least: number, most: number): number[] {
  const [low, high] = [least > 0 && least < most * 0.7 ? 0 : least, most < 0 && most > least * 0.7 ? 0 : most];
  const span = high - low || Math.abs(high) || 1;
  const rough = span / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= rough * 0.999)!;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
