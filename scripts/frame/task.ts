import type { Context } from "#app/context.server.ts";
import type { LogPlace } from "./log.ts";
import type { Options, OptionValues } from "./options.ts";

/** What a script declares and does. */
export type Command<O extends Options> = {
  /** As in package.json. */
  name: string;
  /** One sentence for `--help`. */
  about: string;
  options: O;
  /** What stands beside the options, like `FILE.md…`; nothing may when left out. */
  operands?: string;
  /** True when it, or what these options ask of it, changes nothing: then it waits for nobody who does. */
  reads?: boolean | ((options: OptionValues<O>, operands: string[]) => boolean);
  /** Where the log goes: a file for tasks, standard error for processes that a service manager keeps. */
  log?: LogPlace;
  /** `as-it-is`: it is not migrated; `closed`: not even opened, and `context.db` answers nothing. */
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

/** Prints a result: words for people, or with `--json` the same for programs. */
export type Print = (words: string, json: unknown) => void;
