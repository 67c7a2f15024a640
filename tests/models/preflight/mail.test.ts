import { describe, expect, test } from "vitest";
import { accessibilityChecks, mailRules, type MailRuleName } from "#app/models/preflight/accessibility.server.ts";
import type { PreflightFacts } from "#app/models/preflight/check.server.ts";
import { htmlTree, textIn } from "#app/models/preflight/htmlTree.server.ts";
import { wholeMailChecks } from "#app/models/preflight/mail.server.ts";
import { createIssue } from "#app/models/issues/issues.server.ts";
import { testContext } from "../../support/context.ts";
import { aBriefing, anArticle, bodyOf } from "../../support/newsroom.ts";
import { factsOf, hitsAndNearMisses, withIssue, type CheckCase } from "../../support/preflight.ts";

const briefing = (change: Partial<PreflightFacts["briefing"]>) => (facts: PreflightFacts) => ({
  ...facts,
  briefing: { ...facts.briefing, ...change },
});
const sized = (kilobytes: number) => (facts: PreflightFacts) => ({
  ...facts,
  rendered: { ...facts.rendered, htmlBytes: kilobytes * 1024 },
  costs: [{ id: facts.issue.articles[0]!.id, headline: "Robots learn to pack", bytes: 51_200 }],
});
const intro = (words: number) =>
  withIssue({
    intro: { type: "doc", content: [{ type: "paragraph", content: [{ type: "text", text: "a ".repeat(words) }] }] },
  });

describe("the whole of it", () => {
  hitsAndNearMisses(wholeMailChecks, {
    "long-intro": { hit: intro(201), near: intro(200), says: /has 201 words/ },
    "heavy-mail": { hit: sized(91), near: sized(90), says: /has 91 KB.*“Robots learn to pack” alone has 50 KB/ },
    "heaviest-piece": { hit: sized(101), near: sized(100), says: /has the most of the mail, 50 KB/ },
    "demo-address": {
      hit: briefing({ fromAddress: "weekly@robotics-briefing.example" }),
      near: briefing({ fromAddress: "weekly@example-robots.org" }),
      says: /one of the demo/,
    },
    "thin-address": {
      hit: briefing({ postalAddress: "Rotterdam, The Netherlands" }),
      near: briefing({ postalAddress: "Harbour Street 1" }),
      says: /has no number/,
    },
    "site-address": {
      hit: (facts) => ({ ...facts, appUrl: "http://localhost:3000" }),
      near: (facts) => ({ ...facts, appUrl: "https://localhost:3000" }),
      says: /lead to http:\/\/localhost:3000/,
    },
  });

  test("knows which article weighs most", async () => {
    const context = await testContext();
    const list = await aBriefing(context);
    const [short, long] = [
      await anArticle(context),
      await anArticle(context, { headline: "A long one", body: bodyOf("A line about robots. ".repeat(4300)) }),
    ];
    const articles = [short, long].map(({ id }) => ({ id, display: "full" as const }));
    const facts = await factsOf(context, await createIssue(context, list.id, { subject: "Robots", articles }));
    expect(facts.costs.map(({ headline }) => headline)).toEqual(["A long one", "Robots learn to pack"]);
    expect(facts.costs[0]!.bytes).toBeGreaterThan(86_000);
  });
});

const page = (body: string, head = "<title>Robots</title>") =>
  `<!doctype html><html lang="en"><head>${head}</head><body><div lang="en" dir="ltr"><h1>Robots</h1>${body}</div></body></html>`;
const dark = (css: string) => `<title>Robots</title><style>@media (prefers-color-scheme: dark) { ${css} }</style>`;
const showing = (html: string) => (facts: PreflightFacts) => ({ ...facts, tree: htmlTree(html) });

