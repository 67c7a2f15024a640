import { useState } from "react";
import { Dialog, EditActions, onlyHere } from "#app/components/desk/Dialog.tsx";
import { Field, NoticeBox, Select, TextInput } from "#app/components/desk/kit.tsx";
import type { Chart, ChartKind } from "#app/models/charts.ts";
import { ChartGrid } from "./ChartGrid.tsx";

type ChartDialogProps = {
  /** The chart that changes; null for a new one. */
  chart: Chart | null;
  onPlace: (chart: Chart) => void;
  onRemove: () => void;
  onClose: () => void;
};

const none = (): Chart => ({
  ...{ kind: "bar", title: "", source: "", src: "", width: 0, height: 0 },
  rows: Array.from({ length: 4 }, () => ["", ""]),
});

/** Asks for the table of a chart, and has it drawn. */
export function ChartDialog({ chart, onPlace, onRemove, onClose }: ChartDialogProps) {
  const [written, setWritten] = useState(chart ?? none);
  const [fault, setFault] = useState("");
  const [isDrawing, setDrawing] = useState(false);
  const place = async () => {
    setDrawing(true);
    setFault("");
    const drawn = await draw({ ...written, rows: withoutEmptyEnds(written.rows) });
    setDrawing(false);
    if ("error" in drawn) setFault(drawn.error);
    else onPlace(drawn.chart);
  };
  return (
    <Dialog open holdsWords onClose={onClose} title={chart ? "About this chart" : "Draw a chart"}>
      <form onSubmit={onlyHere(() => void place())} noValidate className="space-y-4">
        {fault && (
          <NoticeBox tone="bad" key={fault}>
            {fault}
          </NoticeBox>
        )}
        <Field id="chart-kind" label="Kind">
          <Select
            value={written.kind}
            onChange={({ target }) => setWritten({ ...written, kind: target.value as ChartKind })}
          >
            <option value="bar">Bars: to compare</option>
            <option value="line">Lines: a course over time</option>
          </Select>
        </Field>
        <Field id="chart-title" label="Title" hint="What the numbers are, with their unit.">
          <TextInput
            maxLength={300}
            value={written.title}
            onChange={({ target }) => setWritten({ ...written, title: target.value })}
          />
        </Field>
        <ChartGrid rows={written.rows} onWrite={(rows) => setWritten({ ...written, rows })} />
        <Field id="chart-source" label="Source" hint="May be empty.">
          <TextInput
            maxLength={300}
            value={written.source}
            onChange={({ target }) => setWritten({ ...written, source: target.value })}
          />
        </Field>
        <EditActions
          what="chart"
          isNew={!chart}
          isBusy={isDrawing}
          busy="Drawing…"
          onRemove={onRemove}
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}

/** Empty rows and columns at the end are room to type, and no part of the chart. */
function withoutEmptyEnds(rows: string[][]): string[][] {
  const isEmpty = (cells: (string | undefined)[]) => cells.every((cell) => !cell?.trim());
  let [height, width] = [rows.length, rows[0]!.length];
  while (height > 2 && isEmpty(rows[height - 1]!)) height -= 1;
  while (width > 2 && isEmpty(rows.map((row) => row[width - 1]))) width -= 1;
  return rows.slice(0, height).map((row) => row.slice(0, width).map((cell) => cell.trim()));
}

async function draw(chart: Chart): Promise<{ chart: Chart } | { error: string }> {
  const body = new FormData();
  body.set("chart", JSON.stringify(chart));
  try {
    const answer = await fetch("/desk/charts", { method: "POST", body });
    if (answer.headers.get("content-type")?.includes("application/json"))
      return (await answer.json()) as { chart: Chart } | { error: string };
    return {
      error: answer.redirected
        ? "You are signed out. Sign in in another tab, then try again."
        : "The desk did not draw the chart. Try again.",
    };
  } catch {
    return { error: "The desk cannot be reached. Check the connection and try again." };
  }
}
