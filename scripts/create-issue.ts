import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { logAction } from "#app/models/auditLog.server.ts";
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
    list: { value: "SLUG", needed: true, help: "whose readers get it" },
    subject: { value: "TEXT", needed: true, help: "the mail's subject" },
    preheader: { value: "TEXT", help: "what inboxes show after the subject" },
    intro: { value: "FILE.md", help: "Markdown that stands before the articles; - is standard input" },
    articles: {
      value: "SLUG,SLUG",
      needed: true,
      help: "the articles, as import-articles printed them; SLUG:full shows the whole one",
    },
    show: {
      value: "HOW",
      help: "how the others are shown: summary (as without it) or full; or SLUG:full,SLUG:summary",
    },
  },
  async run({ context, options, print }) {
    const { list, subject, preheader = "", intro, show } = options;
    const articles = options.articles
      .split(",")
      .map((slug) => slug.trim())
      .filter(Boolean);
    const introText = intro ? await readIntro(intro) : "";
    const made = await composeIssue(context, { list, subject, preheader, intro: introText, articles, show });
    if ("error" in made)
      throw new (made.error === "malformed" ? UsageFault : CommandFault)(made.faults.map(wordOrderFault).join("\n"));
    await logAction(context, operator(), "issue-created", `issue ${made.number}`);
    print(String(made.number), { number: made.number, desk: context.config.appUrl + deskIssuePath(made.number) });
  },
});

async function readIntro(path: string): Promise<string> {
  try {
    return await (path === "-" ? text(process.stdin) : readFile(typedPath(path), "utf8"));
  } catch (error) {
    throw new CommandFault(`--intro: ${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}
