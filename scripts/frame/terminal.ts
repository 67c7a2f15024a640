import { writeSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { CommandFault } from "./faults.ts";

/** True when a person can be asked. */
export function canAsk(): boolean {
  return Boolean(process.stdin.isTTY && process.stderr.isTTY);
}

/** Asks on standard error, so that standard output has results only. */
export async function askYes(question: string): Promise<boolean> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await reader.question(`${question} [y/N] `);
  reader.close();
  return /^y(es)?$/i.test(answer.trim());
}

/** Reads a password from standard input; on a terminal it is typed twice and not shown. */
export async function readPassword(): Promise<string> {
  if (!canAsk()) return (await text(process.stdin)).replace(/\r?\n$/, "");
  const [password, again] = [await askHidden("Password: "), await askHidden("Again: ")];
  if (password !== again) throw new CommandFault("The two are not the same; nothing was made.");
  return password;
}

async function askHidden(question: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  process.stderr.write(question);
  const answer = await reader.question("");
  reader.close();
  process.stderr.write("\n");
  return answer;
}

/** A closed pipe (`| head`) is success; any other error, like a full disk, is a failure. */
export function outputEnded({ code }: NodeJS.ErrnoException): never {
  if (code === "EPIPE") process.exit(0);
  writeSync(2, `What was printed could not be written (${code}): it is not whole.\n`);
  process.exit(1);
}

/** Returns a line that is overwritten, on a terminal only. */
export function progressLine(): { show(words: string): void; end(): void } {
  if (!process.stderr.isTTY) return { show: () => {}, end: () => {} };
  return {
    show: (words) => void process.stderr.write(`\r\x1b[2K${words.slice(0, (process.stderr.columns ?? 80) - 1)}`),
    end: () => void process.stderr.write("\r\x1b[2K"),
  };
}

/** `████████░░░░ 66 %` */
export function bar(done: number, total: number, width = 24): string {
  const part = total > 0 ? Math.min(1, done / total) : 1;
  const full = Math.round(part * width);
  return `${"█".repeat(full)}${"░".repeat(width - full)} ${String(Math.floor(part * 100)).padStart(3)} %`;
}

/** Formats rows as columns: text to the left, numbers to the right. */
export function table(rows: [string, ...(string | number)[]][]): string {
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => String(row[i] ?? "").length))) ?? [];
  const cell = (value: string | number | undefined, width: number) =>
    typeof value === "number" ? String(value).padStart(width) : String(value ?? "").padEnd(width);
  return rows.map((row) => `  ${widths.map((width, i) => cell(row[i], width)).join("   ")}`.trimEnd()).join("\n");
}
