import type { Context } from "#app/context.server.ts";
import type { LogPlace } from "./plainLog.ts";
import type { Options, OptionValues } from "./options.ts";

/** The declaration of a script, and its work. */
export type Command<O extends Options> = {
  /** As in package.json. */
  name: string;
  /** One sentence for `--help`. */
  about: string;
  options: O;
  /** Operands beside the options, like `FILE.md…`; none are allowed when left out. */
  operands?: string;
  /** True when the script, or the given options, only read: then it waits for no writer. */
  reads?: boolean | ((options: OptionValues<O>, operands: string[]) => boolean);
  /** The log: a file for tasks, standard error for processes of a service manager. */
  log?: LogPlace;
  /** `as-it-is`: not migrated; `closed`: not opened, and `context.db` fails. */
  database?: "as-it-is" | "closed";
  /** @returns the exit code, when it is not 0 */
  run(given: Given<O>): Promise<number | void>;
};

export type Given<O extends Options> = {
  context: Context;
  options: OptionValues<O>;
  operands: string[];
  print: Print;
  /** The migrations that were applied before. */
  migrated: string[];
};

/** Prints a result: text for people, or with `--json` the same for programs. */
export type Print = (words: string, json: unknown) => void;
