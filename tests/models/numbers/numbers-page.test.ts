import { readFileSync, writeFileSync } from "node:fs";
import { format } from "prettier";
import { expect, test } from "vitest";
import { figureWords, type FigureName } from "#app/models/numbers/figureWords.ts";
import { sortRules } from "#app/models/visits/sorts.server.ts";

const path = "docs/numbers.md";

/** The tables of the page by the name of their place in it. */
const tables: Record<string, () => string> = {
  sorts: () =>
    table(
      ["rule", "what is looked at", "then"],
      sortRules.map(({ id, says, verdict }) => [`\`${id}\``, says, verdicts[verdict]]),
    ),
  figures: () =>
    table(
      ["figure", "of", "how it is computed"],
      (Object.keys(figureWords) as FigureName[]).map((name) => {
        const { name: words, outOf, how } = figureWords[name];
        return [words, outOf, how];
      }),
    ),
};

const verdicts = { person: "a person", robot: "a robot", feed: "a feed reader", none: "not counted" };

function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

test("docs/numbers.md has every rule and every figure as they are today", async () => {
  let page = readFileSync(path, "utf8");
  for (const [name, made] of Object.entries(tables)) {
    const place = new RegExp(`(<!-- ${name}: [^>]*-->)[\\s\\S]*?(<!-- end of ${name} -->)`);
    expect(page).toMatch(place);
    page = page.replace(place, (_, begin: string, end: string) => `${begin}\n\n${made()}\n\n${end}`);
  }
  page = await format(page, { parser: "markdown", printWidth: 120 });
  if (process.env.WRITE_DOCS) writeFileSync(path, page);
  expect(readFileSync(path, "utf8")).toBe(page);
});

test("every figure says in whole sentences how it is computed, and where more is said", () => {
  const page = readFileSync(path, "utf8");
  for (const { how, section } of Object.values(figureWords)) {
    expect(how).toMatch(/^\p{Lu}.*\.$/u);
    expect(page).toContain(`<a id="${section}"></a>`);
  }
});
