import { articleInMarkdown } from "#app/models/articles/markdownExport.server.ts";
import { command, CommandFault } from "./command.ts";

await command({
  name: "export-article",
  about: "Prints an article as Markdown with front matter, as import-articles reads it.",
  options: { slug: { value: "SLUG", needed: true, help: "the end of the article's address" } },
  async run({ context, options: { slug }, print }) {
    const markdown = await articleInMarkdown(context, slug);
    if (markdown === null) throw new CommandFault(`There is no article “${slug}”.`);
    print(markdown.trimEnd(), { slug, markdown });
  },
});
