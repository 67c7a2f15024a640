import { encodingNamed, textEncodings } from "#app/models/readers/import/textEncodings.server.ts";
import {
  importFormats,
  sourceStates,
  type FormatName,
  type SourceState,
} from "#app/models/readers/import/formats.server.ts";
import {
  mappedFields,
  type ImportSettings,
  type MappedField,
} from "#app/models/readers/import/importSettings.server.ts";
import type { StateOrder } from "#app/models/readers/import/states.server.ts";
import { UsageFault } from "./faults.ts";

const formats = [...(Object.keys(importFormats) as FormatName[]), "none" as const];
const states = Object.keys(sourceStates) as SourceState[];

/**
 * Parses the options about states: `--state "status:VIP=active"`, `--ignore-state Region`, `--all-are left`.
 * @throws UsageFault
 */
export function stateOrder(options: {
  state: string[];
  "ignore-state": string[];
  "all-are": string | undefined;
  format: string | undefined;
}): StateOrder {
  const whole = options["all-are"];
  if (whole !== undefined && !isState(whole)) throw new UsageFault(`--all-are takes one of ${states.join(", ")}.`);
  const { format = null } = options;
  if (format !== null && !isFormat(format)) throw new UsageFault(`--format takes one of ${formats.join(", ")}.`);
  return { words: options.state.map(readWord), ignored: options["ignore-state"], whole: whole ?? null, format };
}

/** Parses `--encoding`, `--email-column` and `--header-line`. @throws UsageFault */
export function readingOptions(
  options: Record<"encoding" | "email-column" | "header-line", string | undefined>,
): Pick<ImportSettings, "encoding" | "emailColumn" | "headerLine"> {
  const encoding = options.encoding === undefined ? null : encodingNamed(options.encoding);
  if (options.encoding !== undefined && !encoding)
    throw new UsageFault(`--encoding takes one of ${Object.keys(textEncodings).join(", ")}.`);
  const line = options["header-line"];
  if (line !== undefined && !/^\d{1,6}$/.test(line)) throw new UsageFault("--header-line is a number; 0 is none.");
  const headerLine = line === undefined ? null : Number(line);
  return { encoding, emailColumn: options["email-column"] ?? null, headerLine };
}

/** Parses `--name-column`, `--map agreed=Joined`, `--leave-out`, `--note`, `--all-notes` and `--topic "VIP=robots"`. @throws UsageFault */
export function detailOptions(options: {
  "name-column": string[];
  map: string[];
  "leave-out": string[];
  note: string[];
  "all-notes": boolean;
  topic: string[];
}): Pick<ImportSettings, "columns" | "unread" | "notes" | "allNotes" | "topics"> {
  const columns: ImportSettings["columns"] = {};
  const given = [...options["name-column"].map((column) => `name=${column}`), ...options.map];
  for (const one of given) {
    const [, field, column] = /^(\w+)=(.+)$/s.exec(one) ?? [];
    if (!isMapped(field) || column === undefined)
      throw new UsageFault(
        `“${one}” is no --map; it reads PART=COLUMN, and PART is one of ${mappedFields.join(", ")}.`,
      );
    columns[field] = [...(columns[field] ?? []), column];
  }
  const { note: notes, "all-notes": allNotes, "leave-out": unread } = options;
  return { columns, unread, notes, allNotes, topics: options.topic.map(readTopic) };
}

function readTopic(given: string): ImportSettings["topics"][number] {
  const [, tag, topic] = /^(.+)=([a-z0-9-]+)$/s.exec(given.trim()) ?? [];
  if (tag === undefined || topic === undefined)
    throw new UsageFault(`“${given}” is no --topic; it reads TAG=TOPIC, and TOPIC is the slug of a topic.`);
  return { tag, topic };
}

function isMapped(word: string | undefined): word is MappedField {
  return mappedFields.includes(word as MappedField);
}

function readWord(given: string): StateOrder["words"][number] {
  const [, column, value, state] = /^([^:]+):(.*)=([a-z]+)$/s.exec(given) ?? [];
  if (column === undefined || value === undefined || !isState(state))
    throw new UsageFault(
      `“${given}” is no --state; it reads COLUMN:VALUE=STATE, and STATE is one of ${states.join(", ")}.`,
    );
  return { column, value, state };
}

function isFormat(word: string): word is FormatName | "none" {
  return formats.includes(word as FormatName);
}

function isState(word: string | undefined): word is SourceState {
  return states.includes(word as SourceState);
}