/** What breaks each rule, and what nearly does. */
const samples: Record<MailRuleName, [hit: string, near: string]> = {
  "mail-language": ["<html><body></body></html>", '<html lang="ar"><body></body></html>'],
  "content-language": [
    '<body><div dir="ltr">Robots</div></body>',
    '<body><div lang="en" dir="ltr">Robots</div><div> </div></body>',
  ],
  "content-direction": [
    '<body><div lang="en">Robots</div></body>',
    '<body><div lang="en" dir="auto">Robots</div></body>',
  ],
  "mail-title": ["<title> </title>", "<title>Robots &amp; more</title>"],
  "layout-tables": [page("<table><tr><td>A</td></tr></table>"), page('<table role="none"><tr><td>A</td></tr></table>')],
  "data-tables": [
    page('<table role="presentation"><tr><th>A</th></tr></table>'),
    page("<table><tr><th>A</th></tr></table>"),
  ],
  "first-heading": [page("<h1>Two</h1>"), page("<h2>Two</h2>")],
  "heading-order": [page("<h3>Three</h3>"), page("<h2>Two</h2><h3>Three</h3><h2>Two</h2>")],
  "empty-heading": [page("<h2><b> </b></h2>"), page('<h2><img alt="Two"></h2>')],
  "link-names": [page('<a href="/x"><img alt=""></a>'), page('<a href="/x"><img alt="Robots"></a><a name="x"></a>')],
  "picture-alternatives": [page('<img src="x">'), page('<img src="x" alt="">')],
  "picture-names": [page('<img alt="IMG.jpg">'), page('<img alt="A jpg of robots">')],
  "outlook-pictures": [
    page("<!--[if mso]><v:rect fill></v:rect><![endif]-->"),
    page('<!--[if mso]><v:rect alt=""></v:rect><![endif]--><!-- <v:rect> -->'),
  ],
  "light-contrast": [
    page('<p style="color:#777777">Grey</p>'),
    page('<p style="color:#767676">Grey</p><p style="display:none;color:#fff">Hidden</p>'),
  ],
  "dark-contrast": [
    page('<div class="sheet"><p style="color:#333">Grey</p></div>', dark(".sheet { background: #1e1c1a !important; }")),
    page(
      '<div class="sheet"><p style="color:#333">Grey</p></div>',
      dark(".sheet { background: #1e1c1a !important; } .sheet > p { color: #ece6da !important; }"),
    ),
  ],
  "text-size": [
    page('<p style="font-size:13px">Small</p>'),
    page('<p style="font-size:14px">Small<sup style="font-size:75%">2</sup></p>'),
  ],
  zoom: [
    page("", '<title>R</title><meta name="viewport" content="width=device-width,maximum-scale=1">'),
    page("", '<title>R</title><meta name="viewport" content="width=device-width,maximum-scale=10">'),
  ],
  "justified-text": [
    page('<p style="text-align: justify">Robots</p>'),
    page('<p style="text-align: start">Robots</p>'),
  ],
  "list-items": [page("<ul><p>Robots</p></ul>"), page("<ol><li><p>Robots</p></li></ol>")],
  "moving-text": [page("<marquee>Robots</marquee>"), page("<p>marquee</p>")],
  "one-id-once": [page('<p id="a">A</p><p id="a">B</p>'), page('<p id="a">A</p><p id="A">B</p>')],
  "nested-links": [
    page('<p aria-hidden="true"><a href="/x">Robots</a></p>'),
    page('<p aria-hidden="false"><a href="/x">Robots</a></p>'),
  ],
};

describe("for everybody", () => {
  const cases = Object.fromEntries(
    Object.entries(samples).map(([name, [hit, near]]): [string, CheckCase] => [
      name,
      { hit: showing(hit), near: showing(near), says: /./ },
    ]),
  ) as Record<MailRuleName, CheckCase>;
  hitsAndNearMisses(accessibilityChecks, cases);

  test("a page of ours breaks no rule", () => {
    for (const [name, { breaks }] of Object.entries(mailRules))
      expect([name, breaks(htmlTree(page("<p>Robots</p>")))]).toEqual([name, []]);
  });
});

test("the HTML of a mail is read with its texts, attributes, styles and comments", () => {
  const tree = htmlTree(
    "<p Title='a \"b\"' hidden>One &amp; two&#8230;<br/><b>three</b></p><style>p > a { }</style><!-- x --><![endif]--><i>four</i>",
  );
  expect(tree.elements.map(({ name }) => name)).toEqual(["p", "br", "b", "style", "i"]);
  expect(tree.elements[0]!.attributes).toEqual({ title: 'a "b"', hidden: "" });
  expect(textIn(tree.elements[0]!)).toBe("One & two…three");
  expect(tree.elements[4]!.parent).toBe(tree.root);
});
