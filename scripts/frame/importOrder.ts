import type { Context } from "#app/context.server.ts";
import { basisSchema } from "#app/models/readers/import/import.server.ts";
import { importById } from "#app/models/readers/import/imports.server.ts";
import { mappedFields, settingsOf, type ImportSettings } from "#app/models/readers/import/importSettings.server.ts";
import { listById, type List } from "#app/models/readers/lists.server.ts";
import { checked } from "./checked.ts";
import { CommandFault, UsageFault } from "./faults.ts";
import { listOf } from "./lists.ts";
import type { OptionValues } from "./options.ts";
import { detailOptions, readingOptions, stateOrder } from "./stateOptions.ts";

/** The options of an import. */
export const importOptions = {
  list: { value: "SLUG", help: "the list they join" },
  consent: { value: "TEXT", help: "where and when they agreed; kept with each of them" },
  resume: {
    value: "ID",
    help: "goes on with an import that was stopped, as it was ordered; the file must be the same",
  },
  confirm: { help: "asks each of them by mail first; only who confirms gets issues" },
  state: { value: "COLUMN:VALUE=STATE", many: true, help: "what a value of a column says of somebody, like left" },
  "ignore-state": { value: "COLUMN", many: true, help: "a column that says nothing about who may be written to" },
  encoding: { value: "NAME", help: "how its letters are written, like windows-1250; found when left out" },
  "email-column": { value: "NAME", help: "the column with the addresses, by name or number, when there are several" },
  "header-line": { value: "NUMBER", help: "the line that names the columns, 0 for none; found when left out" },
  "name-column": {
    value: "NAME",
    many: true,
    help: "a column with a part of the name, by name or number, in reading order",
  },
  map: { value: "PART=COLUMN", many: true, help: `the column of ${mappedFields.join(", ")}` },
  "leave-out": { value: "COLUMN", many: true, help: "a column that is read for nothing, whatever its name says" },
  note: { value: "COLUMN", many: true, help: "a column that is kept as a note about each reader" },
  "all-notes": { help: "keeps every column as a note that has no other use" },
  topic: { value: "TAG=TOPIC", many: true, help: "the topic, by its slug, that readers with a tag get" },
  "ask-unconfirmed": { help: "asks those by mail who never confirmed there" },
  "dry-run": { help: "says what would become of each row, and changes nothing" },
  report: { value: "FILE", help: "writes every row with what became of it into a new CSV file" },
  format: { value: "NAME", help: "the program that wrote the file, or none; found by its columns when left out" },
  "all-are": { value: "STATE", help: "what everybody in the file is, like left or bounced" },
} as const;

type Options = OptionValues<typeof importOptions>;
type Ordered = ImportSettings & { list: List; basis: string; resume: number | null };

/** Returns the list, the basis and the settings of an import: as the options say, or for `--resume` as it was ordered. @throws UsageFault, CommandFault */
export async function orderOf(context: Context, options: Options): Promise<Ordered> {
  if (options.resume !== undefined) return resumedOrder(context, options.resume, options);
  if (options.list === undefined) throw new UsageFault("--list SLUG is missing.");
  if (options.consent === undefined) throw new UsageFault("--consent TEXT is missing.");
  const basis = checked(basisSchema, options.consent, "consent");
  const reading = { confirm: options.confirm, states: stateOrder(options), ...readingOptions(options) };
  const settings = settingsOf({ ...reading, ...detailOptions(options), askUnconfirmed: options["ask-unconfirmed"] });
  return { ...settings, list: await listOf(context, options.list), basis, resume: null };
}

async function resumedOrder(context: Context, typed: string, options: Options): Promise<Ordered> {
  if (!/^\d{1,9}$/.test(typed)) throw new UsageFault(`--resume is a number, not “${typed}”.`);
  const given = Object.entries({ ...options, report: undefined, json: false, resume: undefined });
  const [more] = given.find(([, value]) => (Array.isArray(value) ? value.length > 0 : Boolean(value))) ?? [];
  if (more) throw new UsageFault(`--resume goes on as it was ordered; --${more} has no place beside it.`);
  const record = await importById(context, Number(typed));
  if (!record) throw new CommandFault(`There is no import ${typed}.`);
  const list = (await listById(context, record.listId))!;
  return { ...record.settings, list, basis: record.basis, resume: record.id };
}
