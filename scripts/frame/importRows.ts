import { createWriteStream } from "node:fs";
import { open, unlink } from "node:fs/promises";
import { wordRow } from "#app/models/readers/import/faultWords.server.ts";
import type { RowResult } from "#app/models/readers/import/import.server.ts";
import { reportHeader, reportLines } from "#app/models/readers/import/rowReport.server.ts";
import { typedPath } from "./environment.ts";
import { CommandFault } from "./faults.ts";

const shown = 100;

/**
 * Follows the rows of an import: a dry run for people shows the first hundred of each outcome, and a report has all.
 * @param options as typed; the report's file must not be there yet
 * @throws CommandFault when the report cannot be written
 */
export async function rowWatch(options: { dryRun: boolean; json: boolean; report: string | undefined }) {
  const first = options.dryRun && !options.json ? firstRows() : null;
  const report = options.report === undefined ? null : await rowReport(options.report);
  return {
    add(row: RowResult) {
      first?.add(row);
      report?.add(row);
    },
    /**
     * Completes the report; one without rows is removed, so that its name is free for the next run.
     * @returns the rows for people, or nothing
     */
    async end(): Promise<string> {
      await report?.end();
      return first ? `${first.words()}\n\n` : "";
    },
    /** Completes the report of an import that broke off. @throws the error, as `problems` tells it */
    async fail(error: unknown, problems: { fail(error: unknown): Promise<never> }): Promise<never> {
      await report?.end().catch(() => {});
      return problems.fail(error);
    },
  };
}

/** Collects the first hundred rows of each outcome. */
function firstRows() {
  const byReason = new Map<RowResult["reason"], RowResult[]>();
  return {
    add(row: RowResult) {
      const rows = byReason.get(row.reason) ?? [];
      if (rows.length < shown) byReason.set(row.reason, [...rows, row]);
    },
    /** @returns each outcome with its rows, for people */
    words(): string {
      const parts = [...byReason.values()].map((rows) => {
        const lines = rows.map(({ line, email }) => `  line ${line}: ${email || "(nothing)"}`);
        return [wordRow(rows[0]!), ...lines, ...(rows.length === shown ? ["  …"] : [])].join("\n");
      });
      return parts.join("\n\n");
    },
  };
}

/** Writes every row with its outcome into a new CSV file that only its owner reads. */
async function rowReport(typed: string) {
  const path = typedPath(typed);
  const handle = await open(path, "wx", 0o600).catch((error: NodeJS.ErrnoException) => {
    const why =
      error.code === "EEXIST"
        ? "There is such a file already; name another, or remove it."
        : "No file can be made there.";
    throw new CommandFault(`${typed}: ${why}`);
  });
  const file = createWriteStream("", { fd: handle });
  let broken: Error | null = null;
  file.on("error", (error) => (broken = error));
  let count = 0;
  let held: RowResult[] = [];
  file.write(reportHeader());
  const flush = () => {
    file.write(reportLines(held));
    held = [];
  };
  return {
    add(row: RowResult) {
      if (broken) throw unwritten(typed, broken);
      count += 1;
      held.push(row);
      if (held.length >= 1000) flush();
    },
    async end(): Promise<void> {
      if (!broken) flush();
      if (!file.closed) await new Promise<void>((done) => file.once("close", done).end());
      if (count === 0) await unlink(path);
      if (broken) throw unwritten(typed, broken);
    },
  };
}

function unwritten(typed: string, { code }: NodeJS.ErrnoException): CommandFault {
  return new CommandFault(`${typed}: The report could not be written (${code}). Rows before may have been imported.`);
}
