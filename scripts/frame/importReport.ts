import type { ImportCounts, RowProblem } from "#app/models/imports.server.ts";
import { table } from "./terminal.ts";

const shown = 20;

/**
 * Writes rows that added nobody as they come, so that a million of them take no memory: all of them as JSON, the
 * first twenty for people.
 */
export function problemWriter(json: boolean) {
  let count = 0;
  return {
    add(problem: RowProblem) {
      count += 1;
      if (json) process.stdout.write(`${count === 1 ? '{"problems":[' : ","}\n${JSON.stringify(problem)}`);
      else if (count <= shown)
        console.error(`line ${problem.line}: ${problem.email || "(nothing)"}: ${problem.message}`);
    },
    end(sums: object) {
      if (json) process.stdout.write(`${count === 0 ? '{"problems":[' : "\n"}],${JSON.stringify(sums).slice(1)}\n`);
      else if (count > shown) console.error(`… and ${count - shown} more; --json prints all.`);
    },
  };
}

/** The counts for people; what did not occur is left out. */
export function importReport(
  { counts, encoding }: { counts: ImportCounts; encoding: { name: string; lines1252: number } },
  list: string,
  confirm: boolean,
): string {
  const rows: [string, number][] = [
    [confirm ? "asked to confirm" : "imported", counts.imported],
    ["already there", counts.alreadyThere],
    ["left before, stay away", counts.ended],
    ["suppressed, stay away", counts.suppressed],
    ["not an address", counts.malformed],
    ["twice in the file", counts.duplicates],
  ];
  const some = rows.filter(([, count], i) => i === 0 || count > 0);
  const read = encoding.lines1252 > 0 ? `\n${encoding.lines1252} lines were read as Windows-1252.` : "";
  return `${list}:\n${table([...some, ["rows", counts.rows]])}${read}`;
}
