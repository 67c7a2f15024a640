import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { composeIssue } from "#app/models/issues/fromSlugs.server.ts";
import { command, CommandFault, UsageFault } from "./command.ts";
import { typedPath } from "./frame/environment.ts";
import { wordOrderFault } from "./frame/issueOrder.ts";
import { operator } from "./frame/operator.ts";

await command({
  name: "create-issue",
  about: "Makes a draft issue from articles, in the order they are given, and prints its number.",
  options: {
    list: { value: "SLUG", help: "whose readers get it; with --like, that issue's list as without it" },
    subject: { value: "TEXT", help: "the mail's subject; with --like, the pattern of that issue's as without it" },
    preheader: { value: "TEXT", help: "what inboxes show after the subject" },
    intro: { value: "FILE.md", help: "Markdown that stands before the articles; - is standard input" },
    articles: {
      value: "SLUG,SLUG",
      help: "the articles, as import-articles printed them; SLUG:full shows the whole one, SLUG:headline a link",
    },
    show: {
      value: "HOW",
      help: "how the others are shown: summary (as without it), full or headline; or SLUG:full,SLUG:headline",
    },
    like: { value: "NUMBER", help: "begins with the sections and standing texts of that issue, without its articles" },
    sections: {
      value: "FILE.json",
      help: 'sections in the place of --articles: [{"heading": "Lead", "text": "Markdown", "pieces": ["SLUG:full", {"text": "A line", "url": "https://…", "source": "…"}]}]',
    },
  },
  async run({ context, options, print }) {
    const { list, subject, preheader = "", intro, show } = options;
    const like = numberOf(options.like);
    if (options.sections && (options.articles || like !== undefined || show))
      throw new UsageFault("--sections stands alone: the file says what --articles, --show and --like would.");
    if (like === undefined) needOptions({ list, subject, articles: options.articles ?? options.sections });
    const articles = (options.articles ?? "")
      .split(",")
      .map((slug) => slug.trim())
      .filter(Boolean);
    const introText = intro ? await readGiven("intro", intro) : "";
    const sections = options.sections ? await readSections(options.sections) : undefined;
    const order = { list, like, subject, preheader, intro: introText, articles, show, sections };
    const made = await composeIssue(context, order, operator());
    if ("error" in made)
      throw new (made.error === "malformed" ? UsageFault : CommandFault)(made.faults.map(wordOrderFault).join("\n"));
    print(String(made.number), { number: made.number, desk: context.config.appUrl + deskIssuePath(made.number) });
  },
});

function numberOf(typed: string | undefined): number | undefined {
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
