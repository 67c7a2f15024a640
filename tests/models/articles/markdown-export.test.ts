import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { articleById, createArticle, articleSchema } from "#app/models/articles/articles.server.ts";
import { articleInMarkdown } from "#app/models/articles/markdownExport.server.ts";
import { importArticles } from "#app/models/articles/markdownImport.server.ts";
import { bodyFromMarkdown } from "#app/models/markdown.server.ts";
import { testContext } from "../../support/context.ts";
import { makeQuickFolder } from "../../support/folders.ts";

const text =
  "## Of 10<sup>6</sup> boxes\n\n| Port | Boats |\n| --- | --: |\n| Oslo | 12 |\n\n: Boats\n\n7. ~~old~~\n8. **new**";

test("an article that is exported and imported elsewhere is the same article", async () => {
  const context = await testContext();
  const parsed = bodyFromMarkdown(text);
  if ("error" in parsed) throw new Error(parsed.error);
  const input = articleSchema.parse({
    headline: 'Night: "shift" # 1',
    slug: "night",
    dek: "Three ports\\",
    byline: "Ana Ruiz",
    topics: ["Ports", "Labour: night"],
    sources: [{ title: "Ledger [2026]", url: "https://port.example/ledger" }],
    body: JSON.stringify(parsed.body),
  });
  const created = await createArticle(context, input);
  if ("error" in created) throw new Error(created.error);
  const markdown = await articleInMarkdown(context, "night");
  expect(markdown).toContain(`\n---\n\n${text}\n`);

  const elsewhere = await testContext();
  const path = join(makeQuickFolder("export-"), "other-name.md");
  await writeFile(path, markdown!);
  const imported = await importArticles(elsewhere, [path], { update: false, publish: false, actor: "Ruth" });
  expect(imported).toMatchObject({ articles: [{ slug: "night" }], leftOut: [] });
  const [there, here] = [await articleById(elsewhere, 1), await articleById(context, created.article.id)];
  for (const key of ["headline", "slug", "dek", "byline", "topics", "sources", "body"] as const)
    expect(there![key]).toEqual(here![key]);
});

test("an article that is not there is none", async () => {
  expect(await articleInMarkdown(await testContext(), "no")).toBeNull();
});
