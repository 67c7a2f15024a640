import { expect, test } from "vitest";
import { renderEdition } from "#emails/render/edition.server.ts";
import type { IssueContent } from "#emails/render/issueContent.server.ts";
import { loadTemplates } from "#emails/render/templates.server.ts";
import { arabic, arabicSectioned, article, content, markerKey, sectioned } from "../samples.ts";

const templates = loadTemplates();

const full = article({ slug: "ports", headline: "Three ports hand the night shift to machines", display: "full" });
const inFull = () => content({ articles: [full, ...content().articles.slice(1)] });

/** Mails as they are, to the byte; `vitest -u` writes them anew after a change that is meant. */
test.each<[string, () => IssueContent]>([
  ["an issue of articles", inFull],
  ["an issue of three articles", () => content({ articles: content().articles.slice(0, 3) })],
  ["an issue in Arabic", arabic],
  ["an issue in sections", sectioned],
  ["an issue in sections in Arabic", arabicSectioned],
])("%s is the same mail as ever", async (name, make) => {
  const { html, text } = await renderEdition(templates, make(), markerKey);
  const file = `../../goldens/mails/${name.replaceAll(" ", "-")}`;
  await expect(html).toMatchFileSnapshot(`${file}.html.golden`);
  await expect(text).toMatchFileSnapshot(`${file}.text.golden`);
});
