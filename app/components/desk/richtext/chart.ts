import { Node, type Editor } from "@tiptap/core";
import { NodeSelection } from "@tiptap/pm/state";
import { shownChart, type Chart } from "#app/models/charts.ts";
import { textAttribute } from "./boxes.ts";
import { ownImagePath } from "./image.ts";
import { numberAttribute } from "./linkCard.ts";
import type { Tool } from "./tools.ts";
import { drawnBlock } from "./drawnBlock.ts";

/** The table of a chart without a word in it. */
const emptyRows = () => [
  ["", ""],
  ["", ""],
];

/** A chart: its drawing, with its title and source. */
export const ChartNode = Node.create({
  name: "chart",
  group: "block",
  atom: true,
  addAttributes: () => ({
    kind: {
      default: "bar",
      parseHTML: (element: HTMLElement) => (element.getAttribute("data-chart") === "line" ? "line" : "bar"),
      renderHTML: ({ kind }) => ({ "data-chart": String(kind) }),
    },
    ...textAttribute("title", "data-title"),
    ...textAttribute("source", "data-source"),
    rows: {
      default: emptyRows(),
      parseHTML: (element: HTMLElement) => rowsIn(element.getAttribute("data-rows")),
      renderHTML: ({ rows }) => ({ "data-rows": JSON.stringify(rows) }),
    },
    src: {
      default: "",
      parseHTML: (element: HTMLElement) => ownImagePath(element.getAttribute("data-image")) ?? "",
      renderHTML: ({ src }) => ({ "data-image": String(src) }),
    },
    width: numberAttribute("width"),
    height: numberAttribute("height"),
  }),
  parseHTML: () => [{ tag: "aside[data-chart]" }],
  renderHTML: ({ HTMLAttributes }) => ["aside", HTMLAttributes, String(HTMLAttributes["data-title"])],
  addNodeView: drawnBlock<Chart>("figure", show),
});

/** The attributes of its element. */
export const chartAttributes = ["data-chart", "data-title", "data-source", "data-rows"];

function rowsIn(json: string | null): string[][] {
  try {
    const rows: unknown = JSON.parse(json ?? "");
    const isTable = Array.isArray(rows) && rows.length > 1 && rows.every((row) => Array.isArray(row) && row.length > 1);
    return isTable ? (rows as unknown[][]).map((row) => row.map(String)) : emptyRows();
  } catch {
    return emptyRows();
  }
}

function show(dom: HTMLElement, attrs: Chart) {
  dom.classList.add("chart");
  const chart = shownChart({ attrs });
  const line = (name: string, textContent: string) =>
    Object.assign(document.createElement(name), { textContent, dir: "auto" });
  const picture = chart?.picture && Object.assign(document.createElement("img"), { ...chart.picture, alt: chart.alt });
  dom.replaceChildren(
    ...(chart?.title ? [line("figcaption", chart.title)] : []),
    picture ?? line("p", "This chart is drawn when it is changed next."),
    ...(chart?.source ? [line("small", `Source: ${chart.source}`)] : []),
  );
}

/** Returns the chart that is selected, or null. */
function chartHere({ state: { selection } }: Editor): Chart | null {
  return selection instanceof NodeSelection && selection.node.type.name === "chart"
    ? (selection.node.attrs as Chart)
    : null;
}

/** A chart, whose table is asked for. */
export const chartTool: Tool = {
  name: "Chart",
  words: "graph diagram bars lines figures numbers data",
  icon: "M4 4v16h16M8 20v-6M12 20V9M16 20v-9",
  rare: true,
  on: (editor) => editor.isActive("chart"),
  run: (editor, dialogs) => dialogs.chart(chartHere(editor)),
};

/** The tool of a selected chart. */
export const insideChart: Tool[] = [
  { ...chartTool, name: "Change the chart", icon: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3" },
];
