import type { IssueCheck } from "#app/models/preflight/check.server.ts";
import { places } from "#app/models/preflight/check.server.ts";
import { issueChecks } from "#app/models/preflight/checks.server.ts";

/** `docs/checks.md`, made of the table of checks. */
export function checksPage(): string {
  const all = Object.entries<IssueCheck>(issueChecks);
  const parts = Object.entries(places).map(([place, name]) => {
    const rows = all
      .filter(([, check]) => check.place === place)
      .map(
        ([check, { asks, level }]) =>
          `| \`${check}\` | ${asks} | ${level === "blocking" ? "prevents sending" : "worth a look"} |`,
      );
    return `## ${name}\n\n| check | what should hold | if not |\n| --- | --- | --- |\n${rows.join("\n")}\n`;
  });
  return `# What an issue is checked for\n\n${intro(all.length)}\n\n${parts.join("\n")}`;
}

function intro(count: number): string {
  return `The issue's page checks an issue as a whole after each save, and the send page once more: ${count} checks, in the order in
which a reader meets what they are about. What prevents sending is what the sending transaction refuses, and nobody can
dismiss it. Everything else is worth a look: an editor dismisses it with a reason, which is kept with their name and in the
activity log until what it is about changes. A finding about words stands where the words are. This page is made from the
table in \`app/models/preflight/checks.server.ts\`; \`WRITE_DOCS=1\` with \`tests/models/checks-page.test.ts\` writes it anew.

Links are asked for by the sender, four at a time and one a host, once a day, as safely as everything that people name (S-10).
Support by mail programs is by the facts of [caniemail.com](https://www.caniemail.com) of 2026-05-13 (MIT), scored as Mailpit
does: the weakest feature counts, by how much of the mail uses it. The rules of accessibility are those of the Email Markup
Consortium's report that a program can check.`;
}
