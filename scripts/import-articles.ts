import { importArticles } from "#app/models/articles/markdownImport.server.ts";
import { command, CommandFault } from "./command.ts";
import { wordArticleFault, wordLeftOut } from "./frame/articleFiles.ts";
import { typedPath } from "./frame/environment.ts";
import { operator } from "./frame/operator.ts";

await command({
  name: "import-articles",
  about:
    "Reads articles from Markdown files with front matter (headline, dek, byline, image, imageCredit, imageAlt,\n" +
    "imageFocus, embargo, topics, sources; slug, when it is not the file's name) and prints a slug a line. Either all files are taken, or none.\n" +
    "Markdown that was written for another program is for import-site.",
  operands: "FILE.md…",
  options: {
    update: { help: "saves over articles that are there already; without it they are refused" },
    publish: { help: "puts them on the site at once; without it they are drafts, and go on the site with their issue" },
  },
  async run({ context, options: { update, publish }, operands, print }) {
    const imported = await importArticles(context, operands.map(typedPath), { update, publish, actor: operator() });
    if ("error" in imported)
      throw new CommandFault(`${imported.faults.map(wordArticleFault).join("\n")}\nNothing was imported.`);
    for (const part of imported.leftOut) console.error(wordLeftOut(part));
    print(imported.articles.map((article) => article.slug).join("\n"), imported.articles);
  },
});
