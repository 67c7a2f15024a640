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
import { bar, progressLine } from "./frame/terminal.ts";

await command({
  name: "import-subscribers",
  about:
    "Adds the readers of a CSV file to a list: a column email, and name (or first and last name) when there is one.\n" +
    "Who left or is suppressed stays away. A file that is broken somewhere changes nothing.",
  operands: "FILE.csv",
  options: {
    list: { value: "SLUG", needed: true, help: "the list they join" },
    consent: { value: "TEXT", needed: true, help: "where and when they agreed; kept with each of them" },
    confirm: { help: "asks each of them by mail first; only who confirms gets issues" },
  },
  async run({ context, options, operands }) {
    if (operands.length > 1) throw new UsageFault("One file at a time.");
    const path = typedPath(operands[0]!);
    await access(path, constants.R_OK).catch(() => fail(`${operands[0]}: There is no such file that can be read.`));
    const list = (await listBySlug(context, options.list)) ?? fail(await wordUnknownList(context, options.list));
    const line = progressLine();
    const problems = problemWriter(options.json);
    const order = {
      list,
      basis: checked(basisSchema, options.consent),
      file: basename(path),
      confirm: options.confirm,
    };
    const result = await importReaders(
      context,
      () => createReadStream(path),
      { ...order, actor: operator() },
      {
        onProblem: (problem: RowProblem) => problems.add(problem),
        onProgress: (rows, of) => line.show(`  ${bar(rows, of)}   ${rows} of ${of} rows`),
      },
    ).finally(line.end);
    if ("error" in result) throw new Fault(`${operands[0]}: ${result.error}\nNothing was imported.`);
    problems.end({ file: basename(path), list: list.slug, ...result.counts, encoding: result.encoding.name });
    if (!options.json) console.log(importReport(result, list.name, options.confirm));
  },
});

function fail(message: string): never {
  throw new Fault(message);
}
