import { wording } from "#app/models/faults.ts";
import { wordAddressFault } from "#app/models/faultWords.server.ts";
import { countOf } from "#app/models/fields.server.ts";
import type { RowFault } from "./batches.server.ts";
import { sourceStates } from "./formats.server.ts";
import type { RowProblem, RowResult } from "./import.server.ts";
import type { NamingFault } from "./namedDetails.server.ts";
import type { ResumeFault } from "./imports.server.ts";
import type { ImportFault } from "./inspection.server.ts";
import type { BinaryKind, ColumnChoice } from "./listFaults.server.ts";
import type { UnclearColumn } from "./strayStates.server.ts";
import type { UndoFault } from "./undoing.server.ts";

const binaryWords: Record<BinaryKind, string> = {
  zip: "a zip file in a zip file",
  xls: "an old spreadsheet (.xls)",
  pdf: "a PDF",
  compressed: "a compressed file",
  picture: "a picture",
};

/** Words why a file of readers is refused. */
export const wordImportFault = wording<ImportFault | ResumeFault | NamingFault>({
  empty: () => "The file is empty.",
  "no-rows": () => "The file names its columns, but it has no rows.",
  binary: ({ kind }) => `This is ${binaryWords[kind]}, whatever its name says. Save it as CSV first.`,
  "zero-bytes": () => "This file has zero bytes in it: it is no text. Save it as CSV first.",
  "too-long-line": ({ most }) => `A line is longer than ${thousands(most)} characters; this is no list of addresses.`,
  "too-many-columns": ({ line, columns, most }) => `Line ${line} has ${columns} columns; at most ${most} are read.`,
  "too-long-cell": ({ line, most }) => `Line ${line} has a cell of more than ${most} characters.`,
  "too-long-record": ({ line, most }) =>
    `Line ${line} is longer than ${thousands(most)} characters; perhaps a quotation mark is not closed.`,
  "no-header": ({ line }) =>
    `Line ${line} should name the columns, but it already has an address. Add a first line like: email,name`,
  "second-list": ({ line, title }) =>
    `Another list seems to begin on line ${line}: “${title}”. Put each list into a file of its own.`,
  "merged-cells": ({ line }) =>
    `A cell on line ${line} goes over several rows. Unmerge the cells, and fill in each row what it says.`,
  "many-address-columns": ({ columns }) =>
    `More than one column could be the address: ${columns.map(wordColumn).join(", ")}.`,
  "no-such-email-column": ({ column, columns }) =>
    `There is no column “${column}” in the file; it has: ${columns.join(", ")}.`,
  "no-such-line": ({ line, most }) => `None of the first ${most} rows begins on line ${line}.`,
  "no-address-column": ({ headers }) => `No column is called email. The first line has: ${headers}`,
  "broken-archive": () => "The archive or spreadsheet is broken.",
  "no-list-in-archive": () => "There is no list in the zip file: none of its files is CSV.",
  "no-sheet": () => "The spreadsheet has no sheet.",
  "too-large-archive": ({ most }) =>
    `There is more than ${most} MB in the archive or spreadsheet. Save it as CSV first.`,
  "no-such-column": ({ column }) => `There is no column “${column}” in the file.`,
  "unclear-file": ({ state }) => `By its name, everybody in this file ${sourceStates[state].means}.`,
  unclear: ({ columns }) => columns.map(wordUnclear).join("\n"),
  "no-such-topic": ({ topic }) => `There is no topic “${topic}”.`,
  "too-many-notes": ({ most }) => `There would be more than ${most} kinds of notes about readers. Name fewer columns.`,
  "no-such-import": ({ id }) => `There is no import ${id}.`,
  "import-over": ({ id, state }) => `Import ${id} is ${state}: it cannot go on.`,
  "other-file": ({ id }) => `Import ${id} was begun with another file; it goes on only with the same.`,
});

/** Words why an import is not undone. */
export const wordUndoFault = wording<UndoFault>({
  "no-such-import": ({ id }) => `There is no import ${id}.`,
  "import-running": ({ id }) => `Import ${id} is running: cancel it first.`,
  "already-undone": ({ id }) => `Import ${id} is undone already.`,
  "too-late": ({ id }) => `Import ${id} ended more than 30 days ago: it can no longer be undone.`,
});

function wordColumn({ name, number }: ColumnChoice): string {
  return `${name} (column ${number})`;
}

function thousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, " ");
}

function wordUnclear({ column, values, more }: UnclearColumn): string {
  const words = values.map(({ value, rows, line }) => {
    const where = rows === 1 ? `line ${line}` : `${rows} rows, the first on line ${line}`;
    return `${value === "" ? "nothing" : `“${value}”`} (${where})`;
  });
  const others = more > 0 ? `, and ${more} more` : "";
  return `The column “${column}” may say who must get no mail, and this is not understood: ${words.join(", ")}${others}.`;
}

const reasonWords: Record<Exclude<RowProblem["reason"], "malformed" | "duplicate">, string> = {
  ended: "This reader left the list; only they can come back.",
  suppressed: "This address must not be written to.",
  stays: "They left there, and have come here by themselves since: nothing changes.",
  asked: "They never confirmed there: asked by mail.",
  unconfirmed: "They never confirmed there: not added.",
  inactive: "They get no mail there: not added.",
  left: "They left there: kept as somebody who left.",
  bounced: "Mail to them came back there: suppressed.",
  blocked: "They must not be written to there: suppressed.",
  complained: "They complained there: suppressed.",
};

/** Says what became of a row. */
export function wordRow(row: RowResult): string {
  if (row.reason === "imported") return "Joins the list.";
  if (row.reason === "alreadyThere") return "Is on the list: nothing changes.";
  return wordProblem(row);
}

/** Says why a row added no reader. */
export function wordProblem(problem: RowProblem): string {
  if (problem.reason === "malformed") return wordRowFault(problem.fault);
  if (problem.reason === "duplicate")
    return problem.isFormer
      ? "Another row of this file says that they left or get no mail."
      : "This address stands further up in the file.";
  return reasonWords[problem.reason] + (problem.wasActive ? " They got mail here until now." : "");
}

function wordRowFault(fault: RowFault): string {
  if (fault.error === "quotes")
    return "The quotation marks of this row do not pair up; inside quotes, a mark is written twice.";
  if (fault.error === "too-much")
    return "This row has more than 200 cells, a cell of more than 10 000 characters, or more than a million characters.";
  if (fault.error !== "cells") return wordAddressFault(fault);
  return `This row has ${countOf(fault.cells, "cell")} where the first line has ${fault.columns}.`;
}
