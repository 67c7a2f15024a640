import { readFileSync, writeFileSync } from "node:fs";
import { format } from "prettier";
import { expect, test } from "vitest";
import { confidences, rules, type Rule } from "#app/models/clicks/rules.server.ts";

const path = "docs/numbers.md";
const part = /(<!-- rules: from app\/models\/clicks\/rules.server.ts -->\n+)([^]*?)(\n*<!-- end of rules -->)/;

const asked = ({ about, needs }: Rule) => {
  const what = about === "picture" ? "pictures" : about === "both" ? "links and pictures" : "links";
  return `${what}${needs ? ", while the network is kept" : ""}`;
};

function table(): string {
  const rows = Object.entries<Rule>(rules).map(
    ([id, rule]) => `| \`${id}\` | ${rule.says} | ${rule.verdict} | ${rule.confidence} | ${asked(rule)} |`,
  );
  return `| rule | says | verdict | how sure | asked about |\n| --- | --- | --- | --- | --- |\n${rows.join("\n")}\n`;
}

test("docs/numbers.md has the rules as they are asked, and how sure each is", async () => {
  const wanted = await format(table(), { parser: "markdown", printWidth: 130 });
  const page = readFileSync(path, "utf8");
  if (process.env.WRITE_DOCS)
    writeFileSync(
      path,
      page.replace(part, (_, head) => `${head.trimEnd()}\n\n${wanted}\n<!-- end of rules -->`),
    );
  expect(part.exec(readFileSync(path, "utf8"))?.[2]?.trim()).toBe(wanted.trim());
  for (const [words, sure] of Object.entries(confidences))
    expect(page).toMatch(new RegExp(`\\*\\*${words}\\*\\* (is about )?${sure * 100}\\b`));
});

test("every rule says in a sentence what it saw", () => {
  for (const [id, { says }] of Object.entries<Rule>(rules))
    expect([id, says]).toEqual([id, expect.stringMatching(/^\p{Lu}.*\.$/u)]);
});
