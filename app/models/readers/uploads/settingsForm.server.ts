import { z } from "zod";
import {
  importFormats,
  sourceStates,
  type FormatName,
  type SourceState,
} from "#app/models/readers/import/formats.server.ts";
import {
  mappedFields,
  settingsOf,
  type ImportSettings,
  type MappedField,
} from "#app/models/readers/import/importSettings.server.ts";
import type { StateOrder } from "#app/models/readers/import/states.server.ts";
import { textEncodings, type EncodingName } from "#app/models/readers/import/textEncodings.server.ts";
import type { UploadSettings } from "./uploads.server.ts";

const line = z.string().max(1000).catch("");
const oneOf = <T extends string>(names: readonly T[]) =>
  z
    .enum(names as [T, ...T[]])
    .nullable()
    .catch(null);
const formatNames = [...(Object.keys(importFormats) as FormatName[]), "none" as const];
const states = Object.keys(sourceStates) as SourceState[];
/** A file has so many columns at most, and a check names so many values of each. */
const mostFields = 2500;

const ticked = z
  .literal("on")
  .transform(() => true)
  .catch(false);

const fields = z.object({
  list: z.coerce.number().int().positive().max(2_147_483_647).nullable().catch(null),
  basis: line,
  confirm: ticked,
  askUnconfirmed: ticked,
  allNotes: ticked,
  headerLine: z
    .string()
    .regex(/^\s*\d{1,6}\s*$/)
    .transform(Number)
    .nullable()
    .catch(null),
  format: oneOf(formatNames),
  encoding: oneOf(Object.keys(textEncodings) as EncodingName[]),
  address: line,
  whole: oneOf(states),
});

/**
 * Parses the desk's form of how a file is to be read. Values that no field of it offers are left out. Fields that come
 * several times belong together in their order: `column`, `value` and `state`; `mapped` and `use`; `tag` and `topic`.
 */
export function settingsFrom(form: FormData): UploadSettings {
  const { list, basis, format, whole, address, ...given } = fields.parse(Object.fromEntries(form));
  const states: StateOrder = { words: wordsIn(form), ignored: textsIn(form, "ignored"), whole, format };
  const emailColumn = address === "" ? null : address;
  return {
    ...settingsOf({ ...given, emailColumn, states, ...mappingIn(form), topics: topicsIn(form) }),
    ...{ listId: list, basis: basis.trim() },
  };
}

/** A column without an answer is read as its name says. `name-2` follows `name`, wherever it stands in the file. */
function mappingIn(form: FormData): Pick<ImportSettings, "columns" | "unread" | "notes"> {
  const [mapped, uses] = ["mapped", "use"].map((name) => textsIn(form, name)) as [string[], string[]];
  const of = (use: string) => mapped.filter((column, i) => column !== "" && uses[i] === use);
  const columns: ImportSettings["columns"] = {};
  for (const field of mappedFields) {
    const found = field === "name" ? [...of("name"), ...of("name-2")] : of(field satisfies MappedField);
    if (found.length > 0) columns[field] = found;
  }
  return { columns, unread: of("unread"), notes: of("note") };
}

function topicsIn(form: FormData): ImportSettings["topics"] {
  const [tags, topics] = ["tag", "topic"].map((name) => textsIn(form, name)) as [string[], string[]];
  return tags.flatMap((tag, i) => (tag !== "" && topics[i] ? [{ tag, topic: topics[i] }] : []));
}

/** A value that was not answered is asked for again. */
function wordsIn(form: FormData): StateOrder["words"] {
  const [columns, values, answers] = ["column", "value", "state"].map((name) => textsIn(form, name));
  return columns!.flatMap((column, i) => {
    const state = states.find((one) => one === answers![i]);
    return state ? [{ column, value: values![i] ?? "", state }] : [];
  });
}

function textsIn(form: FormData, name: string): string[] {
  return form
    .getAll(name)
    .slice(0, mostFields)
    .map((value) => (typeof value === "string" ? value.slice(0, 1000) : ""));
}
