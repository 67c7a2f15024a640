import { basisSchema, importReaders, type RowProblem } from "#app/models/readers/import/import.server.ts";
import { command, CommandFault, UsageFault } from "./command.ts";
import { checked } from "./frame/checked.ts";
import { describeRefusal } from "./frame/importFaults.ts";
import { importReport, importSums, problemWriter } from "./frame/importReport.ts";
import { openInput } from "./frame/input.ts";
import { listOf } from "./frame/lists.ts";
import { rowWatch } from "./frame/importRows.ts";
import { operator } from "./frame/operator.ts";
import { readingOptions, stateOrder } from "./frame/stateOptions.ts";
import { bar, progressLine } from "./frame/terminal.ts";

await command({
  name: "import-subscribers",
  about:
    "Adds the readers of a file to a list: CSV of any kind, a spreadsheet (.xlsx), or the zip file of an export.\n" +
    "Who left or is suppressed, here or by what the file says, gets no mail. A file that is broken or unclear somewhere\n" +
    "changes nothing. With - it is read from standard input.",
  operands: "FILE|-",
  options: {
    list: { value: "SLUG", needed: true, help: "the list they join" },
    consent: { value: "TEXT", needed: true, help: "where and when they agreed; kept with each of them" },
    confirm: { help: "asks each of them by mail first; only who confirms gets issues" },
    state: { value: "COLUMN:VALUE=STATE", many: true, help: "what a value of a column says of somebody, like left" },
    "ignore-state": { value: "COLUMN", many: true, help: "a column that says nothing about who may be written to" },
    encoding: { value: "NAME", help: "how its letters are written, like windows-1250; found when left out" },
    "email-column": { value: "NAME", help: "the column with the addresses, by name or number, when there are several" },
    "dry-run": { help: "says what would become of each row, and changes nothing" },
    report: { value: "FILE", help: "writes every row with what became of it into a new CSV file" },
    format: { value: "NAME", help: "the program that wrote the file, or none; found by its columns when left out" },
    "all-are": { value: "STATE", help: "what everybody in the file is, like left or bounced" },
  },
  async run({ context, options, operands }) {
    if (operands.length > 1) throw new UsageFault("One file at a time.");
    const basis = checked(basisSchema, options.consent, "consent");
    const dryRun = options["dry-run"];
    const how = { confirm: options.confirm, states: stateOrder(options), ...readingOptions(options), dryRun };
    const { name: file, open } = await openInput(operands[0]!);
    const list = await listOf(context, options.list);
    const line = progressLine();
    const problems = problemWriter(options.json);
    const watched = await rowWatch({ dryRun, json: options.json, report: options.report });
    const result = await importReaders(
      context,
      open,
      { list, basis, file, actor: operator(), ...how },
      {
        onRow: watched.add,
        onProblem: (problem: RowProblem) => (dryRun && !options.json ? undefined : problems.add(problem)),
        onProgress: (rows, of) => line.show(`  ${bar(rows, of)}   ${rows} of ${of} rows`),
      },
    )
      .catch((error) => watched.fail(error, problems))
      .finally(line.end);
    const rows = await watched.end();
    if ("error" in result) return problems.fail(new CommandFault(describeRefusal(file, result)));
    problems.end({ file, list: list.slug, dryRun, ...importSums(result) });
    if (!options.json) console.log(rows + importReport(result, list.name, how));
  },
});
