import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { typedPath } from "./environment.ts";
import { CommandFault, UsageFault } from "./faults.ts";

type OrderOptions = Partial<Record<"list" | "like" | "subject" | "intro" | "articles" | "show" | "sections", string>>;

/**
 * Reads the options of an order for an issue, with the files that they name.
 * @throws UsageFault where one is missing or does not go with another
 * @throws CommandFault for a file that cannot be read
 */
export async function readOrder({ list, subject, intro, articles, show, ...options }: OrderOptions) {
  const like = issueNumber(options.like);
  if (options.sections && (articles || like !== undefined || show))
    throw new UsageFault("--sections stands alone: the file says what --articles, --show and --like would.");
  if (like === undefined) needOptions({ list, subject, articles: articles ?? options.sections });
  const slugs = (articles ?? "").split(",").map((slug) => slug.trim());
  return {
    ...{ list, like, subject, show, articles: slugs.filter(Boolean) },
    intro: intro ? await readGiven("intro", intro) : "",
    sections: options.sections ? await readSections(options.sections) : undefined,
  };
}

function issueNumber(typed: string | undefined): number | undefined {
  if (typed === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(typed)) throw new UsageFault(`--like takes the number of an issue, not “${typed}”.`);
  return Number(typed);
}

/** @throws UsageFault for the first that is not there: nothing else says it */
function needOptions(given: { list?: string; subject?: string; articles?: string }) {
  const names = { list: "--list SLUG", subject: "--subject TEXT", articles: "--articles SLUG,SLUG" };
  for (const [name, option] of Object.entries(names))
    if (given[name as keyof typeof given] === undefined) throw new UsageFault(`${option} is missing.`);
}

async function readSections(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readGiven("sections", path)) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageFault(`--sections: ${path} is no JSON: ${error.message}.`);
    throw error;
  }
}

async function readGiven(option: string, path: string): Promise<string> {
  try {
    return await (path === "-" ? text(process.stdin) : readFile(typedPath(path), "utf8"));
  } catch (error) {
    throw new CommandFault(`--${option}: ${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}
