import { importReaders, type RowProblem } from "#app/models/readers/import/import.server.ts";
import { cancelImport } from "#app/models/readers/import/imports.server.ts";
import { command, CommandFault, UsageFault } from "./command.ts";
import { describeRefusal } from "./frame/importFaults.ts";
import { importReport, importSums, problemWriter } from "./frame/importReport.ts";
import { openInput } from "./frame/input.ts";
import { importOptions, orderOf } from "./frame/importOrder.ts";
import { rowWatch } from "./frame/importRows.ts";
import { operator } from "./frame/operator.ts";
import { stopSignal } from "./frame/stop.ts";
import { bar, progressLine } from "./frame/terminal.ts";

await command({
  name: "import-subscribers",
  about:
    "Adds the readers of a file to a list: CSV of any kind, a spreadsheet (.xlsx), or the zip file of an export.\n" +
    "Who left or is suppressed, here or by what the file says, gets no mail. A file that is broken or unclear somewhere\n" +
    "changes nothing. With - it is read from standard input.",
  operands: "FILE|-",
  options: importOptions,
  async run({ context, options, operands }) {
    if (operands.length > 1) throw new UsageFault("One file at a time.");
    const dryRun = options["dry-run"];
    const { name: file, open } = await openInput(operands[0]!);
    const order = await orderOf(context, options);
    const stop = stopSignal();
    const line = progressLine();
    const problems = problemWriter(options.json);
    const watched = await rowWatch({ dryRun, json: options.json, report: options.report });
    const result = await importReaders(
      context,
      open,
      { ...order, file, actor: operator(), dryRun },
      {
        onBegun: (id) => stop.addEventListener("abort", () => void cancelImport(context, id, operator())),
        onRow: watched.add,
        onProblem: (problem: RowProblem) => (dryRun && !options.json ? undefined : problems.add(problem)),
        onProgress: (rows, of) => line.show(`  ${bar(rows, of)}   ${rows} of ${of} rows`),
      },
    )
      .catch((error) => watched.fail(error, problems))
      .finally(line.end);
    const rows = await watched.end();
    if ("error" in result) return problems.fail(new CommandFault(describeRefusal(file, result)));
    problems.end({ file, list: order.list.slug, dryRun, ...importSums(result) });
    const said = { confirm: order.confirm, dryRun, whole: order.states.whole };
    if (!options.json) console.log(rows + importReport(result, order.list.name, said));
    return result.state === "done" ? 0 : 1;
  },
});
