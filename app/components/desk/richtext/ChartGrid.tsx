import { useRef, type ClipboardEvent, type KeyboardEvent } from "react";
import { Button } from "#app/components/desk/kit.tsx";
import { mostChartRows, mostSeries } from "#app/models/charts.ts";

type ChartGridProps = { rows: string[][]; onWrite: (rows: string[][]) => void };

const mostRows = mostChartRows.line + 1;
const mostColumns = mostSeries + 1;

/** A small table to type in. Enter leads down, and cells copied from a spreadsheet are pasted as cells. */
export function ChartGrid({ rows, onWrite }: ChartGridProps) {
  const table = useRef<HTMLTableElement>(null);
  const columns = rows[0]!.length;
  const set = (y: number, x: number, cells: string[][]) => onWrite(filled(rows, y, x, cells));
  const paste = (event: ClipboardEvent, y: number, x: number) => {
    const text = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "");
    if (!/[\t\n]/.test(text)) return;
    event.preventDefault();
    set(
      y,
      x,
      text.split(/\r?\n/).map((line) => line.split("\t")),
    );
  };
  const enter = (event: KeyboardEvent, y: number, x: number) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (y === rows.length - 1 && rows.length < mostRows) onWrite([...rows, Array.from({ length: columns }, () => "")]);
    const next = () => table.current?.querySelector<HTMLElement>(`[data-cell="${y + 1}-${x}"]`)?.focus();
    requestAnimationFrame(next);
  };
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 text-sm font-medium">Numbers</legend>
      <div className="overflow-x-auto p-0.5">
        <table ref={table} className="w-full border-collapse text-sm">
          <tbody>
            {rows.map((row, y) => (
              <tr key={y}>
                {row.map((cell, x) => (
                  <td key={x} className="min-w-24 border border-field p-0">
                    <input
                      data-cell={`${y}-${x}`}
                      aria-label={cellName(y, x)}
                      placeholder={y === 0 ? (x === 0 ? "" : "Name") : x === 0 ? "Name" : "0"}
                      dir="auto"
                      maxLength={200}
                      value={cell}
                      onChange={({ target }) => set(y, x, [[target.value]])}
                      onPaste={(event) => paste(event, y, x)}
                      onKeyDown={(event) => enter(event, y, x)}
                      className={`min-h-9 w-full min-w-0 bg-raised px-2 text-base text-ink placeholder:text-muted sm:text-sm ${x > 0 ? "text-end tabular-nums" : ""} ${y === 0 || x === 0 ? "font-medium" : ""}`}
                    />
                  </td>
                ))}
                <td className="sticky end-0 w-9 bg-raised p-0 text-center">
                  {y > 0 && rows.length > 2 && (
                    <button
                      type="button"
                      aria-label={`Remove row ${y}`}
                      onClick={() => onWrite(rows.filter((_row, i) => i !== y))}
                      className="min-h-9 w-9 cursor-pointer text-muted hover:text-bad"
                    >
                      ×
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <GridSize rows={rows} onWrite={onWrite} />
    </fieldset>
  );
}

function GridSize({ rows, onWrite }: ChartGridProps) {
  const columns = rows[0]!.length;
  return (
    <div className="mt-2 flex flex-wrap gap-2">
      <Button
        type="button"
        disabled={rows.length >= mostRows}
        onClick={() => onWrite([...rows, Array.from({ length: columns }, () => "")])}
      >
        Add a row
      </Button>
      <Button type="button" disabled={columns >= mostColumns} onClick={() => onWrite(rows.map((row) => [...row, ""]))}>
        Add a column
      </Button>
      {columns > 2 && (
        <Button type="button" onClick={() => onWrite(rows.map((row) => row.slice(0, -1)))}>
          Remove the last column
        </Button>
      )}
    </div>
  );
}

function cellName(y: number, x: number): string {
  if (y === 0) return x === 0 ? "What the rows are" : `Name of column ${x}`;
  return x === 0 ? `Name of row ${y}` : `Row ${y}, column ${x}`;
}

/** Returns a table with cells written from one on, as far as it may grow. */
function filled(rows: string[][], y: number, x: number, cells: string[][]): string[][] {
  const height = Math.min(mostRows, Math.max(rows.length, y + cells.length));
  const width = Math.min(mostColumns, Math.max(rows[0]!.length, x + Math.max(...cells.map(({ length }) => length))));
  return Array.from({ length: height }, (_row, i) =>
    Array.from({ length: width }, (_cell, j) => cells[i - y]?.[j - x]?.slice(0, 200) ?? rows[i]?.[j] ?? ""),
  );
}
