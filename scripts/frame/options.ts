import { parseArgs } from "node:util";
import { UsageFault } from "./faults.ts";

/** One option: `value` names its value; without it the option is a switch. `many`: it may be repeated. */
type Option = { help: string; value?: string; needed?: boolean; many?: boolean };
export type Options = Record<string, Option>;

/** The values: text for an option with a value, all texts for a repeatable one, true or false for a switch. */
export type OptionValues<O extends Options> = {
  [K in keyof O]: O[K] extends { value: string; many: true }
    ? string[]
    : O[K] extends { value: string }
      ? O[K] extends { needed: true }
        ? string
        : string | undefined
      : boolean;
} & { json: boolean };

type Described = { name: string; about: string; options: Options; operands?: string };

const always: Options = {
  json: { help: "prints JSON, for programs" },
  help: { help: "prints this" },
};

/** Parses a command line by a script's declaration. @throws UsageFault */
export function readArguments<O extends Options>(task: Described & { options: O }, args: string[]) {
  const options: Options = { ...task.options, ...always };
  const { values, positionals } = parse(options, args);
  if (values.help) return { options: values as OptionValues<O>, operands: positionals, help: true };
  if (positionals.length > 0 && !task.operands)
    throw new UsageFault(`“${positionals[0]}” is one word too many; a value with spaces stands in quotes.`);
  // In brackets they may be left out.
  if (positionals.length === 0 && task.operands && !task.operands.startsWith("["))
    throw new UsageFault(`${task.operands} is missing.`);
  for (const [name, option] of Object.entries(options)) {
    if (option.value && values[name] === undefined && option.needed)
      throw new UsageFault(`--${name} ${option.value} is missing.`);
    if (option.value && [values[name]].flat().includes("")) throw new UsageFault(`--${name} is empty.`);
    if (!option.value) values[name] ??= false;
    if (option.many) values[name] ??= [];
  }
  return { options: values as OptionValues<O>, operands: positionals, help: false };
}

function parse(options: Options, args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: Object.fromEntries(
        Object.entries(options).map(
          ([name, { value, many = false }]) => [name, { type: value ? "string" : "boolean", multiple: many }] as const,
        ),
      ),
    }) as { values: Record<string, string | boolean | string[] | undefined>; positionals: string[] };
  } catch (error) {
    throw new UsageFault(wordParserFault(options, args, (error as NodeJS.ErrnoException).code));
  }
}

/** Node's parser words its faults for programmers, so what it found is looked for again. */
function wordParserFault(options: Options, args: string[], code: string | undefined): string {
  const named = args
    .slice(0, args.includes("--") ? args.indexOf("--") : undefined)
    .filter((word) => /^-[^-]|^--./.test(word));
  const unknown = named.find((word) => !options[nameIn(word)]);
  if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION" && unknown) return `Unknown option ${unknown.split("=", 1)[0]}.`;
  const wrong = named.find((word) => (options[nameIn(word)]?.value ? lacksValue(word, args) : word.includes("=")));
  const option = wrong ? options[nameIn(wrong)] : undefined;
  if (wrong && option?.value)
    return `--${nameIn(wrong)} ${option.value}: the value is missing. One that begins with - is written --${nameIn(wrong)}=VALUE.`;
  if (wrong && option) return `--${nameIn(wrong)} takes no value.`;
  return "These options cannot be read.";
}

function nameIn(word: string): string {
  return word.replace(/^--/, "").split("=", 1)[0]!;
}

function lacksValue(word: string, args: string[]): boolean {
  const next = args[args.indexOf(word) + 1];
  return !word.includes("=") && (next === undefined || next.startsWith("-"));
}

/** Returns the help of a script; `short` is its first line. */
export function usageOf(task: Described, length: "full" | "short" = "full"): string {
  const words = Object.entries(task.options).map(([name, { value, needed, many }]) => {
    const option = value ? `--${name} ${value}` : `--${name}`;
    return needed ? option : `[${option}]${many ? "…" : ""}`;
  });
  const line = ["Usage: npm run", task.name, "--", task.operands ?? [], words].flat().join(" ");
  if (length === "short") return `${line}\n(--help tells more)`;
  const rows = Object.entries({ ...task.options, ...always }).map(
    ([name, { value, help }]) => [`  --${name}${value ? ` ${value}` : ""}`, help] as const,
  );
  const width = Math.max(...rows.map(([option]) => option.length)) + 3;
  return [line, "", task.about, "", ...rows.map(([option, help]) => option.padEnd(width) + help)].join("\n");
}
