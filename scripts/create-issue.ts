import { deskIssuePath } from "#app/models/deskPaths.ts";
import { composeIssue } from "#app/models/issues/fromSlugs.server.ts";
import { command, CommandFault, UsageFault } from "./command.ts";
import { wordOrderFault } from "./frame/issueOrder.ts";
import { operator } from "./frame/operator.ts";
import { readOrder } from "./frame/orderOptions.ts";

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
    segment: { value: "NAME", help: "only readers of the list who are in this segment when it goes out" },
    sections: {
      value: "FILE.json",
      help: 'sections in the place of --articles: [{"heading": "Lead", "text": "Markdown", "pieces": ["SLUG:full", {"text": "A line", "url": "https://…", "source": "…"}]}]',
    },
  },
  async run({ context, options, print }) {
    const order = { ...(await readOrder(options)), preheader: options.preheader ?? "", segment: options.segment };
    const made = await composeIssue(context, order, operator());
    if ("error" in made)
      throw new (made.error === "malformed" ? UsageFault : CommandFault)(made.faults.map(wordOrderFault).join("\n"));
    print(String(made.number), { number: made.number, desk: context.config.appUrl + deskIssuePath(made.number) });
  },
});
