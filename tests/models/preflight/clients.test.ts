import { expect, test } from "vitest";
import { clientChecks, clientScores, usedFeatures } from "#app/models/preflight/clients.server.ts";
import { htmlTree } from "#app/models/preflight/htmlTree.server.ts";
import type { PreflightFacts } from "#app/models/preflight/check.server.ts";
import { factsOfAWholeIssue, hitsAndNearMisses } from "../../support/preflight.ts";

const showing = (html: string) => (facts: PreflightFacts) => ({ ...facts, tree: htmlTree(html) });

hitsAndNearMisses(clientChecks, {
  "client-support": {
    hit: showing('<p style="display:grid;position:fixed">A</p><p style="display:grid;position:fixed">B</p>'),
    near: showing('<p style="margin:0">A</p>'),
    says: /Outlook drops a style or element of \d+ of 100 parts/,
  },
  "picture-format": {
    hit: showing('<img src="/x.webp">'),
    near: showing('<img src="/x.webp.jpg?y=1">'),
    says: /WEBP are not shown everywhere: .*Outlook/,
  },
});

test("the features of a mail are its elements, attributes, styles and rules", () => {
  const html =
    "<style>@media (prefers-color-scheme: dark) { .a > b, [c] d { color: rgb(0, 0, 0) !important } } a:hover { margin: 1em }</style>" +
    '<h1 dir="ltr" style="padding-left:4px;display:none">A</h1><a href="mailto:a@b.example"><img src="x.png" width="1"></a>';
  expect([...usedFeatures(htmlTree(html)).keys()].sort()).toEqual(
    [
      ...[
        "css-at-media",
        "css-at-media-prefers-color-scheme",
        "css-display-none",
        "css-important",
        "css-margin",
        "css-padding",
      ],
      ...["css-pseudo-class-hover", "css-rgb", "css-selector-attribute", "css-selector-child", "css-selector-class"],
      ...[
        "css-selector-descendant",
        "css-selector-grouping",
        "css-selector-type",
        "css-unit-em",
        "css-unit-px",
        "html-dir",
      ],
      ...["html-h1-h6", "html-img", "html-mailto-links", "html-style", "html-width", "image-png"],
    ].sort(),
  );
});

test("a feature counts by how much of the mail uses it, and the weakest decides (as Mailpit counts)", () => {
  const [all, half] = ['<p style="display:grid">A</p>', '<p style="display:grid">A</p><p>B</p>'].map((html) =>
    clientScores(htmlTree(html)).find(({ family }) => family === "Outlook")!,
  );
  expect(all!.unsupported).toBeGreaterThan(0);
  expect(half!.unsupported).toBeCloseTo(all!.unsupported / 2);
  expect(all!.supported).toBeCloseTo(100 - all!.partial - all!.unsupported);
});

test("our own mail asks little that those lack which most readers have", async () => {
  const facts = await factsOfAWholeIssue();
  expect(clientChecks["client-support"].find(facts)).toEqual([]);
});
