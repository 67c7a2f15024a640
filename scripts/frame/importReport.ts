import { countOf } from "#app/models/fields.server.ts";
import { wordProblem } from "#app/models/readers/import/faultWords.server.ts";
import type { TextEncoding } from "#app/models/readers/import/csvText.server.ts";
import type { ImportedFile, RowProblem } from "#app/models/readers/import/import.server.ts";
import type { ReadTable } from "#app/models/readers/import/readTables.server.ts";
import { silenceOf } from "#app/models/readers/import/silences.ts";
import { faultOf, Told } from "./faults.ts";
import { seen } from "./importFaults.ts";
import { table } from "./terminal.ts";

const shown = 20;

/**
 * Writes rows with problems as they come, so that a million of them need no memory: all as JSON, or the first twenty
 * for people.
 */
export function problemWriter(json: boolean) {
  let count = 0;
  return {
    add(problem: RowProblem) {
      const { file, line, reason, email } = problem;
      const message = wordProblem(problem);
      count += 1;
      if (json)
        process.stdout.write(
          `${count === 1 ? '{"problems":[' : ","}\n${JSON.stringify({ file, line, reason, message, email })}`,
        );
      else if (count <= shown) console.error(`line ${line}: ${email || "(nothing)"}: ${message}`);
    },
    /**
     * Completes the output, so that a program can parse the fault too.
     * @throws the error, or `Told` when it has been printed
     */
    async fail(error: unknown): Promise<never> {
      if (!json || count === 0) throw error;
      const fault = await faultOf(error);
      this.end({ error: { code: fault.code, message: fault.message } });
      throw new Told(fault);
    },
    end(sums: object) {
      if (json) process.stdout.write(`${count === 0 ? '{"problems":[' : "\n"}],${JSON.stringify(sums).slice(1)}\n`);
      else if (count > shown) console.error(`… and ${count - shown} more; --json prints all.`);
    },
  };
}

/** The sums for programs; encoding, format and columns are those of the first table, `tables` has all. */
export function importSums({ id, state, counts, tables, leftOut }: ImportedFile) {
  const each = tables.map(({ encoding, ...table }) => ({ ...table, encoding: encoding.name }));
  const { encoding, format, stateColumns } = each[0]!;
  return { id, state, ...counts, encoding, format, stateColumns, tables: each, leftOut };
}

/** The counts for people; zeros are left out. */
export function importReport(
  { id, state, counts, tables, leftOut }: ImportedFile,
  list: string,
  { confirm, dryRun, whole }: { confirm: boolean; dryRun: boolean; whole: string | null },
): string {
  const rows: [string, number][] = [
    [confirm ? "asked to confirm" : "imported", counts.imported],
    ["never confirmed there, asked by mail", counts.asked],
    ["already there", counts.alreadyThere],
    ["left before, stay away", counts.ended],
    ["suppressed, stay away", counts.suppressed],
    ["not an address", counts.malformed],
    ["twice in the file", counts.duplicates],
    ["never confirmed there, not added", counts.unconfirmed],
    ["not active there, not added", counts.inactive],
    ["left there, kept as such", counts.left],
    ["mail came back there, suppressed", counts.bounced],
    ["not to be written to there, suppressed", counts.blocked],
    ["complained there, suppressed", counts.complained],
  ];
  const some = rows.filter(([, count], i) => i === 0 || count > 0);
  const notes = [
    ...tables.flatMap((table) => wordTable(table, tables.length > 1, whole)),
    counts.endedHere > 0 && `${counts.endedHere} of them got mail here until now, and get none any more.`,
    leftOut.length > 0 && `Left out: ${leftOut.slice(0, 10).join(", ")}${leftOut.length > 10 ? ", …" : ""}`,
  ].filter(Boolean);
  const how =
    state === "cancelled"
      ? `Stopped. It goes on with: npm run import-subscribers -- FILE --resume ${id}`
      : `This is import ${id}; until 30 days from now it can be taken back with: npm run imports -- undo ${id}`;
  return [
    dryRun ? `${list}, if it were imported now (nothing has been):` : `${list}:`,
    table([...some, ["rows", counts.rows]]),
    ...notes.map((note) => seen(String(note))),
    ...(dryRun ? [] : [how]),
  ].join("\n");
}

function wordTable(table: ReadTable, several: boolean, whole: string | null) {
  const { name, rows, encoding, format, addressColumn, stateColumns, detailColumns, notes, tags } = table;
  const told = [
    several && `${name}: ${countOf(rows, "row")}.`,
    format && `The file is an export of ${format}.`,
    silenceOf(format, stateColumns, whole),
    addressColumn && `The addresses are of the column ${addressColumn}.`,
    stateColumns.length > 0 && `Who may be written to was read from: ${stateColumns.join(", ")}.`,
    detailColumns.length > 0 && `Language, tags and evidence of agreement were read from: ${detailColumns.join(", ")}.`,
    notes.length > 0 && `Kept as notes about readers: ${notes.join(", ")}.`,
    tags.length > 0 &&
      `Tags: ${tags.map(({ tag, rows }) => `${tag} (${rows})`).join(", ")}. Each becomes a topic with --topic "TAG=TOPIC".`,
    wordEncoding(encoding),
  ];
  return told.filter((line) => line !== false && line !== null && line !== "");
}

/** A guess is shown with words that were read by it, so that a person sees when it is wrong. */
function wordEncoding({ name, chosen, lines, samples }: TextEncoding): string | null {
  if (chosen || lines === 0) return name === "UTF-8" ? null : `It was read as ${name}.`;
  const words = samples.length > 0 ? `: ${samples.join(", ")}` : "";
  return `${countOf(lines, "line was", "lines were")} read as ${name === "UTF-8" ? "Windows-1252" : name}${words}. If that is wrong, say --encoding NAME.`;
}
