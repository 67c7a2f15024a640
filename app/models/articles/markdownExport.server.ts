import type { Context } from "#app/context.server.ts";
import { bodyInMarkdown } from "#app/models/body.ts";
import { articleById } from "./articles.server.ts";

/**
 * Writes an article, draft or not, as a Markdown file that `import-articles` takes: front matter and text. Its pictures stay
 * addresses; that of the lead picture is a comment, because an import wants a file.
 * @returns the text, or null for a slug without an article
 */
export async function articleInMarkdown(context: Context, slug: string): Promise<string | null> {
  const row = await context.db.selectFrom("articles").select("id").where("slug", "=", slug).executeTakeFirst();
  const article = row && (await articleById(context, row.id));
  if (!article) return null;
  const { appUrl } = context.config;
  const { headline, dek, byline, topics, sources, image, imageAlt, imageCredit, imageFocus } = article;
  // A string of JSON is one of YAML too.
  const line = (key: string, value: string) => (value ? `${key}: ${JSON.stringify(value)}\n` : "");
  const front = [
    line("headline", headline),
    line("slug", slug),
    line("dek", dek),
    line("byline", byline),
    topics.length > 0 ? `topics: ${JSON.stringify(topics)}\n` : "",
    sources.length > 0 ? `sources:\n${sources.map((source) => `  - ${JSON.stringify(source)}\n`).join("")}` : "",
    image ? `# image: ${appUrl}${image.path}\n` : "",
    line("imageAlt", imageAlt),
    line("imageCredit", imageCredit),
    line("imageFocus", imageFocus),
    line("embargo", article.embargo),
    line("canonical", article.canonical),
    line("language", article.language),
  ];
  return `---\n${front.join("")}---\n\n${bodyInMarkdown(article.body, appUrl)}\n`;
}
