import { createReadStream } from "node:fs";
import { access, constants } from "node:fs/promises";
import { basename } from "node:path";
import { basisSchema, importReaders, type RowProblem } from "#app/models/imports.server.ts";
import { listBySlug, wordUnknownList } from "#app/models/lists.server.ts";
import { command, Fault, UsageFault } from "./command.ts";
import { checked } from "./frame/checked.ts";
import { typedPath } from "./frame/environment.ts";
import { importReport, problemWriter } from "./frame/importReport.ts";
import { operator } from "./frame/operator.ts";
import { stateOrder, wordRefusal } from "./frame/stateOptions.ts";
import { bar, progressLine } from "./frame/terminal.ts";

await command({
  name: "import-subscribers",
  about:
    "Adds the readers of a CSV file to a list: a column email, and name (or first and last name) when there is one.\n" +
    "Who left or is suppressed, here or by what the file says, gets no mail. A file that is broken or unclear somewhere\n" +
    "changes nothing.",
  operands: "FILE.csv",
  options: {
    list: { value: "SLUG", needed: true, help: "the list they join" },
    consent: { value: "TEXT", needed: true, help: "where and when they agreed; kept with each of them" },
    confirm: { help: "asks each of them by mail first; only who confirms gets issues" },
    state: { value: "COLUMN:VALUE=STATE", many: true, help: "what a value of a column says of somebody, like left" },
    "ignore-state": { value: "COLUMN", many: true, help: "a column that says nothing about who may be written to" },
    "all-are": { value: "STATE", help: "what everybody in the file is, like left or bounced" },
  },
  async run({ context, options, operands }) {
    if (operands.length > 1) throw new UsageFault("One file at a time.");
    const path = typedPath(operands[0]!);
    await access(path, constants.R_OK).catch(() => fail(`${operands[0]}: There is no such file that can be read.`));
    const list = (await listBySlug(context, options.list)) ?? fail(await wordUnknownList(context, options.list));
    const line = progressLine();
    const problems = problemWriter(options.json);
    const order = { list, basis: checked(basisSchema, options.consent), file: basename(path) };
    const how = { confirm: options.confirm, states: stateOrder(options), actor: operator() };
    const result = await importReaders(
      context,
      () => createReadStream(path),
      { ...order, ...how },
      {
        onProblem: (problem: RowProblem) => problems.add(problem),
        onProgress: (rows, of) => line.show(`  ${bar(rows, of)}   ${rows} of ${of} rows`),
      },
    ).finally(line.end);
    if ("error" in result) throw new Fault(wordRefusal(operands[0]!, result));
    const { counts, encoding, format, stateColumns } = result;
    problems.end({ file: basename(path), list: list.slug, ...counts, encoding: encoding.name, format, stateColumns });
    if (!options.json) console.log(importReport(result, list.name, options.confirm));
  },
});

function fail(message: string): never {
  throw new Fault(message);
}
