import { cancelImport, importById, listImports } from "#app/models/readers/import/imports.server.ts";
import { undoImport } from "#app/models/readers/import/undoing.server.ts";
import { wordUndoFault } from "#app/models/readers/import/faultWords.server.ts";
import { command, CommandFault, UsageFault } from "./command.ts";
import { importJson, importsTable, undoWords } from "./frame/imports.ts";
import { operator } from "./frame/operator.ts";
import { stopSignal } from "./frame/stop.ts";
import { bar, progressLine } from "./frame/terminal.ts";
import type { Given } from "./frame/task.ts";

await command({
  name: "imports",
  about:
    "list: the newest imports of readers, with how far each is and until when it can be undone.\n" +
    "undo: takes back all that an import brought; who was written to or chose something since stays. Stopped, it is\n" +
    "called again and goes on. cancel: stops one that runs; what it has imported stays until it is undone.",
  operands: "list|undo ID|cancel ID",
  options: {},
  reads: (_options, [task]) => task === "list",
  async run(given) {
    const [task, ...more] = given.operands;
    if (task === "list" && more.length === 0) return list(given);
    if ((task !== "undo" && task !== "cancel") || more.length !== 1)
      throw new UsageFault("Say what to do: list, undo ID or cancel ID.");
    const id = /^\d{1,9}$/.test(more[0]!) ? Number(more[0]) : NaN;
    if (Number.isNaN(id)) throw new UsageFault(`The id of an import is a number, not “${more[0]}”.`);
    return task === "undo" ? undo(given, id) : cancel(given, id);
  },
});

async function list({ context, print }: Given<Record<string, never>>): Promise<void> {
  const imports = await listImports(context);
  print(importsTable(imports), imports.map(importJson));
}

async function undo({ context, print }: Given<Record<string, never>>, id: number): Promise<number> {
  const line = progressLine();
  const onProgress = (rows: number, of: number) => line.show(`  ${bar(rows, of)}   ${rows} of ${of} readers`);
  const undone = await undoImport(context, id, operator(), { onProgress, signal: stopSignal() }).finally(line.end);
  if ("error" in undone) throw new CommandFault(wordUndoFault(undone));
  print(undoWords(undone), importJson(undone));
  return undone.state === "undone" ? 0 : 1;
}

async function cancel({ context, print }: Given<Record<string, never>>, id: number): Promise<void> {
  const cancelled = await cancelImport(context, id, operator());
  const record = await importById(context, id);
  if (!record) throw new CommandFault(`There is no import ${id}.`);
  if (!cancelled) throw new CommandFault(`Import ${id} does not run: it is ${record.state}.`);
  print(`Import ${id} is cancelled, after ${record.done} of ${record.total} rows.`, importJson(record));
}
