import { readFileSync, writeFileSync } from "node:fs";
import { format } from "prettier";
import { expect, test } from "vitest";
import { terms } from "#app/components/desk/terms.ts";
import { filesIn } from "../support/sources.ts";

const path = "docs/glossary.md";
const part = /(<!-- terms: from app\/components\/desk\/terms.ts -->\n+)([^]*?)(\n<!-- end of terms -->)/;

function table(): string {
  const rows = Object.values(terms).map(({ name, means }) => `| ${name.replace(/^(an?|the) /, "")} | ${means} |`);
  return `| word | as the desk explains it |\n| --- | --- |\n${rows.join("\n")}\n`;
}

test("docs/glossary.md has the words as the desk explains them", async () => {
  const wanted = await format(table(), { parser: "markdown", printWidth: 120 });
  const glossary = readFileSync(path, "utf8");
  if (process.env.WRITE_DOCS)
    writeFileSync(
      path,
      glossary.replace(part, (_, head, __, tail) => head + wanted + tail),
    );
  expect(part.exec(readFileSync(path, "utf8"))?.[2]).toBe(wanted);
});

test("every word is explained in whole sentences, and briefly", () => {
  for (const [term, { name, means }] of Object.entries(terms)) {
    expect([term, name]).toEqual([term, expect.stringMatching(/^(an?|the) \p{Ll}/u)]);
    expect([term, means]).toEqual([term, expect.stringMatching(/^\p{Lu}.*\.$/u)]);
    for (const sentence of means.split(/(?<=\.) /))
      expect([term, sentence.split(" ").length < 36]).toEqual([term, true]);
  }
});

test("every word that is explained stands somewhere at the desk", () => {
  const desk = filesIn("app/components/desk", "app/routes")
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");
  const unused = Object.keys(terms).filter((term) => !desk.includes(`term="${term}"`));
  expect(unused).toEqual([]);
});
