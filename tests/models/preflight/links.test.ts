import { expect, test } from "vitest";
import type { Body } from "#app/models/body.ts";
import type { PreflightFacts } from "#app/models/preflight/check.server.ts";
import { linkChecks } from "#app/models/preflight/links.server.ts";
import { withoutTracking } from "#app/models/preflight/linkParameters.server.ts";
import { linksOf } from "#app/models/preflight/linkUses.server.ts";
import { mended } from "#app/models/preflight/mends.ts";
import { factsOfAWholeIssue, hitsAndNearMisses, withIssue } from "../../support/preflight.ts";

const text = (words: string, href: string) => ({
  type: "text" as const,
  text: words,
  marks: [{ type: "link" as const, attrs: { href } }],
});
const linking = (...links: [words: string, href: string][]): Body => ({
  type: "doc",
  content: links.map(([words, href]) => ({ type: "paragraph", content: [text(words, href)] })),
});
const links =
  (...all: [words: string, href: string][]) =>
  (facts: PreflightFacts) => {
    const changed = withIssue({ intro: linking(...all) })(facts);
    return { ...changed, links: linksOf(changed.issue) };
  };
const to = (href: string) => links(["The plan of the port", href]);

hitsAndNearMisses(linkChecks, {
  "here-link": {
    hit: links(["Click here!", "https://a.example/x"]),
    near: links(["Here comes the plan", "https://a.example/x"]),
    says: /The link “Click here!” does not say/,
  },
  "address-as-words": {
    hit: links(["https://a.example/a/very/long/address/of/a/plan", "https://a.example/x"]),
    near: links(["https://a.example", "https://a.example"]),
    says: /shown as its address/,
  },
  "same-words-links": {
    hit: links(["The plan", "https://a.example/x"], ["the plan", "https://a.example/y"]),
    near: links(["The plan", "https://a.example/x"], ["The plan", "https://a.example/x/?utm_source=y"]),
    says: /“the plan” leads to a.example\/x and to a.example\/y/,
  },
  "http-link": {
    hit: to("http://a.example/x"),
    near: to("http://localhost/x"),
    says: /The link to a.example\/x is http/,
  },
  "local-link": {
    hit: to("http://192.168.0.7/x"),
    near: to("http://93.184.216.34/x"),
    says: /works only where it was written/,
  },
  "staging-link": {
    hit: to("https://staging.a.example/x"),
    near: to("https://devices.a.example/staging"),
    says: /not for readers yet/,
  },
  "draft-link": {
    hit: to("https://docs.google.com/document/d/1/edit"),
    near: to("https://docs.google.com/document/d/1/pub"),
    says: /an editor or a preview/,
  },
  "session-link": {
    hit: to("https://a.example/x;jsessionid=A1"),
    near: to("https://a.example/x?sid=&side=2"),
    says: /has “jsessionid” in it/,
  },
  "tracking-link": {
    hit: to("https://a.example/x?utm_source=y"),
    near: to("https://a.example/x?utm=1&source=y"),
    says: /\(utm_source\)/,
  },
  "short-link": { hit: to("https://bit.ly/x"), near: to("https://habit.ly/x"), says: /hides where it leads/ },
  "mail-link": {
    hit: to("mailto:ruth"),
    near: to("mailto:ruth@a.example?subject=Robots"),
    says: /is not a whole address/,
  },
});

test.each([
  "here",
  "hier",
  "Klicken Sie hier",
  "ici",
  "cliquez ici",
  "aquí",
  "haga clic aquí",
  "هنا",
  "اضغط هنا",
  "read more…",
])("“%s” says nothing of where a link leads", async (words) => {
  const facts = links([words, "https://a.example/x"])(await factsOfAWholeIssue());
  expect(linkChecks["here-link"].find(facts)).toHaveLength(1);
});

test.each(["http://localhost:3000/x", "http://intranet/x", "https://nas.local/", "http://[::1]/", "https://10.0.0.1/"])(
  "%s is a machine of somebody's own",
  async (href) => expect(linkChecks["local-link"].find(to(href)(await factsOfAWholeIssue()))).toHaveLength(1),
);

test.each([
  ["https://a.example/x?utm_source=y&id=7&fbclid=z#part", "https://a.example/x?id=7#part"],
  ["https://a.example/x?utm_source=y", "https://a.example/x"],
  ["https://a.example/x?a=%20b+c", "https://a.example/x?a=%20b+c"],
  ["mailto:a@b.example?subject=utm_source", "mailto:a@b.example?subject=utm_source"],
])("%s without tracking is %s", (href, without) => expect(withoutTracking(href)).toBe(without));

test("tracking is taken out of a link of the intro at a click", async () => {
  const facts = to("https://a.example/x?utm_source=y&id=7")(await factsOfAWholeIssue());
  const mend = linkChecks["tracking-link"].find(facts)[0]!.mend!;
  expect(mended(facts.issue, mend)).toEqual({ intro: linking(["The plan of the port", "https://a.example/x?id=7"]) });
});

test("a link in bold and plain letters is one, and one of a footnote, a source, a button and a card counts too", async () => {
  const facts = await factsOfAWholeIssue();
  const href = "https://a.example/x";
  const bold = {
    ...text("bold", href),
    marks: [{ type: "link" as const, attrs: { href } }, { type: "bold" as const }],
  };
  const content: Body["content"] = [
    {
      type: "paragraph",
      content: [text("plain ", href), bold, { type: "footnote", content: [text("note", `${href}/n`)] }],
    },
    { type: "button", attrs: { label: "Sign up", href: `${href}/b` } },
  ];
  const [article] = facts.issue.articles;
  const sources = [{ title: "The source", url: `${href}/s` }];
  const { issue } = withIssue({ intro: { type: "doc", content }, articles: [{ ...article!, sources }] })(facts);
  const found = linksOf(issue);
  expect(found.map(({ words, href, isMailed }) => [words, href.slice(19), isMailed])).toEqual([
    ["plain bold", "", true],
    ["note", "/n", true],
    ["Sign up", "/b", true],
    ["The source", "/s", false],
  ]);
});
