import { readFileSync, writeFileSync } from "node:fs";
import { format } from "prettier";
import { expect, test } from "vitest";
import { issueChecks } from "#app/models/preflight/checks.server.ts";
import { checksPage } from "../support/checks-page.ts";

const path = "docs/checks.md";

test("docs/checks.md has every check as it is today", async () => {
  const page = await format(checksPage(), { parser: "markdown", printWidth: 120 });
  if (process.env.WRITE_DOCS) writeFileSync(path, page);
  expect(readFileSync(path, "utf8")).toBe(page);
});

test("every check asks for one thing, in a sentence", () => {
  for (const [name, { asks }] of Object.entries(issueChecks))
    expect([name, asks]).toEqual([name, expect.stringMatching(/^\p{Lu}.*\.$/u)]);
  expect(Object.keys(issueChecks).length).toBeGreaterThan(80);
});
