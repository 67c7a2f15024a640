import { hiddenSigns } from "#app/models/lines.ts";
import { wordImportFault } from "#app/models/readers/import/faultWords.server.ts";
import { sourceStates, type SourceState } from "#app/models/readers/import/formats.server.ts";
import type { NamingFault } from "#app/models/readers/import/namedDetails.server.ts";
import type { ResumeFault } from "#app/models/readers/import/imports.server.ts";
import type { ImportFault } from "#app/models/readers/import/inspection.server.ts";

/** Says why a file was refused, and what to do. */
export function describeRefusal(file: string, fault: ImportFault | ResumeFault | NamingFault): string {
  const words = [`${file}: ${wordImportFault(fault)}`, ...whatToDo(fault), "Nothing was imported."].join("\n");
  return words.split("\n").map(seen).join("\n");
}

/** A line with words of a file: signs that would steer a terminal are shown as a question mark. */
export function seen(line: string): string {
  return line.replace(new RegExp(hiddenSigns, "g"), "\ufffd");
}

function whatToDo(fault: ImportFault | ResumeFault | NamingFault): string[] {
  if (fault.error === "unclear-file")
    return [`If so, say --all-are ${fault.state}; if they may be written to, --all-are active.`];
  if (fault.error === "many-address-columns")
    return [`Say which one it is, by name or number, like --email-column ${fault.columns[0]!.number}`];
  const first = fault.error === "unclear" ? fault.columns[0] : undefined;
  if (!first) return [];
  const example = `${first.column}:${first.values[0]?.value ?? ""}=active`;
  const states = Object.entries(sourceStates) as [SourceState, { means: string }][];
  return [
    `Say what each value means, like --state ${quoted(example)}; the states are:`,
    ...states.map(([state, { means }]) => `  ${state.padEnd(13)}${means}`),
    `If the column says nothing about who may be written to: --ignore-state ${quoted(first.column)}`,
  ];
}

function quoted(text: string): string {
  return `"${text.replace(/["\\$`]/g, "\\$&")}"`;
}
